"""Control 2, availability: one host, one zone or one database going down does not take the product along."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.controls.asked_from import with_stacks
from holdfast.controls.availability_stores import SINGLE_NODE_STORE, single_nodes
from holdfast.controls.below_tasks import left_open, machine_below
from holdfast.controls.common import claimed, disagreement, listed, names, places, solid
from holdfast.controls.databases import OWN, databases, is_managed, once_a_file, said_in_words, said_on_host
from holdfast.controls.hosting import INFRASTRUCTURE, Form, Hosting, hosting
from holdfast.controls.one_copy import (
    at_home,
    before_itself,
    composed,
    entered,
    fetched,
    is_alone,
    launched_instead,
    made_by_hand,
    once_a_guide,
    one_upstream,
    run_instead,
    said_of,
    single_copies,
    told_alone,
    told_kept_once,
)
from holdfast.controls.spoken import spoken_home
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    BackupJob,
    Database,
    Deployment,
    Fact,
    Instance,
    LoadBalancer,
    Placement,
    Platform,
    ScriptFault,
    Workload,
)
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity

SINGLE_INSTANCE = Check(
    "availability.single-instance", Severity.CRITICAL, references=("config:AUTOSCALING_MULTIPLE_AZ",)
)
ONE_ZONE = Check(
    "availability.one-zone",
    Severity.CRITICAL,
    references=("prowler:autoscaling_group_multiple_az", "config:AUTOSCALING_MULTIPLE_AZ"),
)
DATABASE_ON_HOST = Check("availability.database-on-host", Severity.CRITICAL)
DATABASE_IN_FILE = Check("availability.database-in-file", Severity.WARNING, Confidence.MEDIUM)
SINGLE_AZ_DATABASE = Check(
    "availability.single-az-database",
    Severity.CRITICAL,
    references=("prowler:rds_instance_multi_az", "checkov:CKV_AWS_157", "config:RDS_MULTI_AZ_SUPPORT"),
)
NO_SNAPSHOTS = Check(
    "availability.no-snapshots",
    Severity.NOTICE,
    Confidence.MEDIUM,
    references=("prowler:ec2_ebs_volume_snapshots_exists", "prowler:dlm_ebs_snapshot_lifecycle_policy_exists"),
)
DATABASE_ELSEWHERE = Check("availability.database-elsewhere", Severity.NOTICE)
SPARE = Check("availability.spare-capacity-only", Severity.WARNING, Confidence.MEDIUM)
UNSUPERVISED = Check("availability.unsupervised-process", Severity.NOTICE)
SOURCES_DISAGREE = Check("availability.sources-disagree", Severity.WARNING, Confidence.MEDIUM)

CHECKS = (
    SINGLE_INSTANCE,
    ONE_ZONE,
    DATABASE_ON_HOST,
    DATABASE_IN_FILE,
    SINGLE_AZ_DATABASE,
    NO_SNAPSHOTS,
    DATABASE_ELSEWHERE,
    SINGLE_NODE_STORE,
    SPARE,
    UNSUPERVISED,
    SOURCES_DISAGREE,
)

_TELL_NO_COPIES = INFRASTRUCTURE | {"group"}
"""Ways to release that go to a group, or to whatever the templates make."""
_ONE_BY_ONE = frozenset({Platform.EC2, Platform.LIGHTSAIL})


def judge(scope: Scope) -> Iterable[Finding]:
    """Judge the application's hosts, then its databases."""
    hosts = with_stacks(scope.view, _hosts(scope))
    yield hosts
    yield from (with_stacks(scope.view, found) for found in _databases(scope, alone=not hosts.opens))
    if scope.strict:
        yield from single_nodes(scope)
        yield from _spare(scope)
        yield from _unsupervised(scope)
        yield from _contradictions(scope)


def _spare(scope: Scope) -> Iterator[Finding]:
    """Copies that answer visitors, and all of which AWS may take back at once; what works off jobs may wait."""
    lent = solid(scope.view, Workload, lambda one: one.spot is True and one.behind_load_balancer is not False)
    if lent:
        yield SPARE.failed(*places(lent, "spot"), name=names(lent))


def _unsupervised(scope: Scope) -> Iterator[Finding]:
    """Staging is watched by those who work on it; production's visitors cannot start anything again."""
    faults = solid(scope.view, ScriptFault, lambda fault: fault.form == "unsupervised")
    if faults:
        yield UNSUPERVISED.failed(*places(faults), where=listed(fault.at.path for fault in faults))


