"""HAProxy's configuration: where requests go, who asks the servers how they are, certificates, and its own page.

Directives as docs.haproxy.org/3.0/configuration.html describes them (read 2026-11).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any

from holdfast.model.facts import Certificate, ConsoleForAnyone, Fact, HealthProbe, ProxyRoute
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.images.roles import console_at

_SERVES = frozenset(("availability", "certificates", "health"))
_PATH = regex(
    r"(?i)(?:^|/)(?:(?:[\w.-]*haproxy[\w.-]*\.cfg|haproxy/(?:[\w.-]+/)*[\w.-]+\.cfg)(?:\.(?:j2|erb|tpl|tmpl|template))?"
    r"|haproxy(?:[\w.-]*\.|[._-])?(?:conf|j2|conf\.j2))$"
)
_MOST_ROWS = 5_000  # hand-written ones are a tenth of this
_SECTION = regex(
    r"^(?P<kind>frontend|backend|listen|defaults|global|userlist|resolvers|peers|program|cache)\b\s*(?P<name>[\w.:-]*)"
)
_TEMPLATE = regex(r"\{\{[^{}]{0,200}\}\}|<%=[^%]{0,200}%>")
_ASKED = regex(r"\b(?:uri\s+|(?:GET|HEAD|OPTIONS)\s+)?(?P<path>/[^\s\"'\\]*)")
_LETSENCRYPT = regex(r"(?i)letsencrypt|certbot|acme")
_CERTIFICATE = regex(r"\bssl\b.*\bcrt(?:-list)?\s+(?P<path>\S+)")
_GUARDS = regex(
    r"^(?:http-request\s+(?:auth|deny)|acl\s+\S+\s+(?:src|http_auth)|stats\s+(?:auth|http-request\s+auth))\b"
)
_LOOPBACK = regex(r"^bind\s+(?:127\.|localhost|\[?::1)")


@record(frozen=False)
class _Section:
    kind: str
    name: str
    line: int
    rows: list[tuple[int, str]] = field(default_factory=list)

    def said(self, *words: str) -> list[tuple[int, str]]:
        """The rows that begin with one of these words."""
        return [(number, row) for number, row in self.rows if row.startswith(words)]


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    sections = list(_sections(snippet))
    defaults = [row for section in sections if section.kind == "defaults" for _, row in section.rows]
    backends = {section.name: section for section in sections if section.kind in ("backend", "listen")}
    for section in sections:
        if section.kind in ("frontend", "listen"):
            yield from _certificates(section, snippet)
            yield from _own_page(section, snippet)
        for behind in _behind(section, backends):
            yield from _route(section, behind, defaults, snippet)


def _sections(snippet: Snippet) -> Iterator[_Section]:
    """The sections with their rows, comments and a template's own steps left out."""
    current: _Section | None = None
    for number, raw in enumerate(snippet.rows[:_MOST_ROWS], start=1):
        row = _TEMPLATE.sub("value", raw[:2_000]).split(" #")[0].strip()
        if not row or row.startswith(("#", "{%", "<%")):
            continue
        opened = _SECTION.match(row)
        if opened and not raw[:1].isspace():
            if current is not None:
                yield current
            current = _Section(opened["kind"], opened["name"], number)
        elif current is not None:
            current.rows.append((number, re.sub(r"\s+", " ", row)))
    if current is not None:
        yield current


def _behind(section: _Section, backends: dict[str, _Section]) -> list[_Section]:
    """Where a frontend sends requests; a `listen` is both."""
    if section.kind == "listen":
        return [section] if section.said("server ", "server-template ") else []
    if section.kind != "frontend":
        return []
    names = [row.split()[1] for _, row in section.said("default_backend ", "use_backend ") if len(row.split()) > 1]
    return [backends[name] for name in dict.fromkeys(names) if name in backends]


def _common(snippet: Snippet, line: int, end: int = 0) -> dict[str, Any]:
    at = snippet.at(line, end or line)
    return {"kind": snippet.kind, "at": at, "environment": snippet.environment, "old": snippet.old}


def _route(front: _Section, behind: _Section, defaults: list[str], snippet: Snippet) -> Iterator[Fact]:
    servers = [(number, row.split()) for number, row in behind.said("server ", "server-template ")]
    told = [(number, words) for number, words in servers if len(words) > 2 and "backup" not in words]
    modes = [row.split()[-1] for _, row in (*front.said("mode "), *behind.said("mode "))]
    modes = modes or [row.split()[-1] for row in defaults if row.startswith("mode ")]
    if not told or "tcp" in modes:
        return  # what passes bytes on, such as those of a database, answers no browser
    first, last = told[0][0], told[-1][0]
    binds = front.said("bind ")
    addresses = tuple(dict.fromkeys(next((word for word in words[2:] if ":" in word), words[2]) for _, words in told))
    # A template of Ansible's writes one row for each host.
    many = len(addresses) > 1 or "value" in addresses[0] or behind.said("server-template ")
    checked = any("check" in words for _, words in told) or any(
        row.startswith("default-server") and " check" in row for row in defaults
    )
    asked = behind.said("option httpchk", "http-check send")
    yield ProxyRoute(
        **_common(snippet, first, last),
        places={
            "upstreams": snippet.at(first, last),
            "proxy_pass": snippet.at(first),
            **({"listen": snippet.at(binds[0][0])} if binds else {}),
        },
        path="/",
        upstreams=addresses,
        gated=checked and bool(asked or many),
        retries=bool(many),
        tls=any(_CERTIFICATE.search(row) for _, row in binds),
    )
    for number, row in asked if checked else ():
        match = _ASKED.search(row.partition("httpchk")[2] or row)
        yield HealthProbe(**_common(snippet, number), asker="proxy", path=match["path"] if match else "/", decides=True)
    guarded = any(_GUARDS.match(row) for _, row in (*front.rows, *behind.rows))
    console = None if guarded or _is_for_itself(front) else next(filter(None, map(console_at, addresses)), None)
    if console is not None:
        yield ConsoleForAnyone(**_common(snippet, first), name=console[0], port=console[1])


def _is_for_itself(section: _Section) -> bool:
    binds = section.said("bind ")
    return bool(binds) and all(_LOOPBACK.match(row) for _, row in binds)


def _certificates(section: _Section, snippet: Snippet) -> Iterator[Certificate]:
    for number, row in section.said("bind "):
        match = _CERTIFICATE.search(row)
        if match is not None:
            issuer = "letsencrypt" if _LETSENCRYPT.search(match["path"]) else "imported"
            yield Certificate(**_common(snippet, number), issuer=issuer, used_by="host")


def _own_page(section: _Section, snippet: Snippet) -> Iterator[ConsoleForAnyone]:
    """The page that shows all servers, where it asks nobody for a password."""
    shown = section.said("stats enable", "stats uri")
    if not shown or any(_GUARDS.match(row) for _, row in section.rows) or _is_for_itself(section):
        return
    port = next((match[1] for _, row in section.said("bind ") if (match := re.search(r":(\d{1,5})\b", row))), "80")
    yield ConsoleForAnyone(**_common(snippet, shown[0][0], shown[-1][0]), name="HAProxy", port=port)


READER = Reader(name="haproxy", serves=_SERVES, wants=_wants, read=_read)
