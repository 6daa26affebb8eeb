"""The script of first boot under a real systemd: a host comes up by it alone, and says so."""

import json
import platform
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from holdfast.actions.deploy.bundle import bundle_of
from holdfast.actions.deploy.session import embedded_cloud
from holdfast.model.product import Product
from holdfast.readers.spec import parse_spec
from holdfast.rig.instance import Instance, what_is_missing
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


@dataclass(frozen=True)
class Booted:
    """A host after its first boot, on which nobody has put a release yet, and whose secret nobody has filled."""

    instance: Instance
    said: str
    script: str

    def state(self, unit: str) -> str:
        return self.instance.systemd.show(unit, "ActiveState")

    def answer(self, port: int, path: str) -> dict[str, object]:
        done = self.instance.systemd.run("curl", "-s", "-m", "5", f"http://127.0.0.1:{port}{path}")
        found: dict[str, object] = json.loads(done.stdout)
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
        login = json.dumps({"username": "holdfast", "password": PASSWORD})
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
            yield Booted(instance, instance.boot(script), script)


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


def test_a_bundle_that_is_another_than_the_templates_is_not_installed_and_the_host_is_given_up(booted: Booted) -> None:
    other = booted.script.replace("DIGEST='", "DIGEST='0")
    booted.instance.told.clear()

    said = booted.instance.boot(other)

    assert "sha256sum" in said
    assert booted.told() == [("ABANDON", ""), ("", "FAILURE")]
