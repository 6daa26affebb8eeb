"""The example service as a real process, with a real PostgreSQL and S3."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx
import pytest

from holdfast.rig import processes
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.ports import free_port
from holdfast.rig.postgres import Postgres

SERVICE = Path(__file__).parents[2] / "examples" / "sweetorder" / "service"
BUCKET = "sweetorder-uploads-staging"
ORIGIN = "https://staging.sweetorders.com"
CANARY = "canary-5d0c77e1-token-key-that-nobody-may-see"
# What `uv run` says about the project's own environment must not reach a service that has its own.
PATH = os.environ["PATH"]


@dataclass
class Running:
    """The service and all that it stands on."""

    environ: dict[str, str]
    postgres: Postgres
    aws: EmbeddedAws
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environ['PORT']}"

    def run(self, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """Run the service's own command line to its end."""
        environ = {name: value for name, value in {**self.environ, **changed}.items() if value}
        command = [sys.executable, "-m", "sweetorder", *words]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)

    def start(self, *command: str, environ: dict[str, str] | None = None) -> Self:
        """Start the service and wait until it answers."""
        words = command or (sys.executable, "-m", "sweetorder")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(words, env=environ or self.environ, stdout=log, stderr=log)
        processes.wait_until(self.answers, "the service", seconds=60)
        return self

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        try:
            return httpx.get(self.url).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(25)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def client(self, role: str, name: str) -> httpx.Client:
        """A client of somebody with a valid token."""
        token = self.run("token", role, name).stdout.strip()
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=20)


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Database, S3 and settings; the service itself is not started."""
    folder = tmp_path_factory.mktemp("service")
    text = (SERVICE / "holdfast.toml").read_text(encoding="utf-8")
    quick = "[service.health]\ninterval_seconds = 0.2\ntimeout_seconds = 0.5\n"
    assert text.count("[service.health]\n") == 1
    (folder / "holdfast.toml").write_text(text.replace("[service.health]\n", quick), encoding="utf-8")
    with Postgres.start(folder / "pg") as postgres, EmbeddedAws.start("ap-northeast-1") as aws:
        where = {"LocationConstraint": "ap-northeast-1"}
        aws.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        aws.client("secretsmanager").create_secret(Name="sweetorder/staging/api", SecretString="{}")
        environ = {
            **aws.environment(),
            "PATH": PATH,
            "PYTHONPATH": str(SERVICE / "src"),
            "SWEETORDER_SPEC_FOLDER": str(folder),
            "HOLDFAST_ENVIRONMENT": "staging",
            "DATABASE_URL": postgres.create_database("sweetorder"),
            "TOKEN_KEY": CANARY,
            "UPLOADS_BUCKET": BUCKET,
            "ORIGINS": ORIGIN,
            "PORT": str(free_port()),
        }
        running = Running(environ, postgres, aws, folder / "service.log")
        yield running
        running.stop()


@pytest.fixture(scope="module")
def service(floor: Running) -> Running:
    """The service, with its tables, on its port."""
    migrated = floor.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    return floor.start()
