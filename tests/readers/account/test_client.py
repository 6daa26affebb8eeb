"""The edge to AWS: every question once, every page, and each error as what it means."""

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.config import Config  # type: ignore[import-untyped]

from holdfast.model.evidence import GapReason
from holdfast.readers.account.base import Call, Refused, each, one, tags_of
from holdfast.readers.account.client import Client, configuration
from holdfast.rig.aws import EmbeddedAws

REGION = "ap-northeast-1"
USERS = Call("iam", "list_users", "iam:ListUsers")
SECRETS = Call("secretsmanager", "list_secrets", "secretsmanager:ListSecrets", page=2)
BUCKETS = Call("s3", "list_buckets", "s3:ListAllMyBuckets")
CORS = Call("s3", "get_bucket_cors", "s3:GetBucketCORS", absent=frozenset(["NoSuchCORSConfiguration"]))
DATABASES = Call("rds", "describe_db_instances", "rds:DescribeDBInstances", "arn:aws:rds:*:*:db:*")


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture
def told() -> Counter[str]:
    return Counter()


@pytest.fixture
def client(aws: EmbeddedAws, told: Counter[str]) -> Client:
    return Client(aws.session(), configuration(4), aws.url, told=lambda call, _region: told.update([call.operation]))


def test_every_page_is_read_and_each_once(aws: EmbeddedAws, client: Client, told: Counter[str]) -> None:
    for number in range(5):
        aws.client("secretsmanager", REGION).create_secret(Name=f"secret{number}", SecretString="x")

    names = [secret["Name"] for secret in each(client, SECRETS, REGION, "SecretList")]  # type: ignore[arg-type]
    client.pages(SECRETS, REGION)

    assert names == [f"secret{number}" for number in range(5)]
    assert told == {"list_secrets": 3}


def test_threads_that_ask_the_same_share_one_answer(client: Client, told: Counter[str]) -> None:
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(client.pages(BUCKETS, REGION))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == {"list_buckets": 1}
    assert all(answer is answers[0] for answer in answers)


def test_a_setting_that_is_not_there_is_absent_and_not_refused(aws: EmbeddedAws, client: Client) -> None:
    aws.client("s3", "us-east-1").create_bucket(Bucket="bare")

    assert one(client, CORS, "us-east-1", Bucket="bare") is None  # type: ignore[arg-type]


def test_an_error_that_nobody_declared_is_told_by_its_code(client: Client) -> None:
    with pytest.raises(Refused) as raised:
        client.pages(CORS, "us-east-1", Bucket="nobody-has-it")

    assert (raised.value.reason, raised.value.detail) == (GapReason.UNREACHABLE, "s3:GetBucketCORS: NoSuchBucket")


class _Fault(BaseHTTPRequestHandler):
    """Answers every request with the server's status and body."""

    def _reply(self) -> None:
        status, body = self.server.answer  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _reply  # noqa: N815 - http.server's names

    def log_message(self, *_words: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def faults() -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Fault)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def xml_error(code: str) -> bytes:
    said = "secret-detail-of-the-service"
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>{said}</Message></Error></ErrorResponse>".encode()


ONE_TRY = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})


@pytest.mark.parametrize(
    ("status", "body", "reason", "detail"),
    [
        (
            403,
            xml_error("AccessDenied"),
            GapReason.DENIED,
            "AccessDenied; allow rds:DescribeDBInstances on arn:aws:rds:*:*:db:*",
        ),
        (
            400,
            xml_error("ExpiredToken"),
            GapReason.DENIED,
            "ExpiredToken; allow rds:DescribeDBInstances on arn:aws:rds:*:*:db:*",
        ),
        (400, xml_error("Throttling"), GapReason.THROTTLED, "rds:DescribeDBInstances: Throttling"),
        (429, xml_error("Slower"), GapReason.THROTTLED, "rds:DescribeDBInstances: Slower"),
        (429, b"", GapReason.MALFORMED, "rds:DescribeDBInstances: ResponseParserError"),
        (500, xml_error("InternalFailure"), GapReason.UNREACHABLE, "rds:DescribeDBInstances: InternalFailure"),
        (503, b"<html>busy", GapReason.UNREACHABLE, "rds:DescribeDBInstances: 503"),
        (200, b"<html>a captive portal</p>", GapReason.MALFORMED, "rds:DescribeDBInstances: ResponseParserError"),
        (200, b"\xff\xfe\x00", GapReason.MALFORMED, "rds:DescribeDBInstances: ResponseParserError"),
    ],
)
def test_each_fault_is_refused_as_what_it_is_and_never_quotes_the_service(  # noqa: PLR0917
    aws: EmbeddedAws, faults: Any, status: int, body: bytes, reason: GapReason, detail: str
) -> None:
    faults.answer = (status, body)
    client = Client(aws.session(), ONE_TRY, f"http://127.0.0.1:{faults.server_port}")

    with pytest.raises(Refused) as raised:
        client.pages(DATABASES, REGION)

    assert (raised.value.reason, raised.value.detail) == (reason, detail)
    assert "secret-detail" not in str(raised.value)


def test_a_server_that_is_not_there_is_unreachable_for_everyone_who_asks(aws: EmbeddedAws, faults: Any) -> None:
    faults.shutdown()
    faults.server_close()
    client = Client(aws.session(), ONE_TRY, f"http://127.0.0.1:{faults.server_port}")

    for _ in range(2):
        with pytest.raises(Refused) as raised:
            client.pages(DATABASES, REGION)
        assert raised.value.reason is GapReason.UNREACHABLE


def test_a_list_that_is_none_is_malformed() -> None:
    class Odd:
        def pages(self, call: Call, region: str, /, **_parameters: Any) -> tuple[dict[str, Any], ...]:
            return ({"Users": "everybody"},)

    with pytest.raises(Refused) as raised:
        list(each(Odd(), USERS, REGION, "Users"))  # type: ignore[arg-type]

    assert raised.value.reason is GapReason.MALFORMED


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"Tags": [{"Key": "Name", "Value": "web"}]}, {"Name": "web"}),
        ({"Tags": [{"key": "Name", "value": "web"}]}, {"Name": "web"}),
        ({"Tags": {"Name": "web"}}, {"Name": "web"}),
        ({"Tags": None}, {}),
        ({"Tags": ["odd"]}, {}),
        ({}, {}),
    ],
)
def test_tags_are_read_in_each_of_their_forms(record: dict[str, Any], expected: dict[str, str]) -> None:
    assert tags_of(record) == expected
