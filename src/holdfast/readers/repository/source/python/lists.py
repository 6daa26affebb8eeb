"""Lists of variables that a Python program goes over before it serves, and what it does when one is missing."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent
from holdfast.readers.repository.source.configuration.built_in_values import always_there
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.origins.rules import Span, assigned, enclosed
from holdfast.readers.repository.source.python.look_ups import BOUND, is_of_request, stand_ins

_OVER = regex(
    r"\bfor\s{1,80}(?P<item>\w{1,40})(?:\s{0,80},\s{0,80}\w{1,40})?\s{1,80}in\s{1,80}(?:(?P<list>[A-Za-z_][\w.]{1,60})|(?P<open>[\[({]))"
)
_NAME = regex(r"[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']")
_DYNACONF = regex(
    r"\bValidator\(\s*(?P<names>[\"'][A-Z]\w*[\"'](?:\s*,\s*[\"'][A-Z]\w*[\"']){0,60})\s*,[^()]{0,200}\bmust_exist\s*=\s*True"
)
_LESS = regex(
    r"(?:set\()?\b(?P<list>[A-Za-z_]\w{1,60})\s?\)?\s?(?:-\s?|\.difference\(\s?)(?:set\(\s?)?(?P<whole>[A-Za-z_][\w.]{1,60})"
)
"""What of a list is left when the environment is taken from it."""
_TEXT = regex(r"[\"'][^\"'\n]{0,200}[\"']")
_ENDS = regex(r"\braise\b|\bsys\.exit\(|(?<!\w)exit\(|os\._exit\(|quit\(|\bassert\b|\.abort\(")
_SAYS = regex(r"(?i)\bprint\(|\blog(?:ger|ging)?\w*\.\w+\(|warnings\.warn\(")
_LEAVES = regex(r"\n(?:def|class|async def|@)\b|\n@")
_FAR = 1_500


def listed_names(source: Source, use: SettingsUse) -> None:
    """Note every list of names that is looked up one by one."""
    if not source.mentions("environ", "getenv", "config", "must_exist"):
        return
    for match in _DYNACONF.finditer(source.code) if "must_exist" in source.text else ():
        names = tuple(found["name"] for found in _NAME.finditer(match["names"]))
        use.reads.update({name: source.at(match.start(), match.end()) for name in names if name not in use.reads})
        use.require(names, source.at(match.start(), match.end()), "dynaconf")
    taken_from = any(re.search(rf"[-(]\s?(?:set\(\s?)?{re.escape(whole)}", source.code) for whole in _whole(source))
    less = (match for match in _LESS.finditer(source.code) if _looks_up(source, match)) if taken_from else ()
    for match in (*_OVER.finditer(source.code), *less):
        place = _list_of(source, match)
        names = _names(source, place) if place is not None else ()
        if place is None or not names or all(map(is_of_request, names)) or not _looks_up(source, match):
            continue
        names = _that_may_be_missed(source, match, names)
        if not names:
            continue
        use.reads.update({name: source.at(place.start, place.end) for name in names if name not in use.reads})
        after = source.bare[match.start() : match.start() + _FAR]
        leaves = _LEAVES.search(after)
        after = after[: leaves.start()] if leaves else after
        if _ENDS.search(after):
            use.require(names, source.at(place.start, place.end), "loop")
        elif _SAYS.search(after):
            at = _complaint(source, match.start(), match.start() + len(after)) or (match.start(), match.end())
            use.reactions.append(Reaction("warns", names, source.at(*at), whole=True))


def _list_of(source: Source, match: re.Match[str]) -> Span | None:
    if "open" in match.re.groupindex and match["open"]:
        inside = enclosed(source, match.start("open"))
        return Span(match.start("open"), inside.end + 1)
    name = match["list"].removesuffix(".items").removesuffix(".keys").rpartition(".")[2]
    return assigned(source, name)


def _names(source: Source, place: Span) -> tuple[str, ...]:
    """The names of a list that holds nothing else; of a table, its keys."""
    text = source.code[place.start : place.end]
    if not text.startswith(("[", "(", "{", "frozenset(", "set(", "tuple(")):
        return ()
    keys = re.findall(r"[\"']([A-Z][A-Z0-9_]{1,80})[\"']\s*:", text) if text.startswith("{") else []
    told = keys or [found["name"] for found in _NAME.finditer(text)]
    return tuple(told) if keys or len(told) == len(_TEXT.findall(text)) else ()


def _whole(source: Source) -> tuple[str, ...]:
    """What holds every variable of the environment, and what stands for it."""
    return ("os.environ", "environ", *stand_ins(source))


def _looks_up(source: Source, match: re.Match[str]) -> bool:
    """Whether the loop, or what a comprehension makes of it, asks the environment for each name."""
    whole = _whole(source)
    if "whole" in match.re.groupindex:
        return match["whole"].removesuffix(".keys") in whole
    item = re.escape(match["item"])
    called = "|".join(map(re.escape, whole))
    near = source.bare[max(0, match.start() - 120) : match.end() + 300]
    return (
        re.search(
            rf"(?:environ\.get|getenv|config\.get|env|\b(?:{called})\.get)\(\s*{item}\b"
            rf"|(?:environ|config|\b(?:{called}))\[\s*{item}\s*\](?!\s*=(?!=))"
            rf"|\b{item}\s+(?:not\s+)?in\s+(?:{called})\b|getattr\(\s*\w+\s*,\s*{item}\b",
            near,
        )
        is not None
    )


def _that_may_be_missed(source: Source, match: re.Match[str], names: tuple[str, ...]) -> tuple[str, ...]:
    """Without attributes that hold a built-in value where the environment has none: no question finds them empty."""
    item = match["item"] if "item" in match.re.groupindex else ""
    asked = source.bare[match.start() : match.end() + 300]
    if not item or not re.search(rf"\bgetattr\(\s*\w+\s*,\s*{re.escape(item)}\b", asked):
        return names
    held = source.memo.get("always there")  # asked of the whole file, and so once
    if not isinstance(held, frozenset):
        held = source.memo["always there"] = frozenset(
            variable.rpartition(".")[2] for variable in always_there(source, BOUND)
        )
    return tuple(name for name in names if name not in held)


def _complaint(source: Source, start: int, end: int) -> tuple[int, int] | None:
    """The `if` after a list that only says what is missing."""
    for node in source.nodes("if_statement"):
        first, last = extent(node)
        if start <= first < end and _SAYS.search(source.bare[first:last]):
            return first, last
    return None
