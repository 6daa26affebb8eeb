"""What a file is that something writes onto a host, by its path and its text, and a certificate that it brings."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import Certificate
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_LANGUAGES = (
    (regex(r"(?:^|/)Caddyfile$"), "caddyfile"),
    (regex(r"(?:^|/)Dockerfile$"), "dockerfile"),
    (regex(r"\.(?:service|timer)$"), "systemd"),
    (regex(r"\.ya?ml(?:\.[a-z]{1,20})?$|(?:^|/)\.ebextensions/[^/]{1,80}\.config$"), "yaml"),
    (regex(r"\.tf$"), "hcl"),
    (regex(r"\.json$"), "json"),
    (regex(r"\.c?js$"), "js"),
    (regex(r"\.conf$|/(?:sites|conf)-(?:available|enabled)/|/nginx/"), "conf"),
    (regex(r"\.sh$|/s?bin/[\w.-]+$"), "bash"),
)
SCRIPT = regex(r"#!\S*(?:/|\s)(?:ba|z|da|k)?sh\b")
CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_TRUSTED = regex(r"(?i)(?:^|[/._-])(?:ca|rds|root|trust\w*|anchors|inter\w*|chain|client)(?:[/._-]|$)|-ca[.-]|bundle")
"""Certificates that only tell whom to trust, and those that stand beside the server's own."""


def language_of_written(path: str, text: str) -> str:
    """The language that `read_embedded` takes it for; empty where neither its path nor its first line tells."""
    if path and SCRIPT.match(text.lstrip()):
        return "bash"
    return next((language for pattern, language in _LANGUAGES if pattern.search(path)), "")


def certificates_in(path: str, text: str, part: Snippet, at: Location) -> Iterator[Certificate]:
    """One that is pasted into what writes it: the next one will have to be pasted again."""
    if CERTIFICATE in text and not _TRUSTED.search(path):
        yield Certificate(
            kind=part.kind,
            at=at,
            environment=part.environment,
            old=part.old,
            issuer="imported",
            used_by="host",
            renews=False,
        )
