"""What a function of the same file hands back, whatever happens."""

import re
from collections.abc import Iterator
from itertools import islice

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.guarded import is_guarded

_DECLARES = (
    r"(?m)^(?P<indent>[^\S\n]*)(?:[\w.]{{1,20}}\s){{0,4}}?"
    r"(?:(?:def|func|fun|function)\s{{1,4}}|(?:\w{{1,40}}<[\w<>, ]{{1,40}}>|\w{{1,40}}\[\])\s{{1,4}}"
    r"|(?:const|let|var)\s{{1,4}}(?={name}\s?(?::[^=\n]{{1,40}})?=\s?(?:async\s?)?\([^)\n]{{0,80}}\)[^=\n]{{0,40}}=>))"
    r"{name}\b"
)
_RETURNS = regex(r"\breturn\b[^\S\n]*(?=[\w\[({*.\"'$&])")
_ARROW = regex(r"=>\s*(?=[\w\[(\"'])")
_DECIDES = regex(
    r"(?i)\b(?:if|else|switch|match|case|when|unless)\b[^\n]*(?:prod|dev|local|debug|stag|test|env\b|mode)"
)
"""A branch that asks where the program runs: what is handed back behind it holds elsewhere alone."""
_MOST_ROWS = 60
_MOST_RETURNS = 8


def declared(source: Source, name: str) -> tuple[int, int] | None:
    """From the line that declares the function of this name up to the next one that is indented no more."""
    pattern = _DECLARES.format(name=re.escape(name))
    found = list(islice(re.finditer(pattern, source.code), 2))
    if len(found) != 1:
        return None
    start, depth = found[0].start(), len(found[0]["indent"])
    end = source.bare.find("\n", found[0].end())
    for row in islice(source.bare[end + 1 :].split("\n"), _MOST_ROWS) if end >= 0 else ():
        if row.strip() and len(row) - len(row.lstrip()) <= depth and not row.lstrip().startswith((")", "]")):
            break
        end += len(row) + 1
    return start, end if end >= 0 else len(source.code)


def handed_back(source: Source, name: str) -> Iterator[int | None]:
    """Where each value begins that the function hands back; None for one that only a branch hands back."""
    body = declared(source, name)
    if body is None or _DECIDES.search(source.code, *body):
        yield None
        return
    values = list(islice(_RETURNS.finditer(source.code, *body), _MOST_RETURNS))
    if not values and (arrow := _ARROW.search(source.code, *body)):
        yield arrow.end()
        return
    if not values:
        yield None
    for value in values:
        yield None if is_guarded(source, value.start()) else value.end()


_EVERYBODY = regex(r"\breturn\s{1,4}(?P<what>true\b|\[?\s{0,4}[\"'`]\*[\"'`]\s{0,4}\]?)[^\S\n]{0,4}(?=[;}\n]|$)")
_MISSING = regex(
    r"^\s*if\b\s*\(?\s*(?:(?:!|not\s)\s*(?:[\w.$?]{1,80}?)(?:\??\.(?:length|trim\(\)|strip\(\)))?"
    r"|[\w.$?]{1,80}?\s*={2,3}\s*(?:0|undefined|null|[\"'`]{2})|len\([\w.]{1,80}\)\s*==\s*0|[\w.]{1,80}\s+is\s+None)"
    r"(?:\s*(?:\|\||\bor\b)\s*[^&{}\n]{1,80}?)?\s*\)?\s*[:{]?\s*$"
)
"""A branch for whoever gave nothing."""
_BY_STAGE = regex(r"(?i)prod|dev|local|debug|stag|node_env|app_env|is_?test")


def everybody_for_want(source: Source, name: str) -> tuple[int, int] | None:
    """From the question on where a function lets everybody in as long as nobody gives it a list, on every stage."""
    body = declared(source, name)
    for match in islice(_EVERYBODY.finditer(source.code, *body), _MOST_RETURNS) if body else ():
        begin = source.code.rfind("\n", 0, match.start()) + 1
        before = source.code[begin : match.start()]
        if not before.strip():
            begin = source.code.rfind("\n", 0, max(begin - 1, 0)) + 1
            before = source.code[begin : match.start()].rstrip()
        asked = begin + len(before) - len(before.lstrip())
        if _MISSING.match(before) and not _BY_STAGE.search(before) and not is_guarded(source, asked):
            return asked, match.end("what")
    return None
