"""A new EC2 instance in small: a systemd with a network of its own, in which a script of first boot runs as it is.

What is real: systemd, the script's bash, curl, tar, useradd, Python and its wheels, Nginx, Node, PM2, the AWS command
line. What stands in: `dnf` notes what it is asked for and installs nothing; the agents of CloudWatch and CodeDeploy do
nothing; the metadata service and the trust store of RDS answer with values of their own; moto is AWS.
"""

import io
import ipaddress
import json
import os
import shutil
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from holdfast.rig import nginx, npm, straight
from holdfast.rig import systemd as systemds
from holdfast.rig.processes import cached, run
from holdfast.rig.systemd import Systemd

PYTHON = "/usr/bin/python3.11"
"""Amazon Linux has it at the same place, when it was installed."""

_AWS, _METADATA, _TRUST = 5000, 8169, 8443
_TRUSTED = "truststore.pki.rds.amazonaws.com"
_CURL = f"""\
connect-to = "169.254.169.254:80:127.0.0.1:{_METADATA}"
connect-to = "{_TRUSTED}:443:127.0.0.1:{_TRUST}"
cacert = "/root/trust.pem"
"""
_IDLE = "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n"
_NGINX = """\
[Service]
Type=forking
PIDFile=/run/nginx.pid
ExecStartPre=/usr/sbin/nginx -t -q
ExecStart=/usr/sbin/nginx
ExecReload=/usr/sbin/nginx -s reload
[Install]
WantedBy=multi-user.target
"""
_PACKAGED = "-p /etc/nginx/ -c /etc/nginx/nginx.conf"
"""Where a package's Nginx looks by itself; one that was built for any folder looks where it is started."""
_FIRST_BOOT = "[Service]\nType=oneshot\nExecStart=/var/lib/cloud/user-data\n"
# Calls by which an instance tells how it is; moto has neither.
_TOLD = ("CompleteLifecycleAction", "SignalResource")


@dataclass(slots=True)
class Instance:
    """A host before, while and after its first boot.

    Attributes:
        systemd: what runs on it.
        id: its number.
        authority: PEM of the certificate, with its key, that RDS's trust store holds; good for 127.0.0.1, too.
        told: what it has told AWS of itself: the action, and its parameters.
    """

    systemd: Systemd
    id: str
    authority: str = field(default="", repr=False)
    told: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    @classmethod
    @contextmanager
    def start(cls, folder: Path, *, id: str = "i-0123456789abcdef0") -> Iterator["Instance"]:  # noqa: A002  # as AWS calls it
        """Boot one; moto must have been started in this process.

        Args:
            folder: an empty folder, or none yet.
            id: its number.

        Raises:
            IncompleteError: this machine cannot (`what_is_missing` tells before), or a program is not here.
        """
        with ExitStack() as stack:
            systemd = stack.enter_context(Systemd.start(folder, apart=True))
            pem, key = _authority(_TRUSTED)
            found = cls(systemd, id, (pem + key).decode())
            (folder / "trust.pem").write_bytes(pem + key)
            stack.enter_context(_serving(systemd, _METADATA, _answering(_metadata(id))))
            stack.enter_context(_serving(systemd, _TRUST, _answering(lambda _: pem.decode()), folder / "trust.pem"))
            stack.enter_context(_aws(systemd, found.told))
            _furnish(found, pem.decode())
            yield found

    @property
    def ways(self) -> tuple[str, ...]:
        """Variables, as `NAME=VALUE`, by which AWS's clients on it come to what stands for AWS."""
        return (
            f"AWS_ENDPOINT_URL=http://127.0.0.1:{_AWS}",
            f"AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:{_METADATA}",
        )

    def boot(self, user_data: str, *, seconds: float = 240) -> str:
        """Run a script of first boot to its end; gives what it has said.

        Raises:
            IncompleteError: it does not end in time.
        """
        self.put("var/lib/cloud/user-data", user_data, mode=0o755)
        self.systemd.install("user-data.service", _FIRST_BOOT)
        self.systemd.run("systemctl", "start", "user-data", check=False, timeout=seconds)
        return self.systemd.journal("user-data")

    @contextmanager
    def forward(self, port: int, to: int) -> Iterator[None]:
        """Let a port of its loopback lead to one of this machine's, for as long as the `with` lasts."""

        class Relay(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with socket.create_connection(("127.0.0.1", to)) as there, ThreadPoolExecutor(1) as back:
                    back.submit(_pump, there, self.request)
                    _pump(self.request, there)

        server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Relay, bind_and_activate=False)
        # Connections that are kept open end with the instance.
        server.daemon_threads = True
        server.socket.close()
        server.socket = self.systemd.listen(port)
        with _running(server):
            yield

    def put(self, path: str, text: str, mode: int = 0o644) -> None:
        """Write a file by its path without the first slash."""
        file = self.systemd.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)

    def packages(self) -> tuple[str, ...]:
        """What `dnf` was asked to install."""
        log = self.systemd.root / "var/log/dnf.asked"
        return tuple(log.read_text(encoding="utf-8").split()) if log.exists() else ()


