"""What Nginx configuration says: routes, certificates, origins and who may read."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind, Gap, GapReason
from holdfast.model.facts import Certificate, Fact, SelfSigned
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.nginx.before import ended_before
from holdfast.readers.repository.nginx.cors import allowed
from holdfast.readers.repository.nginx.extensions import configurations
from holdfast.readers.repository.nginx.handed_out import handed_out
from holdfast.readers.repository.nginx.left_out import left_out, remarked
from holdfast.readers.repository.nginx.names import SERVES, is_named_so
from holdfast.readers.repository.nginx.plain import plain_beside, plain_hops
from holdfast.readers.repository.nginx.routes import certificates, checks, consoles, origins, routes
from holdfast.readers.repository.nginx.sites import Sites, matching
from holdfast.readers.repository.nginx.tree import parse

_MAX_CHARACTERS = 300_000  # hand-written configuration is a hundredth of this
_NGINX = regex(
    r"\b(?:proxy_pass|ssl_certificate|server_name|upstream|location|fastcgi_pass|uwsgi_pass|set|add_header)\b"
)
_SERVER = regex(r"(?m)^[ \t]*server[ \t]*\{[ \t]*(?:#.*)?$")
_OF_A_SERVER = regex(r"(?m)^[ \t]*(?:listen|server_name|proxy_pass)[ \t]+[^;\n]+;")
_STATEMENT = regex(r"[;{}]\s*(?:#.*)?$")
"""What a file of settings begins with, and a text about them does not."""
_INCLUDE = regex(r"(?m)^[ \t]*include[ \t]+[\"']?([^\s;\"'#]{1,200})")


def read(snippet: Snippet) -> Iterator[Reading]:
    """The facts of one text by itself."""
    yield from _read((snippet,))


def read_together(_tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """The facts of all files: includes and upstreams seen together.

    A script that switches between two releases is no gate: it runs when somebody deploys, not when the
    application falls ill.
    """
    yield from _read(snippets)


def _read(snippets: Iterable[Snippet]) -> Iterator[Reading]:
    tops = {}
    texts: dict[str, Snippet] = {}
    gaps: list[Gap] = []
    for snippet in _texts(snippets):
        if len(snippet.text) > _MAX_CHARACTERS:
            gaps.append(snippet.gap(GapReason.TOO_LARGE, SERVES))
            continue
        parsed = parse(snippet)
        # Several texts of one file each keep their own key.
        key = snippet.path if snippet.path not in tops else f"{snippet.path}#{snippet.first_line}"
        tops[key], texts[key] = parsed.top, snippet
        quoted = snippet.kind in (EvidenceKind.INSTRUCTED, EvidenceKind.CLAIMED)
        if parsed.fault and not (quoted and parsed.top):
            line, detail = parsed.fault
            gaps.append(snippet.gap(GapReason.MALFORMED, SERVES, line, detail))
    sites = Sites.of(tops)
    sites.mark_included()
    yield from gaps
    for key in tops:
        yield from _facts(sites, key, texts[key])


def _texts(snippets: Iterable[Snippet]) -> Iterator[Snippet]:
    included: set[str] = set()
    waiting: dict[str, Snippet] = {}
    for snippet in snippets:
        if snippet.path.endswith(".config"):
            yield from configurations(snippet)
        elif not _NGINX.search(snippet.text):
            continue
        elif is_named_so(snippet.path) or _shows_a_server(snippet.text):
            included.update(_INCLUDE.findall(snippet.text))
            yield snippet
        else:
            waiting[snippet.path] = snippet
    # A piece in a folder of any name is Nginx's where one of its files names it.
    meant = {path for pattern in included for path in matching(pattern, waiting)} if waiting else ()
    yield from (waiting[path] for path in waiting if path in meant)


def _shows_a_server(text: str) -> bool:
    if _SERVER.search(text) is None or _OF_A_SERVER.search(text) is None:
        return False
    opening = next((row for row in map(str.strip, text.splitlines()) if row and not row.startswith("#")), "")
    return _STATEMENT.search(opening) is not None


def _facts(sites: Sites, key: str, text: Snippet) -> Iterator[Fact]:
    known: set[tuple[str, str | None]] = set()
    servers = list(sites.servers(key))
    waits = remarked(text)
    before = ended_before(sites, sites.tops[key], text, speaks=any(server.tls for server in servers))
    yield from plain_beside(sites, servers)
    yield from plain_hops(servers)
    for server in servers:
        for route in routes(sites, server):
            told = {"tls before": before} if before and not route.tls else {}
            told |= {"remarked": waits} if waits and not route.tls else {}
            yield replace(route, places={**route.places, **told})
        for certificate in (*certificates(server), *left_out(server)):
            if isinstance(certificate, SelfSigned) or _is_new(certificate, known):
                yield certificate
        yield from checks(sites, server)
        yield from consoles(sites, server)
        yield from origins(sites, server)
        yield from allowed(sites, server)
        yield from handed_out(sites, server)


def _is_new(certificate: Certificate, known: set[tuple[str, str | None]]) -> bool:
    key = (certificate.issuer, certificate.domain)
    new = key not in known
    known.add(key)
    return new
