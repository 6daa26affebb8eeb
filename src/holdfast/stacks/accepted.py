"""What outside auditors say about our templates and is accepted, each with its reason; docs/auditors.md is made of it.

A finding that stands here nowhere fails a test, and so does a line here that no auditor says any more.
"""

from collections.abc import Iterable

from holdfast.model.record import record

NAG, CHECKOV, LINT, CUSTODIAN = "cdk-nag", "Checkov", "cfn-lint", "Cloud Custodian"


@record(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One finding that stays.

    Attributes:
        rule: the auditor's id; for rules that name what they found, the part before it.
        about: what it asks for.
        reason: why it stays.
        found: of rules that name what they found, the texts of which one must be in it; any when empty.
    """

    rule: str
    about: str
    reason: str
    found: tuple[str, ...] = ()


_WHOLE = "the bucket is this product's and this environment's alone, and its objects have no names known beforehand"
_OWN_KEYS = (
    "AWS's own key encrypts it; a key of ours costs 1 USD a month each and its calls, and whoever may read the data "
    "would get the right to use it with it"
)
_BUCKET_LOGS = (
    "the log bucket cannot log itself; artifacts, the trail and copies are written by our own roles, whose calls "
    "CloudTrail has"
)
_EDGE_LOGS = (
    "files that anybody may read; the old kind of log needs a bucket with ACLs, which are closed in all of ours"
)


def _asterisk(found: tuple[str, ...], reason: str) -> Accepted:
    return Accepted(rule="AwsSolutions-IAM5", about="no `*` in resources", found=found, reason=reason)


NAG_ACCEPTED: tuple[Accepted, ...] = (
    _asterisk(
        found=("[Resource::*]",),
        reason="AWS takes no resource for these actions; `stacks/policies.py` has a reason for each",
    ),
    _asterisk(
        found=(
            "-artifacts-<AWS::AccountId>/host/",
            "-artifacts-<AWS::AccountId>/bundles/",
            "-artifacts-<AWS::AccountId>/releases/",
        ),
        reason="one folder of the artifact bucket; bundles are named by commits that are yet to be made",
    ),
    _asterisk(
        found=("s3:::sweetorder-uploads-", "s3:::sweetorder-backup-", "<CopyBucketArn>/*"),
        reason=_WHOLE,
    ),
    _asterisk(
        found=(":autoScalingGroup:*:", ":stack/"),
        reason="the group or the stack itself: the asterisk stands for an id that AWS gives",
    ),
    _asterisk(
        found=(":log-group:/holdfast/",),
        reason="this environment's log groups and the streams in them, one for each host",
    ),
    _asterisk(
        found=(":instance/*",),
        reason="hosts of the group come and go: a host has no id before it is made; the disk is bound by tags",
    ),
    _asterisk(
        found=(
            ":snapshot:*",
            ":auto-backup:*",
            ":snapshot:",
        ),
        reason="reading which backups RDS has; snapshots before a migration are named by their commit",
    ),
    _asterisk(
        found=(":user/*",),
        reason="the age of access keys is asked of every user, today's and tomorrow's",
    ),
    Accepted(
        rule="AwsSolutions-IAM4",
        about="no policies of AWS's own",
        reason="service roles of AWS Backup and CodeDeploy: AWS alone follows what its services call, and changes "
        "these policies with them; only the service can take the role, for this account",
    ),
    Accepted(
        rule="AwsSolutions-S1",
        about="access logs of buckets",
        reason=_BUCKET_LOGS,
    ),
    Accepted(
        rule="AwsSolutions-SF1",
        about="logs of every state",
        reason="it runs once a day and gives one number; when it gives none, the alarm `key-age` rings",
    ),
    Accepted(
        rule="AwsSolutions-SF2", about="tracing of the state machine", reason="three calls once a day: nothing to trace"
    ),
    Accepted(
        rule="AwsSolutions-VPC7",
        about="flow logs",
        reason="about 0.5 USD for each GB of log, mostly of scans that security groups refuse; a team turns them "
        "on when it looks for something",
    ),
    Accepted(
        rule="AwsSolutions-EC23",
        about="nothing open to the world",
        reason="the load balancer's ports 443 and 80, which redirects: people come from everywhere. No other "
        "group is open, and 22 is not open at all",
    ),
    Accepted(
        rule="AwsSolutions-SMG4",
        about="rotation of secrets",
        reason="RDS rotates the database's password by itself. What else lies in the secret (payment, mail) is "
        "issued by others, so a clock here could only break it",
    ),
    Accepted(
        rule="AwsSolutions-RDS11",
        about="another port than 5432",
        reason="the database is reached from the hosts' security group alone; another number hides nothing",
    ),
    Accepted(
        rule="AwsSolutions-CFR1",
        about="restriction to countries",
        reason="who may be served is the product's decision, and not a defect",
    ),
    Accepted(
        rule="AwsSolutions-CFR2",
        about="a web firewall before CloudFront",
        reason="5 USD a month and 1 for each rule, before files that anybody may read; worth it when an attack "
        "is seen, which the alarm `requests` tells",
    ),
    Accepted(
        rule="AwsSolutions-CFR3",
        about="access logs of CloudFront",
        reason=_EDGE_LOGS,
    ),
    Accepted(
        rule="AwsSolutions-AS3",
        about="mail for each change of the group",
        reason="a group that follows traffic changes all day: nobody would read them. Alarms tell when hosts are "
        "missing or unwell",
    ),
)

CHECKOV_ACCEPTED: tuple[Accepted, ...] = (
    Accepted(
        rule="CKV_AWS_118",
        about="enhanced monitoring of RDS",
        reason="some 3 USD a month for the operating system's processes below the database; Performance Insights "
        "is on, without charge",
    ),
    Accepted(rule="CKV_AWS_149", about="a key of ours for secrets", reason=_OWN_KEYS),
    Accepted(rule="CKV_AWS_158", about="a key of ours for logs", reason=_OWN_KEYS),
    Accepted(rule="CKV_AWS_166", about="a key of ours for snapshots", reason=_OWN_KEYS),
    Accepted(rule="CKV_AWS_35", about="a key of ours for the trail", reason=_OWN_KEYS),
    Accepted(
        rule="CKV_AWS_26",
        about="encryption of the topic",
        reason="CloudWatch can send to an encrypted topic only with a key of ours; an alarm's text holds names "
        "and numbers, and leaves as mail anyway",
    ),
    Accepted(
        rule="CKV_AWS_18",
        about="access logs of buckets",
        reason=_BUCKET_LOGS,
    ),
    Accepted(
        rule="CKV_AWS_260",
        about="port 80 closed",
        reason="the load balancer's listener there answers with a redirect to HTTPS and nothing else",
    ),
    Accepted(
        rule="CKV_AWS_68",
        about="a web firewall before CloudFront",
        reason="5 USD a month and 1 for each rule, before files that anybody may read",
    ),
    Accepted(
        rule="CKV_AWS_86",
        about="access logs of CloudFront",
        reason=_EDGE_LOGS,
    ),
)

LINT_ACCEPTED: tuple[Accepted, ...] = (
    Accepted(
        rule="W3691",
        about="a version of PostgreSQL that exists",
        reason="the spec names the major version alone, and RDS takes its newest minor one; cfn-lint knows full "
        "versions only",
    ),
)

CUSTODIAN_ACCEPTED: tuple[Accepted, ...] = (
    Accepted(
        rule="configuration-secret-without-tags",
        about="secrets that say whose they are",
        reason="RDS makes and names the secret of its own password, and gives it no tags of ours",
    ),
    Accepted(
        rule="cost-disk-unattached",
        about="no disk without a host",
        reason="the data disk of staging waits for its host, which takes it at boot; it is all that staging has",
    ),
)

ACCEPTED = {
    NAG: NAG_ACCEPTED,
    CHECKOV: CHECKOV_ACCEPTED,
    LINT: LINT_ACCEPTED,
    CUSTODIAN: CUSTODIAN_ACCEPTED,
}
"""By auditor."""


def reason_for(rule: str, accepted: Iterable[Accepted]) -> Accepted | None:
    """The line by which a finding is accepted; None when there is none.

    Args:
        rule: the auditor's id of the finding, with what it found in brackets where it names that.
        accepted: one auditor's lines.
    """
    name, bracket, _ = rule.partition("[")
    return next(
        (
            one
            for one in accepted
            if one.rule == name and (not one.found or any(text in bracket + rule for text in one.found))
        ),
        None,
    )
