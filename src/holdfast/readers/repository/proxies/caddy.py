"""Caddyfiles: routes with their active checks, who may read, and certificates that Caddy renews by itself."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from typing import Any, TypedDict

from holdfast.model.environments import environment_of_host
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    ApplicationCors,
    Certificate,
    CertificateRenewal,
    ConsoleForAnyone,
    Fact,
    HealthProbe,
    ProxyRoute,
    SelfSigned,
)
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.images.roles import console_at

_SERVES = frozenset(("certificates", "cors", "health"))
_MAX_ROWS = 5_000  # hand-written ones are a hundredth of this
_WORD = regex(r"\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[^\s\"`]+")
_HOST = regex(r"^(?:https://)?(?P<name>(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62})(?::443)?(?:/\S*)?$", re.IGNORECASE)
_FILLED_IN = regex(r"(?:https://)?\{?\$")
"""A name that the environment fills in, or the template that the file is made of."""
_PRIVATE = regex(r"(?:^|\.)(?:localhost|local|internal|test|example)$", re.IGNORECASE)
_PASSES_ON = ("reverse_proxy", "php_fastcgi")
_ECHO = regex(r"\*|\{(?:http\.request\.)?header\.origin\}", re.IGNORECASE)
_HANDLES = ("handle", "handle_path", "route")


class _Common(TypedDict):
    kind: EvidenceKind
    at: Location
    environment: str | None
    old: bool


@record(frozen=False)
class _Block:
    """A directive with what stands between its braces; the whole file has no words."""

    words: list[str]
    line: int
    end: int = 0
    inner: "list[_Block]" = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.words[0] if self.words else ""

    def named(self, *names: str) -> "list[_Block]":
        """The directives directly inside it that have one of `names`."""
        return [block for block in self.inner if block.name in names]


def _wants(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.startswith("caddyfile") or name.endswith((".caddyfile", ".caddy"))


def _read(snippet: Snippet) -> Iterable[Reading]:
    rows = snippet.rows[:_MAX_ROWS]
    whole = _parse(_filled(rows) if "{{" in snippet.text or "{%" in snippet.text else rows)
    for site in _sites(whole):
        yield from _site_facts(site, whole, snippet)


def _filled(rows: list[str]) -> list[str]:
    """The rows of a template of Jinja's: its variables as Caddy's own, and of two ways the first."""
    filled, left_out = [], False
    for row in rows:
        step = _STEP.match(row)
        left_out = step["word"] in ("else", "elif") if step else left_out
        filled.append("" if step or left_out else _HOLE.sub(r"{$\1}", row[:2_000]))
    return filled


_STEP = regex(r"\s*\{%-?\s*(?P<word>\w+)")
_HOLE = regex(r"\{\{-?\s*([A-Za-z_]\w*)[^{}]{0,200}\}\}")


def _parse(rows: list[str]) -> _Block:
    whole = _Block([], 1)
    stack = [whole]
    for number, row in enumerate(rows, start=1):
        words = []
        for word in _WORD.findall(row[:2_000]):
            if word.startswith("#"):
                break
            words.append(word.strip('"`'))
        opens = bool(words) and words[-1] == "{"
        if words == ["}"]:
            if len(stack) > 1:
                stack.pop().end = number
            continue
        if not words:
            continue
        block = _Block(words[:-1] if opens else words, number, number)
        stack[-1].inner.append(block)
        if opens:
            stack.append(block)
    return whole


_GUARD = regex(
    r"(?i)^\s*(?:basic_?auth|forward_auth|jwtauth|authorize|authenticate|client_auth|import .{0,80}auth)\b"
    r"|\b(?:remote|client)_ip\b"
)
"""What asks whoever comes who they are; it may hold for a part of the site alone."""


def _sites(whole: _Block) -> Iterator[_Block]:
    """The site blocks; a file without braces is one site, whose first line is its address."""
    blocks = [block for block in whole.inner if block.words and not block.name.startswith("(")]
    if blocks and not any(block.inner for block in blocks if block is blocks[0]) and len(blocks) > 1:
        first, *others = blocks
        yield _Block(first.words, first.line, others[-1].end, others)
        return
    yield from (block for block in blocks if block.inner)


def _site_facts(site: _Block, whole: _Block, snippet: Snippet) -> Iterator[Fact]:
    names = [name for word in site.words for name in word.split(",") if name]
    hosts = [
        match["name"].lower() for name in names if (match := _HOST.match(name)) and not _PRIVATE.search(match["name"])
    ]
    told = {environment_of_host(host) for host in hosts}
    environment = snippet.environment or (told.pop() if len(told) == 1 else None)
    tls = _tls(site, whole, names)
    served: list[str | None] = list(hosts) or [None for name in names if _FILLED_IN.match(name)]
    if served and tls in ("automatic", "files"):
        yield from _certificate(site, served, tls, snippet, environment)
    elif tls == "own" and (served or any(name.startswith(":") for name in names)):
        at = snippet.at((site.named("tls") or [site])[0].line)
        yield SelfSigned(kind=snippet.kind, at=at, environment=environment, old=snippet.old)
    secured = bool(hosts) and tls in ("automatic", "files")
    inside = list(_inside(site))
    passes_on = any(block.name in _PASSES_ON for block, _, _ in inside)
    guarded = any(_GUARD.search(row) for row in snippet.rows[site.line - 1 : site.end])
    # A site whose names nobody knows yet may be given its certificate with them.
    plain = {} if tls else {"listen": snippet.at(site.line)}
    for block, path, strips in inside:
        place = _Common(
            kind=snippet.kind, at=snippet.at(block.line, block.end), environment=environment, old=snippet.old
        )
        if block.name == "reverse_proxy":
            facts = _proxy(block, path, strips=strips, place=place, hosts=tuple(hosts), tls=secured)
            yield from (replace(fact, places=plain) if isinstance(fact, ProxyRoute) else fact for fact in facts)
            console = None if guarded else next(filter(None, map(console_at, _upstreams(block, path))), None)
            if console:
                yield ConsoleForAnyone(**place, name=console[0], port=console[1])
        elif block.name == "header" and passes_on:
            yield from _allowed(block, snippet, place)
        elif block.name == "respond":
            answers = next((int(word) for word in block.words[1:] if re.fullmatch(r"[1-5]\d\d", word)), 200)
            own, _ = _matched(block, path)
            if own != "/":
                yield ProxyRoute(**place, path=own, server_names=tuple(hosts), answers=answers, tls=secured)


def passed_on(args: Sequence[str], said: Mapping[str, Any]) -> Iterator[Fact]:
    """What `caddy reverse-proxy --from NAME --to ADDRESS` does, which needs no file: one site, and its certificate.

    Args:
        args: the words behind the program's name.
        said: what the facts have in common, with where the command stands.
    """
    given = [(flag, value) for word, after in pairwise((*args, "")) for flag, value in (_option(word, after),)]
    to = tuple(_bare(value) for flag, value in given if flag in ("--to", "-t"))
    name = next((value for flag, value in given if flag in ("--from", "-f")), "")
    if "reverse-proxy" not in args or not to:
        return
    match = _HOST.match(name)
    host = match["name"].lower() if match and not _PRIVATE.search(match["name"]) else None
    secured = host is not None or name.startswith("$")
    yield ProxyRoute(**said, path="/", server_names=(host,) if host else (), upstreams=to, tls=host is not None)
    if secured and "--internal-certs" not in args:
        yield Certificate(**said, issuer="letsencrypt", domain=host, used_by="host", renews=True)
        yield CertificateRenewal(**said, tool="caddy", schedule="automatic", reloads=True)


def _option(word: str, after: str) -> tuple[str, str]:
    flag, told, value = word.partition("=")
    return flag, value if told else after


def _tls(site: _Block, whole: _Block, names: list[str]) -> str:
    """Where the certificate comes from: "automatic", "files", "own" for an authority of Caddy's own, or "" for none."""
    off = any(option.words[:2] == ["auto_https", "off"] for block in whole.inner[:1] for option in block.inner)
    if off or any(name.startswith("http://") or name.endswith(":80") for name in names):
        return ""
    said = next(iter(site.named("tls")), None)
    if said is None or not said.words[1:] or "@" in said.words[1]:
        return "own" if any(block.named("local_certs") for block in whole.inner[:1]) else "automatic"
    return "own" if said.words[1] == "internal" else "files"


