"""Control 3, capacity: hosts that do not run out of processor time, and somebody who is told before they do."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.controls.alarms_heard import watched
from holdfast.controls.capacity_servers import DEVELOPMENT_SERVER, development_servers
from holdfast.controls.capacity_shared import SHARED_HOST, said_to_share, shared_host
from holdfast.controls.capacity_unsaid import SMALL, handed_in, lends, said_of_stores, said_sizes
from holdfast.controls.common import claimed, disagreement, listed, names, places, solid, unread
from holdfast.controls.databases import MANAGED, databases
from holdfast.controls.hosting import Form, Hosting, hosting, is_fixed
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    Alarm,
    Database,
    Instance,
    ManagedNode,
    Platform,
    ScalingPolicy,
    Swap,
    Watched,
    Workload,
)
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity, evident
from holdfast.model.record import record, replace

BURSTABLE_SMALL = Check("capacity.burstable-small", Severity.CRITICAL)
NO_CREDIT_ALARM = Check(
    "capacity.no-credit-alarm", Severity.WARNING, references=("config:CLOUDWATCH_ALARM_RESOURCE_CHECK",)
)
NO_RESOURCE_ALARMS = Check(
    "capacity.no-resource-alarms",
    Severity.WARNING,
    references=("prowler:ec2_instance_detailed_monitoring_enabled", "config:CLOUDWATCH_ALARM_RESOURCE_CHECK"),
)
SIZE_UNSAID = Check("capacity.size-unsaid", Severity.CRITICAL, Confidence.MEDIUM)
SOURCES_DISAGREE = Check("capacity.sources-disagree", Severity.WARNING, Confidence.MEDIUM)

SWAP = Check("capacity.swap-for-memory", Severity.WARNING, Confidence.MEDIUM)

CHECKS = (
    BURSTABLE_SMALL,
    NO_CREDIT_ALARM,
    SHARED_HOST,
    NO_RESOURCE_ALARMS,
    SIZE_UNSAID,
    SWAP,
    DEVELOPMENT_SERVER,
    SOURCES_DISAGREE,
)

_LEAST = (".nano", ".micro")


@record(frozen=True, slots=True)
class _Size:
    """A size that somebody chose, and where; `mode` of its CPU credits as far as it is known.

    `beside`: of a cache or a broker beside the application.
    """

    type: str
    at: tuple[Evident, ...]
    mode: str | None = None
    beside: bool = False

    @property
    def small(self) -> bool:
        return bool(SMALL.match(self.type))

    @property
    def burstable(self) -> bool:
        return lends(self.type)

    @property
    def is_larger_host(self) -> bool:
        """Somebody chose it for a host, large enough to begin with."""
        return not self.small and not self.type.startswith("db.")

    @property
    def standard(self) -> bool:
        """It is throttled when credits run out; otherwise the surplus is charged."""
        return self.mode == "standard" or (self.mode is None and self.type.lower().startswith(("t1.", "t2.")))


_BY_THE_TASK = frozenset({Platform.FARGATE, Platform.LIGHTSAIL_CONTAINERS})
"""Platforms that sell processor and memory for each task or node, on machines that nobody sees."""

_LEAST_UNITS = 256
"""A quarter of a virtual processor: the least that Fargate and App Runner sell."""

_ABOUT_SIZES = frozenset((SHARED_HOST.id, NO_CREDIT_ALARM.id))
_BESIDE = frozenset((BURSTABLE_SMALL.id, SWAP.id))


def judge(scope: Scope) -> Iterable[Finding]:
    """Judge sizes first, then who shares a host, then what would tell that they no longer suffice."""
    told = list(_judge(scope))
    opened = any(finding.opens and finding.check in _ABOUT_SIZES for finding in told)
    for finding in told:
        # Where something else is too small already, the node beside it is no mere remark, nor is what helps it out.
        further = opened and finding.check in _BESIDE and not finding.opens and finding.status.is_open
        yield replace(finding, severity=Severity.WARNING) if further else finding


def _judge(scope: Scope) -> Iterator[Finding]:
    if not scope.strict:
        # Staging may stay small: being slow there costs nobody but the team.
        yield SIZE_UNSAID.not_applicable("staging-may-be-small")
        return
    looked = hosting(scope.view)
    home = looked.facts[0] if isinstance(looked, Found) else None
    every = tuple(_sizes(scope, home))
    sizes = tuple(size for size in every if not size.beside)
    small = list(_too_small(scope, every))
    shared = list(shared_host(scope, home))
    yield from (*small, *shared)
    yield from _swap(scope, sizes)
    problems = [finding for finding in (*small, *shared) if finding.opens]
    for finding in development_servers(scope):
        # On a host that is too small whatever serves there, another server is a remark.
        yield replace(finding, severity=Severity.NOTICE) if problems else finding
    burstable = [size for size in sizes if size.burstable]
    if shared and burstable and not any(finding.opens for finding in small):
        # Two tenants spend the credits of one host all the faster.
        yield _credit_alarm(scope, burstable)
    elif hosts := [size for size in burstable if problems and size.is_larger_host]:
        # A database that is too small says nothing of the host beside it.
        yield _credit_alarm(scope, hosts)
    yield from disagreement(SOURCES_DISAGREE, _application_instances(scope), "instance_type")
    yield from disagreement(SOURCES_DISAGREE, scope.view.every(Database), "instance_class")
    if problems:
        yield from () if any(not size.type.startswith("db.") for size in sizes) else _claimed_burstable(scope)
        return
    yield from said_to_share(scope, home)
    match looked:
        case Found(facts=facts):
            yield from _enough(scope, facts[0], sizes)
        case Unreadable(gaps=gaps):
            yield SIZE_UNSAID.unreadable(gaps)
        case Absent() if burstable:
            # Whatever the application runs on, its database's credits run out all the same.
            yield _credit_alarm(scope, burstable)
        case Absent():
            yield SIZE_UNSAID.unproven(*(said_sizes(scope) or places(claimed(scope.view, Instance), "instance_type")))
        case _:
            assert_never(looked)


def _sizes(scope: Scope, home: Hosting | None) -> Iterator[_Size]:
    instances = solid(scope.view, Instance, lambda fact: bool(fact.instance_type) and _counts(fact, home))
    workloads = solid(scope.view, Workload, lambda fact: bool(fact.instance_type))
    sized: tuple[Instance | Workload, ...] = (*instances, *workloads)
    # Where an account shows what runs, what a guide says of it is a contradiction at most, and told as one.
    running = tuple(fact for fact in sized if fact.kind is EvidenceKind.OBSERVED)
    for fact in running or _once_a_guide(sized):
        # A group itself chooses no size: its template does.
        if isinstance(fact, Workload):
            yield _Size(fact.instance_type or "", (evident(fact, "instance_type"),))
        else:
            # Who has it slow down when what it was lent is used up has chosen that beside its size.
            slows = fact.credit_mode == "standard" and "credit_mode" in fact.places
            told = (*places((fact,), "instance_type"), *(places((fact,), "credit_mode") if slows else ()))
            yield _Size(fact.instance_type or "", tuple(dict.fromkeys(told)), fact.credit_mode)
    looked = databases(scope.view)
    for database in looked.facts if isinstance(looked, Found) else ():
        if database.instance_class and database.placement in MANAGED:
            yield _Size(database.instance_class, places((database,), "instance_class"), "unlimited")
    # A small node may be enough for a cache; one with half a gigabyte is what people start with, and forget.
    for node in solid(scope.view, ManagedNode, lambda node: (node.node_type or "").endswith(_LEAST)):
        yield _Size(node.node_type or "", places((node,), "node_type"), beside=True)


def _once_a_guide(sized: tuple[Instance | Workload, ...]) -> tuple[Instance | Workload, ...]:
    """Without what a guide says again, of the same size, of a machine or an environment by the same name."""
    told: dict[object, Instance | Workload] = {}
    for fact in sized:
        named = fact.name is not None and fact.kind is EvidenceKind.INSTRUCTED
        told.setdefault((fact.at.path, fact.environment, fact.name, fact.instance_type) if named else fact, fact)
    return tuple(told.values())


def _counts(instance: Instance, home: Hosting | None) -> bool:
    """Its size matters to the product: it is no bastion and no build server."""
    if instance.purpose in ("application", "database") or instance.group or instance.hosts_database:
        return True
    if instance.purpose is not None:
        return False
    # Beside a group or a platform, an instance that does not say what it is for is mostly a bastion.
    beside = home is not None and home.form in (Form.WORKLOAD, Form.PLATFORM)
    return not beside or (instance.kind is EvidenceKind.INSTRUCTED and _is_text_without_size(home, instance))


def _is_text_without_size(home: Hosting | None, instance: Instance) -> bool:
    """Texts tell of the group, and not of its machines' size where they speak of the instance.

    It is one of the group's machines, or another way to run the application.
    """
    told = home.workloads if home is not None else ()
    guided = all(one.kind is EvidenceKind.INSTRUCTED for one in told)
    return bool(told) and guided and not any(one.instance_type and one.at.path == instance.at.path for one in told)


def _application_instances(scope: Scope) -> Iterator[Instance]:
    return (fact for fact in scope.view.every(Instance) if fact.purpose in (None, "application"))


def _too_small(scope: Scope, sizes: tuple[_Size, ...]) -> Iterator[Finding]:
    small = [size for size in sizes if size.small]
    if small:
        bare = not all(size.beside for size in small) and not _is_watched_whole(scope, small)
        weight = None if bare else Severity.NOTICE
        types = {size.type for size in small}
        # A text that says so in passing goes on to say it to whoever makes the next one.
        said = claimed(scope.view, Instance, lambda one: one.instance_type in types)
        shown = dict.fromkeys((*_places(small), *places(said, "instance_type", most=1)))
        yield BURSTABLE_SMALL.failed(*shown, severity=weight, type=listed(size.type for size in small))


def _swap(scope: Scope, sizes: tuple[_Size, ...]) -> Iterator[Finding]:
    """Hosts that are given swap: on one that is large enough, as far as is known, a reserve is only a remark."""
    given = solid(scope.view, Swap)
    if given:
        hosts = [size for size in sizes if not size.type.startswith("db.")]
        enough = bool(hosts) and not any(size.small for size in hosts)
        yield SWAP.failed(
            *places(_made(given)),
            severity=Severity.NOTICE if enough else None,
            where=listed(fact.at.path for fact in given),
            type=f" ({listed(size.type for size in hosts)})" if hosts else "",
        )


def _made(given: tuple[Swap, ...]) -> tuple[Swap, ...]:
    """Without a row of a text that only says so, where a script makes it: commands that somebody types make it too."""
    if all(one.kind is EvidenceKind.INSTRUCTED for one in given):
        return given
    return tuple(
        one for one in given if one.kind is not EvidenceKind.INSTRUCTED or one.at.start_line != one.at.end_line
    )


def _claimed_burstable(scope: Scope) -> Iterator[Finding]:
    """No source chooses the size of a host, and a text speaks of one whose processor is lent: it is asked for there."""
    told = claimed(scope.view, Instance, lambda one: lends(one.instance_type or ""))
    if told:
        yield SIZE_UNSAID.unproven(*places(told, "instance_type", most=2), *handed_in(scope.view))


def _enough(scope: Scope, home: Hosting, sizes: tuple[_Size, ...]) -> Iterator[Finding]:
    """No size is wrong: what is left is whether any is known, and whether somebody would notice its limit."""
    if not sizes and not _needs_no_size(home):
        # A size that is merely claimed wants proof where it is claimed.
        told = said_sizes(scope)
        host = places(home.instances[:1], "instance_type") if home.form is Form.HOST else _unsized(scope, home)
        yield SIZE_UNSAID.unproven(*dict.fromkeys((*(told or host), *handed_in(scope.view))))
        return
    # Where the program itself needs no size, a text's database with credits runs out of them all the same.
    counted = sizes or tuple(_Size(type_, at, "unlimited") for type_, at in said_of_stores(scope))
    burstable = [size for size in counted if size.burstable]
    if not (burstable or home.on_hosts or _runs_tasks(home)):
        yield BURSTABLE_SMALL.met(*(_places(sizes) or home.anchor), type=listed(size.type for size in sizes))
        return
    alarm = _credit_alarm(scope, burstable) if burstable else _resource_alarm(scope, sizes, home)
    yield alarm
    if alarm.status.is_open and not alarm.opens:
        # The chosen size holds the control by itself; that nobody watches it is a remark.
        types = listed(size.type for size in burstable) if burstable else names(home.facts)
        yield BURSTABLE_SMALL.met(*(_places(burstable) or home.anchor), type=types)


def _unsized(scope: Scope, home: Hosting) -> tuple[Evident, ...]:
    """Where a container is given no share of its machine, or what runs it; a release's way to a host chooses none."""
    if home.form in (Form.DEPLOYED, Form.UNTOLD):
        return places(claimed(scope.view, Instance), most=1)
    return places([one for one in home.workloads if "unsized" in one.places], "unsized", most=1) or home.anchor


