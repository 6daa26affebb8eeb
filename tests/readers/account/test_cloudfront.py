"""CloudFront: distributions, the names they answer to, and where their certificates live."""

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.facts import Distribution
from holdfast.readers.account import cloudfront
from holdfast.readers.account.base import GLOBAL_REGION
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"


def distribution(name: str, aliases: list[str], *, enabled: bool = True, **viewer: Any) -> dict[str, Any]:
    """A configuration as `create_distribution` wants it, with what matters here."""
    origin = {"Id": "s3", "DomainName": "x.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behaviour = {
        "TargetOriginId": "s3",
        "ViewerProtocolPolicy": "redirect-to-https",
        "MinTTL": 0,
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
    }
    return {
        "CallerReference": name,
        "Comment": name,
        "Enabled": enabled,
        "Aliases": {"Quantity": len(aliases), "Items": aliases},
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
        "ViewerCertificate": viewer or {"CloudFrontDefaultCertificate": True},
    }


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        client = started.client("cloudfront", GLOBAL_REGION)
        own: dict[str, Any] = {"ACMCertificateArn": CERTIFICATE, "SSLSupportMethod": "sni-only"}
        tags = {"Items": [{"Key": "Environment", "Value": "production"}]}
        uploads = distribution("uploads", ["static.sweetorders.com"], **own)
        client.create_distribution_with_tags(DistributionConfigWithTags={"DistributionConfig": uploads, "Tags": tags})
        client.create_distribution(DistributionConfig=distribution("front", ["Seller-Staging.sweetorders.com"]))
        client.create_distribution(DistributionConfig=distribution("off", ["old.sweetorders.com"], enabled=False))
        yield started


@pytest.mark.integration
def test_each_enabled_distribution_is_told_with_its_names_and_the_pages_it_serves(aws: EmbeddedAws) -> None:
    shown = told(read(cloudfront.READER, live(aws), GLOBAL_REGION))

    assert [_without_id(line) for line in shown] == [
        "Distribution [production] name=uploads aliases=(static.sweetorders.com) certificate_region=us-east-1",
        "Distribution [staging] name=front aliases=(seller-staging.sweetorders.com) default_certificate=True",
        "Origin [staging] origin=https://seller-staging.sweetorders.com",
    ]


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"DistributionList": None},
        {"DistributionList": {"Items": None}},
        {"DistributionList": {"Items": ["E1", {"Enabled": False}]}},
    ],
)
def test_an_account_without_distributions_says_nothing(page: dict[str, Any]) -> None:
    assert read(cloudfront.READER, FakeAccount({"list_distributions": page}), GLOBAL_REGION) == []


def test_missing_fields_never_raise() -> None:
    page = {"DistributionList": {"Items": [{"Id": "E1", "Aliases": [], "ViewerCertificate": "none"}]}}

    (found,) = read(cloudfront.READER, FakeAccount({"list_distributions": page}), GLOBAL_REGION)

    assert isinstance(found, Distribution)
    assert (found.name, found.aliases, found.default_certificate) == ("E1", (), True)


def _without_id(line: str) -> str:
    kind, _, rest = line.split(" ", 2)
    return f"{kind} {rest}"


def test_an_origin_that_is_asked_without_tls_is_told_unless_it_is_a_website_of_s3() -> None:
    def shown(domain: str, policy: str) -> bool:
        origin = {"DomainName": domain, "CustomOriginConfig": {"OriginProtocolPolicy": policy}}
        page = {"DistributionList": {"Items": [{"Id": "E1", "Origins": {"Items": [origin]}}]}}
        [found] = read(cloudfront.READER, FakeAccount({"list_distributions": page}), GLOBAL_REGION)
        assert isinstance(found, Distribution)
        return found.plain_origin

    assert shown("alb.example.com", "http-only")
    assert not shown("alb.example.com", "https-only")
    assert not shown("pages.s3-website-us-east-1.amazonaws.com", "http-only")
