"""Headers by which a program gives back whatever origin asks: every website may call it then."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.guarded import ALWAYS
from holdfast.readers.repository.source.origins.rules import Rule, Span, assigned, lone, matches

_HEADER = regex(
    r"""(?ix)["']Access-Control-Allow-Origin(?:["']\s{0,9}(?:\]\s{0,9}=|[,:]|=>)|:\s?["']\s{0,9}\.|:\s?(?=\{?\$))
    \s{0,40}(?:value\s{0,9}:\s{0,9})?(?P<value>[^\n;]{1,160})"""
)
_OF_REQUEST = regex(
    r"""(?x)^[(!`{\s]{0,4}\$?(?:this\.)?(?:req|request|r|c|ctx|context|event|e|http|httpRequest|_SERVER|w|exchange|ev|info)\b
    (?:[\w.?$()\["'\]>-]|\s(?:or|\|\||\?\?)\s\{\}){0,60}[.\[(]\s{0,4}["']?(?i:http_origin|origin)\b"""
)
_OR_EVERY = regex(r"""^[(!`{\s]{0,4}[\w.$?]{1,80}\s{0,9}(?:\|\||\?\?|\bor\b|\?:)\s{0,9}["'`]\*["'`]""")
_ORIGIN = regex(r"[\"'](?P<origin>https?://[^\"'\s$]{1,200})[\"']\s*[,)}\]]?")
_LISTED = regex(r"\[[^\[\]\n]{0,150}\]")
_EACH = regex(r"[\"'](?P<origin>https?://[^\"'\s$]{1,200})[\"']")
_CREDENTIALS = regex(
    r"""(?i)Access-Control-Allow-Credentials["']?\s{0,9}(?:\]\s{0,9}=|[,:]|=>)\s{0,40}(?:value\s{0,9}:\s{0,9})?["']?\s{0,9}true"""
)
_TEXTS = regex(r"""(["'`])(?:(?!\1)[^\n\\]){0,300}\1""")
_DECIDES = regex(
    r"(?i)allow|permitted|trusted|includes|indexof|\.has\(|\.test\(|match|some\(|find\(|contains|in_array|white|valid"
    r"|\bin\b|origins\b|[=!]==?\s{0,9}[\w.$(]*(?:env|config|setting|front|client|origin)|env\.|getenv|config|setting"
)
_BEGINS = regex(r"\bfunction\b|\bfunc\b|\bdef\b|=>\s*\{|\bpublic\b|\bfun\b")
_NAME = regex(r"\$?(?P<name>[A-Za-z_]\w{0,60})(?=\s*(?:[,)}\]]|$|\|\||\?\?|or\b|\?:))")
_NEAR = 800
"""Characters before a header among which somebody may have asked whether the origin is one of the own."""


def echoes(source: Source) -> Iterator[Rule]:
    """The headers of a source that any origin is given back in, unless something asks whose it is.

    One that says `*` where nothing else is there says it whatever was asked before.
    """
    if "access-control-allow-origin" not in source.lower:
        return
    credentials = _CREDENTIALS.search(source.code) is not None
    for match in matches(_HEADER, source):
        written = _written(source, match)
        if written and not _is_decided(source, match.start(), match["value"]):
            yield Rule(written, credentials)
            continue
        every = _OR_EVERY.match(match["value"]) is not None
        if every or (_is_of_request(source, match["value"]) and not _is_decided(source, match.start())):
            yield Rule((("*", Span(match.start(), match.start("value") + 1)),), credentials)


def _written(source: Source, header: re.Match[str]) -> tuple[tuple[str, Span], ...]:
    """The websites that a header names itself: one, all of a list, or that of a name which gets its value once."""
    start = header.start("value")
    if (listed := _LISTED.match(header["value"])) is not None:
        span = Span(header.start(), start + listed.end())
        return tuple((one["origin"], span) for one in _EACH.finditer(listed[0]))
    only = _ORIGIN.match(header["value"]) or _written_before(source, header["value"])
    if only is None:
        return ()
    return ((only["origin"], Span(header.start(), start + (only.end() if only.string == header["value"] else 1))),)


def _written_before(source: Source, value: str) -> re.Match[str] | None:
    """The one website that a name stands for, which gets its value once in this file."""
    named = _NAME.match(value.strip())
    if named is None:
        return None
    word = re.escape(named["name"])
    given = lone(re.compile(rf"(?<![\w.]){word}(?:\s*:[^=\n:]{{1,40}})?\s*:?=(?!=)\s*"), source)
    return _ORIGIN.match(source.code, given.end()) if given else None


def _is_of_request(source: Source, value: str) -> bool:
    if _OF_REQUEST.search(value):
        return True
    named = _NAME.match(value.strip())
    given = assigned(source, named["name"]) if named else None
    # Go declares with a colon before the sign.
    if given is None and named is not None:
        declared = re.search(rf"\b{re.escape(named['name'])}\s*:=\s*(?P<value>[^\n]{{1,160}})", source.code)
        return declared is not None and _OF_REQUEST.search(declared["value"]) is not None
    if given is None:
        return False
    # What stands in brackets first, against nothing at all, is followed by what is taken of it.
    end = source.code.find("\n", given.end)
    return _OF_REQUEST.search(source.code[given.start : end if end >= 0 else None]) is not None


def _is_decided(source: Source, offset: int, value: str = "") -> bool:
    """Something asks whose origin it is; the name of a `value` that is written out asks nothing, whatever it says."""
    near = source.code[max(0, offset - _NEAR) : offset]
    begun = [found.start() for found in _BEGINS.finditer(near)]
    inside = near[begun[-1] :] if begun else near
    named = _NAME.match(value.strip())
    inside = ALWAYS.sub(" ", inside)
    inside = re.sub(rf"\b{named['name']}\b(?=[^\n=]{{0,40}}=)", " ", inside) if named else inside
    return _DECIDES.search(_TEXTS.sub(" ", inside)) is not None
