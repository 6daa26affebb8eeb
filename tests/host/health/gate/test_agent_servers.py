"""The gate with the real agent and a real Nginx in front of several servers on one host."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from holdfast.host.health.gate import server_lines
from holdfast.host.health.nginx import Layout, render_site
from holdfast.rig.nginx import Nginx
from holdfast.rig.ports import free_port
from tests.host.health.gate.conftest import product_on, reload_of
from tests.host.health.gate.support import App, ask
from tests.host.health.gate.test_agent import toml, until

pytestmark = pytest.mark.integration


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Path, int, App, App]]:
    folders = {name: tmp_path / name for name in ("run", "log", "servers", "bin")}
    for folder in folders.values():
        folder.mkdir()
    ports, port, agent = (free_port(), free_port()), free_port(), free_port()
    spec = toml(ports[0], agent).replace("[service.health]", f"more_ports = [{ports[1]}]\n[service.health]")
    (tmp_path / "holdfast.toml").write_text(spec, encoding="utf-8")
    servers = folders["servers"] / "shop-production.servers.conf"
    servers.write_text(server_lines(ports, ports), encoding="utf-8")
    layout = Layout(
        run_folder=folders["run"], log_folder=folders["log"], upstream_folder=folders["servers"], http_port=port
    )
    with ExitStack() as stack:
        apps = [stack.enter_context(App(one)) for one in ports]
        site = render_site(product_on(ports, agent), "production", layout=layout)
        nginx = stack.enter_context(Nginx(tmp_path / "nginx", site))
        program = folders["bin"] / "nginx"
        program.write_text(f'#!/bin/sh\nexec {shlex.join(reload_of(nginx).command)} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        words = [sys.executable, "-m", "holdfast", "agent", "--environment", "production", "--spec", str(tmp_path)]
        places = ["--run-folder", str(folders["run"]), "--upstream-folder", str(folders["servers"])]
        path = f"{folders['bin']}{os.pathsep}{os.environ['PATH']}"
        with (tmp_path / "agent.log").open("ab") as log:
            running = subprocess.Popen([*words, *places], stdout=log, stderr=log, env={**os.environ, "PATH": path})
        stack.callback(running.wait)
        stack.callback(running.kill)
        yield servers, port, apps[0], apps[1]


def test_a_dead_server_is_taken_out_and_a_living_one_put_back_without_a_failed_request(
    house: tuple[Path, int, App, App],
) -> None:
    servers, port, first, second = house
    until(lambda: ask(port, "/health/ready").status == 200, "the host to be ready")
    answers: list[int] = []

    def marked(count: int) -> bool:
        answers.append(ask(port).status)
        return servers.read_text(encoding="utf-8").count(" down;") == count

    first.stop()
    until(lambda: marked(1), "the dead server to be marked")
    seen = second.seen
    answers += [ask(port).status for _ in range(20)]
    # The agent's own questions come on top.
    assert second.seen >= seen + 20
    first.start()
    until(lambda: marked(0), "the living server to be put back")
    until(lambda: ask(port).status == 200 and first.seen > 0, "requests to come to it again")

    assert set(answers) == {200}
