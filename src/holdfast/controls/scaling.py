"""Control 9, scaling: capacity follows the traffic, between limits that somebody chose."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.controls.asked_from import with_stacks
from holdfast.controls.below_tasks import left_open, machine_below
from holdfast.controls.common import claimed, disagreement, names, places, solid
from holdfast.controls.databases import databases
from holdfast.controls.hosting import KEEPS_RUNNING, Form, Hosting, hosting, is_fixed
from holdfast.controls.one_copy import (
    before_itself,
    entered,
    is_alone,
    kept_once,
    launched_instead,
    made_by_hand,
    once_a_guide,
    run_instead,
    said_of,
    single_copies,
    told_alone,
)
from holdfast.controls.spoken import spoken_home
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import Instance, LoadBalancer, Placement, Platform, ScalingPolicy, Workload
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity

NO_GROUP = Check("scaling.no-group", Severity.WARNING)
NO_LOAD_BALANCER = Check(
    "scaling.no-load-balancer", Severity.WARNING, references=("prowler:autoscaling_group_elb_health_check_enabled",)
)
NO_POLICY = Check("scaling.no-policy", Severity.WARNING)
LIMITS = Check("scaling.limits-too-tight", Severity.WARNING)
FIXED_THROUGHPUT = Check(
    "scaling.fixed-throughput", Severity.WARNING, references=("prowler:dynamodb_table_autoscaling_enabled",)
)
OWN_DATABASES = Check("scaling.database-in-each-copy", Severity.WARNING, Confidence.MEDIUM)
SOURCES_DISAGREE = Check("scaling.sources-disagree", Severity.WARNING, Confidence.MEDIUM)

CHECKS = (NO_GROUP, NO_LOAD_BALANCER, NO_POLICY, LIMITS, FIXED_THROUGHPUT, OWN_DATABASES, SOURCES_DISAGREE)

_LEAST = 2
"""Fewest copies that production needs, where no spec says otherwise."""

_BALANCED_ITSELF = frozenset({Platform.KUBERNETES, Platform.BEANSTALK})
"""Platforms that bring their own balancing; evidence against it must say so."""


_KEEPS_COPIES = frozenset(
    {Platform.APP_RUNNER, Platform.ECS, Platform.FARGATE, Platform.EC2_GROUP, Platform.BEANSTALK, Platform.KUBERNETES}
)


def judge(scope: Scope) -> Iterable[Finding]:
    """Judge tables whose throughput is set, then the group, the load balancer before it, its policy and its limits."""
    yield from _tables(scope)
    looked = hosting(scope.view)
    match looked:
        case Unreadable(gaps=gaps):
            yield NO_GROUP.unreadable(gaps)
        case Absent() if _may_stay_single(scope):
            yield NO_GROUP.not_applicable("staging-may-be-single")
        case Absent(claims=claims):
            told = tuple(place for claim in claims for place in claim.anchor)
            yield NO_GROUP.unproven(*(told or before_itself(scope.view)), name="")
        case Found(facts=facts):
            yield from _own_databases(scope, facts[0])
            yield from (with_stacks(scope.view, found) for found in _home(scope, facts[0]))
        case _:
            assert_never(looked)


def _tables(scope: Scope) -> Iterator[Finding]:
    """Production's tables that refuse what is more than somebody once set."""
    looked = databases(scope.view)
    found = looked.facts if isinstance(looked, Found) and scope.strict else ()
    fixed = [table for table in found if table.scales is False]
    if fixed:
        yield FIXED_THROUGHPUT.failed(*places(fixed, "scales"), name=names(fixed))


def _own_databases(scope: Scope, home: Hosting) -> Iterator[Finding]:
    """A file is all the database there is, where several copies of the application run or may run."""
    many = [fact for fact in home.workloads if fact.platform in _KEEPS_COPIES and not _stays_single(fact)]
    looked = databases(scope.view)
    found = looked.facts if isinstance(looked, Found) else ()
    if many and scope.strict and found and all(fact.placement is Placement.EMBEDDED for fact in found):
        engine = ", ".join(dict.fromkeys(fact.engine for fact in found))
        yield OWN_DATABASES.failed(*places(found, most=1), engine=engine, name=names(many))


def _stays_single(workload: Workload) -> bool:
    most = workload.maximum if workload.maximum is not None else workload.desired
    return most == 1


