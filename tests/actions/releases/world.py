"""A small production for releases: a repository, AWS in small, two hosts under PM2, Nginx before them, and load."""

import http.client
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from holdfast.actions.releases.asking import Asker
from holdfast.actions.releases.bundle import make_bundle
from holdfast.actions.releases.codedeploy import CodeDeploy
from holdfast.actions.releases.deploy import Wish, deploy
from holdfast.actions.releases.place import Releases
from holdfast.actions.releases.publish import publish_bundle
from holdfast.host.releases.objects import Objects
from holdfast.model.releases import Entry, bundle_key
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.codedeploy.agent import HostAgent
from holdfast.rig.codedeploy.balancer import Balancer
from holdfast.rig.codedeploy.host import RigHost
from holdfast.rig.codedeploy.service import AT_ONCE, CodeDeployService
from holdfast.rig.ports import free_port
from holdfast.rig.processes import wait_until
from tests.examples.conftest import SERVICE

REGION = "ap-northeast-1"
BUCKET = "shop-artifacts-123456789012"
GROUP = "shop-production"

SPEC = """\
name = "shop"
region = "ap-northeast-1"

[service]
command = ["node", "server.js"]
port = {port}
process_manager = "pm2"

[service.health]
port = {agent}
interval_seconds = 0.2
recover_after = 1
processes = ["shop"]

[service.release]
ready_seconds = {ready}
keep = 2
{release}
[environments.production]
[environments.production.database]
{database}
"""


