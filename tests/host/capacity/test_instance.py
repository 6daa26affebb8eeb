"""Which instance this is, asked of a small metadata service that also misbehaves."""

import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from holdfast.host.capacity.instance import Instance, find_instance, host_name

TOKEN = "token-of-the-session"
DOCUMENT = {"instanceId": "i-0abc", "instanceType": "t3.small", "region": "ap-northeast-1", "accountId": "123456789012"}


@dataclass
class Metadata:
    """What the service answers."""

    body: bytes = json.dumps(DOCUMENT).encode()
    needs_token: bool = True
    token_status: int = 200
    environ: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def metadata() -> Iterator[Metadata]:
    answers = Metadata()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            right = self.path == "/latest/api/token" and self.headers["X-aws-ec2-metadata-token-ttl-seconds"]
            self._answer(answers.token_status if right else 400, TOKEN.encode())

        def do_GET(self) -> None:
            allowed = not answers.needs_token or self.headers["X-aws-ec2-metadata-token"] == TOKEN
            known = self.path == "/latest/dynamic/instance-identity/document"
            self._answer(200 if allowed and known else 401, answers.body)

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        answers.environ = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": f"http://127.0.0.1:{server.server_port}"}
        yield answers
        server.shutdown()


def test_the_instance_is_known_by_a_token_of_a_session(metadata: Metadata) -> None:
    found = find_instance(metadata.environ)

    assert found == Instance("i-0abc", "t3.small", "ap-northeast-1")
    assert host_name(found) == "i-0abc"


def test_a_proxy_of_the_environment_is_not_used(metadata: Metadata, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert find_instance(metadata.environ) is not None


def test_a_service_that_is_switched_off_is_not_asked(metadata: Metadata) -> None:
    assert find_instance({**metadata.environ, "AWS_EC2_METADATA_DISABLED": "true"}) is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"not json", b'{"instanceId": 7}', b'{"instanceId": "i-1", "instanceType": "t3.small"}']
)
def test_an_answer_that_is_not_understood_is_no_instance(body: bytes, metadata: Metadata) -> None:
    metadata.body = body

    assert find_instance(metadata.environ) is None


def test_a_refused_token_is_no_instance(metadata: Metadata) -> None:
    metadata.token_status = 403

    assert find_instance(metadata.environ) is None


def test_a_service_that_accepts_and_never_answers_costs_the_limit_and_no_more() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
        started = time.monotonic()

        assert find_instance({"AWS_EC2_METADATA_SERVICE_ENDPOINT": endpoint}, wait_seconds=0.2) is None
        assert time.monotonic() - started < 3


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "https://x", "nonsense", "http://[::1"])
def test_an_endpoint_that_cannot_be_asked_is_no_instance(endpoint: str) -> None:
    assert find_instance({"AWS_EC2_METADATA_SERVICE_ENDPOINT": endpoint}, wait_seconds=0.5) is None


def test_elsewhere_the_machine_has_its_own_name() -> None:
    assert host_name(None) == socket.gethostname()


@pytest.mark.parametrize(
    ("kind", "earns"),
    [("t3.small", True), ("t4g.medium", True), ("t2.nano", True), ("t3a.large", True), ("m7g.large", False),
     ("c6i.large", False), ("trn1.2xlarge", False)],
)  # fmt: skip
def test_only_t_instances_earn_credits(kind: str, earns: bool) -> None:
    assert Instance("i-1", kind, "ap-northeast-2").earns_credits is earns
