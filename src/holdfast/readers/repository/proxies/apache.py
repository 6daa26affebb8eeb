"""Apache's files: what virtual hosts pass on, whether with a certificate, and to which websites they answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any

from holdfast.model.environments import environment_of
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ApplicationCors, Certificate, ProxyRoute, SelfSigned
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet

_MAX_ROWS = 5_000  # hand-written ones are a hundredth of this
_OPENS = regex(r"\s*<VirtualHost\s+(?P<addresses>[^>\n]{1,200})>", re.IGNORECASE)
_CLOSES = regex(r"\s*</VirtualHost>", re.IGNORECASE)
_DIRECTIVE = regex(r"\s*(?P<name>[A-Za-z]{3,40})\s+(?P<rest>\S.*)$")
_PASSED = regex(r"[\"']?(?P<path>/\S*?)[\"']?\s+[\"']?https?://(?P<address>[^/\"'\s]{1,200})")
_TO_TLS = regex(r"https://", re.IGNORECASE)
_HERE = regex(r"(?:^|\.)(?:localhost|local|test|example)$|^127\.", re.IGNORECASE)
_LETSENCRYPT = regex(r"letsencrypt|/live/", re.IGNORECASE)
_ANSWERS = regex(r"(?i)\bphp|\bProxyPass|\bWSGIScriptAlias|\bPassengerAppRoot|\bfcgi\b")
"""A program answers, and not files alone, which any website may have."""
_HEADER = regex(
    r"(?i)\s*Header\s+(?:always\s+|onsuccess\s+)?(?:set|add|append|merge)\s+[\"']?"
    r"Access-Control-Allow-(?:(?P<origin>Origin)|Credentials)[\"']?\s+[\"']?(?P<value>\*|https?://[^\"'\s]{1,200}|true)[\"']?\s*$"
)
_FILES = regex(r"(?i)\s*<(?P<closes>/)?(?:Files|FilesMatch)\b")


@record(frozen=False)
class _Host:
    """A virtual host; `said`: its directives in lower case, each with its line and what follows its name."""

    line: int
    addresses: str
    said: list[tuple[str, int, str]] = field(default_factory=list)

    def named(self, *names: str) -> list[tuple[int, str]]:
        """The directives of one of `names`."""
        return [(line, rest) for name, line, rest in self.said if name in names]

    @property
    def tls(self) -> bool:
        """It answers with a certificate."""
        on = any(rest.strip().lower() == "on" for _, rest in self.named("sslengine"))
        return on or self.addresses.rstrip().endswith(":443") or bool(self.named("sslcertificatefile"))

    @property
    def sends_on(self) -> bool:
        """Everybody who comes here is sent to the same over TLS."""
        return any(_TO_TLS.search(rest) for _, rest in self.named("redirect", "redirectpermanent", "rewriterule"))


def _wants(path: str) -> bool:
    name = path.lower().rpartition("/")[2]
    return (
        name.endswith((".conf", ".vhost"))
        or name == ".htaccess"
        or (name.startswith(("httpd", "apache")) and ".conf" in name)
    )


def _read(snippet: Snippet) -> Iterable[Reading]:
    if "Access-Control-Allow-Origin" in snippet.text and _ANSWERS.search(snippet.text):
        yield from _origins(snippet)
    if "VirtualHost" not in snippet.text:
        return
    for host in _hosts(snippet.rows[:_MAX_ROWS]):
        names = tuple(rest.split()[0] for _, rest in host.named("servername"))
        if any(_HERE.search(name) for name in names) or (host.sends_on and not host.tls):
            continue
        yield from _facts(snippet, host, names)


def _origins(snippet: Snippet) -> Iterator[Reading]:
    """The website, or all of them, to which answers are given whoever asks; headers of files by name are left out."""
    depth = 0
    told: list[tuple[int, str]] = []
    credentials = False
    for number, row in enumerate(snippet.rows[:_MAX_ROWS], start=1):
        if files := _FILES.match(row[:400]):
            depth = max(depth + (-1 if files["closes"] else 1), 0)
        elif depth == 0 and (header := _HEADER.match(row[:400])):
            if header["origin"]:
                told.append((number, header["value"]))
            else:
                credentials = header["value"].lower() == "true"
    for number, origin in told:
        yield ApplicationCors(
            kind=snippet.kind,
            at=snippet.at(number),
            environment=snippet.environment,
            old=snippet.old,
            origins=(origin,),
            credentials=credentials,
        )


def _facts(snippet: Snippet, host: _Host, names: tuple[str, ...]) -> Iterator[Reading]:
    from holdfast.readers.repository.nginx.routes import is_self_signed

    at = snippet.at(host.line)
    passes = [(line, found) for line, rest in host.named("proxypass") if (found := _PASSED.match(rest))]
    environment = snippet.environment or next(filter(None, map(environment_of, names)), None)
    for line, path, upstreams in (
        *((line, found["path"], (found["address"],)) for line, found in passes),
        *(((host.line, "/", ()),) if not passes else ()),
    ):
        yield ProxyRoute(
            kind=snippet.kind,
            at=snippet.at(line),
            environment=environment,
            old=snippet.old,
            path=path,
            server_names=names,
            upstreams=upstreams,
            tls=host.tls,
            places={"listen": at},
        )
    for line, rest in host.named("sslcertificatefile"):
        said: dict[str, Any] = {
            "kind": snippet.kind,
            "at": snippet.at(line),
            "environment": environment,
            "old": snippet.old,
        }
        if is_self_signed(rest):
            yield SelfSigned(**said)
            continue
        yield Certificate(
            **said,
            issuer="letsencrypt" if _LETSENCRYPT.search(rest) else "imported",
            domain=next(iter(names), None),
            used_by="host",
        )


def _hosts(rows: list[str]) -> Iterator[_Host]:
    host: _Host | None = None
    for number, row in enumerate(rows, start=1):
        if opened := _OPENS.match(row[:400]):
            host = _Host(number, opened["addresses"])
        elif host is not None and _CLOSES.match(row):
            yield host
            host = None
        elif host is not None and (found := _DIRECTIVE.match(row[:1_000])):
            host.said.append((found["name"].lower(), number, found["rest"]))


READER = Reader(
    name="apache",
    serves=frozenset({"certificates", "health", "cors"}),
    wants=_wants,
    read=_read,
    kind=EvidenceKind.CODED,
)
