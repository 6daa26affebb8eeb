"""What OCSF and ASFF share: the account behind the evidence, types of resources, and no secret on the way out."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pytest

from holdfast.controls.registry import CONTROLS
from holdfast.model.assessment import Assessment, ControlResult
from holdfast.model.estate import Owner
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.findings import Check, Evident, Severity
from holdfast.reports import render
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import Document, to_document
from holdfast.reports.exchange import _OUTCOMES, Arn, Home, home_of, records
from tests.reports.account_document import ACCOUNT, AWS, BUCKET, finding, observed, only
from tests.reports.documents import DOCUMENT, EMPTY

SECRET = "hunter2-Zq8vW3"  # pragma: allowlist secret


def leaking() -> Document:
    """An assessment whose files and resources hold a secret where a reader quotes them."""
    told = (
        Evident(EvidenceKind.CODED, Location.lines("deploy.sh", 3, 3, f"export DB_PASSWORD={SECRET}")),
        Evident(EvidenceKind.OBSERVED, Location(arn=f"arn:aws:iam::{ACCOUNT}:user/deploy", quote="412 days old")),
    )
    failed = Check("configuration.exposed-secret", Severity.CRITICAL).failed(*told)
    assessment = Assessment(
        product="shop",
        generated_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        controls=(ControlResult(1, "access", "production", (failed,)),),
    )
    return to_document(assessment, Catalogue("en"), {})


@pytest.mark.parametrize("form", ["ocsf", "asff", "sarif"])
def test_the_value_of_a_secret_never_leaves(form: Literal["ocsf", "asff", "sarif"]) -> None:
    text = render(leaking(), Catalogue("en"), form)

    assert "deploy.sh" in text
    assert "[hidden]" in text
    assert SECRET not in text


def test_the_account_and_region_are_those_that_most_resources_name() -> None:
    assert home_of(AWS) == Home(ACCOUNT, "ap-northeast-1", "aws")
    assert home_of(DOCUMENT) is None
    assert home_of(EMPTY) is None


def test_an_account_that_was_read_is_named_whatever_its_resources_say() -> None:
    owner = Owner("210987654321", "cn-north-1", "aws-cn")
    nothing_found = Assessment("shop", datetime(2026, 11, 23, 9, tzinfo=UTC), (), owner=owner)
    document = to_document(nothing_found, Catalogue("en"), {})

    assert home_of(document) == Home("210987654321", "cn-north-1", "aws-cn")
    assert json.loads(render(document, Catalogue("en"), "json"))["owner"] == {
        "account": "210987654321",
        "region": "cn-north-1",
        "partition": "aws-cn",
    }
    assert home_of(replace(AWS, owner=document.owner)) == home_of(document)


def test_a_resource_of_another_account_does_not_take_over() -> None:
    foreign = [observed("arn:aws:iam::999988887777:role/vendor"), observed(f"arn:aws:iam::{ACCOUNT}:user/a")]
    document = only(finding("access.old-key", "failed", *foreign, observed(f"arn:aws:iam::{ACCOUNT}:user/b")))

    assert home_of(document) == Home(ACCOUNT, "ap-northeast-1", "aws")


def test_without_any_region_it_is_where_the_global_services_are() -> None:
    document = only(finding("access.old-key", "failed", observed(f"arn:aws-cn:iam::{ACCOUNT}:user/a")))
    document = replace(document, unassigned=())

    assert home_of(document) == Home(ACCOUNT, "us-east-1", "aws-cn")


@pytest.mark.parametrize("text", ["", "guide.md", "arn", "arn:aws:s3", "https://x/arn:aws:s3:::b", "arn:aws:s3::b"])
def test_what_is_no_arn_is_none(text: str) -> None:
    assert Arn.parse(text) is None


@pytest.mark.parametrize(
    ("text", "type_", "name"),
    [
        (BUCKET, "AwsS3Bucket", "shop-uploads"),
        (f"arn:aws:iam::{ACCOUNT}:root", "AwsAccount", "root"),
        (f"arn:aws:sns:ap-northeast-1:{ACCOUNT}:alarms", "AwsSnsTopic", "alarms"),
        (f"arn:aws:rds:ap-northeast-1:{ACCOUNT}:db:shop", "AwsRdsDbInstance", "shop"),
        (f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer/app/web/1a", "AwsElbv2LoadBalancer", "1a"),
        (f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:prod/db-AbCdEf", "AwsSecretsManagerSecret", "db-AbCdEf"),
        (f"arn:aws:dlm:eu-west-1:{ACCOUNT}:policy/p-1", "Other", "p-1"),
        ("arn:aws:iam::*:oidc-provider/*", "Other", "*"),
        ("arn:aws:new-service:::", "Other", ""),
    ],
)
def test_an_arn_tells_the_type_and_the_name(text: str, type_: str, name: str) -> None:
    arn = Arn.parse(text)

    assert arn is not None
    assert (arn.type, arn.name) == (type_, name)


def test_every_status_of_the_assessment_has_an_outcome() -> None:
    statuses = {"failed", "unproven", "unreadable", "configured", "proven", "not_applicable"}

    assert set(_OUTCOMES) == statuses


def test_every_check_that_can_be_set_aside_has_a_title_in_both_languages() -> None:
    entry = AWS.suppressed[0]
    every = [check.id for control in CONTROLS for check in control.checks]
    document = replace(AWS, controls=(), suppressed=tuple(replace(entry, check=one) for one in every))

    for locale in ("en", "ko"):
        titles = {record.check: record.title for record in records(document, Catalogue(locale))}
        assert set(titles) == set(every)
        assert not [check for check, title in titles.items() if title == check or "{" in title]


def test_a_title_that_all_controls_share_is_told_with_its_control() -> None:
    for locale in ("en", "ko"):
        shared = Catalogue(locale).word("messages", "general-title")
        (record,) = records(only(finding("access.unreadable-evidence", "unreadable", title=shared)), Catalogue(locale))
        assert record.title == f"Access: {shared}"
