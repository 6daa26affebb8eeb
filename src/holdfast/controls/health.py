"""Health: whether anything asks the application how it is, and whether a bad answer can stop its traffic."""

from collections.abc import Iterator
from typing import assert_never

from holdfast.controls.common import current, listed, places, silence, solid
from holdfast.controls.databases import databases
from holdfast.controls.health_deployments import (
    IGNORED,
    NEVER_ASKED,
    REDIRECTED,
    judge_deployments,
    looks_unseen,
    redirects_taken,
    shows_readiness,
)
from holdfast.controls.health_paths import NO_SUCH_PATH, PROXY_ANSWERS, proxy_answers, unserved_paths
from holdfast.controls.health_relied import (
    ASKS_LIVENESS,
    BEHIND_LOGIN,
    OUTSIDERS,
    asks_actuator,
    asks_liveness,
    fails_with_outsiders,
    readiness_behind_login,
    relying_on_constant,
)
from holdfast.controls.health_replacing import KILLS_GROUP, ended, judges_by_balancer
from holdfast.controls.health_routing import CANNOT_STOP, FROM_CACHE, answers_from_cache, proxy_cannot_stop
from holdfast.controls.hosting import INFRASTRUCTURE, hands_out_files, sleeps
from holdfast.controls.one_copy import composed
from holdfast.controls.openings import has_host_in_reach
from holdfast.controls.probing import (
    asked_for_a_page,
    asks_anything,
    asks_no_endpoint,
    content_with,
    counted,
    filed_out,
    is_about_health,
    is_beside,
    is_of_another,
    is_quoted,
    is_same_question,
    language_of,
    plain,
)
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    Database,
    Deployment,
    HealthHandler,
    HealthProbe,
    Placement,
    Platform,
    ProxyRoute,
    ServesHttp,
    Workload,
)
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity, Status
from holdfast.model.record import replace
from holdfast.model.regex import regex

NO_ENDPOINT = Check(
    "health.no-health-endpoint",
    Severity.CRITICAL,
    Confidence.MEDIUM,
    references=("checkov:CKV_AWS_261", "config:AUTOSCALING_GROUP_ELB_HEALTHCHECK_REQUIRED"),
)
CONSTANT = Check("health.constant-handler", Severity.CRITICAL)
NEVER_FAILS = Check("health.handler-never-fails", Severity.CRITICAL)
NO_READINESS = Check("health.no-readiness", Severity.WARNING, Confidence.MEDIUM)
NO_SPLIT = Check("health.no-live-ready-split", Severity.WARNING, Confidence.MEDIUM)
NO_DATABASE = Check("health.readiness-ignores-database", Severity.WARNING, Confidence.MEDIUM)
ASLEEP = Check("health.asleep", Severity.NOTICE)

CHECKS = (
    NO_ENDPOINT,
    CONSTANT,
    NEVER_FAILS,
    NO_READINESS,
    BEHIND_LOGIN,
    NO_SPLIT,
    NO_DATABASE,
    OUTSIDERS,
    PROXY_ANSWERS,
    FROM_CACHE,
    NO_SUCH_PATH,
    NEVER_ASKED,
    ASKS_LIVENESS,
    IGNORED,
    REDIRECTED,
    CANNOT_STOP,
    KILLS_GROUP,
    ASLEEP,
)

_PER_REQUEST = frozenset({Platform.LAMBDA, Platform.HOSTED})
"""Platforms without a process of the team's own that could be unwell between two requests."""


