"""Traefik's own files: who issues the certificates that it obtains and renews by itself, and for which names."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Certificate, CertificateRenewal, Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.nodes import NodeError, parse_yaml

_SERVES = frozenset(("certificates",))
_PATH = regex(r"(?:^|/)(?:traefik[\w.-]*|traefik/[^/]+)\.(?:ya?ml|toml)$", re.IGNORECASE)
_RESOLVERS = "certificatesResolvers"
_OF_TOML = regex(r"^\s*\[+\s*certificatesResolvers\.[\w\"-]{1,60}\.acme\b", re.IGNORECASE)
_HOSTS = regex(r"\bHost(?:SNI)?\((?P<names>[^()]{1,500})\)")
_NAME = regex(r"[`\"'](?P<name>(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62})[`\"']", re.IGNORECASE)


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    if _RESOLVERS.lower() not in snippet.text.lower():
        return
    try:
        line = _asks_in_toml(snippet) if snippet.name.endswith(".toml") else _asks_in_yaml(snippet)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail)
        return
    if line:
        yield from _obtained(line, snippet)


def _asks_in_yaml(snippet: Snippet) -> int:
    """The line of the first issuer that is asked over ACME; 0 when there is none."""
    entries = parse_yaml(snippet.text).child(_RESOLVERS).entries()
    return next((node.key_line for node in entries.values() if node.has("acme")), 0)


def _asks_in_toml(snippet: Snippet) -> int:
    try:
        given = tomllib.loads(snippet.text).get(_RESOLVERS)
    except tomllib.TOMLDecodeError as error:
        raise NodeError(0, str(error)) from error
    asks = isinstance(given, dict) and any(isinstance(one, dict) and "acme" in one for one in given.values())
    rows = enumerate(snippet.rows, start=1)
    return next((number for number, row in rows if _OF_TOML.match(row)), 1) if asks else 0


def _obtained(line: int, snippet: Snippet) -> Iterator[Fact]:
    said: dict[str, Any] = {
        "kind": snippet.kind,
        "at": snippet.at(line),
        "environment": snippet.environment,
        "old": snippet.old,
    }
    names = (name["name"].lower() for rule in _HOSTS.finditer(snippet.text) for name in _NAME.finditer(rule["names"]))
    domains: list[str | None] = [*dict.fromkeys(names)]
    for domain in domains or [None]:
        yield Certificate(**said, issuer="letsencrypt", domain=domain, used_by="host", in_code=True, renews=True)
    yield CertificateRenewal(**said, tool="traefik", schedule="automatic", reloads=True)


READER = Reader(name="traefik", serves=_SERVES, wants=_wants, read=_read)
