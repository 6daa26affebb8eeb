"""The facts of Nginx servers: routes, certificates, and the origins on which browsers open a front end."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.environments import environment_of_host
from holdfast.model.evidence import Location
from holdfast.model.facts import Certificate, ConsoleForAnyone, Fact, HealthProbe, Origin, ProxyRoute, SelfSigned
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.images.roles import console_at
from holdfast.readers.repository.nginx.cached import kept_for_a_while
from holdfast.readers.repository.nginx.sites import Server, Sites, Upstream
from holdfast.readers.repository.nginx.tree import Directive, every, named

PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "grpc_pass", "scgi_pass")
_CONDITIONAL = ("if", "limit_except")
_HEALTHY_PATH = regex(r"health|ready|live|ping|status|heartbeat", re.IGNORECASE)
_INSIDE = regex(r"actuator", re.IGNORECASE)
"""What frameworks tell of their inside: refusing it is an answer, too."""
_FORBIDDEN = 403
_SCHEME = regex(r"^(?:[a-z]+://)?", re.IGNORECASE)
_LETSENCRYPT = regex(r"letsencrypt|certbot|acme", re.IGNORECASE)
_LIVE_DOMAIN = regex(r"/(?:live|archive)/(?P<domain>[^/$\s]+)/")
_LOCAL = regex(r"localhost|mkcert|dummy|dhparam", re.IGNORECASE)
_SELF_SIGNED = regex(r"snakeoil|self[-_]?signed", re.IGNORECASE)
_HOST_NAME = regex(r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,61}$", re.IGNORECASE)
_NUMERIC = regex(r"^[\d.:]+$")
_PLACEHOLDER = regex(r"your|<|domain\.(?:com|net|org|kr|jp)$|\.local$|\.internal$|\.test$", re.IGNORECASE)
_API_NAME = regex(r"(?:^|[.-])(?:api|server|backend|be|ws|socket|auth|grafana|jenkins|static|cdn)(?=[.-])")
_FRONT_END = regex(r"front|client|\bweb(?:app|site)?\b|next|react|vue|nuxt|\bui\b|\bwww\b|admin", re.IGNORECASE)


@record(frozen=True)
class _Behind:
    """What a pass directive leads to."""

    addresses: tuple[str, ...]
    upstream: Upstream | None = None


def routes(sites: Sites, server: Server) -> Iterator[ProxyRoute]:
    """One route per location that passes requests on or answers them by itself."""
    for location in locations(sites, server):
        body = _flat(sites, location)
        passes = named(body, *PASSES)
        answer = next((d for d in named(location.inner, "return", "deny") if _answers(d, location)), None)
        if passes:
            yield _passing(sites, server, location, body, passes)
        elif answer is not None:
            yield _answering(server, location, answer)
        elif passes_elsewhere(sites.expand(location.inner)):
            yield _unseen(server, location)


def locations(sites: Sites, server: Server) -> Iterator[Directive]:
    """The locations of a server, with those that it includes."""
    for directive in every(sites.expand(server.body)):
        if directive.name == "location" and directive.block is not None and directive.args:
            yield directive


def _flat(sites: Sites, location: Directive) -> list[Directive]:
    """What holds inside a location, also under conditions; not what its inner locations say."""
    found: list[Directive] = []
    for directive in sites.expand(location.inner):
        found.append(directive)
        if directive.name in _CONDITIONAL:
            found += directive.inner
    return found


def _answers(directive: Directive, location: Directive) -> bool:
    code = directive.first
    if directive.name == "deny":
        return code == "all" and bool(_INSIDE.search(" ".join(location.args)))
    if not code.isdigit() or len(code) != 3:
        return False
    said = " ".join(location.args)
    return code.startswith("2") or (code[0] in "45" and bool(_HEALTHY_PATH.search(said) or _INSIDE.search(said)))


def _answering(server: Server, location: Directive, answer: Directive) -> ProxyRoute:
    at = location.source.at(location.line, answer.line)
    return ProxyRoute(
        kind=location.source.kind,
        at=at,
        environment=environment(server, location),
        old=location.source.old,
        places={"answers": answer.source.at(answer.line, answer.end), **_listens(server)},
        path=" ".join(location.args),
        server_names=server.names,
        answers=_FORBIDDEN if answer.name == "deny" else int(answer.first),
        tls=server.tls,
    )


_SETTINGS = regex(
    r"mime|_params|snippets/|ssl|options|headers|security|gzip|cors|cache|log|limit|deny|allow|block|letsencrypt|acme|challenge|acl|error|auth"
)
_HERE = ("root", "alias", "try_files", "return", "rewrite", "stub_status", "deny")


def passes_elsewhere(body: Iterable[Directive]) -> bool:
    """A file that is not here, and that a release may switch, tells where the location's requests go."""
    known = list(body)
    included = (one.first for one in known if one.name == "include")
    return not named(known, *_HERE) and any(not _SETTINGS.search(path.lower()) for path in included)


