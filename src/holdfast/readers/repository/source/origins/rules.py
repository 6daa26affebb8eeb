"""What cross-origin rules are written in: brackets, the elements between them, and what these say."""

import re
from collections.abc import Iterator
from itertools import islice

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.model.sites import HOSTING
from holdfast.readers.repository.source.code import Source

_LITERAL = regex(r"""^(?:r|f)?(["'`])(?P<text>[^"'`$\n]{1,300})\1$""")
_QUOTED = regex(r"""^r?(["'])(?P<body>[^"'\n]{1,300})\1$""")
_PATTERN = regex(
    r"^/(?P<body>(?:[^/\\\n]|\\.){1,200})/[a-z]{0,6}$"
    r"|^new RegExp\(\s*([\"'`])(?P<made>(?:[^\"'`$\n]|\$(?!\{)){1,200})\2\s*[,)]"
    r"|^%r[{(\[!|](?P<worded>[^\n]{1,200})[})\]!|][a-z]{0,6}$"
)
_DELIMITED = regex(r"^(?P<sign>[#/~@!%])(?P<body>.{1,300})(?P=sign)[a-zA-Z]{0,6}$")
"""As PHP writes a pattern within its quotes."""
_WRITTEN_AS_PATTERN = regex(r"(?i)^\^?https?\??:.{0,80}(?:\.[*+]|\\\.)")
_EVERYTHING = regex(r"\^?(?:https?\??:(?:\\?/){2})?(?:\(\.[*+]\??\)|\.[*+]?\??)\$?")
_PRIVATE = r"(?<![\w.])(?:10\\?\.\d{1,3}|192\\?\.168|172\\?\.(?:1[6-9]|2\d|3[01]))(?:\\?\.\d{1,3}){0,2}(?=[\\.:/\"'`])"
"""Addresses of an office's or a home's network, also where they are part of a pattern."""
OWN_PAGES = regex(rf"localhost|127\\?\.0\\?\.0|(?P<private>{_PRIVATE})")
_REAL_NAME = regex(r"[a-z0-9]\\?\.[a-z]{2}")
_EVERY_SITE = regex(
    rf"(?i)^\^?\(?(?:\?:)?(?:https?(?:\(s\))?\??://)?(?:\*|\.[*+]\??|(?:\[[^\[\]]{{1,20}}\])?(?:\\w|\[[^\[\]]{{1,20}}\])[*+](?:\[[^\[\]]{{1,20}}\])?|\([^()]{{1,20}}\)[*+?]?)?\\?\."
    rf"{HOSTING}\)?/?\$?$"
)
_MOST_CALLS = 40
"""Places that are looked at for each form in one file; a file with more of them is no program of a person's."""

_MOST_CHARACTERS = 8_000
"""Between one pair of brackets."""

_OPEN, _CLOSE = "([{", ")]}"


@record(frozen=True)
class Span:
    """Characters of a source from `start` up to `end`."""

    start: int
    end: int


@record(frozen=True)
class Rule:
    """What one call or setting allows, before it becomes a fact; the origins with where each of them stands.

    `setting`: where somebody gives it, it holds instead.
    `holds`: the branches around the first of them were looked at, and production takes it all the same.
    """

    origins: tuple[tuple[str, Span], ...]
    credentials: bool
    complete: bool = True
    unless: str | None = None
    holds: bool = False
    setting: str | None = None


def matches(pattern: re.Pattern[str], source: Source) -> Iterator[re.Match[str]]:
    """The first matches of a pattern outside comments."""
    return islice(pattern.finditer(source.code), _MOST_CALLS)


def lone(pattern: re.Pattern[str], source: Source) -> re.Match[str] | None:
    """The match of a pattern outside comments, when there is no other."""
    found = list(islice(pattern.finditer(source.code), 2))
    return found[0] if len(found) == 1 else None


def enclosed(source: Source, opening: int) -> Span:
    """What stands between the bracket at `opening` and the one that closes it; to the end of the text at most."""
    depth = 0
    text = source.bare[opening : opening + _MOST_CHARACTERS]
    limit = opening + len(text)
    for index, sign in enumerate(text, start=opening):
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            depth -= 1
            if not depth:
                return Span(opening + 1, index)
    return Span(opening + 1, limit)