def _home(scope: Scope, home: Hosting) -> Iterator[Finding]:
    if home.form is Form.PLATFORM and not (left := _left_as_made(scope, home)):
        yield from _one_by_one(scope, home) or (NO_GROUP.met(*home.anchor, name=names(home.facts)),)
        return
    if _may_stay_single(scope):
        yield NO_GROUP.not_applicable("staging-may-be-single")
        return
    if home.form is Form.PLATFORM:
        yield NO_GROUP.unproven(*places(left, "limits"), name=names(left))
        return
    groups = [fact for fact in home.workloads if fact.platform not in (Platform.EC2, Platform.LIGHTSAIL)]
    if answering := _beside_databases(scope.view, home):
        yield NO_GROUP.met(*places(answering, most=1), name=names(answering))
        return
    if not groups:
        yield _no_group(scope.view, home)
        return
    # Both are missing at the group's own place, which is named once: first comes what would make it grow.
    missing = [*_policy(scope, groups, home)] or [*_load_balancer(scope, groups)]
    problems = [*_limits(scope, groups, grows=not missing), *missing]
    yield from problems
    single = filter(is_fixed, made_by_hand(scope.view, home))
    launched = (*launched_instead(scope.view, home), *places(single, most=1))
    if not problems and all(map(_is_left_as_made, groups)):
        # Which machines it has and how many are told side by side; and what a file says further down, of the same.
        groups = [group for group in groups if group.instance_type] or groups
        first = {group.at.path: group for group in reversed(groups)}
        yield NO_GROUP.unproven(*places(reversed(first.values())), *launched, name=names(groups))
        return
    if launched:
        yield NO_GROUP.unproven(*launched, name=names(groups))
    if not any(problem.opens for problem in problems):
        yield NO_GROUP.met(*places(groups), name=names(groups))
    yield from disagreement(SOURCES_DISAGREE, scope.view.every(Workload), "maximum")


def _one_by_one(scope: Scope, home: Hosting) -> tuple[Finding, ...]:
    """Functions that answer requests, and of which somebody lets one alone run at a time: all others are refused."""
    functions = [one for one in home.workloads if one.platform is Platform.LAMBDA and one.serves is not False]
    # Beside one that is known to be asked, another may as well work off a queue, one job after the other.
    asked = [one for one in functions if one.serves] or functions
    alone = [one for one in asked if one.maximum == 1]
    if not scope.strict or not alone:
        return ()
    return (LIMITS.failed(*places(alone, "maximum"), name=names(alone), limits=_bounds(alone), least=str(_LEAST)),)


def _beside_databases(view: View, home: Hosting) -> tuple[Workload, ...]:
    """What answers requests on a platform that multiplies it, where the team's own machines hold only its database."""
    databases_alone = home.workloads == home.facts and all(one.purpose == "database" for one in home.workloads)
    return solid(view, Workload, lambda one: one.platform in KEEPS_RUNNING) if databases_alone else ()


def _may_stay_single(scope: Scope) -> bool:
    """Staging saves money with one instance, unless its own spec asks for more."""
    return not scope.strict and not (scope.spec_given and scope.environment.compute.maximum > 1)


def _no_group(view: View, home: Hosting) -> Finding:
    """Nothing keeps a number of copies: known for certain only where the hosts themselves are described."""
    # Where the machine itself is described, the proxy on it says no more of how many there are.
    single = single_copies(view) if home.form is Form.DEPLOYED else ()
    single = kept_once(view) if home.form is Form.HOST else single
    described = home.form is Form.HOST or bool(home.workloads)
    if described and home.facts[0].kind is not EvidenceKind.INSTRUCTED:
        # A load balancer that is given a machine by its name gets no second one.
        named = places((one for one in home.instances if "attached" in one.places), "attached")
        told = said_of(view, home.instances) if home.form is Form.HOST else ()
        return NO_GROUP.failed(*places(home.facts), *told, *named, *single, name=names(home.facts))
    # Each guide that has somebody launch the machine would have to speak of a group.
    where = (
        told_alone(once_a_guide(home.instances)[:_MOST_HOSTS]) if home.form is Form.HOST else spoken_home(view, home)
    )
    where = (*where, *entered(view, home.instances)) if home.instances else where
    # What brings releases to a host says less of it than the text that presupposes it.
    spoken = claimed(view, Instance, is_alone) if home.form is Form.DEPLOYED else ()
    where = places(spoken, "count", most=1) or where
    return NO_GROUP.unproven(*where, *single, *run_instead(view), name=names(home.facts[:1]))