def _needs_no_size(home: Hosting) -> bool:
    """The platform sells capacity by the request or the task, not by the machine."""
    if home.form is Form.PLATFORM:
        return True
    return home.form is Form.WORKLOAD and all(fact.platform in _BY_THE_TASK for fact in home.workloads)


def _runs_tasks(home: Hosting) -> bool:
    """Tasks of a size that somebody chose: nothing below them looks after their processor and memory."""
    return any(map(_is_task, home.workloads))


def _is_task(fact: Workload) -> bool:
    """Also an instance of App Runner, where somebody chose the smallest that is sold."""
    least = fact.platform is Platform.APP_RUNNER and (fact.processor or _LEAST_UNITS + 1) <= _LEAST_UNITS
    return least or fact.platform in _BY_THE_TASK


def _sizes_of_tasks(home: Hosting) -> tuple[Evident, ...]:
    """Where their sizes are chosen."""
    told = [fact for fact in home.workloads if _is_task(fact) and "processor" in fact.places]
    return places(told, "processor")


def _has_room(home: Hosting) -> bool:
    """Each task has more than the least that is sold, with which everybody begins: somebody thought of its size."""
    tasks = [fact for fact in home.workloads if _is_task(fact)]
    return bool(tasks) and all(fact.processor is not None and fact.processor > _LEAST_UNITS for fact in tasks)


