"""The agent's rendered unit under a real systemd: started, killed, stopped, and able to do all that it is made for."""

import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import httpx
import pytest

from holdfast.host.health.nginx import Layout, render_servers, render_site
from holdfast.host.health.unit import agent_unit
from holdfast.host.processes.systemd import render_unit
from holdfast.model.product import Product
from holdfast.readers.spec import read_spec
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.nginx import find_binary
from holdfast.rig.ports import free_port
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from holdfast.rig.systemd import Systemd, what_is_missing
from tests.host.health.gate.support import App

pytestmark = [pytest.mark.integration, pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "-")]

UNIT = "holdfast-agent.service"
CLOSED, SERVERS = "run/holdfast/shop-production.closed", "etc/nginx/holdfast/shop-production.servers.conf"
SPEC = """
name = "shop"
[service]
port = {ports[0]}
more_ports = [{ports[1]}]
process_manager = "pm2"
last_good_copy_hours = 1
[[service.variables]]
name = "DATABASE_URL"
kind = "postgres-url"
[service.health]
port = {agent}
interval_seconds = 0.5
timeout_seconds = 0.5
[environments.production]
secrets = ["shop/api"]
domains = ["shop.example"]
[environments.production.database]
placement = "host"
"""
NGINX_CONF = """
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
events {}
http {
    client_body_temp_path /var/lib/nginx/body; proxy_temp_path /var/lib/nginx/proxy; fastcgi_temp_path /var/lib/nginx/f;
    uwsgi_temp_path /var/lib/nginx/u; scgi_temp_path /var/lib/nginx/s;
    include /etc/nginx/conf.d/holdfast-*.conf;
}
"""
NGINX_UNIT = """
[Service]
Type=forking
PIDFile=/run/nginx.pid
ExecStart=/usr/local/sbin/nginx
"""


@dataclass(frozen=True)
class Host:
    """A host whose systemd runs the agent and Nginx, with a database and two applications beside them."""

    systemd: Systemd
    postgres: Postgres
    apps: tuple[App, ...]
    agent: int
    nginx: int

    def status(self, port: int, path: str) -> int:
        try:
            return httpx.get(f"http://127.0.0.1:{port}{path}", headers={"Host": "shop.example"}, timeout=5).status_code
        except httpx.HTTPError:
            return 0

    def wait_for(self, port: int, path: str, status: int) -> None:
        try:
            wait_until(lambda: self.status(port, path) == status, f"{status} on {path}", seconds=20)
        finally:
            print(self.systemd.journal(UNIT))  # noqa: T201 - pytest shows it with a failure

    def wait_open(self) -> None:
        self.wait_for(self.agent, "/health/ready", 200)
        self.wait_for(self.nginx, "/", 200)

    def probes(self) -> dict[str, str]:
        listed = httpx.get(f"http://127.0.0.1:{self.agent}/health", timeout=5).json()["probes"]
        return {probe["name"]: probe["reason"] for probe in listed}

    def down(self) -> int:
        return (self.systemd.root / SERVERS).read_text(encoding="utf-8").count(" down;")


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("host")
    ports, agent, nginx = (free_port(), free_port()), free_port(), free_port()
    with ExitStack() as stack:
        apps = tuple(stack.enter_context(App(port)) for port in ports)
        postgres = stack.enter_context(Postgres.start(folder / "postgres"))
        aws = stack.enter_context(EmbeddedAws.start())
        systemd = stack.enter_context(Systemd.start(folder / "systemd"))
        _secret(aws, postgres.url)
        _furnish(systemd, aws, SPEC.format(ports=ports, agent=agent), nginx)
        found = Host(systemd, postgres, apps, agent, nginx)
        systemd.run("systemctl", "start", "nginx", UNIT)
        found.wait_open()
        yield found


def _secret(aws: EmbeddedAws, url: str) -> None:
    import boto3  # type: ignore[import-untyped]

    client = boto3.Session(**_keys(aws)).client("secretsmanager", endpoint_url=aws.url)
    client.create_secret(Name="shop/api", SecretString=json.dumps({"DATABASE_URL": url}))


