"""Certificates that a program reads by itself and answers with, where no proxy stands before it."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import Certificate
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.spring_files import SpringFiles

_LIVE = regex(
    r"[\"'`](?:/etc)?/letsencrypt/(?:live|archive)/(?P<domain>[\w.-]{1,100}|\$?\{[^{}\n]{1,80}\})/(?:fullchain|cert)\d{0,4}\.pem[\"'`]"
)
"""Where certbot lays what it got."""


def own_tls(apps: Iterable[App]) -> Iterator[Certificate]:
    """The first of each file; it has to be renewed on the host, and the program started anew."""
    for source in (source for app in apps for source in app.serving):
        if "/letsencrypt/" not in source.text or is_developers(source.path):
            continue
        match = next((one for one in _LIVE.finditer(source.code) if not only_for_developers(source, one.start())), None)
        if match is not None:
            domain = None if "{" in match["domain"] else match["domain"]
            at = source.at(match.start(), match.end())
            yield Certificate(kind=source.snippet.kind, at=at, issuer="letsencrypt", domain=domain, used_by="host")


def keystores(files: SpringFiles) -> Iterator[Certificate]:
    """The store of keys that a Spring application answers with; somebody puts the next certificate into it."""
    off = any(entry.key == "server.ssl.enabled" and entry.value == "false" for _, entry in files.entries)
    for snippet, entry in () if off else files.entries:
        store = entry.key in ("server.ssl.key-store", "server.ssl.certificate", "server.ssl.bundle") and entry.value
        if store and not files.is_elsewhere(snippet, entry):
            issuer = "letsencrypt" if "letsencrypt" in entry.value else "imported"
            yield Certificate(kind=snippet.kind, at=snippet.at(entry.line), issuer=issuer, used_by="host")
            return
