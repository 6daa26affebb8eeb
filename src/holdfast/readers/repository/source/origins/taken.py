"""Lists of origins that one file of an application writes down, and another one takes by their name."""

from collections.abc import Iterator
from typing import cast

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.composed import UNKNOWN, Found, composed, expression, together
from holdfast.readers.repository.source.origins.guarded import is_guarded
from holdfast.readers.repository.source.origins.returned import declared, handed_back
from holdfast.readers.repository.source.origins.rules import Rule, matches

_TAKES = regex(
    r"(?<![\w$])(?:allow_origins|origins?|(?:set)?[aA]llowedOrigin(?:Pattern)?s|cors_allowed_origins)[\"']?"
    r"\s{0,9}[=:(]\s{0,9}(?:\[\s{0,9})?(?:\.\.\.|\*)?(?:list\(|Arrays\.asList\()?"
    r"(?P<name>(?!process\b|import\b|env\b|os\b)[A-Za-z_$][\w$]{1,60}(?:\.[A-Za-z_$][\w$]{1,60}){0,3})"
    r"(?:(?:\.get\(|\[)[\"'](?P<key>\w{2,60})[\"'][\])])?(?:\.split\([^()\n]{0,20}\))?\s{0,9}(?=[,)\]}\n;])"
)
_GETS = regex(
    r"[\"']?(?:\s{0,9}:\s{0,9}(?!\s)[^=\n\[{(\"']{1,40}(?:\[[^\[\]=\n]{1,40}\])?)?"
    r"\s{0,9}[:=]\s{0,40}(?:[fF]ield\(\s{0,40}(?:default\s?=\s?|default_factory\s?=\s?lambda\s?:\s?)?)?"
    r"(?=[\[{(\"']|(?:List|Set|Arrays)\.\w|listOf|setOf|arrayOf)"
)
"""What follows the name in an assignment or a member.

In Java and TypeScript with the type of what is assigned before the sign, or behind it.
"""
_COOKIES = regex(r"(?i)credentials[\"']?\s{0,9}[:=(,]\s{0,9}[\"']?true\b")
ELSEWHERE = regex(r"(?i)(?:^|[/_.-])(?:local|dev(?:elop(?:ment)?)?|test(?:ing|s)?|spec|mock)(?:[/_.-]|\w*\.\w+$)")
_CLASS = regex(r"(?m)^class[ \t]{1,4}(?P<name>\w{1,80})")
_FOR_DEVELOPERS = regex(r"(?i)dev|test|local|debug")
_FILLED_IN = "BaseSettings"
"""A class whose members an environment fills in says what holds where nobody sets them."""
_MOST_FILES = 400


@record(frozen=True)
class _Taken:
    """A name that a rule takes its origins from, and whether cookies come along there."""

    name: str
    credentials: bool
    by: Source


def taken_rules(sources: list[Source]) -> Iterator[tuple[Source, Rule]]:
    """Each list that exactly one other file of the application gives a name which a rule asks for."""
    asked: dict[str, _Taken] = {}
    for source in sources:
        for one in _asked(source) if "cors" in source.lower else ():
            asked.setdefault(one.name, one)
    for taken in asked.values():
        others = [one for one in sources[:_MOST_FILES] if one is not taken.by and taken.name in one.code]
        found = [hit for one in others if not ELSEWHERE.search(one.path) for hit in _given(one, taken.name)]
        told = [(source, composed(source, expression(source, at))) for source, at in found]
        told = told or [(one, back) for one in others if (back := _handed(one, taken.name)) is not None]
        if len(told) == 1 and told[0][1][0]:
            source, (origins, complete) = told[0]
            yield source, Rule(origins, taken.credentials, complete)


def taken_names(sources: list[Source]) -> frozenset[str]:
    """Names that rules of the application take their origins from, whatever those names say by themselves."""
    return frozenset(one.name for source in sources if "cors" in source.lower for one in _asked(source))


def _handed(source: Source, name: str) -> Found | None:
    """What a property or a method of that name hands back, whatever happens; None where there is none."""
    if ELSEWHERE.search(source.path) or declared(source, name) is None:
        return None
    values = list(handed_back(source, name))
    return together([UNKNOWN if at is None else composed(source, expression(source, at)) for at in values])


def _asked(source: Source) -> list[_Taken]:
    if "names of origins" not in source.memo:
        cookies = _COOKIES.search(source.code) is not None
        names = (match["key"] or match["name"].rpartition(".")[2] for match in matches(_TAKES, source))
        source.memo["names of origins"] = [_Taken(one, cookies, source) for one in names if not _gets(source, one)]
    return cast("list[_Taken]", source.memo["names of origins"])


def _given(source: Source, name: str) -> Iterator[tuple[Source, int]]:
    for start, end in _gets(source, name):
        if not (is_guarded(source, start) or _is_of_others(source, start)):
            yield source, end


def _gets(source: Source, name: str) -> list[tuple[int, int]]:
    """Where a name of the file is given something, and where that begins."""
    found = []
    code = source.code if name in source.text else ""
    start = code.find(name)
    while start >= 0:
        end = start + len(name)
        given = None if _IN_NAME.match(code, start - 1) and start else _GETS.match(code, end)
        if given is not None:
            found.append((start, given.end()))
        start = code.find(name, end)
    return found


_IN_NAME = regex(r"[\w$]")


def _is_of_others(source: Source, at: int) -> bool:
    """A member of a class for developers, or of one that an environment fills in."""
    filled_in = _FILLED_IN in source.text and _is_indented(source, at)
    return is_for_developers(source, at) or (source.language == "python" and filled_in)


def is_for_developers(source: Source, at: int) -> bool:
    """A member of a class whose name says that it holds where the product is made or tested."""
    if source.language != "python" or not _is_indented(source, at):
        return False
    above = [match["name"] for match in _CLASS.finditer(source.code, 0, at)]
    return bool(above) and _FOR_DEVELOPERS.search(above[-1]) is not None


def _is_indented(source: Source, at: int) -> bool:
    row = source.code.rfind("\n", 0, at) + 1
    return source.code[row : row + 1] in (" ", "\t")