def _contradictions(scope: Scope) -> Iterator[Finding]:
    yield from disagreement(SOURCES_DISAGREE, scope.view.every(Database), "multi_az")
    yield from disagreement(SOURCES_DISAGREE, filter(_says_how_many, scope.view.every(Workload)), "desired")


def _says_how_many(workload: Workload) -> bool:
    """A number that scaling has set, as an account shows it, contradicts nobody who told where to begin."""
    scales = (workload.maximum or 0) > (workload.minimum or 0)
    return workload.kind is not EvidenceKind.OBSERVED or not scales


def _hosts(scope: Scope) -> Finding:
    looked = hosting(scope.view)
    match looked:
        case Found(facts=facts):
            return _home(scope, facts[0])
        case Unreadable(gaps=gaps):
            return SINGLE_INSTANCE.unreadable(gaps)
        case Absent() if not scope.strict:
            return SINGLE_INSTANCE.not_applicable("staging-may-be-single")
        case Absent(claims=claims):
            told = tuple(place for claim in claims for place in _said_to_be(claim))
            return SINGLE_INSTANCE.unproven(*(told or before_itself(scope.view)))
        case _:
            assert_never(looked)


def _said_to_be(home: Hosting) -> tuple[Evident, ...]:
    """Where the host is named; who says that a group starts machines says that there is more than one."""
    told = [fact for fact in home.facts if not (_is_group(fact) or _says_several(fact))]
    alone = [fact for fact in told if isinstance(fact, Instance) and fact.count == 1]
    return places([*told[:1], *alone[:1]])


def _says_several(fact: Fact) -> bool:
    copies = fact.count if isinstance(fact, Instance) else _copies(fact) if isinstance(fact, Workload) else None
    return (copies or 0) > 1


def _is_group(fact: Fact) -> bool:
    return isinstance(fact, Workload) and fact.platform is Platform.EC2_GROUP and _copies(fact) is None


def _home(scope: Scope, home: Hosting) -> Finding:
    if home.form is Form.PLATFORM:
        return SINGLE_INSTANCE.met(*home.anchor)
    if not scope.strict:
        # Staging may stay single to save money; whoever depends on it is the team itself.
        return SINGLE_INSTANCE.not_applicable("staging-may-be-single")
    if home.form is Form.UNTOLD and isinstance(home.facts[0], Deployment) and home.facts[0].method in _TELL_NO_COPIES:
        return SINGLE_INSTANCE.unproven()  # how many copies, nothing in sight says
    if home.form is Form.UNTOLD:
        return SINGLE_INSTANCE.unproven(*spoken_home(scope.view, home))
    if home.form is Form.WORKLOAD:
        return _workloads(scope, home)
    if home.form is Form.HOST:
        return _instances(scope, home)
    # Every deployment to a host that names no group goes to one host; it cannot be told for certain.
    # What brings releases there, or what a text has somebody type, says less of the host than words about it.
    told = claimed(scope.view, Instance, is_alone)
    anchor = places(told, most=1) or fetched(scope.view, home) or at_home(scope.view, home)
    shown = (*anchor, *places(composed(scope.view), most=1), *single_copies(scope.view))
    return SINGLE_INSTANCE.failed(*shown, confidence=Confidence.MEDIUM, name=names(home.facts))


def _workloads(scope: Scope, home: Hosting) -> Finding:
    single = [fact for fact in home.workloads if _copies(fact) in (0, 1)]
    if single:
        least = dict.fromkeys(fact for fact in single if _told_by_least(fact))
        told = places([fact for fact in single if fact not in least], "desired")
        made = (fact for fact in home.workloads if fact.platform is Platform.BEANSTALK and _copies(fact) is None)
        below = (*machine_below(scope.view, home), *places(made, most=1), *launched_instead(scope.view, home))
        below = (*below, *places(made_by_hand(scope.view, home), most=1))
        lowest = [fact for fact in single if fact in least or _returns_to_one(fact)]
        return SINGLE_INSTANCE.failed(*told, *places(lowest, "minimum"), *below, name=names(single))
    unsaid = [fact for fact in home.workloads if _copies(fact) is None]
    if unsaid:
        # Where a text only has somebody make a group, its size is left to whoever follows it.
        sized = [fact for fact in unsaid if not (_is_group(fact) and fact.kind is EvidenceKind.INSTRUCTED)]
        told = left_open(scope.view, sized) if sized else ()
        return SINGLE_INSTANCE.unproven(*dict.fromkeys((*told, *launched_instead(scope.view, home))))
    in_one_zone = [fact for fact in home.workloads if fact.zones == 1]
    if in_one_zone:
        made = (fact for fact in in_one_zone if "subnet" in fact.places)
        return ONE_ZONE.failed(*places(in_one_zone, "zones"), *places(made, "subnet"), name=names(in_one_zone))
    if launched := launched_instead(scope.view, home):
        return SINGLE_INSTANCE.failed(*launched, confidence=Confidence.MEDIUM, name=names(home.facts))
    return SINGLE_INSTANCE.met(*places(home.workloads))


