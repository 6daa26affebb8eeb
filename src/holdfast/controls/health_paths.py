"""Paths that somebody asks for health: those that no handler serves, and those that a proxy answers by itself."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.controls.health_relied import (
    SENDS_REQUESTS,
)
from holdfast.controls.probing import (
    asked_inside,
    asked_of_others,
    filed_out,
    is_about_health,
    is_quoted,
    may_reach,
    plain,
)
from holdfast.model.estate import View
from holdfast.model.facts import (
    UNROUTED,
    HealthHandler,
    HealthProbe,
    ProxyRoute,
)
from holdfast.model.findings import Check, Confidence, Finding, Severity

PROXY_ANSWERS = Check("health.proxy-answers-itself", Severity.CRITICAL)
NO_SUCH_PATH = Check("health.path-no-handler-serves", Severity.WARNING, Confidence.MEDIUM)


def unserved_paths(view: View, handlers: tuple[HealthHandler, ...]) -> Iterator[Finding]:
    """Paths for health that are asked for or passed on, and that none of the handlers answers."""
    routes = solid(view, ProxyRoute)
    # A container's probe may belong to any image, but for those below; and a guide's may be an example.
    probes = solid(view, HealthProbe, lambda probe: probe.asker not in ("container", "guide"))
    lost = tuple(probe for probe in probes if probe.path and is_about_health(probe.path))
    passed_on = (route for route in routes if route.upstreams and route.answers is None and is_about_health(route.path))
    # What a proxy changes, or matches by a pattern, may well be served.
    known = tuple(route for route in passed_on if route.strips_prefix is False and "~" not in route.path)
    asking: tuple[HealthProbe | ProxyRoute, ...] = (*lost, *known)
    beside = asked_of_others(solid(view, HealthProbe), handlers)
    unserved = tuple(
        fact
        for fact in asking
        if plain(fact.path or "") not in beside and not may_reach(fact.path or "", handlers, routes)
    )
    missed = (*unserved, *asked_inside(solid(view, HealthProbe), handlers, {fact.path or "" for fact in unserved}))
    if missed and not all(map(is_quoted, handlers)) and all(one.framework != UNROUTED for one in handlers):
        yield NO_SUCH_PATH.failed(
            *places(missed, "path"),
            path=listed(plain(fact.path or "") for fact in missed),
            served=listed(handler.path for handler in handlers),
        )


def proxy_answers(view: View) -> Iterator[Finding]:
    """Proxies that say yes in the place of the application."""
    # Whatever whoever brings the requests asks for is about health, by whichever name.
    asking = solid(view, HealthProbe, lambda probe: probe.asker in SENDS_REQUESTS and bool(plain(probe.path or "")))
    asked = {plain(probe.path or "") for probe in asking}
    files = filed_out(view)
    answering = solid(view, ProxyRoute, lambda one: one.answers in (200, 204) and one.at.path not in files)
    routes = tuple(one for one in answering if _is_asked(one, asked))
    if routes:
        yield PROXY_ANSWERS.failed(
            *places(routes, "answers"),
            path=listed(route.path for route in routes),
            status=listed(str(route.answers) for route in routes),
        )


def _is_asked(route: ProxyRoute, asked: set[str]) -> bool:
    """It is about health, or whoever brings requests asks for it; where nobody is seen to ask, the first page alone."""
    alone = not asked and not plain(route.path) and route.path.lstrip().startswith("=")
    return alone or is_about_health(route.path) or plain(route.path) in asked