def judge(scope: Scope) -> Iterator[Finding]:
    """Follow the question of health from who asks, through the proxy, to the handler that answers."""
    view = scope.view
    answer = view.look(HealthHandler, counted(view))
    match answer:
        case Found(facts):
            answered = tuple(_handlers(view, current(facts)))
        case Absent() | Unreadable():
            if isinstance(answer, Absent) and not answer.claims and hands_out_files(view):
                yield NO_ENDPOINT.not_applicable("no-program")
                return
            if _serves_per_request(view):
                yield _of_functions(view, answer)
                return
            found = _no_endpoint(view, answer)
            answered = (found, *_as_a_whole(view, found), *ended(view, ()))
    asked = (
        *answered,
        *proxy_answers(view),
        *answers_from_cache(view),
        *redirects_taken(view, known=isinstance(answer, Found)),
        *judge_deployments(view, opened=any(one.opens for one in answered)),
    )
    yield from asked
    ready = any(one.status is Status.CONFIGURED and one.check == NO_READINESS.id for one in answered)
    yield from proxy_cannot_stop(view, sound=ready and not any(one.opens for one in asked))


_RUN_TASKS = (Platform.ECS, Platform.FARGATE, Platform.BEANSTALK)
"""Where what runs is described, its own check would stand beside it."""


def _serves_per_request(view: View) -> bool:
    return _has_no_process(view) and not solid(view, ServesHttp)


def _has_no_process(view: View) -> bool:
    workloads = solid(view, Workload)
    spread = bool(workloads) and all(workload.platform in _PER_REQUEST for workload in workloads)
    return spread and not has_host_in_reach(view)


def _of_functions(view: View, answer: Absent[HealthHandler] | Unreadable) -> Finding:
    """An API of functions has no process that could be sick between two requests, and no copy to send none to."""
    serving = solid(
        view, Workload, lambda workload: workload.platform is Platform.LAMBDA and workload.serves is not False
    )
    if not serving or (isinstance(answer, Absent) and not answer.claims):
        return NO_ENDPOINT.not_applicable("no-server")
    return replace(silence(NO_ENDPOINT, answer), severity=Severity.NOTICE)


def _no_endpoint(view: View, answer: Absent[HealthHandler] | Unreadable) -> Finding:
    # Whatever was read or not: a load balancer that is answered well has found an endpoint.
    answered = solid(view, HealthProbe, lambda probe: probe.answered is True and is_about_health(probe.path or ""))
    if answered:
        return NO_READINESS.unproven(*places(answered, most=2), path=listed(probe.path for probe in answered))
    serving = tuple(sorted(solid(view, ServesHttp), key=lambda fact: fact.is_dependency))
    built_in = () if serving else tuple(filter(asks_actuator, solid(view, HealthProbe)))
    if built_in and isinstance(answer, Absent):
        paths = listed(probe.path for probe in built_in)
        return NO_READINESS.met(*places(built_in, most=2), path=paths, checks="actuator")
    awaiting = solid(view, HealthProbe, lambda probe: probe.awaits and is_about_health(probe.path or ""))
    match answer:
        case Absent(claims=()) if awaiting and not serving and sleeps(view):
            return ASLEEP.unproven(*places(awaiting), path=listed(probe.path for probe in awaiting))
        case Absent(claims=()) if serving:
            # The application's source was read, and it answers nobody who asks how it is.
            asked = _of_the_program(solid(view, HealthProbe, _asks_a_page))
            passed_on = solid(view, ProxyRoute, lambda route: not route.answers and is_about_health(route.path))
            if passed_on or any(probe.asker != "guide" for probe in asked):
                # Somebody who asks once by hand shows less than what asks again and again, or passes the question on.
                asked = [probe for probe in asked if probe.asker != "guide" or _ends_a_script(probe)]
            # Who ends hosts by an answer that nobody gives for it ends them by that of some page, or of none.
            ending = () if asked else solid(view, Workload, judges_by_balancer)
            past = solid(view, HealthProbe, asks_no_endpoint)
            there = (*places(asked, most=3), *places(passed_on, most=1), *_unprobed(view), *places(past, most=1))
            there = (*there, *places(ending, "health_check", most=1))
            table = _answering(view, serving, asked, alone=not there)
            return NO_ENDPOINT.failed(*table, *there, file=serving[0].where("routes").path)
        case Absent() | Unreadable():
            asking = solid(view, HealthProbe, lambda probe: probe.asker == "load-balancer")
            if isinstance(answer, Absent) and not answer.claims and asking:  # `/`, for want of something better
                return NO_ENDPOINT.unproven(*places(asking, "redirects", most=2), severity=None)
            probes = solid(view, HealthProbe)
            tasks = solid(view, Workload, lambda workload: workload.platform in _RUN_TASKS)
            # Of the proxy's routes, one about health shows best who should be asked; manuals and files show it worst.
            files = filed_out(view)
            routes = solid(view, ProxyRoute, lambda one: (one.answers or 0) < 400 and one.at.path not in files)
            passing = sorted(routes, key=lambda route: (not is_about_health(route.path), is_beside(route)))
            # Files that are given out ask for no program.
            released = solid(view, Deployment, lambda one: one.method != "static")
            released = tuple(sorted(released, key=lambda one: one.method in INFRASTRUCTURE))
            # Where a container is asked how it is, the endpoint has a name, and is what nobody has shown.
            named = [probe for probe in probes if _names_endpoint(probe)]
            told = [route for route in passing if is_about_health(route.path)]
            anchors = (*serving, *asking, *told, *named, *passing, *probes, *tasks, *released)
            found = silence(NO_ENDPOINT, answer, *anchors)
            checked = any(map(_is_of_image, probes))
            unasked = places((one for one in composed(view) if not (checked or one.health_check)), most=1)
            beside = (*asks_anything(view), *unasked, *_unprobed(view)) if isinstance(answer, Absent) else ()
            return replace(found, evidence=tuple(dict.fromkeys((*found.evidence, *beside))))
        case _:
            assert_never(answer)


