"""The script of first boot under a real systemd: a host comes up by it alone, says so, and takes releases."""

import json
import os
import platform
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from holdfast.actions.deploy.bundle import bundle_of
from holdfast.actions.deploy.session import embedded_cloud
from holdfast.host.releases.bundle import HOOKS, Identity, pack
from holdfast.model.product import Product
from holdfast.readers.spec import parse_spec
from holdfast.rig.instance import Instance, what_is_missing
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from holdfast.stacks.place import Place
from holdfast.stacks.user_data import Boot, user_data

pytestmark = [pytest.mark.integration, pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "-")]

PASSWORD = "p:/canary"
SPEC = f"""
name = "shop"
zone = "shop.example"
[service]
command = ["node", "main.js"]
process_manager = "pm2"
[service.release]
ready_seconds = 30
[service.health]
interval_seconds = 0.5
recover_after = 1
[[service.variables]]
name = "DATABASE_URL"
kind = "postgres-url"
[[service.variables]]
name = "TOKEN"
[environments.production]
domains = ["shop.example"]
secrets = ["shop/api"]
[environments.production.compute]
instance_type = "{"m7g" if platform.machine() == "aarch64" else "m7i"}.large"
[[environments.production.buckets]]
name = "shop-backup"
purpose = "backup"
"""

MAIN = """
const answer = () => JSON.stringify({commit: JSON.parse(process.env.HOLDFAST_RELEASE).commit, token: process.env.TOKEN});
require("node:http").createServer((_, response) => response.end(answer())).listen(process.env.PORT, "127.0.0.1");
"""


@dataclass(frozen=True)
class Booted:
    """A host after its first boot, on which nobody has put a release yet, and whose secret nobody has filled."""

    instance: Instance
    said: str
    script: str
    product: Product
    secrets: Any

    def state(self, unit: str) -> str:
        return self.instance.systemd.show(unit, "ActiveState")

    def answer(self, port: int, path: str) -> dict[str, object]:
        done = self.instance.systemd.run("curl", "-s", "-m", "5", f"http://127.0.0.1:{port}{path}")
        found: dict[str, object] = json.loads(done.stdout)
        return found

    def hooks(self, folder: Path, commit: str) -> list[tuple[str, int, str]]:
        """Bring a release onto the host as CodeDeploy's agent does; each hook with its status and words."""
        (folder / "main.js").write_text(MAIN, encoding="utf-8")
        (folder / "holdfast.toml").write_text(SPEC, encoding="utf-8")
        identity = Identity(self.product.name, commit, "", datetime.now(UTC))
        files = ("main.js", "holdfast.toml")
        bundle = pack(folder, files, identity, self.product.service.release, folder / "bundle.tgz")
        archive = f"/opt/codedeploy-agent/deployment-root/{commit}/deployment-archive"
        with tarfile.open(bundle.path) as packed:
            packed.extraction_filter = getattr(tarfile, "data_filter", None)
            packed.extractall(self.instance.systemd.root / archive.lstrip("/"))  # noqa: S202 - the filter is set above
        told = (f"DEPLOYMENT_ID={commit}", "APPLICATION_NAME=shop-production", "DEPLOYMENT_GROUP_NAME=shop-production")
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        found = []
        for event in HOOKS:
            words = ("env", "-i", path, *self.instance.ways, *told, f"LIFECYCLE_EVENT={event}")
            done = self.instance.systemd.run(*words, f"{archive}/hooks/{event}.sh", check=False, timeout=90)
            found.append((event, done.returncode, done.stdout + done.stderr))
            if done.returncode:
                break
        return found

    def told(self) -> list[tuple[str, str]]:
        return [(one.get("LifecycleActionResult", ""), one.get("Status", "")) for _, one in self.instance.told]


@pytest.fixture(scope="module")
def booted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booted]:
    product: Product = parse_spec(SPEC.encode())
    with embedded_cloud(product) as cloud:
        bundle = bundle_of(cloud, product, "production", SPEC.encode(), embedded=False)
        store, secrets = cloud.client("s3", product.region), cloud.client("secretsmanager", product.region)
        store.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": product.region})
        bundle.upload(cloud, "artifacts")
        secrets.create_secret(Name="shop/api", SecretString="{}")
        login = json.dumps({"username": "shop", "password": PASSWORD})
        database = secrets.create_secret(Name="rds!db-1", SecretString=login)["ARN"]
        boot = Boot(
            bucket="artifacts",
            key=bundle.key,
            digest=bundle.digest,
            database="127.0.0.1:5432/shop",
            database_secret=database,
        )
        script = user_data(Place(product, "production"), boot)
        with Instance.start(tmp_path_factory.mktemp("instance") / "root") as instance:
            said = instance.boot(script)
            # Services find AWS by themselves on an instance; here they must be told where it is.
            file = instance.systemd.root / "etc/holdfast/shop-production.env"
            file.write_text(file.read_text("utf-8") + "\n".join(instance.ways) + "\n", encoding="utf-8")
            yield Booted(instance, said, script, product, secrets)


