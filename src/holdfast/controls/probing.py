"""Follows a health probe's path through the proxy to the handlers that may answer it."""

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet

from holdfast.controls.common import places, solid, strongest
from holdfast.model import health_words
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Fact, HealthHandler, HealthProbe, ProxyRoute, ServesHttp
from holdfast.model.findings import Evident
from holdfast.model.regex import regex

_MODIFIER = regex(r"^(?:=|\^~|~\*?)\s*\^?")
_HOST = regex(r"^https?://[^/]*")
_HEALTH_WORD = regex(
    r"(?:^|[/_.(|-])(?:health(?:z|y|check)?|live(?:z|ness)?|ready(?:z)?|readiness|ping|heartbeat|status|alive|up)(?:$|[/_.$)|-])"
    # In other languages these are words of everyday life, too: `/pret-a-porter`, `/en-vivo`.
    rf"|(?:^|[/(|])(?:{health_words.PATTERN})(?:$|[$)|])",
    re.IGNORECASE,
)
_ELSEWHERE = frozenset({None, "spring"})
"""Frameworks whose endpoints may hang below another root than the application's own routes."""

_BESIDE = regex(
    r"(?i)(?<![a-z])(?:docs?|wss?|websockets?|socket\.io|swagger(?:-?ui)?|redoc|static|media|assets|uploads|favicon|acme-challenge|robots|grafana"
    r"|kibana|prometheus|loki|alertmanager|adminer|p(?:hp|g)-?(?:my)?admin|flower|portainer|jenkins|sonarqube)(?![a-z])"
)
TAKES_OUT = frozenset({"load-balancer", "group", "container"})
"""Those who ask again and again and act on a bad answer."""
_UNKNOWN_PART = regex(r"[$*{}<>()\[\]\\:]")


def is_about_health(path: str) -> bool:
    """The path asks how the application is, by the words that teams use for it."""
    return bool(_HEALTH_WORD.search(plain(path)))


def is_quoted(fact: Fact) -> bool:
    """A guide shows it, for somebody to write it into the application."""
    return fact.kind is EvidenceKind.INSTRUCTED


def counted(view: View) -> Callable[[HealthHandler], bool]:
    """Which handlers count: what a guide quotes does only where nobody has read the application."""
    alone = all(map(is_quoted, (*solid(view, HealthHandler), *solid(view, ServesHttp))))
    return lambda handler: alone or not is_quoted(handler)


def asked_for_a_page(view: View, ready: tuple[HealthHandler, ...]) -> tuple[HealthProbe, ...]:
    """Who brings requests here all ask for some page, while what could tell them more stands beside it."""
    probes = solid(view, HealthProbe, lambda probe: probe.asker == "load-balancer" and probe.path is not None)
    probes = strongest(probes)  # what a guide has somebody ask for is not what the template asks for
    if any(not plain(handler.path) for handler in ready) or any(plain(probe.path or "") for probe in probes):
        return ()
    if probes:
        return probes
    # The index of Spring's own endpoints, like any first page, answers well for as long as the program runs.
    asked = solid(view, HealthProbe, lambda probe: probe.asker == "deploy" and probe.decides)
    told = (plain(probe.path) if probe.path is not None else None for probe in asked)
    return asked if all(path in ("", _INDEX) for path in told) else ()


_INDEX = "/actuator"


def plain(path: str) -> str:
    """A path without host, query, nginx modifier, trailing slash or a sentence's full stop; empty for the root."""
    bare = _HOST.sub("", _MODIFIER.sub("", path.strip()))
    return bare.split("?", 1)[0].split("#", 1)[0].rstrip("/.")


def unheeded(probes: Iterable[HealthProbe]) -> tuple[HealthProbe, ...]:
    """Probes whose bad answer changes nothing.

    One that is ignored beside one that decides is only a warm-up, unless it asks for something else, and a bad answer
    is spoken of.
    """
    asked = tuple(probe for probe in probes if probe.asker not in ("monitor", "guide"))
    decisive = {probe.at.path: probe for probe in asked if probe.asker == "deploy" and probe.decides}
    return tuple(
        probe
        for probe in asked
        if not probe.decides and (probe.at.path not in decisive or _is_spoken_of(probe, decisive[probe.at.path]))
    )


def _is_spoken_of(probe: HealthProbe, decisive: HealthProbe) -> bool:
    elsewhere = (probe.path, probe.port) != (decisive.path, decisive.port)
    return elsewhere and None not in (probe.path, decisive.path) and "decides" in probe.places