def _answering(
    view: View, serving: tuple[ServesHttp, ...], asked: list[HealthProbe], *, alone: bool
) -> tuple[Evident, ...]:
    """Where the program says what it answers; `alone`: nobody shows more by asking it."""
    first = serving[0]
    if asked and "page" in first.places and all(probe.path and not plain(probe.path) for probe in asked):
        return places((first,), "page")  # nobody ever hears anything else
    if first.is_dependency:  # it tells that something serves, not where: who brings it requests shows more
        routes = solid(view, ProxyRoute, lambda route: not route.answers)
        return places((*routes, *solid(view, HealthProbe), *solid(view, Deployment)), most=1)
    shown = "left out" if "left out" in first.places else "routes"
    # The row that opens the port has no place for an endpoint: who asks for one shows more.
    opens = shown not in first.places and _OPENS_PORT.search(first.where("routes").quote)
    return () if opens and not alone else places(serving, shown, most=1)


def _is_of_image(probe: HealthProbe) -> bool:
    """The image asks by itself, wherever it is started, and no compose file has to say so again."""
    return probe.asker == "container" and "dockerfile" in probe.at.path.rpartition("/")[2].lower()


_OPENS_PORT = regex(r"\.listen\(")


def _names_endpoint(probe: HealthProbe) -> bool:
    return probe.asker == "container" and is_about_health(probe.path or "")


def _unprobed(view: View) -> tuple[Evident, ...]:
    return places(solid(view, Workload, lambda one: "unprobed" in one.places), "unprobed", most=1)


def _of_the_program(asked: tuple[HealthProbe, ...]) -> list[HealthProbe]:
    """Those about health first; beside a balancer's question for a path, one for the root is of pages."""
    told = any(probe.asker == "load-balancer" and plain(probe.path or "") for probe in asked)
    kept = (one for one in asked if not (told and one.asker == "load-balancer" and one.path == "/"))
    return sorted(kept, key=lambda probe: not is_about_health(probe.path or ""))