def _unseen(server: Server, location: Directive) -> ProxyRoute:
    return ProxyRoute(
        kind=location.source.kind,
        at=location.source.at(location.line),
        environment=environment(server, location),
        old=location.source.old,
        places=_listens(server),
        path=_path(server, location),
        server_names=server.names,
        tls=server.tls,
    )


def _passing(
    sites: Sites, server: Server, location: Directive, body: list[Directive], passes: list[Directive]
) -> ProxyRoute:
    behind = [_behind(sites, directive) for directive in passes]
    addresses = tuple(dict.fromkeys(address for one in behind for address in one.addresses))
    upstreams = [one.upstream for one in behind if one.upstream]
    mine = passes[0].source is location.source
    at = location.source.at(location.line, passes[0].line if mine else location.line)
    shown = upstreams[0].at if upstreams else passes[0]
    kept = kept_for_a_while(server, body)
    return ProxyRoute(
        kind=location.source.kind,
        at=at,
        environment=environment(server, location),
        old=location.source.old,
        places={
            "upstreams": shown.source.at(shown.line, shown.end),
            "path": location.source.at(location.line),
            "proxy_pass": passes[0].source.at(passes[0].line, passes[0].end),
            **({"kept": kept} if kept else {}),
            **_listens(server),
        },
        path=_path(server, location),
        server_names=server.names,
        upstreams=addresses,
        gated=_gated(server, body) or any(upstream.checked for upstream in upstreams),
        retries=_retries(server, body, upstreams),
        tls=server.tls,
        strips_prefix=_strips_prefix(location, body, passes[0]),
    )


def _listens(server: Server) -> dict[str, Location]:
    """Where the server says on which port it listens: that is where its TLS would be said."""
    first = next(iter(server.own("listen")), None)
    return {"listen": first.source.at(first.line, first.end)} if first is not None else {}


def _behind(sites: Sites, passing: Directive) -> _Behind:
    host = _SCHEME.sub("", passing.first, count=1)
    if host.startswith("unix:"):
        return _Behind((host,))
    host = host.partition("/")[0]
    if host in sites.upstreams:
        upstream = sites.upstreams[host]
        return _Behind(upstream.addresses, upstream)
    if not host.startswith("$"):
        return _Behind((host,))
    variable, colon, port = host.partition(":")
    values = sites.values(variable)
    names = [_SCHEME.sub("", value, count=1).partition("/")[0] for value in values]
    known = [sites.upstreams[name] for name in names if name in sites.upstreams]
    loose = [name + colon + port for name in names if name not in sites.upstreams]
    addresses = (*(address for upstream in known for address in upstream.addresses), *loose)
    return _Behind(addresses or (host,), known[0] if known else None)


def _path(server: Server, location: Directive) -> str:
    """Its path as written; for a named location that of the location which falls back to it."""
    path = " ".join(location.args)
    if not path.startswith("@"):
        return path
    for other in every(server.body):
        falls_back = any(path in d.args for d in named(other.inner, "try_files", "error_page"))
        if other.name == "location" and falls_back:
            return " ".join(other.args)
    return "/" if any(path in d.args for d in server.own("try_files")) else path