def git(folder: Path, *words: str) -> str:
    """Run git with an identity of its own, and give what it prints."""
    who = {"GIT_AUTHOR_NAME": "kim", "GIT_AUTHOR_EMAIL": "kim@shop.example"}
    who |= {"GIT_COMMITTER_NAME": "kim", "GIT_COMMITTER_EMAIL": "kim@shop.example", "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        ("git", *words), cwd=folder, env={**os.environ, **who}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(folder: Path, files: Mapping[str, str], tag: str = "") -> str:
    """Commit files, perhaps under a tag; the commit."""
    folder.mkdir(exist_ok=True)
    if not (folder / ".git").is_dir():
        git(folder, "init", "--quiet", "--initial-branch=main")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", tag or "change")
    if tag:
        git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD")


@dataclass
class Load:
    """Steady requests through the balancer, and what became of each."""

    answers: list[tuple[float, int]] = field(default_factory=list)

    @property
    def lost(self) -> list[tuple[float, int]]:
        return [answer for answer in self.answers if answer[1] != 200]


@dataclass
class World:
    """Everything that a release needs, in small."""

    folder: Path
    aws: EmbeddedAws
    hosts: tuple[RigHost, ...]
    agents: tuple[HostAgent, ...]
    balancer: Balancer
    service: CodeDeployService
    port: int
    agent_port: int
    alarm: list[bool]
    said: list[str] = field(default_factory=list)

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    def commit(
        self,
        tag: str,
        *,
        server: str | None = None,
        ready: int = 20,
        release: str = "",
        database: str = "",
        **more: str,
    ) -> str:
        """Commit a version of the application."""
        plain = (SERVICE / "node" / "server.js").read_text(encoding="utf-8")
        spec = SPEC.format(
            port=self.port,
            agent=self.agent_port,
            ready=ready,
            release=release,
            database=database or 'engine = "none"',
        )
        text = (server or plain) + f"\n// {tag}\n"
        return commit(self.repository, {"server.js": text, "holdfast.toml": spec, **more}, tag)

    def releases(self) -> Releases:
        """Of production, as a deployer sees them."""
        from holdfast.actions.launch import find_product

        objects = Objects(BUCKET, REGION, self.aws.client("s3", REGION))
        return Releases(
            find_product(self.repository), "production", objects, lambda name: self.aws.client(name, REGION)
        )

    def publish(self, name: str = "HEAD") -> str:
        """Bundle and publish what is checked out; the digest."""
        made = make_bundle(self.repository, name, self.folder)
        return publish_bundle(self.releases(), made.packed.path).digest

    def wish(self, commit: str, tag: str = "", **more: Any) -> Wish:
        asker = Asker(f"{self.balancer.url}/", seconds=2, pause=0.1)
        words: dict[str, Any] = {"ask": asker, "poll_seconds": 0.05, "wait_seconds": 60, "who": "kim", **more}
        return Wish(commit=commit, tag=tag, say=self.said.append, **words)

    def deploy(self, commit: str, tag: str = "", **more: Any) -> Entry:
        """Deploy a published commit."""
        return deploy(self.releases(), self.wish(commit, tag, **more))

    def ship(self, tag: str, **more: Any) -> Entry:
        """Commit, bundle, publish and deploy a version."""
        made = self.commit(tag, **more)
        self.publish()
        return self.deploy(made, tag)

    def ship_at_once(self, tag: str) -> str:
        """Bring a first version to all hosts at the same time, past the deployer; the commit."""
        made = self.commit(tag)
        self.publish()
        codedeploy = self.aws.client("codedeploy", REGION)
        etag = self.aws.client("s3", REGION).head_object(Bucket=BUCKET, Key=bundle_key(made))["ETag"]
        where = {"bucket": BUCKET, "key": bundle_key(made), "bundleType": "tgz", "eTag": etag}
        sent = codedeploy.create_deployment(
            applicationName=GROUP,
            deploymentGroupName=GROUP,
            revision={"revisionType": "S3", "s3Location": where},
            deploymentConfigName=AT_ONCE,
        )["deploymentId"]
        seen = CodeDeploy(codedeploy, GROUP)
        wait_until(lambda: not seen.look(sent).active, "the first version", seconds=120, pause=0.1)
        assert seen.look(sent).status == "Succeeded", self.log()
        return made

    def running(self) -> list[str]:
        """The commit of each host, by the folder its application's process works in."""
        return [self._running(host) for host in self.hosts]

    def health(self, host: RigHost) -> Any:
        """What the agent of a host says."""
        with urlopen(f"http://127.0.0.1:{self.agent_port + host.shift}/health", timeout=5) as answer:
            return json.load(answer)

    def _running(self, host: RigHost) -> str:
        listed = subprocess.run(
            ("pm2", "pid", "shop"),
            env={**host.environ, "PM2_HOME": str(host.layout.base / ".pm2")},
            executable=host.folder / "usr" / "bin" / "pm2",
            capture_output=True,
            text=True,
            check=True,
        )
        words = listed.stdout.split()
        if not words or words[-1] == "0":
            return ""
        return Path(f"/proc/{words[-1]}/cwd").readlink().name

    @contextmanager
    def load(self) -> Iterator[Load]:
        """Requests through the balancer, one after the other on two lines, while inside."""
        load, over = Load(), threading.Event()

        def ask() -> None:
            while not over.wait(0.02):
                load.answers.append((time.monotonic(), _status(self.balancer.port)))

        lines = [threading.Thread(target=ask) for _ in range(2)]
        for line in lines:
            line.start()
        try:
            yield load
        finally:
            over.set()
            for line in lines:
                line.join()

    def log(self, host: int = 0) -> str:
        """What the hooks of a host have said."""
        root = self.hosts[host].folder / "opt" / "codedeploy-agent" / "deployment-root"
        return "\n".join(path.read_text(errors="replace") for path in sorted(root.glob("*/scripts.log")))


def _status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


@contextmanager
def world(
    folder: Path, hosts: int = 2, on_event: Callable[[str, str], None] | None = None, **variables: str
) -> Iterator[World]:
    """Start everything; nothing is deployed yet."""
    port, agent = _ports(hosts)
    alarm: list[bool] = []
    with ExitStack() as stack:
        aws = stack.enter_context(EmbeddedAws.start(REGION))
        aws.client("s3", REGION).create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        codedeploy = aws.client("codedeploy", REGION)
        codedeploy.create_application(applicationName=GROUP, computePlatform="Server")
        codedeploy.create_deployment_group(
            applicationName=GROUP,
            deploymentGroupName=GROUP,
            serviceRoleArn="arn:aws:iam::123456789012:role/codedeploy",
        )
        settings = {"DATABASE_URL": "postgresql://shop:not-asked@db.internal/shop", **variables}
        reach = {**aws.environment(), "HOLDFAST_ARTIFACTS": BUCKET}
        made = tuple(
            stack.enter_context(
                RigHost(
                    f"i-0{number}",
                    folder / f"h{number}",
                    product="shop",
                    environment="production",
                    shift=number,
                    variables=settings,
                    aws=reach,
                )
            )
            for number in range(hosts)
        )
        balancer = stack.enter_context(
            Balancer(folder / "lb", {host.name: (port + host.shift, agent + host.shift) for host in made})
        )
        s3 = aws.client("s3", REGION)
        agents = tuple(HostAgent(host, s3, on_event or (lambda _host, _event: None)) for host in made)
        service = stack.enter_context(
            CodeDeployService(agents, balancer, region=REGION, group=GROUP, alarms=lambda: bool(alarm))
        )
        yield World(folder, aws, made, agents, balancer, service, port, agent, alarm)


def _ports(hosts: int) -> tuple[int, int]:
    """Two ports with as many free ones behind each as there are hosts."""
    import socket

    def free(port: int) -> bool:
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                return False
        return True

    def row() -> int:
        while True:
            first = free_port()
            if all(free(first + number) for number in range(hosts)):
                return first

    first = row()
    while abs((second := row()) - first) <= hosts:
        continue
    return first, second
