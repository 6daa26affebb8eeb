"""A small document with one of everything, for the formats to be compared on."""

from typing import Any

from holdfast.reports.document import (
    ControlEntry,
    Document,
    FileEvidence,
    FindingEntry,
    SuppressedEntry,
    UnheededEntry,
    UnreadEntry,
)

SSH = FindingEntry(
    check="access.ssh-open-to-world",
    status="failed",
    severity="critical",
    confidence="high",
    title="SSH is open to the whole internet",
    message="Port 22 accepts connections from 0.0.0.0/0.",
    evidence=(
        FileEvidence(
            kind="instructed",
            path="docs/서버.md",
            start_line=12,
            end_line=13,
            quote="| SSH | 22 | 0.0.0.0/0 | <b>배포</b> |\n| HTTP | 80 | 0.0.0.0/0 | |",
        ),
        FileEvidence(kind="declared", path="infra/main.tf", start_line=4, end_line=4, quote="cidr = ```0.0.0.0/0```"),
    ),
    risk="Anybody may try to log in.",
    remediation="Remove the rule and use Session Manager.",
    references=("checkov:CKV_AWS_24", "prowler:ec2_instance_port_ssh_exposed_to_internet"),
)
SILENT = FindingEntry(
    check="cost.no-budget",
    status="unproven",
    severity="warning",
    confidence="high",
    title="No budget",
    message="Nothing speaks of a budget.",
    evidence=(),
    risk="A surprise bill.",
    remediation="Create a budget.",
)
NOTICE = FindingEntry(
    check="backup.no-other-region",
    status="failed",
    severity="notice",
    confidence="medium",
    title="No copy in another region",
    message="Backups stay in one region.",
    evidence=(FileEvidence(kind="coded", path="backup.sh", start_line=7, end_line=7, quote="aws s3 cp dump s3://b/"),),
    risk="A regional outage takes the backup along.",
    remediation="Copy it.",
)
HELD = FindingEntry(
    check="backup.no-backup",
    status="configured",
    severity="warning",
    confidence="high",
    title="The database has no backup",
    message="pg_dump runs every night.",
    evidence=(FileEvidence(kind="coded", path="backup.sh", start_line=3, end_line=5, quote="pg_dump shop"),),
    risk="",
    remediation="",
)
ABSENT = FindingEntry(
    check="cors.no-rules",
    status="not_applicable",
    severity="warning",
    confidence="high",
    title="No rules",
    message="The product has no bucket.",
    evidence=(),
    risk="",
    remediation="",
)


def control(number: int, slug: str, environment: str, status: str, *findings: FindingEntry) -> ControlEntry:
    words: dict[str, Any] = {"status": status}
    return ControlEntry(
        number=number,
        slug=slug,
        environment=environment,
        severity=findings[0].severity if status in ("failed", "unproven") else None,
        title=slug.title(),
        findings=findings,
        **words,
    )


DOCUMENT = Document(
    schema="holdfast.assessment/1",
    product="shop",
    generated_at="2026-11-23T09:00:00+00:00",
    controls=(
        control(1, "access", "production", "failed", SSH),
        control(5, "cors", "production", "not_applicable", ABSENT),
        control(8, "backup", "production", "configured", HELD, NOTICE),
        control(12, "cost", "production", "unproven", SILENT),
        control(1, "access", "staging", "failed", SSH),
        control(5, "cors", "staging", "not_applicable", ABSENT),
        control(8, "backup", "staging", "configured", HELD, NOTICE),
        control(12, "cost", "staging", "unproven", SILENT),
    ),
    suppressed=(
        SuppressedEntry(
            check="access.root-login",
            environment="production",
            reason="the old host goes away in May",
            author="kim",
            expires="2027-05-31",
            evidence=(FileEvidence(kind="coded", path="deploy.yml", start_line=9, end_line=9, quote="username: root"),),
        ),
    ),
    unheeded=(UnheededEntry(check="cost", why="expired", where="holdfast.toml (lee, 2026-01-01)"),),
    unread=(UnreadEntry(path="infra/broken.tf", line=3, reason="malformed", detail="block", controls=("access",)),),
    files=41,
    skipped={"vendored": 2},
    locale="en",
)

EMPTY = Document(
    schema="holdfast.assessment/1", product="nothing", generated_at="2026-11-23T09:00:00+00:00", controls=()
)