def _copies(workload: Workload) -> int | None:
    """Copies at rest. How low a group of machines may go on its own is a question of scaling."""
    if workload.desired is None and workload.minimum is None and workload.platform in _ONE_BY_ONE:
        return 1
    if _told_by_least(workload):
        return workload.minimum
    return workload.desired


_OF_TASKS = frozenset({Platform.ECS, Platform.FARGATE})


def _told_by_least(workload: Workload) -> bool:
    """Nothing says with how many it begins, or something takes its tasks below that as soon as it is quiet."""
    if workload.minimum is None or workload.desired is None:
        return workload.minimum is not None
    return workload.platform in _OF_TASKS and 0 < workload.minimum < workload.desired


def _returns_to_one(workload: Workload) -> bool:
    """More to begin with would not help: scaling takes its tasks back to one as soon as it is quiet."""
    return workload.platform in _OF_TASKS and workload.minimum == 1


def _instances(scope: Scope, home: Hosting) -> Finding:
    balancers = solid(scope.view, LoadBalancer)
    # Where every group has one target, each machine does what no other does.
    shared = any(balancer.targets != 1 for balancer in balancers)
    if not shared or min(_counts(home.instances)) < 2:
        held = places((one for one in home.instances if "network" in one.places), "network", most=1)
        told = said_of(scope.view, home.instances)
        shown = (
            *told_alone(once_a_guide(home.instances)),
            *entered(scope.view, home.instances),
            *told,
            *held,
            *one_upstream(scope.view),
            *told_kept_once(scope.view),
            *run_instead(scope.view),
        )
        return SINGLE_INSTANCE.failed(*shown, name=names(home.facts))
    zones = {instance.zone for instance in home.instances}
    if len(zones) == 1 and None not in zones:
        return ONE_ZONE.failed(*places(home.instances, "zone"), name=names(home.facts))
    return SINGLE_INSTANCE.met(*places(home.instances))


def _counts(instances: tuple[Instance, ...]) -> list[int]:
    """How many there are of each part of the application: none stands in for another's.

    What texts have somebody launch without a name is one machine, however often and in however many sizes they say so.
    """
    told: dict[object, Instance] = {}
    for instance in instances:
        again = instance.kind is EvidenceKind.INSTRUCTED and instance.name is None and instance.count == 1
        told.setdefault(instance.part if again else instance.at, instance)
    parts = {instance.part for instance in instances}
    return [sum(instance.count for instance in told.values() if instance.part == part) for part in parts]


