"""The cross-origin headers that Nginx adds to the answers of an application behind it."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import ApplicationCors
from holdfast.model.regex import regex
from holdfast.readers.repository.nginx.routes import PASSES, environment, locations, passes_elsewhere
from holdfast.readers.repository.nginx.sites import Server, Sites
from holdfast.readers.repository.nginx.tree import Directive, named
from holdfast.readers.repository.source.origins.look_alikes import of_pattern
from holdfast.readers.repository.source.origins.rules import site_of

_ORIGIN, _CREDENTIALS = "access-control-allow-origin", "access-control-allow-credentials"
_WRITTEN = regex(r"(?i)^(?P<name>access-control-allow-(?:origin|credentials))\s*:\s*(?P<value>\S.*)$")
_FILES = regex(r"(?i)\\\.|\.\w{2,5}\b|static|assets|fonts?\b|media|images?\b|img|upload|public|download|\bcdn\b|_next")
"""Locations of files that everybody may have: a font needs such a header to be used at all."""
_BEANSTALKS = regex(r"(?:^|/)\.platform/nginx/conf\.d/")
_ECHOED = ("$http_origin", "${http_origin}", "*")


def allowed(sites: Sites, server: Server) -> Iterator[ApplicationCors]:
    """One fact for each place where a passed-on request is answered to websites by name, or to all of them.

    A header that stands under a condition on the origin is a list of websites, and so is a variable that a condition
    fills in: of these only what is given to everybody is told, and of a map the websites that it writes out.
    """
    # Nginx inherits the headers around a server or a location where it adds none by itself.
    around = [] if server.own("add_header") else named(server.above, "add_header", "more_set_headers")
    inherited = _headers(server.own("add_header", "more_set_headers") or around)
    told: set[tuple[str, int]] = set()
    yield from _by_part(sites, server)
    answering = [
        (one, _unconditioned(sites.expand(one.inner)))
        for one in locations(sites, server)
        if not _FILES.search(" ".join(one.args))
    ]
    places = [
        (one, body, _headers(named(body, "add_header", "more_set_headers")), bool(named(one.inner, "add_header")))
        for one, body in answering
        if named(body, *PASSES) or passes_elsewhere(sites.expand(one.inner))
    ]
    if _is_around_beanstalks(server):
        places += [(directive, [], [], False) for directive, _, _ in inherited[:1]]
    for place, body, own, adds in places:
        headers = own or ([] if adds else inherited)
        always = (*body, *server.own("set"))
        said = next(((d, value) for d, name, value in headers if name == _ORIGIN), None)
        if said is None or (said[0].source.path, said[0].line) in told:
            continue
        origin, mapped = _given(sites, always, said[1]), _mapped(sites, said[1])
        if origin is None and not mapped:
            continue
        told.add((said[0].source.path, said[0].line))
        first, last = (said[0], said[0]) if origin is not None else (mapped[0], mapped[-1])
        yield ApplicationCors(
            kind=first.source.kind,
            at=first.source.at(first.line, last.end),
            environment=environment(server, place),
            old=first.source.old,
            origins=(origin,) if origin is not None else tuple(dict.fromkeys(_site(one.name) for one in mapped)),
            credentials=any(name == _CREDENTIALS and value.lower() == "true" for _, name, value in headers),
        )


_ASKS = regex(r"\(?\s*\$http_origin\s+~\*?\s*[\"']?(?P<pattern>[^\s\"']{3,200}?)[\"']?\s*\)?")


def _by_part(sites: Sites, server: Server) -> Iterator[ApplicationCors]:
    """One fact for each condition that an origin passes whose name only looks like the one that is asked for."""
    bodies = (server.body, *(sites.expand(one.inner) for one in locations(sites, server)))
    conditions = {(one.source.path, one.line): one for body in bodies for one in named(body, "if")}
    for one in conditions.values():
        asked = _ASKS.fullmatch(" ".join(one.args))
        passing = of_pattern(asked["pattern"]) if asked else None
        given = [
            inner.args[-1]
            for inner in one.inner
            if inner.name in ("add_header", "set", "more_set_headers") and inner.args
        ]
        if passing and any(value in _ECHOED[:2] or _ORIGIN in value.lower() for value in given):
            yield ApplicationCors(
                kind=one.source.kind,
                at=one.source.at(one.line),
                environment=environment(server, one),
                origins=(passing,),
            )


_MOST_ROWS = 12


def _mapped(sites: Sites, value: str) -> list[Directive]:
    """The rows of a map that give a website back its own name, where they are few and stand together."""
    rows = [one for one in sites.variables.get(value, ()) if one.args and _site(one.name)]
    rows = [one for one in rows if one.args[-1] in (*_ECHOED[:2], one.name)]
    near = bool(rows) and rows[-1].source is rows[0].source and 0 <= rows[-1].end - rows[0].line < _MOST_ROWS
    return rows if near else []


_SITE = regex(r"https?://[\w.:-]{3,200}$")


def _site(row: str) -> str:
    """The website that a row of a map lets in: one by its name, or all of a service; empty where it is not told."""
    if _SITE.match(row):
        return row
    if not row.startswith("~"):
        return ""
    pattern = row.lstrip("~*").strip("\"'")
    return site_of(pattern) or of_pattern(pattern) or ""


def _is_around_beanstalks(server: Server) -> bool:
    """The location that passes requests on is in the file Elastic Beanstalk adds, and takes over what stands here."""
    if server.at is not None:
        return any("elasticbeanstalk/" in one.first for one in server.own("include"))
    return any(_BEANSTALKS.search(one.source.path) for one in server.body[:1])


def _unconditioned(directives: Iterable[Directive]) -> list[Directive]:
    """What holds whatever website asks: under a condition only what answers a method, as preflights are answered."""
    found: list[Directive] = []
    for directive in directives:
        found.append(directive)
        if directive.name == "if" and "$request_method" in " ".join(directive.args):
            found += directive.inner
    return found


def _headers(directives: Iterable[Directive]) -> list[tuple[Directive, str, str]]:
    """The cross-origin headers among `directives`, by name and value, in the order of their lines."""
    found = []
    for directive in directives:
        pair = directive.args[:2] if directive.name == "add_header" else ()
        written = directive.args if directive.name == "more_set_headers" else ()
        pairs = [pair, *((m["name"], m["value"]) for m in map(_WRITTEN.match, written) if m)]
        found += [(directive, one[0].lower(), one[1].strip()) for one in pairs if len(one) == 2]
    return sorted(found, key=lambda one: one[0].line)


def _given(sites: Sites, always: Iterable[Directive], value: str) -> str | None:
    """The origin that a header names, `*` for whoever asks; None where it depends on who asks."""
    if value in _ECHOED:
        return "*"
    if not value.startswith("$"):
        return value if "$" not in value and value.lower() not in ("", "null") else None
    certain = {id(directive) for directive in always}
    for place in sites.variables.get(value, ()):
        if (place.name == "default" or id(place) in certain) and place.args and place.args[-1] in _ECHOED:
            return "*"
    return None
