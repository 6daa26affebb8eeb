"""Buckets and secrets, asked of moto's server, and of a listener that plays what moto does not."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from holdfast.host.health.probes.aws import Bucket, Caller, Secret
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.ports import free_port

REGION = "ap-northeast-2"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "canary-key",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nowhere",
        "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(REGION) as server:
        server.client("s3").create_bucket(Bucket="uploads", CreateBucketConfiguration={"LocationConstraint": REGION})
        secrets = server.client("secretsmanager")
        secrets.create_secret(Name="shop/api", SecretString="canary-value")
        secrets.create_secret(Name="shop/old", SecretString="canary-value")
        secrets.delete_secret(SecretId="shop/old", RecoveryWindowInDays=7)
        yield server


def caller(url: str) -> Caller:
    return Caller(REGION, 2, {"AWS_ENDPOINT_URL": url})


@pytest.mark.integration
def test_a_bucket_and_a_secret_that_are_there_pass(aws: EmbeddedAws) -> None:
    arn = aws.client("secretsmanager").describe_secret(SecretId="shop/api")["ARN"]

    assert Bucket("uploads", caller(aws.url)).ask().ok
    assert Secret("shop/api", caller(aws.url)).ask().ok
    assert Secret(arn, caller(aws.url)).ask().ok


@pytest.mark.integration
def test_what_is_missing_or_about_to_go_is_told(aws: EmbeddedAws) -> None:
    assert Bucket("nowhere", caller(aws.url)).ask().reason == "there is no such bucket"
    assert Secret("shop/none", caller(aws.url)).ask().reason == f"there is no such secret in {REGION}"
    assert Secret("shop/old", caller(aws.url)).ask().reason == "it is scheduled for deletion"


class Player(BaseHTTPRequestHandler):
    """Answers every request with the same status and error."""

    status = 200
    code = ""

    def do_HEAD(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def do_POST(self) -> None:
        body = json.dumps({"__type": self.code, "Message": "canary: arn:aws:iam::123:role/x may not"}).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        return


@pytest.fixture
def player() -> Iterator[tuple[str, type[Player]]]:
    handler = type("Playing", (Player,), {})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (301, "another region"),
        (403, "s3:ListBucket"),
        (404, "no such bucket"),
        (503, "throttles"),
        (500, "answers 500"),
    ],
)
def test_a_bucket_that_refuses_says_what_the_role_needs(
    player: tuple[str, type[Player]], status: int, reason: str
) -> None:
    url, handler = player
    handler.status = status
    answer = Bucket("uploads", caller(url)).ask()

    assert not answer.ok
    assert reason in answer.reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("AccessDeniedException", "denied: its role needs secretsmanager:DescribeSecret"),
        ("com.amazon#ExpiredTokenException", "its credentials have expired"),
        ("ThrottlingException", "too many requests: AWS throttles"),
        ("SomethingElse", "Secrets Manager answers 400"),
    ],
)
def test_a_secret_that_is_refused_says_why_without_the_text_of_aws(
    player: tuple[str, type[Player]], code: str, reason: str
) -> None:
    url, handler = player
    handler.status, handler.code = 400, code
    answer = Secret("shop/api", caller(url)).ask()

    assert (answer.ok, answer.reason) == (False, reason)


def test_no_network_and_no_credentials_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert Secret("shop/api", caller(nowhere)).ask().reason == "AWS cannot be reached"
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert Bucket("uploads", caller(nowhere)).ask().reason == "there are no AWS credentials on this host"


@pytest.mark.parametrize(
    ("service", "region", "environ", "url"),
    [
        ("s3", "ap-northeast-2", {}, "https://s3.ap-northeast-2.amazonaws.com"),
        ("secretsmanager", "us-east-1", {}, "https://secretsmanager.us-east-1.amazonaws.com"),
        ("s3", "cn-north-1", {}, "https://s3.cn-north-1.amazonaws.com.cn"),
        ("s3", "ap-northeast-2", {"AWS_ENDPOINT_URL": "http://a/"}, "http://a"),
        ("s3", "ap-northeast-2", {"AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_S3": "http://b"}, "http://b"),
    ],
)
def test_the_address_of_a_service(service: str, region: str, environ: dict[str, str], url: str) -> None:
    assert Caller(REGION, 1, environ).endpoint(service, region) == url
