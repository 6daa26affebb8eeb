"""Servers that pass on what came without TLS, beside themselves or another of the same name that speak it."""

from collections.abc import Iterator
from itertools import chain

from holdfast.model.facts import PlainAddress, PlainBeside
from holdfast.model.regex import regex
from holdfast.readers.repository.front_ends.plain_rewrites import is_machine
from holdfast.readers.repository.nginx.routes import environment
from holdfast.readers.repository.nginx.sites import Server, Sites
from holdfast.readers.repository.nginx.tree import Directive, every

_HOP = regex(r"http://(?P<host>[\w.-]{4,200})")
_LEADS_ON = regex(r"https://|\$https_|:443")
_SERVES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "grpc_pass", "try_files", "root", "alias")
_TAG = regex(r"(?:<%|\{%)[-\s]{0,10}(if|unless|els(?:e|if|eif)|end\w{0,8})\b")
_WHOLE = frozenset((("/",), ("^~", "/"), ("~", "/"), ("~", "^/")))


def plain_beside(sites: Sites, servers: list[Server]) -> Iterator[PlainBeside]:
    """One fact for each such server of a text."""
    speaking = {name for server in servers if server.tls for name in server.names}
    for server in servers:
        listens = server.own("listen")
        bare = [one for one in listens if one.args and not _is_tls(one)]
        if bare and all(map(_is_one_of_two, bare)):
            continue
        beside = server.tls and _is_of_web(bare) and len(bare) < len(listens)
        same = not server.tls and not speaking.isdisjoint(server.names)
        if server.at is None or not (beside or same) or _leads_on(server) or not _serves(sites, server):
            continue
        shown = bare[0] if bare else server.at
        yield PlainBeside(
            kind=server.at.source.kind,
            at=shown.source.at(shown.line, shown.end if bare else shown.line),
            environment=environment(server, server.at),
            old=server.at.source.old,
            name=next(iter(server.names), "nginx"),
        )


def plain_hops(servers: list[Server]) -> Iterator[PlainAddress]:
    """Each location that is passed on to the public address of a machine, without TLS."""
    for server, one in ((each, one) for each in servers for one in every(each.body)):
        found = _HOP.match(one.first) if one.name == "proxy_pass" else None
        if found is not None and is_machine(found["host"]):
            yield PlainAddress(
                kind=one.source.kind,
                at=one.source.at(one.line, one.end),
                environment=environment(server, one),
                old=one.source.old,
                passed_on=True,
            )


def _is_one_of_two(one: Directive) -> bool:
    """It stands in a branch of a template that has another: whoever fills it in takes one of them."""
    if "<%" not in one.source.text and "{%" not in one.source.text:
        return False
    rows = one.source.text.split("\n")
    above = next((tag for row in reversed(rows[: one.line - 1]) for tag in reversed(_TAG.findall(row))), "")
    below = next((tag for row in rows[one.line :] for tag in _TAG.findall(row)), "")
    return above.startswith("el") or (above != "" and not above.startswith("end") and below.startswith("el"))


def _is_tls(listen: Directive) -> bool:
    return "ssl" in listen.args or "quic" in listen.args or listen.first.rpartition(":")[2] == "443"


def _is_of_web(bare: list[Directive]) -> bool:
    return any(one.first.rpartition(":")[2] == "80" for one in bare)


def _leads_on(server: Server) -> bool:
    """It sends browsers to where TLS is spoken, be it under a condition."""
    return any(
        one.name in ("return", "rewrite", "error_page") and _LEADS_ON.search(" ".join(one.args))
        for one in chain(server.body, *(every(one.inner) for one in server.body))
    )


def _serves(sites: Sites, server: Server) -> bool:
    """Everything that is asked of it is passed on or handed out."""
    for one in server.body:
        if one.name == "location" and tuple(one.args) in _WHOLE:
            return any(inner.name in _SERVES for inner in sites.expand(one.inner))
    return False
