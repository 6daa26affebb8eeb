import socket
from collections.abc import Iterator

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.rig.aws import ACCOUNT, EmbeddedAws

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture(autouse=True)
def _nothing_left(aws: EmbeddedAws) -> None:
    aws.reset()


def test_boto3_comes_here_through_the_environment_alone(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    secrets = boto3.session.Session().client("secretsmanager")
    made = secrets.create_secret(Name="product/production", SecretString='{"KEY": "value"}')
    assert made["ARN"].split(":")[3:5] == ["ap-northeast-2", ACCOUNT]
    assert secrets.get_secret_value(SecretId=made["ARN"])["SecretString"] == '{"KEY": "value"}'


def test_a_reset_forgets_everything(aws: EmbeddedAws) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="uploads", CreateBucketConfiguration={"LocationConstraint": aws.region})
    aws.reset()
    assert s3.list_buckets()["Buckets"] == []


def test_access_can_be_enforced_and_let_go(aws: EmbeddedAws) -> None:
    secrets = aws.client("secretsmanager")
    aws.enforce_access()
    with pytest.raises(ClientError, match="invalid"):
        secrets.list_secrets()
    aws.enforce_access(on=False)
    assert secrets.list_secrets()["SecretList"] == []


def test_it_listens_on_loopback_until_it_is_closed() -> None:
    with EmbeddedAws.start("ap-northeast-1") as own:
        host, port = own.url.removeprefix("http://").split(":")
        assert host == "127.0.0.1"
        assert own.environment()["AWS_REGION"] == "ap-northeast-1"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, int(port)), timeout=2)
    own.close()