@contextmanager
def database(instance: Instance, folder: Path) -> Iterator[None]:
    """PostgreSQL where the host looks for RDS, with a certificate that RDS's trust store vouches for."""
    with Postgres.start(folder) as postgres:
        for name in ("server.crt", "server.key"):
            file = postgres.folder / name
            file.write_text(instance.authority, encoding="utf-8")
            file.chmod(0o600)
            os.chown(file, postgres.folder.stat().st_uid, -1)
        postgres.execute("ALTER SYSTEM SET ssl = on")
        postgres.execute("SELECT pg_reload_conf()")
        postgres.execute(f"CREATE ROLE shop LOGIN PASSWORD '{PASSWORD}'")
        postgres.create_database("shop")
        with instance.forward(5432, postgres.port):
            yield


def test_a_new_host_says_that_it_is_there_before_the_first_release_and_before_anybody_filled_the_secret(
    booted: Booted,
) -> None:
    assert booted.told() == [("CONTINUE", ""), ("", "SUCCESS")], booted.said
    assert [booted.instance.told[0][1]["InstanceId"], booted.instance.told[1][1]["UniqueId"]] == [
        booted.instance.id
    ] * 2


def test_its_services_run_and_its_timers_wait(booted: Booted) -> None:
    units = ("holdfast-agent", "nginx", "codedeploy-agent", "holdfast-rotation.timer",
             "holdfast-backup-shop-production-run.timer")  # fmt: skip
    assert {unit: booted.state(unit) for unit in units} == dict.fromkeys(units, "active")
    enabled = booted.instance.systemd.run("systemctl", "is-enabled", "pm2-shop", "nginx", "holdfast-agent").stdout
    assert enabled.split() == ["enabled"] * 3


def test_the_load_balancer_hears_from_nginx_that_it_is_not_ready_and_why(booted: Booted) -> None:
    found = booted.answer(80, "/health/ready")

    assert (found["status"], found["failing"]) == ("not-ready", ["application", "database"])


def test_the_agent_has_the_databases_password_and_nothing_shows_it(booted: Booted) -> None:
    systemd = booted.instance.systemd
    environment = (systemd.root / f"proc/{systemd.main_pid('holdfast-agent')}/environ").read_bytes()

    assert b"p%3A%2Fcanary@127.0.0.1:5432/shop?sslmode=verify-full" in environment
    for text in (booted.said, booted.script, systemd.journal("holdfast-agent"), systemd.run("ps", "axww").stdout):
        assert "canary" not in text


def test_packages_are_amazons_own_and_the_bundle_brings_the_rest(booted: Booted) -> None:
    asked = booted.instance.packages()

    assert asked[:4] == ("nginx", "python3.11", "python3.11-pip", "ruby")
    # The first time PM2 says more than that.
    assert booted.instance.systemd.run("/usr/bin/pm2", "--version").stdout.split()[-1][:2] == "7."
    assert booted.instance.systemd.run("holdfast", "--version").returncode == 0


def test_releases_come_and_go_by_codedeploys_hooks_under_pm2_and_wait_for_a_filled_secret(
    booted: Booted, tmp_path: Path
) -> None:
    systemd = booted.instance.systemd
    with database(booted.instance, tmp_path / "postgres"):
        empty = booted.hooks(tmp_path, "1" * 40)
        booted.secrets.put_secret_value(SecretId="shop/api", SecretString=json.dumps({"TOKEN": "one"}))
        first = booted.hooks(tmp_path, "2" * 40)
        served = booted.answer(80, "/")
        second = booted.hooks(tmp_path, "3" * 40)
        again = booted.answer(80, "/")
        systemd.run("systemctl", "restart", "pm2-shop")
        wait_until(lambda: booted.answer(80, "/health/ready")["status"] == "ready", "the host to be ready", seconds=60)

    assert [(event, status) for event, status, _ in empty] == [("BeforeInstall", 0), ("AfterInstall", 1)]
    assert "TOKEN" in empty[1][2]
    assert [(event, status) for event, status, _ in (*first, *second)] == [(event, 0) for event in HOOKS * 2], first
    assert (served, again) == ({"commit": "2" * 40, "token": "one"}, {"commit": "3" * 40, "token": "one"})
    assert "canary" not in str((empty, first, second)) + systemd.journal("holdfast-agent")


def test_a_bundle_that_is_another_than_the_templates_is_not_installed_and_the_host_is_given_up(booted: Booted) -> None:
    other = booted.script.replace("DIGEST='", "DIGEST='0")
    booted.instance.told.clear()

    said = booted.instance.boot(other)

    assert "sha256sum" in said
    assert booted.told() == [("ABANDON", ""), ("", "FAILURE")]
