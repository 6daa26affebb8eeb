"""Calls that need no connection: they do and say what calls over one do."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.straight import ADDRESS, straighten

pytestmark = pytest.mark.integration

KEY = "orders/2026 11+26/주문%2F1.json"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


def straight(aws: EmbeddedAws, service: str) -> Any:
    return straighten(aws.session().client(service, endpoint_url=ADDRESS))


def test_what_one_way_makes_the_other_finds(aws: EmbeddedAws) -> None:
    home = {"LocationConstraint": aws.region}
    straight(aws, "s3").create_bucket(Bucket="shop-files", CreateBucketConfiguration=home)
    straight(aws, "s3").put_object(Bucket="shop-files", Key=KEY, Body=BytesIO(b"\x00one\xff"), Metadata={"own": "a b"})

    found = aws.client("s3").get_object(Bucket="shop-files", Key=KEY)

    assert (found["Body"].read(), found["Metadata"]) == (b"\x00one\xff", {"own": "a b"})
    aws.client("sns").create_topic(Name="shop")
    assert [one["TopicArn"][-4:] for one in straight(aws, "sns").list_topics()["Topics"]] == ["shop"]
    assert straight(aws, "s3").get_object(Bucket="shop-files", Key=KEY)["Body"].read() == b"\x00one\xff"


@pytest.mark.parametrize(
    ("service", "call", "given", "code"),
    [
        ("s3", "get_object", {"Bucket": "nobodys", "Key": "a"}, "NoSuchBucket"),
        ("iam", "get_role", {"RoleName": "nobody"}, "NoSuchEntity"),
        ("secretsmanager", "get_secret_value", {"SecretId": "nobodys"}, "ResourceNotFoundException"),
    ],
)
def test_a_refusal_is_the_same_on_both_ways(aws: EmbeddedAws, service: str, call: str, given: Any, code: str) -> None:
    said = []
    for client in (straight(aws, service), aws.client(service)):
        with pytest.raises(ClientError) as caught:
            getattr(client, call)(**given)
        said.append(str(caught.value))
    assert code in said[0]
    assert said[0] == said[1]
