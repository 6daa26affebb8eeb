"""A small server that gives the answers of AWS which an embedded AWS does not: denied, throttled, expired, broken."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CALLER = "arn:aws:sts::123456789012:assumed-role/shop-api/i-0123456789abcdef0"


@dataclass(frozen=True)
class Answer:
    """One answer: its status, the service's error code and message, or a body of its own; how late; or none at all."""

    status: int = 400
    code: str = ""
    message: str = ""
    body: bytes | None = None
    late_seconds: float = 0
    hangs_up: bool = False

    def bytes(self) -> bytes:
        """The body as AWS's JSON protocol has it."""
        if self.body is not None:
            return self.body
        return json.dumps({"__type": self.code, "message": self.message, "Message": self.message}).encode()


@dataclass
class Played:
    """The running server, and the operations that it was asked for."""

    url: str
    asked: list[str] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """Variables with which AWS's own tools come here."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": "ap-northeast-2",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@contextmanager
def playing(answers: Sequence[Answer] | Mapping[str, Answer], *, identity: bool = True) -> Iterator[Played]:
    """Play the answers one after another, the last for ever, or each to the secret of its name.

    `GetCallerIdentity` is answered by itself, or refused without `identity`.
    """
    left = [] if isinstance(answers, Mapping) else list(answers)
    lock = threading.Lock()

    def following(secret: str) -> Answer:
        if isinstance(answers, Mapping):
            return answers[secret]
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    played = Played(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(played, following, 200 if identity else 403)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()


def _handler(played: Played, following: Callable[[str], Answer], identity: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if b"GetCallerIdentity" in body:
                self._give(identity, _identity(), "text/xml")
                return
            played.asked.append(self.headers.get("X-Amz-Target", "").rpartition(".")[2])
            answer = following(json.loads(body).get("SecretId", ""))
            time.sleep(answer.late_seconds)
            if not answer.hangs_up:
                self._give(answer.status, answer.bytes(), "application/x-amz-json-1.1")

        def _give(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _identity() -> bytes:
    return (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>{CALLER}</Arn><UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult>"
        "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    ).encode()
