"""Whether a proxy hears how the application is, and can stop sending requests to one that is unwell."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.controls.hosting import Form, hosting
from holdfast.controls.probing import is_about_health, is_beside, plain
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Found
from holdfast.model.facts import HealthProbe, LoadBalancer, Platform, ProxyRoute, Workload
from holdfast.model.findings import Check, Confidence, Evident, Finding, Severity

CANNOT_STOP = Check("health.proxy-cannot-stop", Severity.WARNING, Confidence.MEDIUM)
FROM_CACHE = Check("health.answer-from-cache", Severity.WARNING, Confidence.MEDIUM)

_MOST = 3
"""Places: more of them say nothing new."""

_ROUTES_BY_HEALTH = frozenset(
    {Platform.ECS, Platform.FARGATE, Platform.KUBERNETES, Platform.BEANSTALK, Platform.APP_RUNNER}
)
"""Platforms that send requests only to copies that answer their probes."""


def answers_from_cache(view: View) -> Iterator[Finding]:
    """The proxy asks the application about its health once, and repeats the good answer for a while."""
    routes = solid(view, ProxyRoute, lambda route: "kept" in route.places and is_about_health(route.path))
    if routes:
        yield FROM_CACHE.failed(*places(routes, "kept"), path=listed(plain(route.path) for route in routes))


def proxy_cannot_stop(view: View, *, sound: bool) -> Iterator[Finding]:
    """The one program behind a proxy gets every request, whatever it says of its health.

    `sound`: what it says is right, and whoever asks for it heeds it. Then it is a remark, as the one program has no
    other to be replaced by.
    """
    routes = solid(view, ProxyRoute, lambda route: bool(route.upstreams) and route.answers is None)
    if not routes or any(route.gated for route in routes) or _stands_behind_probes(view):
        return
    # What a guide shows of a proxy says less than the settings that one is given.
    routes = tuple(route for route in routes if route.kind is not EvidenceKind.INSTRUCTED) or routes
    main = _application_route(routes)
    # With several servers nginx leaves out one that does not answer; a single one is never left out.
    if len(set(main.upstreams)) == 1:
        also = (one for one in _beside(main, routes) if len(set(one.upstreams)) == 1 and not is_beside(one))
        shown = dict.fromkeys(at for one in (main, *also) for at in _place(one))
        yield CANNOT_STOP.failed(
            *tuple(shown)[:_MOST],
            severity=Severity.NOTICE if sound else None,
            upstream=main.upstreams[0],
            path=main.path,
        )


def _place(route: ProxyRoute) -> tuple[Evident, ...]:
    """A list of servers is where the second one belongs; who passes requests on to them stays as it is."""
    inside = route.at.overlaps(route.where("upstreams"))
    return places((route,), "" if inside or route.kind is EvidenceKind.INSTRUCTED else "upstreams")


def _beside(main: ProxyRoute, routes: tuple[ProxyRoute, ...]) -> Iterator[ProxyRoute]:
    """The same door in other words: another site that passes everything on, or another file that describes one."""
    elsewhere: dict[str, list[ProxyRoute]] = {}
    for route in routes:
        if route.at.path != main.at.path:
            elsewhere.setdefault(route.at.path, []).append(route)
    yield from (_application_route(tuple(group)) for group in elsewhere.values())
    yield from (one for one in routes if one.at.path == main.at.path and _is_another_site(one, main))


def _is_another_site(route: ProxyRoute, main: ProxyRoute) -> bool:
    """The same names without TLS are the same site."""
    same = route.upstreams == main.upstreams and plain(route.path) == plain(main.path)
    named = set(route.server_names) | set(main.server_names)
    apart = set(route.server_names).isdisjoint(main.server_names) if named else route.tls is main.tls
    return same and route is not main and apart


def _application_route(routes: tuple[ProxyRoute, ...]) -> ProxyRoute:
    """The route that carries the application.

    Where the question for health, or the API, goes to another upstream than the pages do, that one is the application.
    """
    nearest = sorted(routes, key=_remoteness)
    main = nearest[0]
    beside = [one for one in nearest if set(one.upstreams) != set(main.upstreams) and one.at.path == main.at.path]
    own = any(is_about_health(one.path) and set(one.upstreams) == set(main.upstreams) for one in nearest)
    # Where its own health is asked beside it, what else is asked is some tool's.
    asked = None if own else next((one for one in beside if is_about_health(one.path)), None)
    api = next((one for one in beside if _is_api(one)), None)
    return asked or (main if _is_api(main) else api or main)


def _is_api(route: ProxyRoute) -> bool:
    return any(name.startswith("api") for name in route.server_names) or plain(route.path).startswith("/api")


def _stands_behind_probes(view: View) -> bool:
    """Something in front of the proxy asks for health and stops sending."""
    asked = solid(view, HealthProbe, lambda probe: probe.asker == "load-balancer")
    routing = solid(view, Workload, lambda workload: workload.platform in _ROUTES_BY_HEALTH)
    balancers = solid(view, LoadBalancer)
    looked = hosting(view)
    if not asked and isinstance(looked, Found) and looked.facts[0].form in (Form.HOST, Form.DEPLOYED):
        # What texts tell of a platform is another way to run it all, with the load balancer that they tell of there.
        aside = {one.at.path for one in routing if one.kind is EvidenceKind.INSTRUCTED}
        return any(one.at.path not in aside for one in (*routing, *balancers))
    return bool(asked or routing or balancers)


def _remoteness(route: ProxyRoute) -> tuple[bool, bool, bool, int, bool]:
    """How far a route is from being the application's: the root of the API's own server first, and with TLS."""
    path = plain(route.path)
    far = not _is_api(route) and bool(path)
    return (is_about_health(route.path), is_beside(route), far, len(path), not route.tls)
