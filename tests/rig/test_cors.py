"""What S3 says to pages, rule by rule, and the embedded S3 over HTTP."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.cors import Rule, allowed

SHOP = "https://www.shop.example"
UPLOADS: Rule = {
    "AllowedOrigins": [SHOP, "https://*.seller.example"],
    "AllowedMethods": ["GET", "PUT"],
    "AllowedHeaders": ["Content-Type", "x-amz-*"],
    "ExposeHeaders": ["etag"],
    "MaxAgeSeconds": 600,
}
READING: Rule = {"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}


def test_a_page_is_told_what_its_rule_says() -> None:
    assert allowed([UPLOADS], SHOP, "PUT", ["Content-Type", "X-Amz-Meta-Order"]) == [
        ("Access-Control-Allow-Origin", SHOP),
        ("Access-Control-Allow-Methods", "GET, PUT"),
        ("Access-Control-Allow-Headers", "content-type, x-amz-meta-order"),
        ("Access-Control-Expose-Headers", "etag"),
        ("Access-Control-Max-Age", "600"),
        ("Access-Control-Allow-Credentials", "true"),
        ("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"),
    ]


def test_a_rule_for_everybody_names_nobody_and_lets_nobody_send_credentials() -> None:
    said = dict(allowed([UPLOADS, READING], "https://other.example", "GET") or [])
    assert said["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in said


def test_the_first_rule_that_names_everything_decides() -> None:
    both = [UPLOADS, READING]
    assert dict(allowed(both, SHOP, "GET") or [])["Access-Control-Allow-Methods"] == "GET, PUT"
    assert dict(allowed([READING, UPLOADS], SHOP, "GET") or [])["Access-Control-Allow-Methods"] == "GET"
    assert dict(allowed([READING, UPLOADS], SHOP, "PUT") or [])["Access-Control-Allow-Methods"] == "GET, PUT"


@pytest.mark.parametrize(
    "origin", ["https://a.seller.example", "https://a.b.seller.example", "https://.seller.example"]
)
def test_a_star_stands_for_anything_in_its_place(origin: str) -> None:
    assert allowed([UPLOADS], origin, "GET") is not None


@pytest.mark.parametrize(
    ("origin", "method", "headers"),
    [
        ("http://www.shop.example", "GET", []),
        ("https://www.shop.example:8443", "GET", []),
        ("https://www.shop.example.evil.example", "GET", []),
        ("https://WWW.shop.example", "GET", []),
        ("https://seller.example", "GET", []),
        ("https://a.seller.example.evil.example", "GET", []),
        ("null", "GET", []),
        (SHOP, "DELETE", []),
        (SHOP, "put", []),
        (SHOP, "PUT", ["content-type", "x-order"]),
    ],
)
def test_what_no_rule_names_is_not_allowed(origin: str, method: str, headers: list[str]) -> None:
    assert allowed([UPLOADS], origin, method, headers) is None


def test_a_bucket_without_rules_allows_nothing() -> None:
    assert allowed([], SHOP, "GET") is None


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        client = started.client("s3")
        for name in ("shop-uploads", "shop-backups"):
            home: Any = {"LocationConstraint": started.region}
            client.create_bucket(Bucket=name, CreateBucketConfiguration=home)
            client.put_object(Bucket=name, Key="a", Body=b"one", ACL="public-read")
        client.put_bucket_cors(Bucket="shop-uploads", CORSConfiguration={"CORSRules": [UPLOADS]})
        yield started


def asked(aws: EmbeddedAws, path: str, method: str, **headers: str) -> tuple[int, Mapping[str, str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(aws.url + path, method=method, headers=named)  # noqa: S310
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, {**answer.headers}
    except HTTPError as error:
        return error.code, {**error.headers}


def told(headers: Mapping[str, str]) -> set[str]:
    return {name for name in headers if name.lower().startswith("access-control-")}


@pytest.mark.integration
def test_a_preflight_is_answered_by_the_rules_of_the_bucket(aws: EmbeddedAws) -> None:
    preflight = {"Access_Control_Request_Method": "PUT", "Access_Control_Request_Headers": "content-type"}

    status, headers = asked(aws, "/shop-uploads/new", "OPTIONS", Origin=SHOP, **preflight)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, SHOP)

    for path in ("/shop-uploads/new", "/shop-backups/new"):
        status, headers = asked(aws, path, "OPTIONS", Origin="https://evil.example", **preflight)
        assert (status, told(headers)) == (403, set())


@pytest.mark.integration
def test_the_bucket_may_stand_in_the_name_of_the_host(aws: EmbeddedAws) -> None:
    host = "shop-uploads.s3.ap-northeast-2.amazonaws.com"
    given = {"Host": host, "Access_Control_Request_Method": "GET"}
    assert asked(aws, "/a", "OPTIONS", Origin=SHOP, **given)[0] == 200
    assert asked(aws, "/a", "OPTIONS", Origin="https://evil.example", **given)[0] == 403


@pytest.mark.integration
def test_an_answer_says_which_pages_may_read_it_and_comes_to_all(aws: EmbeddedAws) -> None:
    status, headers = asked(aws, "/shop-uploads/a", "GET", Origin=SHOP)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, SHOP)

    for path, origin in (("/shop-uploads/a", "https://evil.example"), ("/shop-backups/a", SHOP)):
        status, headers = asked(aws, path, "GET", Origin=origin)
        assert (status, told(headers)) == (200, set())
