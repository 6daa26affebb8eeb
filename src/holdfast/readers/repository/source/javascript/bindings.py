"""What in a JavaScript file holds a setting: a variable, or a member of an object that is made of them."""

import re
from collections.abc import Iterator, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, short
from holdfast.readers.repository.source.javascript.reads import reads_in

BOUND = regex(
    r"(?:const|let|var)\s+(?P<variable>\w+)\s*(?::[^=\n;]{1,60})?=\s*(?:\(?\s*await\s+)?"
    r"(?:String\()?(?P<value>[\w.<>\[\]\"'!?() ]{0,120})"
)
UNPACKED = regex(r"(?:const|let|var)\s*\{(?P<names>[^{}]{1,2000})\}\s*=\s*process\.env\b")
_MAY_READ = regex(r"env|onfig")
_MEMBER = regex(
    r"(?P<key>\w{1,60})[\"']?\s{0,9}:\s{0,20}(?:String\()?(?P<read>(?:process|Bun)\.env(?:\.\w{1,80}|\[[\"']\w{1,80}[\"']\]))"
    r"\)?(?:\s{0,9}(?:as string|!))?(?:\s{0,9}(?:\|\||\?\?)\s{0,9}(?:[\"'`]{2}|null|undefined))?\s{0,9}[,}\n]"
)
"""A member that is a setting as it comes: with a built-in value of its own it would never be missing."""
_PATH = regex(r"(?<![\w.])(?P<first>[A-Za-z_]\w*)(?P<rest>(?:\??\.\w+){0,4})")


def bindings(source: Source) -> dict[str, tuple[str, ...]]:
    """What holds a setting in this file, each with the settings' names: `variable`, or `object.member`."""
    bound: dict[str, tuple[str, ...]] = {}
    for match in BOUND.finditer(source.code):
        read = next(iter(reads_in(match["value"])), None) if _MAY_READ.search(match["value"]) else None
        if read is not None:
            bound[match["variable"]] = (read.name,)
    for match in UNPACKED.finditer(source.code):
        for part in match["names"].split(","):
            name, _, alias = part.partition("=")[0].partition(":")
            if name.strip():
                bound[(alias or name).strip()] = (name.strip(),)
    return bound | dict(_members(source))


def _members(source: Source) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The members of objects that variables of this file hold."""
    members = list(_MEMBER.finditer(source.code)) if ".env" in source.code else []
    if not members:
        return
    held = [(extent(node), short(node.field("name"))) for node in source.nodes("variable_declarator")]
    for match in members:
        around = [(end - start, name) for (start, end), name in held if start < match.start() < end]
        if around:
            yield f"{min(around)[1]}.{match['key']}", tuple(read.name for read in reads_in(match["read"]))


def names_in(text: str, bound: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The settings that a piece of source is about, each once: it looks them up, or names what holds them."""
    seen = dict.fromkeys(read.name for read in reads_in(text))
    for match in _PATH.finditer(text):
        last = re.split(r"\??\.", match["rest"])[-1]
        for held in (match["first"], f"{match['first']}.{last}"):
            for name in bound.get(held, ()):
                seen.setdefault(name)
    yield from seen
