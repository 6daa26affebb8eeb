"""Control 10, monitoring: somebody is told when a part of the product is unwell."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.controls.alarms_heard import mended_at, unheard
from holdfast.controls.common import claimed, listed, names, places, solid, unread
from holdfast.controls.databases import OWN, databases, is_managed, is_watched_elsewhere
from holdfast.controls.hosting import Form, Hosting, hosting
from holdfast.controls.one_copy import is_alone
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    Alarm,
    Container,
    Dashboard,
    Deployment,
    Fact,
    Instance,
    MetricSource,
    Platform,
    Topic,
    Watched,
    Workload,
)
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity
from holdfast.model.record import record
from holdfast.model.regex import regex

MISSING_ALARMS = Check(
    "monitoring.missing-alarms", Severity.WARNING, references=("config:CLOUDWATCH_ALARM_RESOURCE_CHECK",)
)
METRICS_WITHOUT_ALARMS = Check("monitoring.metrics-without-alarms", Severity.WARNING, Confidence.MEDIUM)
ONLY_BY_HAND = Check("monitoring.only-by-hand", Severity.WARNING, Confidence.MEDIUM)
ALARM_WITHOUT_ACTION = Check(
    "monitoring.alarm-without-action",
    Severity.WARNING,
    references=(
        "prowler:cloudwatch_alarm_actions_alarm_state_configured",
        "checkov:CKV_AWS_319",
        "config:CLOUDWATCH_ALARM_ACTION_CHECK",
    ),
)
NEVER_MEASURED = Check("monitoring.alarm-on-no-metric", Severity.WARNING)
NEVER_RINGS = Check("monitoring.alarm-never-rings", Severity.WARNING, Confidence.MEDIUM)
TOPIC_WITHOUT_SUBSCRIBER = Check("monitoring.topic-without-subscriber", Severity.WARNING, Confidence.MEDIUM)
PARTLY_WATCHED = Check("monitoring.partly-watched", Severity.NOTICE, Confidence.MEDIUM)
NO_DASHBOARD = Check("monitoring.no-dashboard", Severity.NOTICE)

CHECKS = (
    MISSING_ALARMS,
    METRICS_WITHOUT_ALARMS,
    ONLY_BY_HAND,
    ALARM_WITHOUT_ACTION,
    NEVER_MEASURED,
    NEVER_RINGS,
    TOPIC_WITHOUT_SUBSCRIBER,
    PARTLY_WATCHED,
    NO_DASHBOARD,
)

_HOST = frozenset({Watched.CPU, Watched.STATUS, Watched.UNHEALTHY_HOSTS})
_TASK = frozenset({Watched.CPU, Watched.MEMORY, Watched.UNHEALTHY_HOSTS, Watched.PROCESS, Watched.ERROR_RATE})
_ANSWERS = frozenset({Watched.ERROR_RATE, Watched.RESPONSE_TIME, Watched.UPTIME, Watched.UNHEALTHY_HOSTS})
_DATABASE = frozenset(watched for watched in Watched if watched.value.startswith("database-"))

_ABOUT_OTHERS = frozenset({
    Watched.COST,
    Watched.ROOT_USE,
    Watched.KEY_AGE,
    Watched.CERTIFICATE,
    Watched.BACKUP_AGE,
    Watched.BUCKET_SIZE,
    Watched.BUCKET_REQUESTS,
    Watched.BESIDE,
    Watched.OTHER,
})  # fmt: skip
"""Alarms about these say nothing about whether the product serves; other controls ask for them."""

_OF_FUNCTIONS = {Watched.FUNCTION_ERRORS: Watched.ERROR_RATE, Watched.FUNCTION_DURATION: Watched.RESPONSE_TIME}
"""What alarms on functions say of the product where functions serve it."""

_BESIDE_CORE = {
    "host": (Watched.CPU, Watched.MEMORY, Watched.DISK, Watched.STATUS),
    "task": (Watched.CPU, Watched.MEMORY),
    "answers": (Watched.ERROR_RATE, Watched.RESPONSE_TIME),
    "database": (Watched.DATABASE_CONNECTIONS, Watched.DATABASE_STORAGE),
}
"""What else each part should have watched, to be so in full."""


_MADE = frozenset({EvidenceKind.DECLARED, EvidenceKind.CODED})
_COLLECTS = regex(
    r"(?:^|/)(?:prometheus|node[-_]exporter|cadvisor|grafana(?:-oss|-enterprise)?|netdata|glances)(?::|@|$)"
)
"""Images that measure, or show what was measured."""


@record(frozen=True, slots=True)
class _Part:
    """A part of the product that must be watched: any one of `core` will do; `at` is where it is described.

    `delivered`: only what brings releases there tells of it, and no alarm would stand beside that.
    """

    name: str
    core: frozenset[Watched]
    at: tuple[Evident, ...]
    delivered: bool = False


def judge(scope: Scope) -> Iterable[Finding]:
    """Judge whether every part is watched, then whether the alarms reach anybody."""
    parts = _parts(scope)
    aside = _aside(scope)
    looked = scope.view.look(Alarm, lambda alarm: alarm.watches not in aside or _is_unspecific(alarm))
    match looked:
        case Found(facts=alarms):
            yield from _coverage(scope, parts, alarms)
        case Unreadable(gaps=gaps):
            yield unread(MISSING_ALARMS, gaps, missing=_all_wanted(parts))
        case Absent(claims=claims):
            # A team that has its customers' environment watched has chosen to let the rehearsal go without.
            spared = _spared(scope)
            yield (
                MISSING_ALARMS.not_applicable("staging-may-be-unwatched")
                if spared
                else _unwatched(scope, parts, claims)
            )
        case _:
            assert_never(looked)
    yield from _reach(scope)


def _is_unspecific(alarm: Alarm) -> bool:
    """Words for alarms that leave open on what: whoever means them sets them on the product first."""
    return alarm.watches is Watched.OTHER and alarm.kind is EvidenceKind.CLAIMED


def _aside(scope: Scope) -> frozenset[Watched]:
    """Alarms on functions are others', too, where hosts or tasks serve the product and functions only do chores."""
    home = hosting(scope.view)
    if not isinstance(home, Found) or home.facts[0].form is Form.PLATFORM:
        return _ABOUT_OTHERS
    serving = solid(scope.view, Workload, lambda one: one.platform is Platform.LAMBDA and one.serves is not False)
    return _ABOUT_OTHERS if serving else _ABOUT_OTHERS | frozenset(_OF_FUNCTIONS)