def may_reach(path: str, handlers: Iterable[HealthHandler], routes: Iterable[ProxyRoute]) -> bool:
    """Whether a known handler may answer `path`; doubtful cases count as yes.

    A global prefix that the reader could not see lengthens the path that is asked at its beginning; the handler's own
    is longer only where a proxy adds something, or a framework hangs its ready-made endpoint elsewhere. A handler may
    serve paths below its own.
    """
    handlers, routes = tuple(handlers), tuple(routes)
    if _UNKNOWN_PART.search(plain(path)):
        return True
    if any(route.answers is not None and plain(route.path) == plain(path) for route in routes):
        return True
    changed = any(route.answers is None and route.strips_prefix is not False for route in routes)
    served = [(plain(one.path), changed or one.framework in _ELSEWHERE) for one in handlers]
    return any(_may_be(asked, own, longer=longer) for asked in _as_seen(path, routes) for own, longer in served)


def reached_handlers(
    path: str, handlers: Iterable[HealthHandler], routes: Iterable[ProxyRoute]
) -> tuple[HealthHandler, ...]:
    """The handlers that answer `path`, as far as that is certain: the same path, but for a prefix."""
    asked = _as_seen(path, tuple(routes))
    return tuple(
        handler for handler in handlers if plain(handler.path) and any(p.endswith(plain(handler.path)) for p in asked)
    )


def is_same_question(one: str, other: str) -> bool:
    """Both are about health, and the same but for a prefix, which teams often set for all routes but that one."""
    longer, shorter = sorted((plain(one), plain(other)), key=len, reverse=True)
    return is_about_health(shorter) and longer.endswith(shorter)


def content_with(view: View, handlers: Iterable[HealthHandler]) -> tuple[Evident, ...]:
    """Who takes a copy out, or starts it again, by the answer of one of these handlers."""
    asking = solid(view, HealthProbe, lambda probe: probe.path is not None and probe.asker in TAKES_OUT)
    apart = tuple({handler.path: handler for handler in handlers}.values())
    root = any(not plain(handler.path) for handler in apart)
    asked = {probe.path or "" for probe in asking}
    alike = {path for path in asked for handler in apart if is_same_question(path, handler.path or "")}
    reaching = alike | {path for path in asked if reached_handlers(path, apart, ()) or (root and not plain(path))}
    return places((probe for probe in asking if probe.path in reaching), most=2)


def _as_seen(path: str, routes: tuple[ProxyRoute, ...]) -> set[str]:
    """The path as the application may see it: as asked, and without the prefix of each location around it."""
    asked = plain(path)
    seen = {asked}
    for route in routes:
        prefix = plain(route.path)
        if prefix and route.strips_prefix is not False and asked.startswith(f"{prefix}/"):
            seen.add(asked[len(prefix) :])
    return seen


def _may_be(asked: str, own: str, *, longer: bool) -> bool:
    if _UNKNOWN_PART.search(own) or asked == own:
        return True
    if not asked or not own:
        return False
    return asked.endswith(own) or (longer and own.endswith(asked)) or asked.startswith(f"{own}/")


def asked_inside(
    probes: Iterable[HealthProbe], handlers: Iterable[HealthHandler], unserved: AbstractSet[str]
) -> tuple[HealthProbe, ...]:
    """Questions of a container to its own program, past every proxy, that none of the program's handlers hears.

    Whose program it is, is told by the folder that its image is built from, by Spring's own word in the path, or by
    others who ask the same of the product in vain: `unserved`.
    """
    known, vain = tuple(handlers), set(map(plain, unserved))
    inside = (probe for probe in probes if probe.asker == "container" and probe.path)
    # What another program answers, whose folder is not at hand, nobody has seen.
    seen = (probe for probe in inside if not _is_unseen(probe, known))
    return tuple(probe for probe in seen if plain(probe.path or "") in vain or _is_lost(probe, known))


def asked_of_others(probes: Iterable[HealthProbe], handlers: Iterable[HealthHandler]) -> frozenset[str]:
    """Paths that a container asks of a program of its own, of which nothing was read: it may serve them."""
    known = tuple(handlers)
    asking = (probe for probe in probes if probe.asker == "container" and probe.path and _is_unseen(probe, known))
    return frozenset(plain(probe.path or "") for probe in asking)


def _is_unseen(probe: HealthProbe, known: tuple[HealthHandler, ...]) -> bool:
    return bool(probe.within) and not any(one.at.path.startswith(f"{probe.within}/") for one in known)