def _credit_alarm(scope: Scope, burstable: list[_Size]) -> Finding:
    types = listed(size.type for size in burstable)
    metric = "CPUCreditBalance" if burstable[0].standard else "CPUSurplusCreditBalance"
    looked = scope.view.look(Alarm, lambda alarm: alarm.watches is Watched.CREDITS)
    match looked:
        case Found(facts=alarms):
            return NO_CREDIT_ALARM.met(*places(alarms), type=types, metric=metric)
        case Unreadable(gaps=gaps):
            return unread(NO_CREDIT_ALARM, gaps, type=types, metric=metric)
        case Absent(claims=claims):
            weight = Severity.NOTICE if _is_watched(scope, burstable) else None
            shown = places(claims) or _places(burstable)
            return NO_CREDIT_ALARM.unproven(*shown, severity=weight, type=types, metric=metric)
        case _:
            assert_never(looked)


def _is_watched_whole(scope: Scope, small: list[_Size]) -> bool:
    """Somebody is told of the credits and of the memory, too: who watches a small size knows when it is too small."""
    return watched(scope.view) >= {Watched.CREDITS, Watched.MEMORY} and _is_watched(scope, small)


def _is_watched(scope: Scope, burstable: list[_Size]) -> bool:
    """Alarms on the processor tell of the hours that surplus credits pay for; a throttled one never gets that busy."""
    needed = {Watched.DATABASE_CPU if size.type.startswith("db.") else Watched.CPU for size in burstable}
    return needed <= watched(scope.view) and not any(size.standard for size in burstable)