def parts(source: Source, span: Span) -> list[Span]:
    """The elements between the commas of a list or of arguments, without blanks around them."""
    found: list[Span] = []
    depth, start = 0, span.start
    text = source.bare[span.start : span.end] + ","
    for index, sign in enumerate(text, start=span.start):
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            depth -= 1
        elif sign == "," and not depth:
            found.append(trimmed(source, Span(start, index)))
            start = index + 1
    return [part for part in found if part.start < part.end]


def trimmed(source: Source, span: Span) -> Span:
    """The span without white space at its ends."""
    text = source.code[span.start : span.end]
    return Span(span.start + len(text) - len(text.lstrip()), span.end - (len(text) - len(text.rstrip())))


def text_of(source: Source, span: Span) -> str:
    """The text of a span, comments blanked."""
    return source.code[span.start : span.end]


def literal(source: Source, span: Span) -> str | None:
    """What one plain string says, or a pattern for everything or for pages of one's own machine; else None."""
    text = text_of(source, span).strip()
    match = _LITERAL.match(text)
    if match is not None:
        said = match["text"].strip()
        # No origin has such signs: the extension reads it as a pattern.
        return (every_site(said) if _WRITTEN_AS_PATTERN.match(said) else None) or said
    if text == "CorsConfiguration.ALL":
        return "*"
    pattern = _PATTERN.match(text)
    if pattern is None:
        return None
    return site_of(pattern["body"] or pattern["made"] or pattern["worded"])


def site_of(body: str) -> str | None:
    """What a pattern lets in: everybody, pages of one's own machine, or all of a service where anybody has one."""
    body = body.replace("\\A", "^").replace("\\z", "$").replace("\\Z", "$")
    if _EVERYTHING.fullmatch(body):
        return "*"
    own = OWN_PAGES.search(body)
    return local_site(own["private"]) if own else every_site(body)


def local_site(private: str | None) -> str:
    """The origin of a developer's own page, or of pages in a private network, with a star for what is not written."""
    host = (private or "localhost").replace("\\", "")
    return f"http://{host}{'.*' if 0 < host.count('.') < _DOTS else ''}"


_DOTS = 3
"""In the whole of an address."""


def every_site(pattern: str) -> str | None:
    """The origins of a service where everybody may publish a page, when `pattern` lets all of them in."""
    match = _EVERY_SITE.match(pattern.replace("\\/", "/").replace("\\.", "."))
    return f"https://*.{match['host'].lower()}" if match else None


def site_of_pattern(source: Source, span: Span) -> str | None:
    """What an expression in quotes lets in: everybody, pages of one's own machine, or those of such a service."""
    quoted = _QUOTED.match(text_of(source, span).strip())
    if quoted is None:
        return None
    delimited = _DELIMITED.match(quoted["body"])
    return site_of(delimited["body"] if delimited else quoted["body"])


def is_local_alone(source: Source, span: Span) -> bool:
    """Whether an expression in quotes names no website beside pages of one's own machine."""
    return OWN_PAGES.search(text_of(source, span)) is not None and not _REAL_NAME.search(text_of(source, span))


def listed(source: Source, elements: list[Span]) -> tuple[tuple[tuple[str, Span], ...], bool]:
    """The literals among `elements`, and whether they are all there is."""
    told = [(text, span) for span in elements if (text := literal(source, span)) is not None]
    return tuple(told), len(told) == len(elements)


def assigned(source: Source, name: str) -> Span | None:
    """The value that `name` gets in this file, when it gets one once; to the end of its brackets or its line."""
    word = re.escape(name)
    # The name stands before what must not stand before it: so it is searched for as plain text.
    given = re.compile(rf"{word}(?<![\w.$]{word})\b(?:\s*:[^=\n]{{1,80}})?\s*=(?![=>])\s*")
    found = lone(given, source)
    if found is None:
        return None
    start = found.end()
    if source.code[start : start + 1] and source.code[start] in _OPEN:
        return Span(start, enclosed(source, start).end + 1)
    return trimmed(source, Span(start, start + len(_STATEMENT.match(source.code[start : start + 400])[0].rstrip(";"))))  # type: ignore[index]


_STATEMENT = regex(r"[^\n]*(?:\n[^\S\n]*(?:\?|:(?!:)|\|\||&&|\.)[^\n]*)*")
"""A line, and those behind it that begin with what joins them to it; every text has one."""
