"""How a program of Python looks settings up in its environment, by names it writes there or keeps in constants."""

import re
from collections.abc import Iterator, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

# It begins with a word that is seldom met, and looks back from there: most of a program is passed over fast.
_SOFT_HEAD = r"env(?:(?<=\bgetenv)|iron(?<=\benviron)\.(?:get|setdefault))\("
_SOFT = regex(
    _SOFT_HEAD + r"\s*(?:key\s*=\s*)?"
    r"(?:[\"'](?P<name>\w{2,80})[\"']|(?P<held>[A-Z][A-Z0-9_]{1,80})(?=\s*[,)]))"
    r"\s*(?P<comma>,)?\s*(?:default\s*=\s*)?(?=(?P<default>[^\n]{0,200}))"
)
_HARD_HEAD = r"environ(?<=\benviron)\["
_HARD = regex(_HARD_HEAD + r"\s*(?:[\"'](?P<name>\w{2,80})[\"']|(?P<held>[A-Z][A-Z0-9_]{1,80}))\s*\](?!\s*=[^=])")
_HELD = regex(
    r"(?m)^(?P<held>[A-Z][A-Z0-9_]{1,80})[ \t]*(?::[^=\n]{1,40})?=[ \t]*[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']"
    r"[ \t]*(?:#[^\n]*)?$"
)
BOUND = regex(r"(?m)^[ \t]*(?P<variable>[\w.]+)[ \t]*(?::[^=\n]{1,60})?=[ \t]*(?P<value>[^\n]{1,200})")
_COMPARED = r"(?:\.(?:starts|ends)with\(|\s*(?:==|!=)\s*[rf]?[\"'][^\"']|\s+(?:not\s+)?in\b|\s*[<>])"
"""What asks how a setting looks, not whether it is there."""

_WHOLE = regex(r"\b(?:os\.)?environ(?:\.copy\(\))?(?![\w.\[(])")
_STANDS_FOR = regex(
    r"(?<![\w.])(?P<name>[A-Za-z_]\w{0,39})\s{0,4}(?::[^=(),\[\]\n]{1,40}(?:\[[^\]\n]{0,60}\])?\s{0,4})?"
    r"=(?!=)\s{0,4}(?P<made>[^=,\n]{0,60})$"
)
_NO_COPY = regex(r"\b(?:get|in)\b|\w\((?<!dict\()|[\[:]")
"""What makes of an environment something else."""
_HANDED_ON = regex(
    r"\b(?:run|Popen|call|check_call|check_output|exec\w{1,20}|spawn\w{1,20})\([^()]{0,300}(?:\([^()]{0,300}\)[^()]{0,300})?"
    r"\benv\s?=\s?(?P<name>[A-Za-z_]\w{0,39})\s{0,4}[,)\n]"
)
_MOST_NAMES = 20

_CHOOSES = regex(
    r"[^()\n]{0,80}\)\s{0,4}(?:\.(?:strip|lower|upper|casefold)\(\)\s{0,4}){0,3}"
    r"(?:[=!]=\s{0,4}[\"'][^\"'\n]|(?:not\s)?in\s{0,4}[\[({]\s{0,4}[\"'])"
)


def stand_ins(source: Source) -> tuple[str, ...]:
    """The variables and parameters of a file that are the whole environment: `def load(env=os.environ)`.

    A copy that another program is started with is that program's.
    """
    known = source.memo.get("stand-ins")
    if not isinstance(known, tuple):
        found: dict[str, None] = {}
        for match in _WHOLE.finditer(source.code) if source.mentions("environ") else ():
            before = source.code[max(0, match.start() - 160) : match.start()].rpartition("\n")[2]
            stands = _STANDS_FOR.search(before)
            if stands is not None and not _NO_COPY.search(stands["made"]):
                found.setdefault(stands["name"])
        handed = {match["name"] for match in _HANDED_ON.finditer(source.code)} if found else set()
        known = source.memo["stand-ins"] = tuple(name for name in found if name not in handed)[:_MOST_NAMES]
    return known


def by_stand_ins(source: Source, held: Mapping[str, str]) -> "tuple[list[Asked], list[Asked]]":
    """The look-ups by such a name that answer for a missing setting, and those that raise."""
    if not (names := stand_ins(source)):
        return [], []
    called = "|".join(map(re.escape, names))
    soft_ones = re.compile(_SOFT.pattern.replace(_SOFT_HEAD, rf"(?<![\w.])(?:{called})\.(?:get|setdefault)\("))
    hard_ones = re.compile(_HARD.pattern.replace(_HARD_HEAD, rf"(?<![\w.])(?:{called})\["))
    return list(_named(soft_ones.finditer(source.code), held)), list(_named(hard_ones.finditer(source.code), held))