def _keys(aws: EmbeddedAws) -> dict[str, str]:
    kept = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    keys = {name.lower(): value for name, value in aws.environment().items() if name in kept}
    return {**keys, "region_name": aws.region}


def _furnish(systemd: Systemd, aws: EmbeddedAws, spec: str, port: int) -> None:
    """Lay what an operator would, by the guide's words."""
    environment = "".join(f"{name}={value}\n" for name, value in aws.environment().items())
    program = f'#!/bin/sh\nexec {shlex.quote(str(find_binary()))} -c /etc/nginx/nginx.conf "$@"\n'
    holdfast = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m holdfast "$@"\n'
    for path, text in {
        "etc/holdfast/holdfast.toml": spec,
        "etc/holdfast/shop-production.env": environment,
        "etc/nginx/nginx.conf": NGINX_CONF,
        "usr/local/sbin/nginx": program,
        "usr/local/bin/holdfast": holdfast,
    }.items():
        file = systemd.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)
    product: Product = read_spec(systemd.root / "etc/holdfast").product
    for name in ("var/log/nginx", "var/lib/nginx", "etc/nginx/conf.d", "etc/nginx/holdfast"):
        (systemd.root / name).mkdir(parents=True, exist_ok=True)
    (systemd.root / SERVERS).write_text(render_servers(product), encoding="utf-8")
    site = render_site(product, "production", layout=Layout(http_port=port))
    (systemd.root / "etc/nginx/conf.d/holdfast-shop.conf").write_text(site, encoding="utf-8")
    systemd.install("nginx.service", NGINX_UNIT)
    systemd.install(UNIT, agent_unit(product, "production"))
    _adapt(systemd, UNIT, "RestartSec=0.5\n")


def _adapt(systemd: Systemd, unit: str, lines: str) -> None:
    """As `systemctl edit` does."""
    systemd.run("mkdir", "-p", f"/etc/systemd/system/{unit}.d")
    systemd.install(f"{unit}.d/override.conf", f"[Service]\n{lines}")


def test_it_starts_through_the_launcher_and_tells_systemd_that_it_is_ready(host: Host) -> None:
    said = host.systemd.journal(UNIT)

    assert host.systemd.show(UNIT, "ActiveState") == "active"
    assert host.systemd.show(UNIT, "StatusErrno") == "0"
    assert f"answers on 127.0.0.1:{host.agent}" in said
    assert host.postgres.url not in said
    assert (host.systemd.root / "run/holdfast").stat().st_mode & 0o777 == 0o755
    assert {path.name for path in (host.systemd.root / "var/lib/holdfast").iterdir()} >= {"shop-production.copy"}


def test_every_probe_can_look_where_it_must(host: Host) -> None:
    found = host.probes()
    kinds = {name.partition(":")[0] for name in found}

    assert kinds >= {"application", "pm2", "database", "disk", "memory"}, found
    assert found["pm2"] == "PM2's daemon is not running"
    assert not [reason for reason in found.values() if "permi" in reason.lower() or "read-only" in reason.lower()]


def test_the_socket_of_pm2_in_a_home_that_is_read_only_can_be_asked(host: Host) -> None:
    # systemd listens in place of PM2's daemon and lets nobody answer.
    host.systemd.install("pm2.service", "[Service]\nExecStart=/bin/sleep 100\n")
    host.systemd.install("pm2.socket", "[Socket]\nListenStream=/root/.pm2/rpc.sock\nSocketMode=0600\n")
    host.systemd.run("systemctl", "start", "pm2.socket")

    wait_until(lambda: host.probes()["pm2"] == "PM2's daemon does not answer", "an unanswered question", seconds=10)


def test_a_stopped_database_closes_nginx_and_a_started_one_opens_it(host: Host) -> None:
    host.postgres.stop()
    host.wait_for(host.nginx, "/", 503)
    assert (host.systemd.root / CLOSED).exists()

    host.postgres.restart()
    host.wait_open()


def test_it_may_write_nginxs_list_of_servers_and_reload_it(host: Host) -> None:
    host.apps[0].stop()
    wait_until(lambda: host.down() == 1, "the dead server to be marked", seconds=20)

    host.apps[0].start()
    wait_until(lambda: host.down() == 0, "the living server to be put back", seconds=20)

    assert "cannot" not in host.systemd.journal(UNIT)
    assert "Nginx refuses" not in host.systemd.journal(UNIT)


