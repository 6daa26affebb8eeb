"""A small document whose evidence is an AWS account's, with the hostile cases of the formats that go to AWS."""

from dataclasses import replace
from typing import Any

from holdfast.reports.document import (
    Document,
    EndpointEvidence,
    EvidenceEntry,
    FileEvidence,
    FindingEntry,
    ResourceEvidence,
    SuppressedEntry,
    UnreadEntry,
)
from tests.reports.documents import DOCUMENT, control

ACCOUNT = "123456789012"
INSTANCE = f"arn:aws:ec2:ap-northeast-1:{ACCOUNT}:instance/i-0a1b2c3d4e5f60718"
BUCKET = "arn:aws:s3:::shop-uploads"
USER = f"arn:aws:iam::{ACCOUNT}:user/deploy"
CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/3b0c1d2e"


def finding(check: str, status: str, *evidence: EvidenceEntry, severity: str = "warning", **texts: str) -> FindingEntry:
    words: dict[str, Any] = {
        "status": status,
        "severity": severity,
        "title": "A title",
        "message": "A message.",
        "risk": "",
        "remediation": "",
        **texts,
    }
    return FindingEntry(check=check, confidence="high", evidence=evidence, **words)


def observed(arn: str, quote: str = "") -> ResourceEvidence:
    return ResourceEvidence(kind="observed", arn=arn, quote=quote)


def at(path: str, line: int, quote: str = "") -> FileEvidence:
    return FileEvidence(kind="instructed", path=path, start_line=line, end_line=line, quote=quote)


SIZE = finding(
    "capacity.burstable-class",
    "failed",
    observed(INSTANCE, "InstanceType: t3.small"),
    at("guide.md", 4, "t3.small"),
    at("guide.md", 40, "t3.small"),
    title="The instance runs out of credits",
    message="i-0a1b2c3d4e5f60718 is a t3.small.",
    risk="It slows down under load.",
    remediation="Take t3.medium.",
)
KEYS = finding("access.old-key", "failed", observed(USER, "access key 1 is 412 days old"), severity="critical")
DENIED = finding("access.unreadable-evidence", "unreadable", observed("arn:aws:iam::*:oidc-provider/*"))
HELD = finding("certificates.wrong-region", "configured", observed(CERTIFICATE, "us-east-1"))
SILENT = finding("cost.no-budget", "unproven")
ANSWERS = finding(
    "health.no-endpoint",
    "proven",
    EndpointEvidence(kind="observed", url="https://api.sweetorders.com/health", quote="200"),
)
NOTHING_TO_JUDGE = finding("cors.no-rules", "not_applicable")

AWS = replace(
    DOCUMENT,
    controls=(
        control(1, "access", "production", "failed", KEYS, DENIED),
        control(3, "capacity", "production", "failed", SIZE),
        control(4, "health", "production", "proven", ANSWERS),
        control(5, "cors", "production", "not_applicable", NOTHING_TO_JUDGE),
        control(6, "certificates", "production", "configured", HELD),
        control(12, "cost", "production", "unproven", SILENT),
        control(12, "cost", "staging", "unproven", SILENT),
    ),
    suppressed=(
        SuppressedEntry(
            check="access.root-login",
            environment="production",
            reason="the old host goes away in May",
            author="kim",
            expires="2027-05-31",
            evidence=(observed(f"arn:aws:iam::{ACCOUNT}:root"),),
        ),
    ),
    unread=(
        UnreadEntry(path="arn:aws:iam::*:oidc-provider/*", line=0, reason="denied", detail="", controls=("access",)),
    ),
    unassigned=(f"arn:aws:ec2:ap-northeast-1:{ACCOUNT}:volume/vol-1", BUCKET),
)


def only(*findings: FindingEntry, environment: str = "production") -> Document:
    """The account's document with these findings alone."""
    slug = findings[0].check.partition(".")[0]
    judged = control(1, slug, environment, "failed", *findings)
    return replace(AWS, controls=(judged,), suppressed=(), unread=())


HUGE = finding(
    "access.ssh-open-to-world",
    "failed",
    *(observed(f"{INSTANCE[:-6]}{number:06d}", "열" * 600) for number in range(200)),
    *(at("깊은/" * 400 + f"{number}.md", number + 1, "😀" * 600) for number in range(200)),
    title="제목 " * 200,
    message="😀" * 3000,
    risk="위험 " * 500,
    remediation="고침 " * 500,
)
"""More and longer than any format that has limits takes."""
