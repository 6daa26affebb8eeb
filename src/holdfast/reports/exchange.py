"""What OCSF and ASFF share: one record per finding and environment, with an id that stays the same from run to run."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from holdfast.model.findings import Confidence, Finding, Severity, Status
from holdfast.model.record import replace
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import (
    ControlEntry,
    Document,
    EndpointEvidence,
    EvidenceEntry,
    FileEvidence,
    FindingEntry,
    ResourceEvidence,
    SuppressedEntry,
)

_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_MAX_ID = 512

OTHER = "Other"
"""The type of what is no AWS resource: a file of the repository, an endpoint."""


class Outcome(StrEnum):
    """What came of one check in one environment; `SET_ASIDE` is a finding that the team accepted for a while."""

    FAILED = "failed"
    UNPROVEN = "unproven"
    UNREADABLE = "unreadable"
    PASSED = "passed"
    NOT_APPLICABLE = "not_applicable"
    SET_ASIDE = "set_aside"

    @property
    def is_open(self) -> bool:
        """Somebody has to act."""
        return self in (Outcome.FAILED, Outcome.UNPROVEN, Outcome.UNREADABLE)


_OUTCOMES = {
    "failed": Outcome.FAILED,
    "unproven": Outcome.UNPROVEN,
    "unreadable": Outcome.UNREADABLE,
    "configured": Outcome.PASSED,
    "proven": Outcome.PASSED,
    "not_applicable": Outcome.NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class Home:
    """The AWS account that an assessment speaks of.

    Args:
        account: its number, 12 digits; empty when no ARN names one.
        region: the product's own.
        partition: `aws`, or that of another part of AWS such as `aws-cn`.
    """

    account: str
    region: str
    partition: str


@dataclass(frozen=True, slots=True)
class Arn:
    """The parts of an ARN; `region` and `account` are empty where AWS leaves them out or a pattern stands there."""

    text: str
    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> "Arn | None":
        """Take an ARN apart; None for what is none."""
        parts = text.split(":", 5)
        if len(parts) != 6 or parts[0] != "arn":
            return None
        _, partition, service, region, account, resource = parts
        return cls(
            text,
            partition,
            service,
            region if _REGION.fullmatch(region) else "",
            account if _ACCOUNT.fullmatch(account) else "",
            resource,
        )

    @property
    def name(self) -> str:
        """The last word of the resource."""
        return re.split(r"[:/]", self.resource.rstrip(":/"))[-1]

    @property
    def type(self) -> str:
        """The resource type as Security Hub and Prowler write it, such as `AwsEc2Instance`; `Other` when unknown."""
        sort = re.split(r"[:/]", self.resource, maxsplit=1)[0] if re.search(r"[:/]", self.resource) else ""
        return _TYPES.get((self.service, sort)) or _TYPES.get((self.service, self.resource)) or OTHER


# By service and the word before the first `:` or `/`; an empty word where the resource is a mere name.
# Source: AWS Security Hub API reference, members of `ResourceDetails` (and `AwsAccount`), 2026.
_TYPES = {
    ("acm", "certificate"): "AwsCertificateManagerCertificate",
    ("autoscaling", "autoScalingGroup"): "AwsAutoScalingAutoScalingGroup",
    ("autoscaling", "launchConfiguration"): "AwsAutoScalingLaunchConfiguration",
    ("backup", "backup-plan"): "AwsBackupBackupPlan",
    ("backup", "backup-vault"): "AwsBackupBackupVault",
    ("backup", "recovery-point"): "AwsBackupRecoveryPoint",
    ("cloudformation", "stack"): "AwsCloudFormationStack",
    ("cloudfront", "distribution"): "AwsCloudFrontDistribution",
    ("cloudtrail", "trail"): "AwsCloudTrailTrail",
    ("cloudwatch", "alarm"): "AwsCloudWatchAlarm",
    ("ec2", "elastic-ip"): "AwsEc2Eip",
    ("ec2", "instance"): "AwsEc2Instance",
    ("ec2", "launch-template"): "AwsEc2LaunchTemplate",
    ("ec2", "network-interface"): "AwsEc2NetworkInterface",
    ("ec2", "security-group"): "AwsEc2SecurityGroup",
    ("ec2", "subnet"): "AwsEc2Subnet",
    ("ec2", "volume"): "AwsEc2Volume",
    ("ec2", "vpc"): "AwsEc2Vpc",
    ("elasticloadbalancing", "loadbalancer"): "AwsElbv2LoadBalancer",
    ("iam", "group"): "AwsIamGroup",
    ("iam", "policy"): "AwsIamPolicy",
    ("iam", "role"): "AwsIamRole",
    ("iam", "root"): "AwsAccount",
    ("iam", "user"): "AwsIamUser",
    ("rds", "cluster"): "AwsRdsDbCluster",
    ("rds", "cluster-snapshot"): "AwsRdsDbClusterSnapshot",
    ("rds", "db"): "AwsRdsDbInstance",
    ("rds", "snapshot"): "AwsRdsDbSnapshot",
    ("s3", ""): "AwsS3Bucket",
    ("secretsmanager", "secret"): "AwsSecretsManagerSecret",
    ("sns", ""): "AwsSnsTopic",
    ("sqs", ""): "AwsSqsQueue",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """A file, resource or endpoint that a finding speaks of, with every place of it in the finding's order."""

    uid: str
    arn: Arn | None
    places: tuple[EvidenceEntry, ...]

    @property
    def type(self) -> str:
        """The resource type; `Other` for a file or an endpoint."""
        return self.arn.type if self.arn else OTHER


