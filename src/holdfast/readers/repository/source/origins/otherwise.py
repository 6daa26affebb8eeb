"""Headers that name the websites of a list, and every website to whoever is not among them."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.guarded import is_guarded
from holdfast.readers.repository.source.origins.rules import Span, lone, matches

_HEADER = regex(
    r"""(?ix)["']Access-Control-Allow-Origin["']\s{0,40}(?:\]\s{0,9}[=:]|[,:]|=>)\s{0,40}(?:value\s{0,9}:\s{0,9})?
    (?P<value>[^\n;]{1,200})"""
)
_NAME = regex(r"^\$?(?P<name>[A-Za-z_]\w{0,60})\s{0,9}(?:[,)}\];]|$)")
_ELSE = regex(r"""(?:\?[^;?]{1,100}?:|\|\||\?\?|\bor\b|\belse\b)\s{0,40}(?P<every>["'`]\*["'`])""")
_ASKS = regex(
    r"(?i)\.has\(|includes|index_?of|\.test\(|\bsome\(|\bfind\(|match|contains|in_array|\bin\b|allow|white|trusted|valid|[=!]=="
)
"""Somebody looks whether the website is one of the own."""
_BY_STAGE = regex(r"(?i)prod|dev|local(?!host)|debug|stag|node_env|app_env|is_?test")
_ENDS = regex(r";|\n(?!\s{0,40}(?:[?:.|)&]|(?:if|else|or|and)\b))")
_LONGEST = 300


def everybody_else(source: Source) -> Iterator[tuple[int, Span]]:
    """Where each such header begins, and the lines that give it the star; what asks for the stage is left out."""
    for header in matches(_HEADER, source):
        name = _NAME.match(header["value"])
        start = header.start("value") if name is None else _given(source, name["name"])
        if start is None:
            continue
        value = source.code[start : start + _LONGEST]
        end = _ENDS.search(value)
        value = value[: end.start()] if end else value
        otherwise = _ELSE.search(value)
        if otherwise is None:
            continue
        # Python asks between the two: `origin if origin in ours else "*"`.
        asked = value[: otherwise.start("every")]
        if _ASKS.search(asked) and not _BY_STAGE.search(asked) and not is_guarded(source, start):
            yield header.start(), Span(start, start + otherwise.end("every"))


def _given(source: Source, name: str) -> int | None:
    """Where the value begins that a name is given, once."""
    given = lone(re.compile(rf"(?<![\w.]){re.escape(name)}\s*(?::[^=\n:]{{1,40}})?:?=(?![=>])\s*"), source)
    return given.end() if given else None