def _spared(scope: Scope) -> bool:
    """It serves no customers, and an environment beside it is watched."""
    if scope.strict or scope.spec_given:
        return False
    theirs = (alarm for view in scope.others.values() for alarm in solid(view, Alarm))
    return any(alarm.environment is not None and alarm.watches not in _ABOUT_OTHERS for alarm in theirs)


def _parts(scope: Scope) -> tuple[_Part, ...]:
    home = hosting(scope.view)
    parts: list[_Part] = []
    if isinstance(home, Found):
        parts += _parts_of_home(home.facts[0])
    looked = databases(scope.view)
    found = looked.facts if isinstance(looked, Found) else ()
    # A file has neither connections nor a server that could be asked for them.
    ours = [one for one in found if is_managed(one) or (one.placement in OWN and one.engine not in ("sqlite", "h2"))]
    ours = [one for one in ours if not is_watched_elsewhere(one)]
    if ours:
        parts.append(_Part("database", _DATABASE, places(ours, most=1)))
    return tuple(parts)


def _parts_of_home(home: Hosting) -> Iterator[_Part]:
    if home.form is Form.PLATFORM:
        # Whoever runs it looks after its processors; what is left to watch is how it answers.
        yield _Part("answers", _ANSWERS, home.anchor)
        return
    delivered = isinstance(home.facts[0], Deployment)
    if home.on_hosts:
        yield _Part("host", _HOST, home.anchor, delivered)
    else:
        yield _Part("task", _TASK | _ANSWERS, home.anchor, delivered)
    yield _Part("answers", _ANSWERS, home.anchor, delivered)


