"""Where a repository and an account speak of the same thing: told but not there, and there but not told.

Every control has these two checks. They answer only for what the account was asked for whole: a service that refused
says nothing about what is not there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from holdfast.controls.common import current, listed, places
from holdfast.model.environments import UNASSIGNED, canonical, environment_of
from holdfast.model.estate import Estate, View
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
    WantedSecret,
    Watched,
    Workload,
)
from holdfast.model.findings import Check, Confidence, Evident, Finding, Scope, Severity
from holdfast.model.product import SPEC_FILE
from holdfast.model.record import record, replace

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
        wanted: a sort of fact by which a repository only asks for it.
        promise: all that it can do is to help, so that one that is only told helps nobody.
        alike: what two of the sort have in common that may stand for each other; None for one that may for any.
    """

    sort: type[Fact]
    noun: str
    where: Predicate = _every
    named: bool = False
    wanted: type[Fact] | None = None
    promise: bool = False
    alike: Callable[[Any], object] = lambda _fact: None


def _watched(alarm: Alarm) -> object:
    """An alarm on one metric is not there because one on another is."""
    return None if alarm.watches is Watched.OTHER else alarm.watches


_AWS_BACKUPS = frozenset(["aws-backup", "dlm", "rds"])

JOINED: dict[str, tuple[Joined, ...]] = {
    "access": (Joined(Trust, "identity-trust"),),
    "availability": (
        Joined(LoadBalancer, "load-balancer", promise=True),
        Joined(Workload, "scaling-group", lambda fact: fact.platform is Platform.EC2_GROUP),
        Joined(Database, "managed-database", lambda fact: fact.placement in {Placement.RDS, Placement.AURORA}),
    ),
    "capacity": (),
    "health": (Joined(HealthProbe, "target-health-check", lambda fact: fact.asker == "load-balancer", promise=True),),
    "cors": (Joined(Bucket, "bucket", named=True), Joined(BucketCors, "cors-rules")),
    "certificates": (
        Joined(Certificate, "certificate", lambda fact: fact.issuer == "acm"),
        Joined(Distribution, "distribution"),
    ),
    "configuration": (
        Joined(SecretStore, "secret", lambda fact: fact.service == "secrets-manager", named=True, wanted=WantedSecret),
    ),
    "backup": (Joined(BackupJob, "backup-plan", lambda fact: fact.method in _AWS_BACKUPS, promise=True),),
    "scaling": (Joined(ScalingPolicy, "scaling-policy", promise=True),),
    "monitoring": (
        Joined(Alarm, "alarm", lambda fact: fact.system == "cloudwatch", promise=True, alike=_watched),
        Joined(Topic, "topic", promise=True),
        Joined(Dashboard, "dashboard", lambda fact: fact.system == "cloudwatch", promise=True),
    ),
    "releases": (Joined(Deployment, "code-deploy", lambda fact: fact.method == "codedeploy"),),
    # Whether there is an anomaly monitor is asked of a service that bills each question, so it is seldom known.
    "cost": (Joined(Budget, "budget", lambda fact: not fact.anomaly, promise=True),),
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


def believed(estate: Estate) -> Estate:
    """The estate as controls may believe it: what is told, and not in an account that was asked for all, is a claim.

    A guide's alarm, or a template's, calls nobody as long as the account has no alarm of its kind.
    """
    if not estate.shown:
        return estate
    there = _There(estate.view("").every_there)
    promises: dict[type[Fact], list[Joined]] = {}
    for joined in (one for many in JOINED.values() for one in many if one.promise and one.sort in estate.shown):
        promises.setdefault(joined.sort, []).append(joined)

    def claim(fact: Fact) -> bool:
        return fact.kind is not EvidenceKind.OBSERVED and any(
            _is_of(joined, fact) and not there.has(joined, fact) for joined in promises.get(type(fact), ())
        )

    facts = tuple(replace(fact, kind=EvidenceKind.CLAIMED) if claim(fact) else fact for fact in estate.facts)
    return replace(estate, facts=facts)


def _not_in_account(check: Check, joined: Joined, scope: Scope) -> Iterator[Finding]:
    view = scope.view
    there = _There(view.every_there)
    told = current(fact for fact in _of(joined, view) if fact.kind.strength < EvidenceKind.OBSERVED.strength)
    missing = [fact for fact in told if not _is_of_another(fact, view) and not there.has(joined, fact)]
    wanted = [name for name in _in_spec(joined, scope) if not there.has_name(joined, name)]
    if missing or wanted:
        yield check.failed(
            *places(missing),
            *(Evident(EvidenceKind.CLAIMED, Location(path=SPEC_FILE, quote=f'"{name}"')) for name in wanted),
            noun=joined.noun,
            name=listed((*wanted, *map(_called, missing))),
        )


def _is_of_another(fact: Fact, view: View) -> bool:
    """A wanted secret whose own name tells another environment: it is missed there."""
    told = environment_of(fact.name) if isinstance(fact, WantedSecret) and not fact.environment else None
    return told not in (None, canonical(view.environment))


def _in_spec(joined: Joined, scope: Scope) -> tuple[str, ...]:
    """What the spec names for the environment: the application does not start, or does not store, without it."""
    if not scope.spec_given:
        return ()
    if joined.sort is SecretStore:
        return scope.environment.secrets
    return tuple(bucket.name for bucket in scope.environment.buckets) if joined.sort is Bucket else ()


def _not_declared(check: Check, joined: Joined, view: View) -> Iterator[Finding]:
    """What somebody made by hand beside the templates; a repository without templates declares nothing at all."""
    there = [fact for fact in _of(joined, view) if fact.kind is EvidenceKind.OBSERVED]
    told = any(fact.kind is not EvidenceKind.OBSERVED for fact in _of(joined, view))
    templates = any(fact.kind is EvidenceKind.DECLARED for fact in view.facts)
    if there and templates and not told:
        yield check.failed(*places(there), noun=joined.noun, name=_listed(there))


@dataclass(frozen=True)
class _There:
    """What an account shows; `every` gives all of a sort."""

    every: Callable[[type[Fact]], Iterable[Fact]]

    def has_name(self, joined: Joined, name: str) -> bool:
        """The account has it, for whichever environment: the spec may give one thing to several."""
        return any(_forms(name) & _names(fact) for fact in self._all(joined))

    def has(self, joined: Joined, told: Fact) -> bool:
        """Whether the account has what is told; what is told for no environment may be there in any.

        What the account has for nobody knows which environment may be it, unless both have names, and others.
        """
        there = [fact for fact in self._all(joined) if joined.alike(told) in (None, joined.alike(fact))]
        if joined.named:
            if not _is_literal(told) or self._is_elsewhere(told):
                return True
            there = [fact for fact in there if _may_be_of(fact, told)]
            return any(_names(told) & _names(fact) for fact in there)
        if told.environment is None:
            return bool(there)
        if any(fact.environment in (None, told.environment) for fact in there):
            return True
        loose = [fact for fact in there if fact.environment == UNASSIGNED]
        return any(not (_is_literal(told) and _is_literal(fact)) or _plain(told) == _plain(fact) for fact in loose)

    def _all(self, joined: Joined) -> list[Fact]:
        return [fact for fact in self.every(joined.sort) if joined.where(fact)]

    def _is_elsewhere(self, told: Fact) -> bool:
        """It is told by its ARN, of an account that was not read."""
        account = _account_of(str(getattr(told, "name", "")))
        read = {_account_of(fact.at.arn) for fact in self.every(Fact)} - {""} if account else set()
        return bool(read) and account not in read


def _account_of(arn: str) -> str:
    """The number of the account that an ARN names; empty for a text that is none, or names none."""
    parts = arn.split(":")
    return parts[4] if len(parts) > 5 and parts[0] == "arn" else ""


def _may_be_of(there: Fact, told: Fact) -> bool:
    return told.environment is None or there.environment in (None, told.environment, UNASSIGNED)


def _of(joined: Joined, view: View) -> list[Fact]:
    """What a view has of it, in reading order of each sort."""
    sorts = filter(None, (joined.sort, joined.wanted))
    return [fact for sort in sorts for fact in view.every(sort) if joined.where(fact)]


def _is_of(joined: Joined, fact: Fact) -> bool:
    if joined.wanted is not None and isinstance(fact, joined.wanted):
        return joined.where(fact)
    return isinstance(fact, joined.sort) and joined.where(fact)


def _listed(facts: Iterable[Fact]) -> str:
    return listed(map(_called, facts))


def _called(fact: Fact) -> str:
    """By what people know it: its name, or else where it is told."""
    name = str(getattr(fact, "name", None) or "")
    told = name if name or not isinstance(fact, Alarm) or fact.watches is Watched.OTHER else fact.watches.value
    return told or str(fact.at)


def _names(fact: Fact) -> frozenset[str]:
    return _forms(str(getattr(fact, "name", None) or ""))


def _plain(fact: Fact) -> str:
    """Its name as people write it in guides: in whichever case."""
    return str(getattr(fact, "name", "")).casefold()


def _forms(name: str) -> frozenset[str]:
    """A name in each of its forms: a secret's ARN ends in its name and six characters of AWS's own."""
    last = name.rpartition(":")[2] if name.startswith("arn:") else name
    return frozenset({name, last, last[:-7] if name.startswith("arn:") and last[-7:-6] == "-" else last})


def _is_literal(fact: Fact) -> bool:
    """Its name is certain: written out, and where a template declares it, as the name of the thing itself.

    What a template leaves nameless is called by AWS, after the template's own word for it and with letters of chance.
    """
    name = str(getattr(fact, "name", None) or "")
    if not name or any(sign in name for sign in "${}<>*%"):
        return False
    if fact.kind is EvidenceKind.DECLARED and isinstance(fact, SecretStore):
        return "name" in fact.places
    return not name.endswith("-")  # the beginning of a name that AWS completes