_MOST_HOSTS = 2


def _limits(scope: Scope, groups: list[Workload], *, grows: bool) -> Iterator[Finding]:
    """Limits that are too tight; `grows`: nothing else keeps the groups from growing."""
    least = scope.environment.compute.minimum if scope.spec_given else _LEAST
    low: list[Evident] = []
    for group in groups:
        if group.minimum is not None and group.minimum < least:
            low += places((group,), "minimum")
        elif is_fixed(group):
            low += places((group,), "maximum")
    if low:
        # What grows from a single copy does scale: that one is too few to stay up is availability's to say. A text's
        # numbers are yet to be typed, and may as well be right.
        typed = all(group.kind is EvidenceKind.INSTRUCTED for group in groups)
        remark = grows and not typed and not scope.spec_given and not any(map(is_fixed, groups))
        yield LIMITS.failed(
            *dict.fromkeys(low),
            severity=Severity.NOTICE if remark else None,
            name=names(groups),
            limits=_bounds(groups),
            least=str(least),
        )


def _bounds(groups: list[Workload]) -> str:
    def said(value: int | None) -> str:
        return "?" if value is None else str(value)

    return ", ".join(dict.fromkeys(f"{said(group.minimum)}–{said(group.maximum)}" for group in groups))


def _policy(scope: Scope, groups: list[Workload], home: Hosting) -> Iterator[Finding]:
    # Policies name their group by all sorts of references; that there is one at all is what can be told for sure.
    # Beanstalk brings a default trigger, so only its limits can be wrong.
    fixed = [group for group in groups if group.platform is not Platform.BEANSTALK]
    if fixed and not solid(scope.view, ScalingPolicy):
        if told := [group for group in fixed if not _is_kept_elsewhere(group)]:
            # What a text only offers would be one, were it set up.
            offered = claimed(scope.view, Workload, lambda one: (one.maximum or 0) > (one.minimum or 0))
            # Tasks on machines that nothing makes more of have no room to grow into.
            below = machine_below(scope.view, home) if _are_tasks(told) else ()
            shown = (*places(_apart(told), "desired"), *below, *places(offered, most=1))
            yield NO_POLICY.failed(*shown, name=names(told))
        else:
            yield NO_GROUP.unproven(*left_open(scope.view, fixed), name=names(fixed))


def _are_tasks(groups: list[Workload]) -> bool:
    return all(group.platform is Platform.ECS and group.kind is not EvidenceKind.INSTRUCTED for group in groups)


def _apart(groups: list[Workload]) -> list[Workload]:
    """Of the groups that a text speaks of and gives no name the first: what it says further down is said of that."""
    told: dict[object, Workload] = {}
    for group in groups:
        nameless = group.name is None and group.kind is EvidenceKind.INSTRUCTED
        told.setdefault(group.at.path if nameless else group.at, group)
    return list(told.values())


def _load_balancer(scope: Scope, groups: list[Workload]) -> Iterator[Finding]:
    if any(group.behind_load_balancer for group in groups) or solid(scope.view, LoadBalancer):
        return
    bare = [group for group in groups if _lacks_balancer(group) and not _is_kept_elsewhere(group)]
    if bare:
        yield NO_LOAD_BALANCER.failed(*places(bare, "behind_load_balancer"), name=names(bare))


def _is_kept_elsewhere(group: Workload) -> bool:
    """A task definition by itself says what runs; its service, with whatever scales it, is not in sight."""
    counts = (group.minimum, group.maximum, group.desired)
    return group.platform in (Platform.ECS, Platform.FARGATE) and counts == (None, None, None)


def _is_left_as_made(group: Workload) -> bool:
    """Beanstalk's first settings, of which nobody said a word: from one copy to four, by the bytes that go out."""
    counts = (group.minimum, group.maximum, group.desired)
    return group.platform is Platform.BEANSTALK and counts == (None, None, None)


def _left_as_made(scope: Scope, home: Hosting) -> tuple[Workload, ...]:
    """Services of App Runner whose template sets no limits: from one copy to twenty-five, whatever that costs."""
    return tuple(one for one in home.workloads if "limits" in one.places) if scope.strict else ()


def _lacks_balancer(group: Workload) -> bool:
    return group.behind_load_balancer is False or group.platform not in _BALANCED_ITSELF


CONTROL = Control(9, "scaling", CHECKS, judge)