def _coverage(scope: Scope, parts: tuple[_Part, ...], alarms: tuple[Alarm, ...]) -> Iterator[Finding]:
    live = [alarm for alarm in alarms if alarm.measured and alarm.rings]
    watched = {_OF_FUNCTIONS.get(alarm.watches, alarm.watches) for alarm in live}
    bare = [part for part in parts if not part.core & watched]
    aside = solid(scope.view, Alarm, lambda alarm: alarm.watches is Watched.BESIDE)
    idle = [alarm for alarm in (*alarms, *aside) if not alarm.measured]
    mute = [alarm for alarm in alarms if alarm.measured and not alarm.rings]
    # Beside alarms that watch every part it is a fault, and no part goes unwatched for it.
    open_ = bool(bare) or not live
    # What is beside the application, a queue or a table, is watched by nothing else than alarms of its own.
    deaf = bool(aside) and not any(alarm.measured for alarm in aside)
    # Whoever wrote a bound wants to be called at it, and nothing else calls for that.
    wanted = open_ or any(_OF_FUNCTIONS.get(one.watches, one.watches) not in watched for one in mute)
    for check, found, place, opens in (
        (NEVER_MEASURED, idle, "watches", open_ or deaf),
        (NEVER_RINGS, mute, "threshold", wanted),
    ):
        if found:
            weight = Severity.WARNING if opens else Severity.NOTICE
            yield check.failed(*places(found, place), severity=weight, name=names(found))
    if bare:
        calling = {alarm.at.path.rpartition("/")[2] for alarm in alarms if alarm.system == "script"}
        looked_at = solid(scope.view, MetricSource, lambda one: one.by_hand and one.system not in calling)
        by_hand = _by_hand(looked_at) if any(part.name != "database" for part in bare) else ()
        # Whoever adds what is missing adds it to the list of alarms, or beside those that a guide has somebody set.
        lists = [alarm for alarm in alarms if "list" in alarm.places]
        told = [alarm for alarm in alarms if alarm.kind is EvidenceKind.INSTRUCTED]
        described = (part for part in bare if part.name != "database" or not (lists or (told and _is_told(part))))
        evidence = dict.fromkeys(by_hand or (place for part in described for place in part.at))
        beside = (
            *places(told, most=1),
            *_made_beside(alarms, lists),
            *places(lists, "list", most=1),
            *_switched_off(scope),
        )
        shown = dict.fromkeys((*tuple(evidence)[:2], *beside))
        yield MISSING_ALARMS.failed(*shown, missing=_wanted(bare, watched))
    if open_:
        return
    yield MISSING_ALARMS.met(*places(alarms), missing="")
    yield from _partly(parts, alarms, watched)
    if not solid(scope.view, Dashboard):
        yield NO_DASHBOARD.unproven()


def _made_beside(alarms: Iterable[Alarm], lists: Iterable[Alarm] = ()) -> tuple[Evident, ...]:
    """Alarms that are made and work: what is missing goes beside them, unless a list of them is shown."""
    listed_in = {alarm.at.path for alarm in lists}
    made = (one for one in alarms if one.kind in _MADE and one.measured and one.rings)
    return places((one for one in made if one.at.path not in listed_in), most=4)


def _is_told(part: _Part) -> bool:
    """Only a guide has somebody make it: alarms belong where that guide speaks of alarms."""
    return all(place.kind is EvidenceKind.INSTRUCTED for place in part.at)


def _partly(parts: tuple[_Part, ...], alarms: tuple[Alarm, ...], watched: set[Watched]) -> Iterator[Finding]:
    """What no alarm is set on yet, where one would be added; how a product answers is told by one alarm of two, too."""
    lacking = [part for part in parts if not watched.issuperset(_BESIDE_CORE[part.name])]
    if not lacking:
        return
    lists = places([alarm for alarm in alarms if "list" in alarm.places], "list", most=1)
    shown = dict.fromkeys((*lists, *(place for part in lacking for place in part.at[:1])))
    yield PARTLY_WATCHED.unproven(*tuple(shown)[:2], missing=_wanted(lacking, watched))


