"""Which websites may open a WebSocket: browsers ask nobody there, so that the program itself has to look."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import (
    Rule,
    Span,
    assigned,
    enclosed,
    listed,
    literal,
    matches,
    parts,
    text_of,
)

WORDS = ("checkorigin", "acceptoptions", "cors_allowed_origins", "action_cable")
"""What a file holds that says anything about it."""

_EVERY = {
    "go": regex(
        r"\bCheckOrigin\s*[:=]\s*func\([^()]{0,80}\)\s*bool\s*\{\s*return\s+true\b"
        r"|\bAcceptOptions\{[^{}]{0,300}\bInsecureSkipVerify:\s*true\b"
        r"|\bOriginPatterns:\s*\[\]string\{\s*\"\*\"\s*,?\s*\}"
    ),
    "ruby": regex(r"\baction_cable\.disable_request_forgery_protection\s*=\s*true\b"),
}
_PYTHON = regex(r"\bcors_allowed_origins\s*=\s*(?P<value>[\"'\[(]|[A-Za-z_]\w{0,60}\s*[,)\n])")
_NAME = regex(r"[A-Za-z_]\w*")


def socket_rules(source: Source) -> Iterator[Rule]:
    """What a source lets in by a rule for sockets of its own; what is for developers alone is passed over."""
    if not source.mentions(*WORDS):
        return
    everybody = _EVERY.get(source.language)
    for match in matches(everybody, source) if everybody is not None else ():
        if not only_for_developers(source, match.start()):
            yield Rule((("*", Span(match.start(), match.end())),), credentials=False)
    for match in matches(_PYTHON, source) if source.language == "python" else ():
        value = _value(source, match.start("value"))
        if value is not None and not only_for_developers(source, match.start()):
            yield from _of_python(source, value)


def _value(source: Source, start: int) -> Span | None:
    """The text or list that stands there, or that the name there gets once in this file."""
    name = _NAME.match(source.code, start)
    if name is not None:
        return assigned(source, name[0])
    if source.code[start] in "[(":
        return Span(start, enclosed(source, start).end + 1)
    end = source.code.find(source.code[start], start + 1)
    return Span(start, end + 1) if end >= 0 else None


def _of_python(source: Source, value: Span) -> Iterator[Rule]:
    only = literal(source, value)
    if only is not None:
        yield Rule(((only, value),), credentials=False)
    elif text_of(source, value)[:1] in ("[", "("):
        origins, complete = listed(source, parts(source, enclosed(source, value.start)))
        if origins:
            yield Rule(origins, credentials=False, complete=complete)