def _ends_a_script(probe: HealthProbe) -> bool:
    """What a guide has somebody type goes on by itself; what stops at a bad answer is a script that it quotes."""
    return probe.decides and _STOPS.search(probe.at.quote) is not None


_STOPS = regex(r"\|\|\s*(?:exit|return) [1-9]")


def _asks_a_page(probe: HealthProbe) -> bool:
    """A page stands in for the endpoint that is missing, or the path of one that nobody serves."""
    told = probe.asker in ("container", "deploy", "guide") and probe.path
    return bool(is_about_health(probe.path or "") or probe.asker == "load-balancer" or told)


def _asks_past(probe: HealthProbe, served: frozenset[str]) -> bool:
    """A load balancer or a container's own check asks some page, though there is an endpoint for that."""
    asked = (probe.path or "").rstrip("/")
    other = bool(asked) and not is_about_health(asked) and asked not in served
    balances = probe.asker == "load-balancer" and probe.kind in (EvidenceKind.DECLARED, EvidenceKind.INSTRUCTED)
    return other and (balances or probe.asker == "container")


def _as_a_whole(view: View, found: Finding) -> Iterator[Finding]:
    """Spring's own endpoint, asked as a whole by what goes on asking, tells both at once, unless others ask a part."""
    asked = [plain(probe.path or "") for probe in solid(view, HealthProbe) if probe.asker != "deploy"]
    if found.status is Status.CONFIGURED and asked and not any(path.endswith("/liveness") for path in asked):
        yield NO_SPLIT.failed(*found.evidence, path=found.params["path"])


def _handlers(view: View, handlers: tuple[HealthHandler, ...]) -> Iterator[Finding]:
    ready = tuple(handler for handler in handlers if shows_readiness(handler))
    relying = relying_on_constant(view, handlers, ready)
    told = ready if _asks_what_is_built_in(view) else tuple(one for one in ready if one.framework != "spring")
    beside = {language_of(one) for one in (*told, *filter(_may_show_readiness, handlers))}
    hidden = any(_never_fails(handler) for handler in handlers)  # what looks and says nothing is the fault then
    constant = tuple(
        one
        for one in handlers
        if _is_wrongly_constant(
            one,
            beside_readiness=(language_of(one) in beside and not is_of_another(one, ready))
            or (hidden and one.role == "live"),
            relied=one.path in relying,
        )
    )
    closed = tuple(handler for handler in handlers if "closed" in handler.places)
    served = frozenset(one.path or "" for one in handlers)
    instead = solid(view, HealthProbe, lambda probe: _asks_past(probe, served))
    if constant:
        asking = tuple(probe for one in constant for probe in relying.get(one.path, ()))
        # A template may leave the first page as it was; who follows a guide types it.
        pages = asked_for_a_page(view, handlers)
        instead = instead or tuple(probe for probe in pages if is_quoted(probe) or "path" in probe.places)
        lacking = (one for one in constant if "checks" in one.places)
        shown = (
            *places(constant),
            *places((one for one in constant if "said" in one.places), "said"),
            *places(lacking, "checks", most=1),
            *places(asking, "path", most=1),
            *places(instead, most=1),
        )
        shown = (*shown, *content_with(view, constant), *_quoted(view, constant))
        yield CONSTANT.failed(*dict.fromkeys(shown), path=listed(handler.path for handler in constant))
    deaf = tuple(handler for handler in handlers if _never_fails(handler) and not (ready and handler.role == "live"))
    if deaf:
        yield NEVER_FAILS.failed(
            *places(deaf, "fails"),
            path=listed(handler.path for handler in deaf),
            checks=listed(part for handler in deaf for part in handler.checks),
        )
    yield from readiness_behind_login(closed, ready)
    yield from fails_with_outsiders(view, handlers)
    if ready:
        yield from _readiness(view, handlers, ready)
        yield from asks_liveness(view, handlers, ready)
    elif not constant and not deaf and not closed:
        shown = (*places(handlers, most=1), *places(instead, most=1))
        yield NO_READINESS.unproven(*shown, path=handlers[0].path)
    yield from unserved_paths(view, handlers)
    yield from ended(view, handlers)