def _unwatched(scope: Scope, parts: tuple[_Part, ...], claims: tuple[Alarm, ...]) -> Finding:
    missing = _all_wanted(parts)
    told = solid(scope.view, MetricSource, lambda source: source.watches not in (*_ABOUT_OTHERS, Watched.LOGS))
    sources = tuple(source for source in told if not source.off)
    measured = tuple(source for source in sources if not source.by_hand)
    collectors = solid(scope.view, Container, lambda one: bool(_COLLECTS.search(one.image or "")))
    shown_on = solid(scope.view, Dashboard, lambda one: one.system == "cloudwatch" and one.kind in _MADE)
    if (measured or collectors or shown_on) and not claims:
        # Numbers that nobody is called about are looked at only after somebody has complained.
        pages = () if measured or collectors else shown_on
        systems = (*(one.system for one in measured), *(one.system for one in pages))
        told_by = listed((*systems, *(one.name or "" for one in collectors)))
        # Where it is said what follows on the numbers, somebody is to be called there.
        named = any("alarms" in source.places for source in measured)
        beside = _made(part.at for part in parts if part.name == "database" or not named)
        by_hand = [source for source in sources if source.by_hand]
        measured_in = {source.at.path for source in measured}
        written = (
            *_by_hand(source for source in by_hand if "alarms" in source.places),
            *places(_each_file(source for source in by_hand if source.at.path not in measured_in), most=2),
        )
        collected = (*_collected(measured, collectors), *places(pages, most=1))
        evidence = dict.fromkeys((*collected, *written, *beside, *_switched_off(scope)))
        return METRICS_WITHOUT_ALARMS.failed(*evidence, system=told_by, missing=missing)
    listed_only = claimed(scope.view, MetricSource, lambda source: source.by_hand)
    if sources and not claims:
        commands = listed(source.system for source in sources)
        shown = dict.fromkeys((*_by_hand(sources), *_listed(listed_only), *_switched_off(scope)))
        return ONLY_BY_HAND.failed(*shown, commands=commands, missing=missing)
    # A guide that looks into logs where nothing is seen to run may well speak of the reader's own machine.
    kept = solid(scope.view, MetricSource, lambda one: one.watches is Watched.LOGS and not one.off)
    logs = tuple(one for one in kept if parts or not one.by_hand)
    # Beside advice to have alarms, what is looked at in their place shows where they are missing.
    looks = _by_hand(source for source in sources if source.by_hand)[:1] if claims else ()
    # Beside a list of what somebody ought to look at, the logs are what is looked at.
    read = places(logs, most=1) if listed_only else ()
    # A page of numbers that nobody is called about is made, which is more than advice.
    drawn = places(shown_on, most=1) if claims else ()
    said = (*places(claims), *_listed(listed_only), *looks, *read, *drawn)
    where = (*said, *_made(part.at for part in parts)) if said else _anchors(parts, places(logs, most=1))
    # Of a host that only a pipeline's way to it shows, a text may say what it is.
    hosts = claimed(scope.view, Instance, is_alone)
    where = where or places(hosts, most=1) or places(claimed(scope.view, Alarm), most=1)
    off = _switched_off(scope)
    if solid(scope.view, MetricSource, lambda one: one.off and one.watches is Watched.LOGS):
        where = tuple(place for place in where if place.kind is not EvidenceKind.DECLARED)  # the machines' own settings
    if off and all(place.kind is EvidenceKind.INSTRUCTED for place in where):
        where = ()  # where a guide comes to what would measure, it should go on; the step that makes the host is far
    # An alarm on the bill or on a certificate stands for the account; one on a queue, for what is beside the product.
    others = _made_beside(solid(scope.view, Alarm, lambda one: one.watches in (Watched.BESIDE, Watched.OTHER)))
    return MISSING_ALARMS.unproven(*where, *off, *others, missing=missing)


def _by_hand(looks: Iterable[MetricSource]) -> tuple[Evident, ...]:
    """Where somebody looks; before that, where a script does so by the clock or warns whoever reads along."""
    told = tuple(looks)
    warned = [one for one in told if "alarms" in one.places]
    rest = [one for one in told if one not in warned]
    return (*places(_each_file(warned), "alarms", most=2), *places(rest, most=1 if warned else 2))


