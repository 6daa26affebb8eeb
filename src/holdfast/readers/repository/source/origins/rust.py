"""Whom servers in Rust let in: the layers of Tower, and the middleware of Actix."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import Rule, Span, assigned, enclosed, matches

_EVERY = regex(
    r"\bCorsLayer::(?:very_)?permissive\(\)|\bCors::permissive\(\)|\.allow_any_origin\(\)"
    r"|\.allow_origins?\(\s*(?:\w+::)*(?:Any\b|AllowOrigin::(?:any|mirror_request)\(\))"
)
_WITH_COOKIES = regex(
    r"very_permissive\(\)|\bCors::permissive\(\)|\.allow_credentials\(\s*true\s*\)|\.supports_credentials\(\)"
)
_NAMED = regex(r"\.allow(?:ed)?_origins?(?P<open>\()")
_ORIGIN = regex(r"\"(?P<origin>https?://[^\"\s]{1,200})\"")


def rules(source: Source) -> Iterator[Rule]:
    """Whom the layers of Tower and the middleware of Actix let in."""
    if "ors" not in source.text:
        return
    credentials = _WITH_COOKIES.search(source.code) is not None
    for match in matches(_EVERY, source):
        yield Rule((("*", Span(match.start(), match.end())),), credentials)
    for match in matches(_NAMED, source):
        inside = enclosed(source, match.start("open"))
        name = source.code[inside.start : inside.end].strip()
        inside = (assigned(source, name) if name.isidentifier() else None) or inside
        written = [
            (found["origin"], Span(found.start(), found.end()))
            for found in _ORIGIN.finditer(source.code, inside.start, inside.end)
        ]
        if written:
            complete = re.search(r"\benv\b|[cC]onfig|settings", source.bare[inside.start : inside.end]) is None
            yield Rule(tuple(written), credentials, complete)
