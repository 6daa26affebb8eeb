"""Calls of smaller frameworks and of packages beside the well-known ones, by which every website is let in."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import Rule, Span, matches

WORDS = ("cross_origin", "resourceoptions", "anyhost")
"""What tells of such rules in a file that says neither "cors" nor "allowed origins"."""

_ALL = r"[\[(]?\s{0,40}[\"']\*[\"']"
_EVERY: dict[str, re.Pattern[str]] = {
    "python": regex(
        rf"\bCORSConfig\(\s*(?:[^()]{{0,600}}?\ballow_origins?\s*=\s*{_ALL}|\))"
        r"|\bcors_enable\s*=\s*True\b"
        r"|@\w{1,40}\.route\([^()\n]{1,200}\bcors\s*=\s*True\b"
        rf"|\.config\.CORS_ORIGINS\s*=\s*{_ALL}"
        r"|[\"']\*[\"']\s*:\s*aiohttp_cors\.ResourceOptions\("
        rf"|(?<![\w.])cors\(\s*\w{{1,40}}\s*,[^()\n]{{0,200}}\ballow_origin\s*=\s*{_ALL}"
    ),
    "java": regex(
        r"\bCorsHandler\.create\(\s*\"\.?\*\"\s*\)|\.addOrigin\(\s*\"\*\"\s*\)|\b\w{1,20}\.anyHost\(\)"
        r"|\benableCorsForAllOrigins\(\)|\bALLOWED_ORIGINS_PARAM\s*,\s*\"\*\"|\bCorsPolicy\.UnsafeGlobalPermissive\b"
    ),
    "ruby": regex(rf"(?m)^[^\S\n]*set\s*\(?\s*:allow_origin\s*,\s*(?::any\b|{_ALL})"),
    "go": regex(r"\bhandlers\.CORS\(\)|\brest\.WithCors\(\s*(?:\"\*\"\s*)?\)"),
    "rust": regex(r"\bAllowedOrigins::(?:all\(\)|All\b)"),
}
_EVERY["kotlin"] = _EVERY["java"]
_CREDENTIALS = regex(r"(?i)\ballow_?credentials\s*(?:=\s*|\(\s*)true\b|\ballow_credentials\s*=\s*True\b")
_NEAR = 300


def packages_rules(source: Source) -> Iterator[Rule]:
    """The calls of one source that stand for every stage, with or without cookies as it is told beside them."""
    everybody = _EVERY.get(source.language)
    for match in matches(everybody, source) if everybody is not None else ():
        if not only_for_developers(source, match.start()):
            near = source.code[max(match.start() - _NEAR, 0) : match.end() + _NEAR]
            yield Rule((("*", Span(match.start(), match.end())),), _CREDENTIALS.search(near) is not None)