Asked = tuple[str, re.Match[str]]
"""The name of a setting and the look-up."""


def soft(text: str, held: Mapping[str, str]) -> Iterator[Asked]:
    """The look-ups in `text` that answer for a setting which is missing; `held`: of its file."""
    return _named(_SOFT.finditer(text), held)


def chosen(text: str, asked: list[Asked]) -> set[str]:
    """The settings of which a file asks nothing but whether they have a value that is written there."""
    found: dict[str, bool] = {}
    for name, match in asked:
        found[name] = found.get(name, True) and _CHOOSES.match(text, match.end()) is not None
    return {name for name, only in found.items() if only}


def hard(text: str, held: Mapping[str, str]) -> Iterator[Asked]:
    """The look-ups in `text` that raise for a setting which is missing; `held`: of its file."""
    return _named(_HARD.finditer(text), held)


_OF_REQUEST = regex(
    r"HTTP_(?!PROXY$|PORT$)\w{1,60}|(?:PATH|QUERY|SCRIPT)_(?:INFO|STRING|NAME)|REQUEST_(?:METHOD|URI|SCHEME)|RAW_URI"
    r"|REMOTE_(?:ADDR|HOST|PORT|USER)|SERVER_(?:NAME|PORT|PROTOCOL|SOFTWARE|ADDR)|CONTENT_(?:TYPE|LENGTH)|AUTH_TYPE"
)
"""What WSGI hands over with each request, in a table that many call `environ` as well."""


def is_of_request(name: str) -> bool:
    """Whether each request brings a value of this name along."""
    return _OF_REQUEST.fullmatch(name) is not None


def _named(found: Iterator[re.Match[str]], held: Mapping[str, str]) -> Iterator[Asked]:
    for match in found:
        name = match["name"] or held.get(match["held"])
        whole = match.string.startswith("os.", match.start() - 3)
        by_request = match.string.startswith("request.", max(match.start() - len("request."), 0))
        if name and (whole or not (by_request or is_of_request(name))):
            yield name, match


def held_names(source: Source) -> dict[str, str]:
    """Constants of a module that hold what may be the name of a setting."""
    known = source.memo.get("held names")
    if not isinstance(known, dict):
        asks = source.mentions("getenv", "environ")
        known = {one["held"]: one["name"] for one in _HELD.finditer(source.code)} if asks else {}
        source.memo["held names"] = known
    return known


def bindings(source: Source) -> dict[str, str]:
    """The variables of a file that hold settings, by their last names."""
    bound: dict[str, str] = {}
    for match in BOUND.finditer(source.code) if source.mentions("getenv", "environ", "decouple", "environs") else ():
        name = next((name for name, _ in soft(match["value"], held_names(source))), None)
        by_reader = _BY_READER.match(match["value"]) if name is None else None
        name = by_reader["name"] if by_reader is not None else name
        if name is not None:
            bound[match["variable"].rpartition(".")[2]] = name
    for match in _MISSED.finditer(source.code) if _LAID_OVER.search(source.code) else ():
        bound.setdefault(match["name"], match["name"])
    return bound


_BY_READER = regex(r"(?:\w{1,20}\.)?(?:env|config|ENV)(?:\.[a-z_]{2,20})?\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']")
_LAID_OVER = regex(r"(?m)^from[ \t]+(?:\.[\w.]*|[\w.]{1,80}\.(?:base|common|defaults?|settings))[ \t]+import[ \t]+\*")
"""Settings that are taken over whole from a file beside it, under the names of their variables."""
_MISSED = regex(r"(?m)^[ \t]*if[ \t]+not[ \t]+(?P<name>[A-Z][A-Z0-9_]{2,80})\b(?![.(\[])")


def names_in(text: str, bound: Mapping[str, str], held: Mapping[str, str]) -> Iterator[str]:
    """The settings that a condition asks for, by themselves or by the variables they are `bound` to."""
    seen = dict.fromkeys(name for name, _ in soft(text, held))
    for name in re.findall(r"[\"'](\w+)[\"']\s+not\s+in\s+os\.environ", text):
        seen.setdefault(name)
    for word in re.findall(r"[A-Za-z_]\w*", text):
        if word in bound and re.search(rf"\b{word}\b(?!{_COMPARED})", text):
            seen.setdefault(bound[word])
    yield from seen