def _certificate(
    site: _Block, hosts: list[str | None], tls: str, snippet: Snippet, environment: str | None
) -> Iterator[Fact]:
    automatic = tls == "automatic"
    # Where somebody handed a certificate in, there a renewed one would have to be handed in, too.
    line = site.line if automatic else (site.named("tls") or [site])[0].line
    place = _Common(kind=snippet.kind, at=snippet.at(line), environment=environment, old=snippet.old)
    for host in hosts:
        issuer = "letsencrypt" if automatic else "imported"
        yield Certificate(**place, issuer=issuer, domain=host, used_by="host", renews=automatic or None)
    if automatic:
        yield CertificateRenewal(**place, tool="caddy", schedule="automatic", reloads=True)


def _inside(site: _Block) -> Iterator[tuple[_Block, str, bool]]:
    """Every directive of a site with the path it holds for, and whether that prefix is taken away."""
    waiting: list[tuple[_Block, str, bool]] = [(block, "/", False) for block in reversed(site.inner)]
    matchers = {block.name: block.words[2] for block in site.inner if len(block.words) > 2 and block.words[1] == "path"}
    while waiting:
        block, path, strips = waiting.pop()
        if block.name not in _HANDLES:
            block.words = [matchers.get(word, word) for word in block.words]
            yield block, path, strips
            continue
        block.words = [matchers.get(word, word) for word in block.words]
        own, _ = _matched(block, path)
        waiting += [(inner, own, strips or block.name == "handle_path") for inner in reversed(block.inner)]