def consoles(sites: Sites, server: Server) -> Iterator[ConsoleForAnyone]:
    """Where everybody is let through to a console."""
    if _is_guarded(server.body) or _is_for_itself(server):
        return
    for location in locations(sites, server):
        body = _flat(sites, location)
        for directive in () if _is_guarded(body) else named(body, *PASSES):
            found = next(filter(None, map(console_at, _behind(sites, directive).addresses)), None)
            if found is not None:
                yield ConsoleForAnyone(
                    kind=directive.source.kind,
                    at=directive.source.at(directive.line, directive.end),
                    environment=environment(server, location),
                    old=directive.source.old,
                    name=found[0],
                    port=found[1],
                )


_GUARDS = ("auth_request", "auth_jwt", "deny", "ssl_client_certificate", "ssl_verify_client", "internal")
_GUARDED_BY = regex(r"(?i)auth|allow|deny|vpn|internal|restrict|white|secur")
_LOOPBACK = regex(rf"^{OWN_MACHINE}(?::|$)")


def _is_guarded(directives: Iterable[Directive]) -> bool:
    """Somebody who comes this way is asked who they are; also where a file says so that is not at hand."""
    for one in directives:
        if one.name in _GUARDS or (one.name == "auth_basic" and one.first != "off"):
            return True
        if one.name in ("include", "if") and _GUARDED_BY.search(" ".join(one.args)):
            return True
        if one.name == "if" and re.search(r"\$(?:http_|cookie_|remote_addr|geoip)", " ".join(one.args)):
            return True
    return False


def _is_for_itself(server: Server) -> bool:
    """It listens for programs of its own host alone."""
    heard = [one.first for one in server.own("listen")]
    return bool(heard) and all(_LOOPBACK.match(address) and not address.startswith("0.") for address in heard)


def _gated(server: Server, body: list[Directive]) -> bool:
    """It is refused while a readiness file is missing, or checked actively."""
    if named(body, "health_check"):
        return True
    if any(_HEALTHY_PATH.search(d.first) for d in server.own("auth_request") + named(body, "auth_request")):
        return True
    conditions = server.own("if") + named(body, "if")
    return any(_asks_for_file(condition) and _refuses(condition) for condition in conditions)


def _asks_for_file(condition: Directive) -> bool:
    """A file that must be there, or a sign among those that a running program leaves (a maintenance page is none)."""
    return bool(re.search(r"!-[fe]\b|-[fe]\s+[\"']?/(?:var/)?run/", " ".join(condition.args)))


def _refuses(condition: Directive) -> bool:
    return any(d.first.startswith("5") for d in named(condition.inner, "return"))


def _retries(server: Server, body: list[Directive], upstreams: list[Upstream]) -> bool:
    """Nginx asks the next server on errors and time-outs unless it is told not to; that takes two servers."""
    off = any("off" in d.args for d in server.own("proxy_next_upstream") + named(body, "proxy_next_upstream"))
    return not off and any(len(upstream.addresses) > 1 for upstream in upstreams)


def _strips_prefix(location: Directive, body: list[Directive], passing: Directive) -> bool | None:
    if any(d.args[-1:] == ("break",) for d in named(body, "rewrite")):
        return True
    if passing.name != "proxy_pass" or "$" in passing.first:
        return None
    rest = _SCHEME.sub("", passing.first, count=1)
    _, slash, path = rest.partition("/")
    if rest.startswith("unix:"):
        slash, path = (":/", rest.rpartition(":/")[2]) if rest.count(":") > 1 else ("", "")
    prefix = location.args[-1]
    return bool(slash) and f"/{path}" != prefix


def environment(server: Server, directive: Directive) -> str | None:
    """The environment its file names, or all names of its server agree on."""
    if directive.source.environment:
        return directive.source.environment
    told = {environment_of_host(name) for name in server.names}
    return told.pop() if len(told) == 1 else None