@dataclass(frozen=True, slots=True)
class Record:
    """One finding in one environment.

    Args:
        id: the same on every run; see `records`.
        control: slug of the one it belongs to; `control_title` is its title.
        environment: the one it was made in.
        outcome: what came of it.
        status: the assessment's own word for that.
        severity: of the check; None for what was set aside.
        confidence: `low`, `medium`, `high`; empty for what was set aside.
        check: its id.
        title, message, risk, remediation: texts in the document's language; the last two empty when closed.
        references: the ids that other tools give to the same ground.
        evidence: where it stands.
        author, expires: who set it aside, and until when; empty otherwise.
    """

    id: str
    control: str
    control_title: str
    environment: str
    outcome: Outcome
    status: str
    severity: str | None
    confidence: str
    check: str
    title: str
    message: str
    risk: str
    remediation: str
    references: tuple[str, ...]
    evidence: tuple[EvidenceEntry, ...]
    author: str = ""
    expires: str = ""

    def things(self) -> tuple[Thing, ...]:
        """What it speaks of, each once, in the order of the evidence."""
        grouped: dict[str, list[EvidenceEntry]] = {}
        for place in self.evidence:
            grouped.setdefault(uid_of(place), []).append(place)
        return tuple(Thing(uid, Arn.parse(uid), tuple(places)) for uid, places in grouped.items())


def uid_of(place: EvidenceEntry) -> str:
    """What a place is in, without its lines: the path, the ARN or the URL."""
    match place:
        case FileEvidence():
            return place.path
        case ResourceEvidence():
            return place.arn
        case EndpointEvidence():
            return place.url


def lines_of(place: EvidenceEntry) -> str:
    """The lines of a file as `12` or `12-14`; empty for anything else."""
    if not isinstance(place, FileEvidence):
        return ""
    return f"{place.start_line}-{place.end_line}" if place.end_line > place.start_line else str(place.start_line)


def moment(document: Document) -> datetime:
    """When the assessment was made."""
    return datetime.fromisoformat(document.generated_at)


