"""An S3 that fails as asked: a proxy before moto's server that answers, cuts or delays some of the requests itself."""

import http.client
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Fault:
    """What happens to a request instead of an answer, or to its answer.

    Attributes:
        status: answered instead of asking S3, with `code` in a body as S3 sends it; None asks S3.
        code: of the error.
        headers: of that answer.
        cut_at: the connection is closed after so many bytes of the answer's body, whose length was announced.
        delay: seconds before anything.
        reset: closed without an answer.
    """

    status: int | None = None
    code: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    cut_at: int | None = None
    delay: float = 0.0
    reset: bool = False


Rule = Callable[[str, str, int], Fault | None]
"""From method, path with query, and how many requests came before: what goes wrong, or nothing."""


@dataclass
class FaultyS3:
    """A running proxy."""

    url: str
    rule: Rule = lambda *_: None
    asked: list[tuple[str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    target = ""
    running: FaultyS3
    lock: threading.Lock

    def _answer(self) -> None:
        with self.lock:
            before = len(self.running.asked)
            self.running.asked.append((self.command, self.path))
        fault = self.running.rule(self.command, self.path, before) or Fault()
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        time.sleep(fault.delay)
        if fault.reset:
            self.close_connection = True
            return
        if fault.status is not None:
            self._say(fault.status, fault.headers, f"<Error><Code>{fault.code}</Code></Error>".encode())
            return
        self._pass_on(body, fault)

    def _pass_on(self, body: bytes, fault: Fault) -> None:
        place = urlsplit(self.target)
        connection = http.client.HTTPConnection(place.hostname or "", place.port)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "expect"}
        connection.request(self.command, self.path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        dropped = {"content-length", "transfer-encoding", "connection"}
        kept = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in dropped)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        self._say(answer.status, (*kept, *((("Content-Length", length),) if length else ())), content, fault.cut_at)

    def _say(
        self, status: int, headers: tuple[tuple[str, str], ...], content: bytes, cut_at: int | None = None
    ) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204 and self.command != "HEAD":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[:cut_at])
        if cut_at is not None:
            self.close_connection = True

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _answer  # noqa: N815  # names that the library calls

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002  # the library's name

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()


@contextmanager
def faulty(target: str, certificate: Path | None = None) -> Iterator[FaultyS3]:
    """Start it before the S3 at `target`, on loopback; ended with the `with`.

    Args:
        target: URL of the S3.
        certificate: speaks TLS with this one, of `localhost`, and its key.
    """
    running = FaultyS3("")
    handler = type("Handler", (_Handler,), {"target": target, "running": running, "lock": threading.Lock()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    running.url = f"http://127.0.0.1:{server.server_port}"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        running.url = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate of `localhost` with its key, and the same as the authority that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    both, authority = folder / "localhost.pem", folder / "authority.pem"
    both.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    authority.write_bytes(pem)
    return both, authority