def is_self_signed(path: str) -> bool:
    """Whether a certificate's file is called after what nobody but its maker vouches for."""
    return _SELF_SIGNED.search(path) is not None


def certificates(server: Server) -> Iterator[Certificate | SelfSigned]:
    """The certificates that a server uses; those for a developer's machine are left out."""
    acme = any("acme-challenge" in " ".join(d.args) for d in every(server.body) if d.name == "location")
    for directive in server.own("ssl_certificate"):
        path = directive.first
        if not path or _LOCAL.search(path) or server.names == ("localhost",):
            continue
        if is_self_signed(path):
            yield SelfSigned(
                kind=directive.source.kind,
                at=_with_key(server, directive),
                environment=environment(server, directive),
                old=directive.source.old,
            )
            continue
        live = _LIVE_DOMAIN.search(path)
        issued = acme or bool(_LETSENCRYPT.search(path)) or live is not None
        yield Certificate(
            kind=directive.source.kind,
            at=_with_key(server, directive),
            environment=environment(server, directive) or (environment_of_host(live["domain"]) if live else None),
            old=directive.source.old,
            issuer="letsencrypt" if issued else "imported",
            domain=live["domain"] if live else next((name for name in server.names if "$" not in name), None),
            used_by="host",
        )


def _with_key(server: Server, certificate: Directive) -> Location:
    keys = server.own("ssl_certificate_key")
    near = [k.end for k in keys if k.source is certificate.source and k.line - certificate.line in (1, 2)]
    return certificate.source.at(certificate.line, near[0] if near else certificate.end)


def origins(sites: Sites, server: Server) -> Iterator[Origin]:
    """The origins of a server that serves a front end: files for the browser, or a front end behind it."""
    if server.at is None or not _serves_front_end(sites, server):
        return
    for directive in server.own("server_name"):
        for name in directive.args:
            if _is_public(name) and not _API_NAME.search(name):
                yield Origin(
                    kind=directive.source.kind,
                    at=directive.source.at(directive.line, directive.end),
                    environment=directive.source.environment or environment_of_host(name),
                    old=directive.source.old,
                    origin=f"https://{name.lower()}",
                )


def _is_public(name: str) -> bool:
    return bool(_HOST_NAME.match(name)) and not _NUMERIC.match(name) and not _PLACEHOLDER.search(name)


def _serves_front_end(sites: Sites, server: Server) -> bool:
    whole = [d for d in locations(sites, server) if d.args[-1:] == ("/",)]
    if any("index.html" in " ".join(d.args) for d in every(server.body) if d.name == "try_files"):
        return True
    if not whole:
        return False
    passes = [d for location in whole for d in named(_flat(sites, location), "proxy_pass")]
    if not passes:
        return any(d.name in ("root", "alias") for location in whole for d in location.inner)
    return any(_FRONT_END.search(_SCHEME.sub("", d.first, count=1)) for d in passes)


_ASKED = regex(r"^[A-Z]+ (?P<path>/\S*)")


def checks(sites: Sites, server: Server) -> Iterator[Fact]:
    """Active checks of the proxy (commercial Nginx, Tengine, and the module that others take from there)."""
    for location in locations(sites, server):
        behind = [_behind(sites, directive).upstream for directive in named(_flat(sites, location), *PASSES)]
        sent = [one for upstream in behind if upstream for one in named(upstream.at.inner, "check_http_send")]
        for directive in sent:
            asked = _ASKED.match(directive.first)
            yield HealthProbe(
                kind=directive.source.kind,
                at=directive.source.at(directive.line, directive.end),
                environment=environment(server, location),
                old=directive.source.old,
                asker="proxy",
                path=asked["path"] if asked else "/",
            )
        for directive in named(location.inner, "health_check"):
            uri = next((arg.partition("=")[2] for arg in directive.args if arg.startswith("uri=")), "/")
            yield HealthProbe(
                kind=directive.source.kind,
                at=directive.source.at(directive.line, directive.end),
                environment=environment(server, location),
                old=directive.source.old,
                asker="proxy",
                path=uri,
            )
