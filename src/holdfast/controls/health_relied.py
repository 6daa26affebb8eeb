"""Who asks a path that always says yes, though another one of the application would tell; and who cannot ask it."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.controls.common import listed, places, solid
from holdfast.controls.probing import content_with, may_reach, plain, reached_handlers
from holdfast.model.estate import View
from holdfast.model.facts import HealthHandler, HealthProbe, ProxyRoute
from holdfast.model.findings import Check, Confidence, Finding, Severity

ASKS_LIVENESS = Check("health.deploy-asks-liveness", Severity.WARNING, Confidence.MEDIUM)
BEHIND_LOGIN = Check("health.readiness-behind-login", Severity.WARNING, Confidence.MEDIUM)
OUTSIDERS = Check("health.fails-with-outsiders", Severity.WARNING, Confidence.MEDIUM)

SENDS_REQUESTS = frozenset({"deploy", "load-balancer", "proxy"})
"""Those who bring a host its requests when it answers well."""

_Handlers = tuple[HealthHandler, ...]


def relying_on_constant(view: View, handlers: _Handlers, ready: _Handlers) -> Mapping[str, tuple[HealthProbe, ...]]:
    """The probes that take a constant answer for readiness, by the path that gives it.

    Whoever brings requests, or lets a release through, asks only such paths in its file, although another handler
    would tell. A container may be asked whether it lives, where anybody at all asks more.
    """
    found: dict[str, tuple[HealthProbe, ...]] = {}
    askers = SENDS_REQUESTS if not ready or _is_asked(view, handlers, ready) else SENDS_REQUESTS | {"container"}
    for probe, reached in _content(view, handlers, ready, askers) if ready else ():
        for handler in reached:
            if handler.role == "general" and handler.constant:
                found[handler.path] = (*found.get(handler.path, ()), probe)
    return found


def asks_liveness(view: View, handlers: _Handlers, ready: _Handlers) -> Iterator[Finding]:
    """Deployments that ask whether the process lives, where a handler for readiness would say whether it can serve.

    A load balancer may ask for liveness on purpose: it would take all copies out at once when the database is down.
    """
    content = [
        probe
        for probe, reached in _content(view, handlers, ready, frozenset({"deploy"}))
        if probe.decides and any(one.constant and one.role == "live" for one in reached)
    ]
    if content:
        asked = listed(probe.path for probe in content)
        yield ASKS_LIVENESS.failed(
            *places(content, "path", most=2), path=asked, ready=listed(one.path for one in ready)
        )


def asks_actuator(probe: HealthProbe) -> bool:
    """It is served only where Spring's own endpoint answers well, though its program is kept elsewhere."""
    heeded = probe.decides if probe.asker == "deploy" else probe.asker in SENDS_REQUESTS
    return heeded and plain(probe.path or "").endswith("/actuator/health")


def readiness_behind_login(closed: _Handlers, ready: _Handlers) -> Iterator[Finding]:
    """The handlers that would tell want a login, and no other tells."""
    telling = tuple(one for one in closed if one.role != "live")
    if telling and not ready:
        yield BEHIND_LOGIN.failed(*places(telling, "closed", most=2), path=listed(one.path for one in telling))


def fails_with_outsiders(view: View, handlers: _Handlers) -> Iterator[Finding]:
    """Handlers that answer badly when somebody else's service does, and who takes copies out or ends them by that."""
    failing = tuple(one for one in handlers if one.fails and "outsiders" in one.places)
    if failing:
        shown = dict.fromkeys((*places(failing, "outsiders"), *content_with(view, failing)))
        yield OUTSIDERS.failed(*shown, path=listed(one.path for one in failing))


def _content(
    view: View, handlers: _Handlers, ready: _Handlers, askers: frozenset[str]
) -> Iterator[tuple[HealthProbe, _Handlers]]:
    """The probes of files that ask nothing which could tell, with the handlers that answer them."""
    routes = solid(view, ProxyRoute)
    of_file: dict[str, list[HealthProbe]] = {}
    for probe in solid(view, HealthProbe, lambda probe: probe.asker in askers and bool(probe.path)):
        of_file.setdefault(probe.at.path, []).append(probe)
    for probes in of_file.values():
        told = [(probe, reached_handlers(probe.path or "", handlers, routes)) for probe in probes]
        if not any(_may_tell(probe, reached, ready, routes) for probe, reached in told):
            yield from told


def _is_asked(view: View, handlers: _Handlers, ready: _Handlers) -> bool:
    """Somebody asks what would tell, or may."""
    routes = solid(view, ProxyRoute)
    asked = solid(view, HealthProbe, lambda probe: bool(probe.path))
    return any(_may_tell(one, reached_handlers(one.path or "", handlers, routes), ready, routes) for one in asked)


def _may_tell(
    probe: HealthProbe, reached: Iterable[HealthHandler], ready: _Handlers, routes: tuple[ProxyRoute, ...]
) -> bool:
    reached = tuple(reached)
    return any(one in ready for one in reached) or (not reached and may_reach(probe.path or "", ready, routes))
