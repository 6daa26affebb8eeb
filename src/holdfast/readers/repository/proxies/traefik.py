"""Traefik's own files: who issues its certificates, where it sends requests, and whom its headers let in."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Certificate, CertificateRenewal, Fact, ProxyRoute
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.proxies.router_headers import header_rules
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_SERVES = frozenset(("certificates", "cors", "health"))
_PATH = regex(r"(?:^|/)(?:traefik[\w.-]*|traefik/[^/]+)\.(?:ya?ml|toml)$", re.IGNORECASE)
_RESOLVERS = "certificatesResolvers"
_OF_TOML = regex(r"^\s*\[+\s*certificatesResolvers\.[\w\"-]{1,60}\.acme\b", re.IGNORECASE)
_HOSTS = regex(r"\bHost(?:SNI)?\((?P<names>[^()]{1,500})\)")
_PREFIX = regex(r"\bPathPrefix\(\s?[`\"'](?P<path>/[\w./-]{0,100})")
_NAME = regex(r"[`\"'](?P<name>(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62})[`\"']", re.IGNORECASE)


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    try:
        yield from () if snippet.name.endswith(".toml") else _handed_on(snippet)
        if _RESOLVERS.lower() not in snippet.text.lower():
            return
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
    said = _said(snippet, line)
    names = (name["name"].lower() for rule in _HOSTS.finditer(snippet.text) for name in _NAME.finditer(rule["names"]))
    domains: list[str | None] = [*dict.fromkeys(names)]
    for domain in domains or [None]:
        yield Certificate(**said, issuer="letsencrypt", domain=domain, used_by="host", in_code=True, renews=True)
    yield CertificateRenewal(**said, tool="traefik", schedule="automatic", reloads=True)


def _handed_on(snippet: Snippet) -> Iterator[Fact]:
    """The services of a file for Traefik's own provider, and what its middlewares answer to browsers."""
    if "loadBalancer" not in snippet.text and "headers" not in snippet.text:
        return
    http = parse_yaml(snippet.text).child("http")
    for middleware in http.child("middlewares").entries().values():
        said = _said(snippet, middleware.key_line)
        yield from header_rules(said, middleware.child("headers"), snippet)
    for name, service in http.child("services").entries().items():
        yield from _route(snippet, name, service.child("loadBalancer"), http.child("routers"))


def _route(snippet: Snippet, name: str, balancer: Node, routers: Node) -> Iterator[ProxyRoute]:
    """Where one service sends requests; a health check takes a server out that answers badly."""
    servers = [one for one in balancer.items("servers") if one.text("url")]
    if not servers:
        return
    leading = [one for one in routers.entries().values() if one.text("service") == name]
    rules = [one.text("rule") or "" for one in leading]
    prefix = next((match["path"] for rule in rules if (match := _PREFIX.search(rule))), "/")
    at = snippet.at(servers[0].line, servers[-1].line)
    yield ProxyRoute(
        **{**_said(snippet, servers[0].line), "at": at},
        path=prefix,
        upstreams=tuple((one.text("url") or "").partition("://")[2].rstrip("/") for one in servers),
        server_names=tuple(host["name"] for rule in rules for host in _NAME.finditer(rule)),
        gated=balancer.has("healthCheck"),
        tls=any(one.has("tls") for one in leading),
    )


def _said(snippet: Snippet, line: int) -> dict[str, Any]:
    return {"kind": snippet.kind, "at": snippet.at(line), "environment": snippet.environment, "old": snippet.old}


READER = Reader(name="traefik", serves=_SERVES, wants=_wants, read=_read)
