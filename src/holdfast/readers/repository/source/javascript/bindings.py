"""What in a JavaScript file holds a setting: a variable, or a member of an object that is made of them."""

import re
from collections.abc import Iterator, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, short
from holdfast.readers.repository.source.javascript.reads import reads_in

_DECLARED = r"[clv](?:(?<=c)onst|(?<=l)et|(?<=v)ar)"
"""The first letter by itself: a matcher looks for one of a few letters ten times as fast as for words."""
BOUND = regex(
    _DECLARED + r"\s+(?P<variable>\w+)\s*(?::[^=\n;]{1,60})?=\s*(?:\(?\s*await\s+)?"
    r"(?:String\()?(?P<value>[\w.<>\[\]\"'!?() ]{0,120})"
)
UNPACKED = regex(_DECLARED + r"\s*\{(?P<names>[^{}]{1,2000})\}\s*=\s*process\.env\b")
_MAY_READ = regex(r"env|onfig")
_ENV = regex(r"(?:process|Bun)\.env(?:\.\w{1,80}|\[[\"']\w{1,80}[\"']\])")
_AS_IT_COMES = regex(
    r"\)?(?:\s{0,9}(?:as string|!))?(?:\s{0,9}(?:\|\||\?\?)\s{0,9}(?:[\"'`]{2}|null|undefined))?\s{0,9}[,}\n]"
)
"""What follows where nothing takes a missing setting's place: with a value of its own it would never be missing."""
_KEY = regex(r"\w{1,60}\Z")
_BEFORE = 90
"""Characters in front of a setting among which its key stands."""
_PATH = regex(r"(?<![\w.])(?P<first>[A-Za-z_]\w*)(?P<rest>(?:\??\.\w+){0,4})")


def bindings(source: Source) -> dict[str, tuple[str, ...]]:
    """What holds a setting in this file, each with the settings' names: `variable`, or `object.member`."""
    bound: dict[str, tuple[str, ...]] = {}
    for match in BOUND.finditer(source.code):
        reads = reads_in(_whole(source.code, match)) if _MAY_READ.search(match["value"]) else ()
        if reads:
            bound[match["variable"]] = tuple(dict.fromkeys(read.name for read in reads))
    for match in UNPACKED.finditer(source.code):
        for part in match["names"].split(","):
            name, _, alias = part.partition("=")[0].partition(":")
            if name.strip():
                bound[(alias or name).strip()] = (name.strip(),)
    return bound | dict(_members(source))


def _whole(code: str, bound: re.Match[str]) -> str:
    """The value with every other setting that is taken where the first is missing."""
    end = bound.end()
    for _ in range(_MOST_IN_TURN):
        other = _IN_ITS_PLACE.match(code, end)
        if other is None:
            break
        end = other.end()
    return code[bound.start("value") : end]


_MOST_IN_TURN = 4
_IN_ITS_PLACE = regex(r"\s{0,40}(?:\|\||\?\?)\s{0,40}(?:process|Bun)\.env(?:\.\w{1,80}|\[[\"']\w{1,80}[\"']\])")


def _members(source: Source) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The members of objects that variables of this file hold."""
    code = source.code
    reads = _ENV.finditer(code) if ".env" in code else ()
    members = [
        (key, match) for match in reads if (key := _key(code, match.start())) and _AS_IT_COMES.match(code, match.end())
    ]
    if not members:
        return
    held = [(extent(node), short(node.field("name"))) for node in source.nodes("variable_declarator")]
    for key, match in members:
        around = [(end - start, name) for (start, end), name in held if start < match.start() < end]
        if around:
            yield f"{min(around)[1]}.{key}", tuple(read.name for read in reads_in(match[0]))


def _key(code: str, start: int) -> str:
    """The key of the member whose value begins at `start`; empty where none does."""
    before = code[max(start - _BEFORE, 0) : start].rstrip().removesuffix("String(").rstrip()
    found = _KEY.search(before[:-1].rstrip().rstrip("\"'")) if before.endswith(":") else None
    return found[0] if found else ""


def names_in(text: str, bound: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The settings that a piece of source is about, each once: it looks them up, or names what holds them."""
    seen = dict.fromkeys(read.name for read in reads_in(text))
    for match in _PATH.finditer(text) if bound else ():
        last = re.split(r"\??\.", match["rest"])[-1]
        for held in (match["first"], f"{match['first']}.{last}"):
            for name in bound.get(held, ()):
                seen.setdefault(name)
    yield from seen
