"""The gate with the real agent, which is killed, started again, and told to drain."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from holdfast.host.health.nginx import Layout, render_site
from holdfast.model.product import Product
from holdfast.rig.nginx import Nginx
from holdfast.rig.ports import free_port
from tests.host.health.gate.support import App, ask

pytestmark = pytest.mark.integration

INTERVAL = 0.3


@dataclass
class Host:
    """A host with the real agent, which may be gone."""

    folder: Path
    port: int
    app: App
    agent: subprocess.Popen[bytes] | None = None

    def start_agent(self) -> None:
        command = [sys.executable, "-m", "holdfast", "agent", "--environment", "production"]
        places = ["--spec", str(self.folder), "--run-folder", str(self.folder / "run")]
        with (self.folder / "agent.log").open("ab") as log:
            self.agent = subprocess.Popen([*command, *places], stdout=log, stderr=log)
        until(lambda: "x-holdfast-agent" not in ask(self.port, "/health/live").headers, "the agent to answer")

    def kill_agent(self) -> None:
        if self.agent is not None:
            self.agent.send_signal(signal.SIGKILL)
            self.agent.wait()
            self.agent = None

    def tell(self, word: str) -> None:
        places = ["--spec", str(self.folder), "--run-folder", str(self.folder / "run")]
        command = [sys.executable, "-m", "holdfast", "agent", word, "--environment", "production"]
        subprocess.run([*command, *places], check=True, capture_output=True, timeout=20)

    @property
    def closed(self) -> bool:
        return (self.folder / "run" / "shop-production.closed").exists()


def until(met: Callable[[], bool], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def toml(app: int, agent: int) -> str:
    return f"""
name = "shop"
[service]
port = {app}
[service.health]
port = {agent}
interval_seconds = {INTERVAL}
timeout_seconds = {INTERVAL}
memory_percent = 100
disk_percent = 100
[service.metrics]
to = "none"
[environments.production.database]
engine = "none"
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("agent")
    for name in ("run", "log"):
        (folder / name).mkdir()
    app, port, agent = App(free_port()), free_port(), free_port()
    (folder / "holdfast.toml").write_text(toml(app.port, agent), encoding="utf-8")
    layout = Layout(run_folder=folder / "run", log_folder=folder / "log", http_port=port)
    service = {"port": app.port, "health": {"port": agent}}
    spec = Product.model_validate({"name": "shop", "service": service, "environments": {"production": {}}})
    with ExitStack() as stack:
        stack.enter_context(app)
        stack.enter_context(Nginx(folder / "nginx", render_site(spec, "production", layout=layout)))
        host = Host(folder, port, app)
        stack.callback(host.kill_agent)
        yield host


@pytest.fixture
def host(shared: Host) -> Host:
    """With a running application and a running agent that knows it."""
    shared.app.stop()
    shared.app.start()
    if shared.agent is None or shared.agent.poll() is not None:
        shared.start_agent()
    until(lambda: ask(shared.port, "/health/ready").status == 200, "the host to be ready")
    return shared


def test_a_dead_application_closes_the_host_and_a_living_one_opens_it(host: Host) -> None:
    host.app.stop()
    until(lambda: host.closed, "the host to close")
    refused, ready = ask(host.port), ask(host.port, "/health/ready")
    host.app.start()
    until(lambda: not host.closed, "the host to open")

    assert (refused.status, "retry-after" in refused.headers) == (503, True)
    assert (ready.status, json.loads(ready.body)["failing"]) == (503, ["application"])
    assert ask(host.port).status == 200


def test_a_killed_agent_leaves_an_open_host_open(host: Host) -> None:
    host.kill_agent()
    time.sleep(3 * INTERVAL)

    ready = ask(host.port, "/health/ready")

    assert ask(host.port).status == 200
    assert (ready.status, ready.headers["x-holdfast-agent"]) == (200, "away")


def test_a_killed_agent_leaves_a_closed_host_closed_until_the_next_one_knows_better(host: Host) -> None:
    host.app.stop()
    until(lambda: host.closed, "the host to close")
    host.kill_agent()
    host.app.start()
    left = (ask(host.port).status, ask(host.port, "/health/ready").status)

    host.start_agent()
    until(lambda: not host.closed, "the host to open")

    assert left == (503, 503)
    assert ask(host.port).status == 200


def test_a_starting_agent_does_not_close_a_host_that_it_has_not_asked_yet(host: Host) -> None:
    seen: set[int] = set()
    host.kill_agent()
    host.start_agent()
    ends = time.monotonic() + 4 * INTERVAL
    while time.monotonic() < ends:
        seen.add(ask(host.port).status)

    assert seen == {200}


def test_an_agent_that_is_told_to_end_leaves_the_host_open(host: Host) -> None:
    assert host.agent is not None
    host.agent.terminate()

    assert host.agent.wait(10) == 0
    assert ask(host.port).status == 200


def test_a_draining_host_says_so_at_once_and_serves_what_still_arrives(host: Host) -> None:
    host.tell("drain")
    draining = ask(host.port, "/health/ready").status
    time.sleep(3 * INTERVAL)
    served = ask(host.port, "/orders", "POST", b"cake").status
    host.tell("resume")

    assert (draining, served) == (503, 200)
    until(lambda: ask(host.port, "/health/ready").status == 200, "the host to be ready again")
