"""ACM: certificates, who presents them, and how long they still hold."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from holdfast.model.environments import UNASSIGNED
from holdfast.model.evidence import GapReason
from holdfast.model.facts import Certificate
from holdfast.readers.account import acm, cloudfront
from holdfast.readers.account.base import GLOBAL_REGION, Refused
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, NOW, FakeAccount, live, read, told
from tests.readers.account.test_cloudfront import distribution

ARN = "arn:aws:acm:us-east-1:123456789012:certificate/1"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started, pytest.MonkeyPatch.context() as patch:
        patch.setattr("moto.settings.ACM_VALIDATION_WAIT", 0)
        client = started.client("acm", GLOBAL_REGION)
        used = client.request_certificate(DomainName="static.sweetorders.com", ValidationMethod="DNS")
        spare = client.request_certificate(
            DomainName="spare.sweetorders.com",
            ValidationMethod="EMAIL",
            KeyAlgorithm="EC_prime256v1",
            Tags=[{"Key": "Environment", "Value": "staging"}],
        )
        for one in (used, spare):
            client.describe_certificate(CertificateArn=one["CertificateArn"])  # moto validates it now
        shape = distribution("uploads", ["static.sweetorders.com"], ACMCertificateArn=used["CertificateArn"])
        started.client("cloudfront", GLOBAL_REGION).create_distribution(DistributionConfig=shape)
        yield started


@pytest.mark.integration
def test_a_certificate_of_a_distribution_is_in_use_and_one_of_another_key_type_is_seen(aws: EmbeddedAws) -> None:
    now = datetime.now(UTC)  # moto makes certificates of a year from today
    asked: Counter[str] = Counter()

    shown = told(read(acm.READER, live(aws, now=now, asked=asked), GLOBAL_REGION))

    assert [line.split(" ", 2)[2] for line in shown] == [
        (
            "[(unassigned)] issuer=acm domain=static.sweetorders.com region=us-east-1 validation=dns used_by=cloudfront "
            "renews=False in_use=True days_left=364"
        ),
        "[staging] issuer=acm domain=spare.sweetorders.com region=us-east-1 renews=False in_use=False days_left=364",
    ]
    assert asked == {"list_certificates": 1, "list_distributions": 1, "get_resources": 1, "describe_certificate": 1}


def issued(**more: Any) -> dict[str, Any]:
    """A certificate as ACM describes it."""
    ends = {"NotAfter": NOW + timedelta(days=200, hours=1)}
    return {"CertificateArn": ARN, "DomainName": "www.x.com", "Status": "ISSUED", "InUse": True, **ends, **more}


def described(**more: Any) -> Certificate:
    """The one certificate of an account, listed and described alike."""
    record = issued(**more)
    answers = {
        "list_certificates": {"CertificateSummaryList": [record]},
        "describe_certificate": {"Certificate": record},
    }
    (found,) = read(acm.READER, FakeAccount(answers), GLOBAL_REGION)
    assert isinstance(found, Certificate)
    return found


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"RenewalEligibility": "ELIGIBLE", "DomainValidationOptions": [{"ValidationMethod": "DNS"}]}, True),
        ({"RenewalEligibility": "INELIGIBLE", "DomainValidationOptions": [{"ValidationMethod": "DNS"}]}, False),
        ({"RenewalEligibility": "ELIGIBLE", "DomainValidationOptions": [{"ValidationMethod": "EMAIL"}]}, False),
        ({"RenewalEligibility": "ELIGIBLE", "DomainValidationOptions": "DNS"}, False),
        ({"Type": "IMPORTED", "RenewalEligibility": "INELIGIBLE"}, False),
    ],
    ids=["eligible", "not eligible", "by e-mail", "odd", "imported"],
)
def test_it_renews_itself_only_by_dns_and_when_acm_says_so(more: dict[str, Any], expected: bool) -> None:
    """Moto calls every certificate ineligible: the answers have the documented shape."""
    assert described(**more).renews is expected


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("arn:aws:elasticloadbalancing:x:1:loadbalancer/app/web/2", "load-balancer"),
        ("arn:aws:cloudfront::1:distribution/E1", "cloudfront"),
        ("arn:aws:apigateway:x::/domainnames/api", "api"),
        ("arn:aws:something:x:1:else", None),
    ],
)
def test_who_uses_it_is_told_by_the_users_service(user: str, expected: str | None) -> None:
    found = described(InUseBy=[user])

    assert (found.used_by, found.in_use) == (expected, True)


@pytest.mark.parametrize(("ends", "days"), [(timedelta(days=9, hours=5), 9), (timedelta(hours=-30), -2)])
def test_days_are_counted_down_to_the_end_and_beyond(ends: timedelta, days: int) -> None:
    found = described(NotAfter=NOW + ends)

    assert found.days_left == days
    assert found.where("days_left").quote == f"NotAfter: {(NOW + ends).date()}"


@pytest.mark.parametrize("odd", [{"NotAfter": "soon"}, {"InUseBy": "cloudfront"}, {"DomainName": None}])
def test_odd_fields_never_raise(odd: dict[str, Any]) -> None:
    assert described(**odd).issuer == "acm"


def test_one_that_was_never_issued_is_left_out() -> None:
    pending = issued(Status="PENDING_VALIDATION")

    account = FakeAccount({"list_certificates": {"CertificateSummaryList": [pending, {}]}})

    assert read(acm.READER, account, GLOBAL_REGION) == []


def test_distributions_that_may_not_be_read_leave_the_certificates() -> None:
    refused = Refused(cloudfront.DISTRIBUTIONS, GapReason.DENIED, "AccessDenied", GLOBAL_REGION)
    account = FakeAccount(
        {
            "list_certificates": {"CertificateSummaryList": [issued(InUse=False)]},
            "list_distributions": refused,
        }
    )

    shown = told(read(acm.READER, account, GLOBAL_REGION))

    assert [line.split(" ", 2)[2] for line in shown] == [
        "[(unassigned)] issuer=acm domain=www.x.com region=us-east-1 renews=False in_use=False days_left=200"
    ]


BALANCER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop-{}/50dc"
UPLOADS = "arn:aws:cloudfront::123456789012:distribution/E1"


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        ([BALANCER.format("prod")], "production"),
        ([UPLOADS], "staging"),
        ([BALANCER.format("prod"), UPLOADS], None),
        ([BALANCER.format("web")], UNASSIGNED),
    ],
    ids=["a balancer's name", "a distribution's comment", "two environments", "nobody's"],
)
def test_a_certificate_whose_names_tell_no_environment_has_that_of_what_presents_it(
    users: list[str], expected: str | None
) -> None:
    record = issued(InUseBy=users)
    served = {"Id": "E1", "ARN": UPLOADS, "Comment": "shop stg", "ViewerCertificate": {"ACMCertificateArn": ARN}}
    answers = {
        "list_certificates": {"CertificateSummaryList": [record]},
        "describe_certificate": {"Certificate": record},
        "list_distributions": {"DistributionList": {"Items": [served]}},
    }

    (found,) = read(acm.READER, FakeAccount(answers), GLOBAL_REGION)

    assert isinstance(found, Certificate)
    assert found.environment == expected
