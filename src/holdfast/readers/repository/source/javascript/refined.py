"""Built-in secrets that a schema of zod refuses in production by a question of its own."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import enclosed, text_of

_REFINES = regex(r"\.(?:superRefine|refine|check)(?P<open>\()")
_IN_PRODUCTION = regex(r"(?i)prod")
_ASKS = regex(r"\bif\s*\((?P<asked>(?:[^{};]|\$\{){1,300}?)\)\s*\{?[^{};]{0,80}\baddIssue\(")
_NAME = regex(r"\.(?P<name>[A-Z][A-Z0-9_]{2,60})(?![\w(])")
_WHERE = frozenset(("NODE_ENV", "APP_ENV", "ENV", "STAGE", "ENVIRONMENT"))


def refined(source: Source) -> Iterator[str]:
    """The name of each setting that is asked about there, before anything is served."""
    for match in _REFINES.finditer(source.code) if "efine(" in source.text else ():
        inside = text_of(source, enclosed(source, match.start("open")))
        if not _IN_PRODUCTION.search(inside):
            continue
        asked = [one["asked"] for one in _ASKS.finditer(inside)] or ([] if "addIssue" in inside else [inside])
        yield from (one["name"] for text in asked for one in _NAME.finditer(text) if one["name"] not in _WHERE)