def _databases(scope: Scope, *, alone: bool) -> Iterator[Finding]:
    """Judge the databases; `alone`: nothing else opens this control, so that their silence is told."""
    looked = databases(scope.view)
    match looked:
        case Found(facts=facts):
            yield from _standby(scope, facts)
            untold = [fact for fact in facts if fact.placement in (Placement.UNKNOWN, Placement.EMBEDDED)]
            said = said_on_host(scope.view) if len(untold) == len(facts) else ()
            files = [fact for fact in untold if fact.placement is Placement.EMBEDDED]
            lone = claimed(scope.view, Database, _is_said_alone) if len(untold) == len(facts) else ()
            engines = {one.engine for one in files}
            # What a text says of another engine is what runs; the file is then the default of a framework.
            if len(files) == len(facts) and scope.strict and all(one.engine in engines for one in said):
                named = places([one for one in files if "data" in one.places], "data", most=1)
                yield DATABASE_IN_FILE.failed(
                    *places(files, most=1),
                    *named,
                    *places(said, most=1),
                    name=", ".join(sorted(engines)),
                )
            elif said and scope.strict:
                yield _said(said)
            elif lone and scope.strict:
                yield SINGLE_AZ_DATABASE.unproven(*places(lone, "multi_az", most=1), name=names(lone))
            elif untold and alone and scope.strict:
                # In hands that nothing tells of, it is as often as not a service that outlives a zone: a remark.
                where = places(untold, most=1)
                yield SINGLE_AZ_DATABASE.unproven(*where, severity=Severity.NOTICE, name=names(untold))
        case Absent() if scope.strict and (said := said_on_host(scope.view)):
            yield _said(said)
        case Absent(claims=claims) if scope.strict and (bare := [one for one in claims if one.multi_az is False]):
            yield SINGLE_AZ_DATABASE.unproven(*places(bare, "multi_az", most=1), name=names(bare))
        case Unreadable() | Absent():
            # Whether there is a database at all is asked, and its silence reported, by the backup control.
            return
        case _:
            assert_never(looked)


def _is_said_alone(database: Database) -> bool:
    return is_managed(database) and database.multi_az is False


def _said(said: tuple[Database, ...]) -> Finding:
    """A text says in passing that the database shares the host, and nothing says that it does not."""
    return DATABASE_ON_HOST.unproven(*places(said, most=1), name=", ".join(dict.fromkeys(one.engine for one in said)))


def _standby(scope: Scope, facts: tuple[Database, ...]) -> Iterator[Finding]:
    elsewhere = [fact for fact in facts if fact.placement is Placement.EXTERNAL and not is_managed(fact)]
    if elsewhere:
        yield DATABASE_ELSEWHERE.unproven(name=", ".join(dict.fromkeys(fact.engine for fact in elsewhere)))
    if not scope.strict:
        return
    own = [fact for fact in facts if fact.placement in OWN]
    if own:
        shown = dict.fromkeys(
            (
                *places(once_a_file(own)),
                *places((fact for fact in own if "copies" in fact.places), "copies"),
                *places(said_in_words(scope.view, own), most=1),
                *places(_guided(scope, own), most=1),
            )
        )
        yield DATABASE_ON_HOST.failed(*shown, name=", ".join(dict.fromkeys(fact.engine for fact in own)))
        if not isinstance(scope.view.look(BackupJob, _copies_the_volume), Found):
            claims = claimed(scope.view, BackupJob, _copies_the_volume)
            yield NO_SNAPSHOTS.unproven(*places(claims))
    managed = [fact for fact in facts if is_managed(fact)]
    single = [fact for fact in managed if fact.multi_az is False]
    unsaid = [fact for fact in managed if fact.multi_az is None]
    if single:
        yield SINGLE_AZ_DATABASE.failed(*places(single, "multi_az"), name=names(single))
    if unsaid and not single:
        told = [place for fact in unsaid for place in _told_at(fact)]
        yield SINGLE_AZ_DATABASE.unproven(*told[:1], name=names(unsaid))
    if managed and not single and not unsaid:
        yield SINGLE_AZ_DATABASE.met(*places(managed, "multi_az"), name=names(managed))


_FIELDS = ("instance_class", "retention_days", "encrypted", "deletion_protection", "public")


def _told_at(fact: Database) -> tuple[Evident, ...]:
    """Where a standby should have been said: of a guide among its fields, and nowhere where it only names RDS."""
    if fact.kind is not EvidenceKind.INSTRUCTED:
        return places((fact,), "multi_az")
    field = next((name for name in _FIELDS if name in fact.places), None)
    described = field or fact.name or fact.version or fact.at.start_line != fact.at.end_line
    return places((fact,), field or "") if described else ()


def _guided(scope: Scope, own: list[Database]) -> list[Database]:
    """Where a guide has somebody install what a script installs too: whoever moves it mends both."""
    on_host = {fact.engine for fact in own if fact.placement is Placement.HOST}
    told = solid(scope.view, Database, lambda one: one.placement is Placement.HOST and one.engine in on_host)
    typed = {one for one in told if one.kind is EvidenceKind.INSTRUCTED}
    return [one for one in once_a_file((*own, *told)) if one in typed]


def _copies_the_volume(job: BackupJob) -> bool:
    return job.subject == "volume"


CONTROL = Control(2, "availability", CHECKS, judge)