def test_draining_from_outside_the_unit_is_seen(host: Host) -> None:
    words = ("holdfast", "agent", "--environment", "production", "--spec", "/etc/holdfast")
    host.systemd.run(*words, "drain")
    host.wait_for(host.agent, "/health/ready", 503)

    host.systemd.run(*words, "resume")
    host.wait_for(host.agent, "/health/ready", 200)


def test_what_is_killed_comes_back_with_the_gate_as_it_was(host: Host) -> None:
    host.postgres.stop()
    host.wait_for(host.nginx, "/", 503)
    first = host.systemd.main_pid(UNIT)

    host.systemd.run("systemctl", "kill", "--signal=SIGKILL", UNIT)
    wait_until(lambda: host.systemd.main_pid(UNIT) != first, "the end of the first")
    assert (host.systemd.root / CLOSED).exists()
    host.postgres.restart()
    wait_until(lambda: host.systemd.main_pid(UNIT) not in {0, first}, "another agent", seconds=20)
    host.wait_open()

    assert host.systemd.show(UNIT, "NRestarts") != "0"


def test_an_agent_that_hangs_is_replaced_by_the_watchdog(host: Host) -> None:
    _adapt(host.systemd, UNIT, "WatchdogSec=2\nRestartSec=0.5\n")
    host.systemd.run("systemctl", "restart", UNIT)
    host.wait_open()
    first = host.systemd.main_pid(UNIT)

    host.systemd.run("systemctl", "kill", "--signal=SIGSTOP", UNIT)
    wait_until(lambda: host.systemd.main_pid(UNIT) not in {0, first}, "another agent", seconds=20)
    host.wait_open()

    assert "Watchdog timeout" in host.systemd.journal(UNIT)


def test_the_applications_unit_is_started_for_each_port_and_holds_what_the_launcher_fetched(host: Host) -> None:
    product = read_spec(host.systemd.root / "etc/holdfast").product
    service = replace(product.service, command=("/bin/sleep", "100"), process_manager="systemd")
    host.systemd.install("shop-production@.service", render_unit(replace(product, service=service), "production"))
    # The program of these tests may lie in root's home.
    lines = "User=root\nWorkingDirectory=/etc/holdfast\nEnvironmentFile=/etc/holdfast/shop-production.env\n"
    _adapt(host.systemd, "shop-production@.service", lines)
    names = [f"shop-production@{app.port}" for app in host.apps]

    host.systemd.run("systemctl", "start", *names)

    for name, app in zip(names, host.apps, strict=True):
        wait_until(lambda name=name: _environment(host, name).get("DATABASE_URL") == host.postgres.url, name)  # type: ignore[misc]
        assert _environment(host, name)["PORT"] == str(app.port)
    host.systemd.run("systemctl", "stop", *names)
    assert host.postgres.url not in "".join(host.systemd.journal(name) for name in names)
    assert host.systemd.show(names[0], "ActiveState") == "inactive"


def _environment(host: Host, unit: str) -> dict[str, str]:
    """Of the unit's process."""
    words = host.systemd.run("cat", f"/proc/{host.systemd.main_pid(unit)}/environ", check=False).stdout
    return dict(word.split("=", 1) for word in words.split("\0") if "=" in word)


def test_it_ends_by_sigterm_with_success_and_leaves_its_folder(host: Host) -> None:
    host.systemd.run("systemctl", "start", UNIT)
    # On a busy machine a question may just have come back too late, which closes the gate for a while.
    wait_until(lambda: host.status(host.nginx, "/") == 200, "the gate is open")

    host.systemd.run("systemctl", "stop", UNIT)

    assert host.systemd.show(UNIT, "Result") == "success"
    assert host.systemd.show(UNIT, "ExecMainStatus") == "0"
    assert "ends; the gate stays as it is" in host.systemd.journal(UNIT)
    assert (host.systemd.root / "run/holdfast").is_dir()
    assert host.status(host.nginx, "/") == 200