def _listed(claims: Iterable[MetricSource]) -> tuple[Evident, ...]:
    """The first list of each file of what somebody ought to look at, or be told of."""
    firsts: dict[str, MetricSource] = {}
    for claim in claims:
        firsts.setdefault(claim.at.path, claim)
    return places(firsts.values(), most=2)


def _each_file(sources: Iterable[MetricSource]) -> list[MetricSource]:
    """The first of each file, then the others."""
    ordered = list(sources)
    firsts = {id(source) for source in {one.at.path: one for one in reversed(ordered)}.values()}
    return sorted(ordered, key=lambda source: id(source) not in firsts)


def _switched_off(scope: Scope) -> tuple[Evident, ...]:
    """What could measure, and is switched off, wants to be switched on first, that of the application before all."""
    off = solid(scope.view, MetricSource, lambda source: source.off)
    of_hosts = [source for source in off if source.watches is not Watched.DATABASE_QUERIES]
    return places(of_hosts or off, most=1)


def _collected(sources: tuple[MetricSource, ...], collectors: tuple[Container, ...]) -> tuple[Evident, ...]:
    """Where it would be told whom to call; else what is collected, and what collects it, once for each file."""
    named = [source for source in sources if "alarms" in source.places]
    if named:
        return places(named, "alarms", most=1)
    files: dict[str, Fact] = {}
    for fact in (*sources, *collectors):
        known = files.setdefault(fact.at.path, fact)
        if fact.at.start_line < known.at.start_line:  # the agent is started behind what it is told to collect
            files[fact.at.path] = fact
    return places(files.values(), most=2)


def _anchors(parts: tuple[_Part, ...], logs: tuple[Evident, ...]) -> tuple[Evident, ...]:
    """Where it is kept or read what the application says of itself, else what runs it; and what a template makes."""
    described = [part for part in parts if part.at]
    told = [part.at for part in described]
    home = told[0] if told and not described[0].delivered else ()
    kept = any(place.kind is not EvidenceKind.INSTRUCTED for place in logs)
    # A template's log group stands for the tasks that write to it, and not for a host, which has a state of its own;
    # a command that somebody types stands for nothing that is made.
    stands = bool(kept and described and described[0].name != "host")
    beside = (place for place in _made(told) if not (stands and place in home))
    return tuple(dict.fromkeys((*(logs or home), *beside)))


def _made(parts: Iterable[tuple[Evident, ...]]) -> Iterator[Evident]:
    """Those of the places where a template makes the part."""
    return (place for at in parts for place in at if place.kind is EvidenceKind.DECLARED)


def _all_wanted(parts: tuple[_Part, ...]) -> str:
    return _wanted(parts, set()) or listed((Watched.CPU, Watched.ERROR_RATE))


def _wanted(parts: Iterable[_Part], watched: set[Watched]) -> str:
    wanted = (watch for part in parts for watch in _BESIDE_CORE[part.name] if watch not in watched)
    return listed(watch.value for watch in wanted)


def _reach(scope: Scope) -> Iterator[Finding]:
    alarms = solid(scope.view, Alarm)
    # One that follows the others calls for them.
    called_for = any(alarm.composed and alarm.notifies for alarm in alarms)
    silent = [alarm for alarm in alarms if alarm.notifies is False and not called_for]
    if silent:
        yield ALARM_WITHOUT_ACTION.failed(*mended_at(silent), name=names(silent))
    if not alarms:
        # Without alarms, a topic is the application's own messaging.
        return
    if silent_topics := unheard(scope.view):
        # Somebody was to hear of them, and is switched off or was never given an address.
        meant = claimed(scope.view, Topic, lambda topic: bool(topic.subscribers))
        shown = (*places(silent_topics, "subscribers"), *places(meant, most=2))
        yield TOPIC_WITHOUT_SUBSCRIBER.failed(*shown, name=names(silent_topics))


CONTROL = Control(10, "monitoring", CHECKS, judge)