def what_is_missing() -> str:
    """Why no instance can be started here; empty when one can."""
    if missing := systemds.what_is_missing():
        return missing
    if not Path(PYTHON).exists() or run([PYTHON, "-c", "import ensurepip, venv"], check=False).returncode:
        return f"there is no {PYTHON} that makes environments"
    return "" if shutil.which("curl") else "there is no curl"


def _furnish(instance: Instance, authority: str) -> None:
    """What Amazon Linux and its packages have and this machine lacks, and the way to what stands for AWS."""
    put, systemd = instance.put, instance.systemd
    put("root/.curlrc", _CURL)
    put("root/trust.pem", authority)
    put("usr/local/bin/dnf", '#!/bin/sh\nfor word; do case $word in -*|install) ;; *) echo "$word";; esac; done '
        ">> /var/log/dnf.asked\n", 0o755)  # fmt: skip
    put("opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl", "#!/bin/sh\n", 0o755)
    put("usr/local/bin/aws", f'#!/bin/sh\nexec {_command_line()} "$@"\n', 0o755)
    for place, program, words in (
        ("usr/sbin/nginx", nginx.find_binary(), f" {_PACKAGED}"),
        ("usr/bin/node", npm.find_node(), ""),
    ):
        if program != Path("/", place):
            put(place, f'#!/bin/sh\nexec {program}{words} "$@"\n', 0o755)
    if not Path("/etc/nginx/mime.types").exists():
        put("etc/nginx/mime.types", "types {}\n")
        (systemd.root / "var/log/nginx").mkdir(parents=True, exist_ok=True)
    for name in ("amazon-cloudwatch-agent", "codedeploy-agent"):
        systemd.install(f"{name}.service", _IDLE)
    systemd.install("nginx.service", _NGINX)
    systemd.run("useradd", "--system", "nginx", check=False)
    systemd.run("systemctl", "set-environment", *instance.ways)


def _command_line() -> str:
    """The AWS command line, of its first version, as words of a shell."""

    def fill(folder: Path) -> None:
        run([PYTHON, "-m", "venv", folder / "venv"], timeout=120)
        words: list[str | Path] = [
            folder / "venv/bin/python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        run([*words, "--target", folder / "site", "awscli<2"], timeout=300, environment=os.environ)
        shutil.rmtree(folder / "venv")

    return f"env PYTHONPATH={cached('awscli-1', fill) / 'site'} {PYTHON} -m awscli"


@contextmanager
def _serving(
    systemd: Systemd, port: int, handler: type[BaseHTTPRequestHandler], certificate: Path | None = None
) -> Iterator[None]:
    """Serve on a port of the instance's loopback, from this process."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler, bind_and_activate=False)
    server.socket.close()
    server.socket = systemd.listen(port)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with _running(server):
        yield


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def _running(server: Any) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answering(text_of: Callable[[str], str | None]) -> type[BaseHTTPRequestHandler]:
    """A handler that answers each path with a text; 404 where there is none."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = text_of(self.path)
            data = (text or "").encode()
            self.send_response(404 if text is None else 200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_PUT = do_GET  # noqa: N815  # as http.server calls it

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler


def _metadata(number: str) -> Callable[[str], str | None]:
    """What the metadata service says: a token for whoever asks, the instance's number, keys of its role."""
    expires = (datetime.now(UTC) + timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
    keys = {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "ASIATESTING", "SecretAccessKey": "testing",
            "Token": "testing", "Expiration": expires, "LastUpdated": expires}  # fmt: skip
    credentials = "/latest/meta-data/iam/security-credentials/"
    known = {
        "/latest/api/token": "token",
        "/latest/meta-data/instance-id": number,
        credentials: "host",
        f"{credentials}host": json.dumps(keys),
    }
    return known.get


@contextmanager
def _aws(systemd: Systemd, told: list[tuple[str, Mapping[str, str]]]) -> Iterator[None]:
    """The state of moto in this process, on the instance's loopback."""
    from werkzeug.serving import make_server

    moto = straight.application()

    def answered(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        said = parse_qs(body.decode("utf-8", "replace")) if len(body) < 10_000 else {}
        action = said.get("Action", [""])[0]
        if action not in _TOLD:
            return moto(environ, start)  # type: ignore[no-any-return]
        told.append((action, {name: values[0] for name, values in said.items()}))
        start("200 OK", [("Content-Type", "text/xml")])
        return [f"<{action}Response><{action}Result/></{action}Response>".encode()]

    listener = systemd.listen(_AWS)
    server = make_server("127.0.0.1", _AWS, answered, threaded=True, fd=listener.detach())
    with _running(server):
        yield


def _authority(host: str) -> tuple[bytes, bytes]:
    """A certificate that a host signs by itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names = [x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), private