def home_of(document: Document) -> Home | None:
    """The account that was read, and the product's region in it.

    A document that does not say so is of the account and the region that most of its ARNs name; None without an ARN.
    """
    if document.owner:
        return Home(document.owner.account, document.owner.region, document.owner.partition)
    named = [uid_of(place) for control in document.controls for one in control.findings for place in one.evidence]
    named += [uid_of(place) for entry in document.suppressed for place in entry.evidence]
    named += [*document.unassigned, *(entry.path for entry in document.unread)]
    arns = [arn for arn in map(Arn.parse, named) if arn]
    if not arns:
        return None
    return Home(
        account=_most([arn.account for arn in arns]),
        region=_most([arn.region for arn in arns]) or "us-east-1",
        partition=_most([arn.partition for arn in arns]),
    )


def _most(words: list[str]) -> str:
    """The most frequent word that is not empty; among equals the first by the alphabet."""
    counted = sorted(Counter(word for word in words if word).items(), key=lambda entry: (-entry[1], entry[0]))
    return counted[0][0] if counted else ""


def records(document: Document, catalogue: Catalogue) -> Iterator[Record]:
    """All findings, open, held, set aside or not applicable, one record for each environment.

    The id is made of account, product, environment and check, never of texts, lines, status or time: what failed
    yesterday and holds today is one record that changed. Where a check has several findings in one environment, each
    id ends in a digest of the places it names.
    """
    account = home.account if (home := home_of(document)) else ""
    prefix = "/".join(part for part in ("holdfast", account, document.product) if part)
    general = catalogue.word("messages", "general-title")
    taken: Counter[str] = Counter()
    for control in document.controls:
        several = Counter(finding.check for finding in control.findings)
        for finding in control.findings:
            base = f"{prefix}/{control.environment}/{finding.check}"
            yield _once(_found(base, control, finding, general), taken, distinct=several[finding.check] > 1)
    aside = Counter((entry.environment, entry.check) for entry in document.suppressed)
    found_too = {(control.environment, one.check) for control in document.controls for one in control.findings}
    for entry in document.suppressed:
        key = (entry.environment, entry.check)
        base = f"{prefix}/{entry.environment}/{entry.check}"
        yield _once(_set_aside(base, entry, catalogue), taken, distinct=aside[key] > 1 or key in found_too)


def _once(record: Record, taken: "Counter[str]", *, distinct: bool) -> Record:
    """The record with an id of its own, at most 512 characters long."""
    found = record.id
    if distinct:
        places = "\n".join(sorted({uid_of(place) for place in record.evidence}))
        found = f"{found}#{_digest(places, 12)}"
    if len(found) > _MAX_ID:
        found = f"{found[: _MAX_ID - 33]}#{_digest(found, 32)}"
    taken[found] += 1
    return replace(record, id=found if taken[found] == 1 else f"{found}-{taken[found]}")


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _found(base: str, control: ControlEntry, finding: FindingEntry, general: str) -> Record:
    """One finding as a record; a title that every control shares (`general`) is told with its control."""
    title = f"{control.title}: {finding.title}" if finding.title == general else finding.title
    return Record(
        id=base,
        control=control.slug,
        control_title=control.title,
        environment=control.environment,
        outcome=_OUTCOMES[finding.status],
        status=finding.status,
        severity=finding.severity,
        confidence=finding.confidence,
        check=finding.check,
        title=title or finding.check,
        message=finding.message or title or finding.check,
        risk=finding.risk,
        remediation=finding.remediation,
        references=finding.references,
        evidence=finding.evidence,
    )


def _set_aside(base: str, entry: SuppressedEntry, catalogue: Catalogue) -> Record:
    slug = entry.check.partition(".")[0]
    known = Finding(entry.check, Status.FAILED, Severity.NOTICE, Confidence.HIGH)
    title = catalogue.texts(known).title or entry.check
    return Record(
        id=base,
        control=slug,
        control_title=catalogue.control(slug)["title"],
        environment=entry.environment,
        outcome=Outcome.SET_ASIDE,
        status="set_aside",
        severity=None,
        confidence="",
        check=entry.check,
        title=title,
        message=entry.reason or title,
        risk="",
        remediation="",
        references=(),
        evidence=entry.evidence,
        author=entry.author,
        expires=entry.expires,
    )
