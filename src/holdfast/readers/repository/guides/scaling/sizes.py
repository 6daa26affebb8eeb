"""How few, how many and how many at first: the sizes of a group as people write them, each alone or all in one run."""

import re

from holdfast.model.regex import regex

_EACH = (
    ("minimum", regex(r"(?:최소|min(?:imum)?|最小)[^\d\n]{0,24}(\d{1,3})", re.IGNORECASE | re.ASCII)),
    ("maximum", regex(r"(?:최대|max(?:imum)?|最大)[^\d\n]{0,24}(\d{1,3})", re.IGNORECASE | re.ASCII)),
    (
        "desired",
        regex(
            r"(?<!\d )(?:원하는|희망|desired|希望|必要)[^\d\n]{0,24}(\d{1,3})|"
            r"(?<!\d)(\d{1,3}) (?:desired|running|fargate|ecs) (?:tasks?|copies|replicas)"
            r"|\btasks?\b\W{0,6}(\d{1,3}) ?/ ?\d{1,3}(?![\d/])"
            r"|(?:작업|태스크|タスク) ?(?:수|の?数)[^\d\n]{0,8}(\d{1,3})"
            r"|(?:태스크|タスク)(?:는|를|은|は|を|が)? ?(\d{1,3}) ?(?:개|つ|個|台)"
            r"|(?<![\d.])(\d{1,3}) ?(?:つの|個の|개의 ?)?(?:태스크|タスク)",
            re.IGNORECASE | re.ASCII,
        ),
    ),
)
_NAME = (
    r"(?:최소|최대|원하는|희망|\bmin(?:imum)?\b|\bmax(?:imum)?\b|\bdesired\b|最小|最大|希望|必要)(?:する)?"
    r"(?: ?(?:capacity|size|용량|크기|대수|수|容量|サイズ|台数|数|キャパシティ))?"
)
_NAMES = (("minimum", r"최소|min|最小"), ("maximum", r"최대|max|最大"), ("desired", r"원하는|희망|desired|希望|必要"))
_CALLED = tuple((name, regex(pattern, re.IGNORECASE)) for name, pattern in _NAMES)
_RUN = regex(
    rf"(?P<names>{_NAME}(?:\s?(?:[/／,、·・|]|\band\b|및|와|と)\s?(?:\band\s)?{_NAME}){{1,2}})[^\d\n]{{0,60}}?"
    r"(?<![\d.])(?P<numbers>\d{1,3}(?:\s?(?:[/／,、·・|~-]|to)\s?\d{1,3}){0,2})(?![\d.]*[\d%％])",
    re.IGNORECASE | re.ASCII,
)
_WORD = regex(_NAME, re.IGNORECASE | re.ASCII)
_NUMBER = regex(r"\d{1,3}", re.ASCII)


_SPAN = regex(
    r"(?:(?P<named>\btasks?\b|\binstances?\b|태스크|인스턴스|タスク|インスタンス)(?: ?(?:수|数|count))?\W{0,3})?"
    r"(?<![\d.:/-])(?P<least>\d{1,2}) ?(?:to|-|–|~|〜|∼|から) ?(?P<most>\d{1,2})(?![\d.:/%％-]) ?"
    r"(?:개의? ?|つの ?|個の ?)?(?:(?:fargate|ecs) )?"
    r"(?P<behind>tasks?\b|instances?\b|replicas?\b|copies\b|태스크|작업|인스턴스|대(?![가-힣])|タスク|インスタンス|台)?",
    re.IGNORECASE | re.ASCII,
)
"""From how many to how many: "2 to 6 tasks", "2~6대"."""


def sizes_in(text: str) -> dict[str, int]:
    """The sizes that `text` gives, by `minimum`, `maximum` and `desired`."""
    together = _in_a_run(text)
    if together:
        return together
    span = next((one for one in _SPAN.finditer(text) if one["named"] or one["behind"]), None)
    if span:
        least, most = sorted((int(span["least"]), int(span["most"])))
        return {"minimum": least, "maximum": most}
    found = ((name, pattern.search(text)) for name, pattern in _EACH)
    sizes = {name: int(next(filter(None, match.groups()))) for name, match in found if match}
    highest = sizes.get("maximum")
    if highest is not None and highest == sizes.get("desired") and not _WISHED.search(text):
        del sizes["desired"]  # "at most 6 tasks" tells nothing of how many there are at first
    return sizes


_WISHED = regex(r"원하는|희망|desired|希望|必要", re.IGNORECASE)


def _in_a_run(text: str) -> dict[str, int]:
    """Names in a row, and behind them a number for each in the same order, or one for all of them."""
    match = _RUN.search(text)
    if match is None:
        return {}
    names = [name for word in _WORD.findall(match["names"]) for name, called in _CALLED if called.match(word)]
    numbers = [int(one) for one in _NUMBER.findall(match["numbers"])]
    if len(numbers) == 1:
        numbers *= len(names)
    return dict(zip(names, numbers, strict=True)) if len(names) == len(numbers) else {}