def _quoted(view: View, constant: tuple[HealthHandler, ...]) -> tuple[Evident, ...]:
    """Where a guide has somebody write one of them again."""
    paths = {one.path or "" for one in constant}
    told = solid(view, HealthHandler, lambda one: is_quoted(one) and one.constant)
    return places([one for one in told if any(is_same_question(one.path or "", path) for path in paths)], most=1)


def _asks_what_is_built_in(view: View) -> bool:
    """Somebody asks Spring's own endpoint: else what the team wrote beside it is what is asked for health."""
    asked = (probe.path or "" for probe in solid(view, HealthProbe))
    return any("actuator" in path and is_about_health(path) for path in asked)


def _may_show_readiness(handler: HealthHandler) -> bool:
    """It is asked for readiness, and what it looks at stands where nobody could follow it."""
    return handler.role == "ready" and not handler.constant and not handler.checks


def _is_wrongly_constant(handler: HealthHandler, *, beside_readiness: bool, relied: bool) -> bool:
    """A constant answer is right for liveness, when a real readiness stands beside it, and nowhere else."""
    return handler.constant and (handler.role == "ready" or not beside_readiness or relied)


def _never_fails(handler: HealthHandler) -> bool:
    return bool(handler.checks) and not handler.constant and handler.fails is False


def _readiness(view: View, handlers: tuple[HealthHandler, ...], ready: tuple[HealthHandler, ...]) -> Iterator[Finding]:
    seen = listed(part for handler in ready for part in handler.checks)
    checks = seen or ("process" if any(map(looks_unseen, ready)) else "actuator")
    stores = _networked_databases(view)
    if pages := asked_for_a_page(view, ready):
        yield NO_READINESS.unproven(*places(pages, "path"), path=listed(probe.path for probe in pages) or "/")
    elif stores and not any(_asks_database(handler) or looks_unseen(handler) for handler in ready):
        yield from _without_database(handlers, ready, stores, checks)
    else:
        yield NO_READINESS.met(*places(ready), path=listed(handler.path for handler in ready), checks=checks)
    split = any(handler.role == "live" or handler.constant for handler in handlers)
    if not split and not _has_no_process(view):  # nothing restarts a function by its answer
        yield NO_SPLIT.failed(*places(ready, most=1), *content_with(view, ready), path=ready[0].path)


def _asks_database(handler: HealthHandler) -> bool:
    """Spring's own endpoint does so for every data source, unless the settings switch that off."""
    return "database" in handler.checks or (handler.framework == "spring" and "unasked" not in handler.places)


def _without_database(
    handlers: tuple[HealthHandler, ...], ready: tuple[HealthHandler, ...], stores: tuple[Database, ...], checks: str
) -> Iterator[Finding]:
    """Who tells life and readiness apart, and says why the database is not asked, has chosen to stay up without it."""
    chosen = all("reason" in one.places for one in ready) and any(one.role == "live" for one in handlers)
    yield NO_DATABASE.failed(
        *places(ready, "unasked" if "unasked" in ready[0].places else "checks", most=1),
        severity=Severity.NOTICE if chosen else None,
        path=ready[0].path,
        checks=checks,
        database=listed(store.engine for store in stores),
    )
    if chosen:
        yield NO_READINESS.met(*places(ready), path=listed(one.path for one in ready), checks=checks)


def _networked_databases(view: View) -> tuple[Database, ...]:
    """Databases that can be out of reach while the application runs."""
    found = databases(view)
    facts = found.facts if isinstance(found, Found) else ()
    return tuple(fact for fact in facts if fact.placement not in (Placement.EMBEDDED, Placement.DYNAMODB))


CONTROL = Control(4, "health", CHECKS, judge)