def _is_lost(probe: HealthProbe, known: tuple[HealthHandler, ...]) -> bool:
    asked = plain(probe.path or "")
    if _UNKNOWN_PART.search(asked) or not is_about_health(asked):
        return False
    spring = tuple(one for one in known if one.framework == "spring")
    if asked.startswith("/actuator") and spring:
        return not any(asked == plain(one.path) or asked.startswith(f"{plain(one.path)}/") for one in spring)
    if not probe.within:
        return False
    own = tuple(one for one in known if (one.at.path or "").startswith(f"{probe.within}/"))
    return bool(own) and not may_reach(asked, own, ())


_LANGUAGES = {
    **dict.fromkeys(("ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"), "javascript"),
    **dict.fromkeys(("java", "kt", "kts", "scala", "groovy", "gradle", "xml", "yml", "yaml", "properties"), "jvm"),
}


def language_of(handler: HealthHandler) -> str:
    """What its program is written in: a program of another language is another one, with a health of its own."""
    ending = handler.at.path.rpartition(".")[2]
    return _LANGUAGES.get(ending, ending)


def is_of_another(handler: HealthHandler, ready: Iterable[HealthHandler]) -> bool:
    """No readiness is of its own program: one of the same path in another folder is another program's."""
    program = _program(handler)
    ready = tuple(ready)
    twin = any(one.path == handler.path and _program(one) != program for one in ready)
    return twin and all(_program(one) != program for one in ready)


def _program(handler: HealthHandler) -> str:
    """The folder that holds all of its program: of several beside one another its own, else the first."""
    beside = _ONE_OF_SEVERAL.match(handler.at.path)
    return beside[0] if beside else handler.at.path.partition("/")[0]


_ONE_OF_SEVERAL = regex(r"(?:[^/]+/){0,6}?(?:micro-?services|services|apps|packages|cmd)/[^/]+/")


def is_beside(route: ProxyRoute) -> bool:
    """It leads to what stands beside the application, not to itself."""
    return _BESIDE.search(f"{route.path} {' '.join(route.upstreams)}") is not None


def filed_out(view: View) -> frozenset[str]:
    """Files of whole servers that pass no request on: they hand out files, and are well for as long as they answer."""
    routes = solid(view, ProxyRoute)
    passing = {route.at.path for route in routes if route.upstreams}
    return frozenset(route.at.path for route in routes if "listen" in route.places) - passing


def asks_anything(view: View) -> tuple[Evident, ...]:
    """A check that is content with whatever page the server has, or asks nothing: there the endpoint would be asked.

    A container's own, or that of a deployment which goes by the answer.
    """
    idle = solid(view, HealthProbe, lambda probe: probe.asker == "container" and _asks_nothing(probe))
    asking = solid(view, HealthProbe, lambda probe: probe.asker == "container" and probe.path == "/")
    deciding = solid(view, HealthProbe, lambda probe: probe.asker in ("deploy", "monitor") and probe.decides)
    # Beside one that asks for health, or may, others make sure of single pages.
    by_a_page = deciding if all(map(_is_of_a_page, deciding)) else ()
    return (*places(asking, most=1), *places(idle, most=1), *places(by_a_page, most=1))


_IDLE = regex(
    r"(?i)(?:\bCMD(?:-SHELL)?|\btest:)[\s\"',\[]{1,12}(?:/bin/)?(?:true\b|exit 0\b|echo\b)"
    r"(?![^\n]{0,200}(?:curl|wget|\||&&))"
    r"|\b(?:python3?|node)[\s\"',]{1,8}-[ce][\s\"',]{1,8}"
    r"(?![^\n]{0,300}(?:url|request|https?|socket|connect|fetch|ping|\.get\(|open\(|select\b|os\.|exists|query))"
    r"[^\n]{0,200}(?:\bprint\(|console\.log|exit\(0?\))"
)
"""A command that only says that all is well, whatever the program does."""


def _asks_nothing(probe: HealthProbe) -> bool:
    return probe.path is None and _IDLE.search(probe.at.quote) is not None


def _is_of_a_page(probe: HealthProbe) -> bool:
    told = probe.path is not None and not _UNKNOWN_PART.search(plain(probe.path))
    return told and not is_about_health(probe.path or "")


def asks_no_endpoint(probe: HealthProbe) -> bool:
    """A container's own check that runs something else beside the program: whether it answers, that cannot tell."""
    command = probe.at.quote if probe.asker == "container" and probe.path is None else ""
    return bool(command) and _FETCHES.search(command) is None


_FETCHES = regex(r"\b(?:curl|wget|https?)\b")
"""It asks at an address that only a variable knows."""