def _matched(block: _Block, path: str) -> tuple[str, list[str]]:
    """The path of a directive's matcher, and its other words."""
    words = block.words[1:]
    if words and words[0].startswith("/"):
        return words[0].removesuffix("*") or "/", words[1:]
    return path, words[1:] if words and words[0].startswith(("@", "*")) else words


def _upstreams(block: _Block, path: str) -> tuple[str, ...]:
    _, words = _matched(block, path)
    listed = [word for option in block.named("to") for word in option.words[1:]]
    return tuple(map(_bare, (*words, *listed)))


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:[^@/]*@)?", "", address)


def _proxy(
    block: _Block, path: str, *, strips: bool, place: _Common, hosts: tuple[str, ...], tls: bool
) -> Iterator[Fact]:
    own, _ = _matched(block, path)
    upstreams = _upstreams(block, path)
    checks = next(iter(block.named("health_uri")), None)
    passive = bool(block.named("lb_try_duration", "lb_retries", "fail_duration"))
    yield ProxyRoute(
        **place,
        path=own,
        server_names=hosts,
        upstreams=upstreams,
        gated=checks is not None,
        retries=passive and len(upstreams) > 1,
        tls=tls,
        strips_prefix=strips,
    )
    if checks is not None and len(checks.words) > 1:
        yield HealthProbe(**place, asker="proxy", path=checks.words[1])


def _allowed(block: _Block, snippet: Snippet, place: _Common) -> Iterator[ApplicationCors]:
    """The websites that a header lets read an application's answers; not one that a matcher chooses by."""
    if block.words[1:2] and block.words[1].startswith("@"):
        return
    own = block.words[2:] if block.words[1:2] and block.words[1].startswith(("/", "*")) else block.words[1:]
    rows = [(own, block), *((inner.words, inner) for inner in block.inner)]
    said = {words[0].lstrip("+?>").lower(): (words[1], row) for words, row in rows if len(words) > 1}
    value, row = said.get("access-control-allow-origin", ("", block))
    if value and (_ECHO.fullmatch(value) or "{" not in value):
        credentials, _ = said.get("access-control-allow-credentials", ("", block))
        place["at"] = snippet.at(row.line, row.end)
        origins = ("*",) if _ECHO.fullmatch(value) else (value,)
        yield ApplicationCors(**place, origins=origins, credentials=credentials == "true")


READER = Reader(name="caddy", serves=_SERVES, wants=_wants, read=_read)
