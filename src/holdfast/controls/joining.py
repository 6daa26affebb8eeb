"""Where a repository and an account speak of the same thing: told but not there, and there but not told.

Every control has these two checks. They answer only for what the account was asked for whole: a service that refused
says nothing about what is not there.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from holdfast.controls.common import current, listed, places
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    Alarm,
    BackupJob,
    Bucket,
    BucketCors,
    Budget,
    Certificate,
    Dashboard,
    Database,
    Deployment,
    Distribution,
    Fact,
    HealthProbe,
    LoadBalancer,
    Placement,
    Platform,
    ScalingPolicy,
    SecretStore,
    Topic,
    Trust,
    Workload,
)
from holdfast.model.findings import Check, Confidence, Evident, Finding, Scope, Severity
from holdfast.model.product import SPEC_FILE
from holdfast.model.record import record

NOT_IN_ACCOUNT = "not-in-account"
NOT_DECLARED = "not-declared"

Predicate = Callable[[Any], bool]


def _every(_fact: Any) -> bool:
    return True


@record(frozen=True, slots=True)
class Joined:
    """A sort of thing that both a repository and an account can show.

    Args:
        sort: of fact.
        noun: key of the catalogue's word for it.
        where: which of them live in an AWS account.
        named: its name is the same wherever it is told, so that one can be missed among others.
    """

    sort: type[Fact]
    noun: str
    where: Predicate = _every
    named: bool = False


_AWS_BACKUPS = frozenset(["aws-backup", "dlm", "rds"])

JOINED: dict[str, tuple[Joined, ...]] = {
    "access": (Joined(Trust, "identity-trust"),),
    "availability": (
        Joined(LoadBalancer, "load-balancer"),
        Joined(Workload, "scaling-group", lambda fact: fact.platform is Platform.EC2_GROUP),
        Joined(Database, "managed-database", lambda fact: fact.placement in {Placement.RDS, Placement.AURORA}),
    ),
    "capacity": (),
    "health": (Joined(HealthProbe, "target-health-check", lambda fact: fact.asker == "load-balancer"),),
    "cors": (Joined(Bucket, "bucket", named=True), Joined(BucketCors, "cors-rules")),
    "certificates": (
        Joined(Certificate, "certificate", lambda fact: fact.issuer == "acm"),
        Joined(Distribution, "distribution"),
    ),
    "configuration": (Joined(SecretStore, "secret", lambda fact: fact.service == "secrets-manager", named=True),),
    "backup": (Joined(BackupJob, "backup-plan", lambda fact: fact.method in _AWS_BACKUPS),),
    "scaling": (Joined(ScalingPolicy, "scaling-policy"),),
    "monitoring": (
        Joined(Alarm, "alarm", lambda fact: fact.system == "cloudwatch"),
        Joined(Topic, "topic"),
        Joined(Dashboard, "dashboard", lambda fact: fact.system == "cloudwatch"),
    ),
    "releases": (Joined(Deployment, "code-deploy", lambda fact: fact.method == "codedeploy"),),
    # Whether there is an anomaly monitor is asked of a service that bills each question, so it is seldom known.
    "cost": (Joined(Budget, "budget", lambda fact: not fact.anomaly),),
}


def checks(slug: str) -> tuple[Check, Check]:
    """The two checks of one control: told but not in the account, in the account but in no template."""
    return (
        Check(f"{slug}.{NOT_IN_ACCOUNT}", Severity.WARNING, Confidence.MEDIUM),
        Check(f"{slug}.{NOT_DECLARED}", Severity.NOTICE, Confidence.MEDIUM),
    )


def judge(slug: str, scope: Scope) -> Iterator[Finding]:
    """Compare what is told with what is there, for one control; nothing without an account."""
    missing, undeclared = checks(slug)
    for joined in JOINED[slug]:
        if joined.sort in scope.view.shown:
            yield from _not_in_account(missing, joined, scope)
            yield from _not_declared(undeclared, joined, scope.view)


def _not_in_account(check: Check, joined: Joined, scope: Scope) -> Iterator[Finding]:
    view = scope.view
    told = current(fact for fact in _of(joined, view.facts) if fact.kind.strength < EvidenceKind.OBSERVED.strength)
    missing = [fact for fact in told if not _is_there(joined, fact, view)]
    wanted = [name for name in _in_spec(joined, scope) if not _is_named(joined, name, view)]
    if missing or wanted:
        yield check.failed(
            *places(missing),
            *(Evident(EvidenceKind.CLAIMED, Location(path=SPEC_FILE, quote=f'"{name}"')) for name in wanted),
            noun=joined.noun,
            name=listed((*wanted, *_names_of(missing))),
        )


def _in_spec(joined: Joined, scope: Scope) -> tuple[str, ...]:
    """What the spec names for the environment: the application does not start, or does not store, without it."""
    if not scope.spec_given:
        return ()
    if joined.sort is SecretStore:
        return scope.environment.secrets
    return tuple(bucket.name for bucket in scope.environment.buckets) if joined.sort is Bucket else ()


def _is_named(joined: Joined, name: str, view: View) -> bool:
    """The account has it, for whichever environment: the spec may give one thing to several."""
    return any(_forms(name) & _names(fact) for fact in _of(joined, view.there))


def _not_declared(check: Check, joined: Joined, view: View) -> Iterator[Finding]:
    """What somebody made by hand beside the templates; a repository without templates declares nothing at all."""
    there = [fact for fact in _of(joined, view.facts) if fact.kind is EvidenceKind.OBSERVED]
    told = any(fact.kind is not EvidenceKind.OBSERVED for fact in _of(joined, view.facts))
    templates = any(fact.kind is EvidenceKind.DECLARED for fact in view.facts)
    if there and templates and not told:
        yield check.failed(*places(there), noun=joined.noun, name=_listed(there))


def _is_there(joined: Joined, told: Fact, view: View) -> bool:
    """Whether the account has what is told; what is told for no environment may be there in any."""
    there = _of(joined, view.there)
    if told.environment is not None:
        there = [fact for fact in there if fact.environment in (None, told.environment)]
    if not joined.named:
        return bool(there)
    return not _is_literal(told) or any(_names(told) & _names(fact) for fact in there)


def _of(joined: Joined, facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if isinstance(fact, joined.sort) and joined.where(fact)]


def _listed(facts: Iterable[Fact]) -> str:
    return listed(_names_of(facts))


def _names_of(facts: Iterable[Fact]) -> Iterator[str | None]:
    return (getattr(fact, "name", None) for fact in facts)


def _names(fact: Fact) -> frozenset[str]:
    return _forms(str(getattr(fact, "name", None) or ""))


def _forms(name: str) -> frozenset[str]:
    """A name in each of its forms: a secret's ARN ends in its name and six characters of AWS's own."""
    last = name.rpartition(":")[2] if name.startswith("arn:") else name
    return frozenset({name, last, last[:-7] if name.startswith("arn:") and last[-7:-6] == "-" else last})


def _is_literal(fact: Fact) -> bool:
    name = str(getattr(fact, "name", None) or "")
    return bool(name) and not any(sign in name for sign in "${}<>*%")