def _resource_alarm(scope: Scope, sizes: tuple[_Size, ...], home: Hosting) -> Finding:
    # Where no host has a size, the tasks stand for themselves; a database's size says nothing of theirs.
    types = names(home.facts) if _runs_tasks(home) else listed(size.type for size in sizes)
    where = _sizes_of_tasks(home) or home.anchor if _runs_tasks(home) else _places(sizes)
    policies = solid(scope.view, ScalingPolicy)
    idle = [group for group in home.workloads if is_fixed(group)] if policies else []
    if policies and len(idle) < max(1, len(home.workloads)):
        # A policy acts on the metric, unless it may add nothing; nobody has to be woken for it.
        return NO_RESOURCE_ALARMS.met(*places(policies), type=types)
    looked = scope.view.look(Alarm, lambda alarm: alarm.watches in (Watched.CPU, Watched.MEMORY))
    match looked:
        case Found(facts=alarms):
            return NO_RESOURCE_ALARMS.met(*places(alarms), type=types)
        case Unreadable(gaps=gaps):
            return unread(NO_RESOURCE_ALARMS, gaps, type=types)
        case Absent(claims=claims):
            # Where somebody chose the size of the tasks, the alarms are monitoring's to ask for.
            weight = Severity.NOTICE if _runs_tasks(home) and _has_room(home) and not idle else None
            # What sizes the first of several tasks stands for all: one alarm watches their service.
            shown = where[:1] if _runs_tasks(home) else where
            return NO_RESOURCE_ALARMS.unproven(*(places(claims) or shown), severity=weight, type=types)
        case _:
            assert_never(looked)


def _places(sizes: Iterable[_Size]) -> tuple[Evident, ...]:
    return tuple({found.at: found for size in sizes for found in size.at}.values())[:10]


CONTROL = Control(3, "capacity", CHECKS, judge)
