"""The script of the first boot: whole for each kind of host, small enough, without a secret or a public registry."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from holdfast.host.backup.engines.physical import ask_cluster
from holdfast.host.backup.failure import BackupError
from holdfast.model.product import Product
from holdfast.rig.postgres import Postgres
from holdfast.stacks.place import Place
from holdfast.stacks.user_data import LARGEST_BYTES, Boot, runtime, user_data
from tests.stacks.synthesized import one, product, templates

BOOT = Boot(
    bucket="shop-artifacts-123456789012",
    key="host/production/0f.tgz",
    digest="0" * 64,
    database="db.example:5432/shop",
    database_secret="arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1",
    disk="vol-0123456789abcdef0",
)


def script(name: str, environment: str) -> str:
    return user_data(Place(product(name), environment), BOOT)


KINDS = [("sweetorder", "production"), ("sweetorder", "staging"), ("ledgerly", "production")]


@pytest.mark.parametrize(("name", "environment"), KINDS)
def test_bash_understands_it(name: str, environment: str) -> None:
    done = subprocess.run(["bash", "-n"], input=script(name, environment), text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("name", "environment"), KINDS)
def test_it_fits_into_user_data_with_room_for_long_names(name: str, environment: str) -> None:
    assert len(script(name, environment).encode()) < LARGEST_BYTES - 2048


@pytest.mark.parametrize(("name", "environment"), KINDS)
def test_it_asks_no_public_registry_and_holds_no_password(name: str, environment: str) -> None:
    text = script(name, environment)
    for registry in ("npmjs", "pypi", "github", "nodesource", "docker", "postgresql.org", "npm install"):
        assert registry not in text
    assert "--no-index" in text
    for secret in ("SecretString", "get-secret-value", "get-parameter", "://holdfast:"):
        assert secret not in text


def test_the_bundle_is_used_only_when_its_digest_is_the_one_of_the_template() -> None:
    lines = script("sweetorder", "production").splitlines()
    fetched = next(number for number, line in enumerate(lines) if "aws s3 cp" in line)
    compared = next(number for number, line in enumerate(lines) if "sha256sum --check" in line)
    unpacked = next(number for number, line in enumerate(lines) if line.startswith("tar -xzf"))
    assert fetched < compared < unpacked


def test_pm2_and_the_data_disk_are_only_where_they_belong() -> None:
    ledgerly, staging = script("ledgerly", "production"), script("sweetorder", "staging")
    assert "pm2" not in ledgerly
    assert "mkfs" not in ledgerly
    assert "/usr/bin/pm2" in staging
    assert "blkid" in staging
    assert "postgresql16-server" in staging
    assert "-server" not in script("sweetorder", "production").partition("set -E")[0]


def test_wal_is_archived_only_where_something_takes_it_on() -> None:
    shipped = {"backup": {"point_in_time": True}, "database": {"placement": "host"}}
    whole = Product.model_validate({"name": "shop", "environments": {"production": shipped}})

    assert "postgresql-archive" not in script("sweetorder", "staging")
    text = user_data(Place(whole, "production"), BOOT)
    assert "postgresql-archive" in text
    # Base backups come with it, whose program no package of Amazon Linux brings.
    assert text.index("wheels/{barman,psycopg2_binary}-*.whl") < text.index("holdfast render postgresql-archive")
    assert "barman" not in script("sweetorder", "staging")


@pytest.mark.integration
def test_the_role_of_a_database_on_the_host_may_do_what_a_base_backup_calls(tmp_path: Path) -> None:
    shipped = {"backup": {"point_in_time": True}, "database": {"placement": "host"}}
    whole = Product.model_validate({"name": "shop", "environments": {"production": shipped}})
    text = user_data(Place(whole, "production"), BOOT)
    grants = text[text.index("GRANT pg_read_all_settings") :].partition("END")[0].replace(':"role"', "shop")
    with Postgres.start(tmp_path / "postgres", settings={"archive_mode": "on", "archive_command": "true"}) as postgres:
        postgres.execute("CREATE ROLE shop LOGIN PASSWORD 'hush'")
        own = postgres.create_database("shop")
        address = own.partition("@")[2]
        url = f"postgresql://shop:hush@{address}"
        with pytest.raises(BackupError, match="42501"):
            ask_cluster(url)
        with psycopg.connect(own) as connection:
            for statement in filter(str.strip, grants.split(";")):
                connection.execute(statement.encode())

        assert ask_cluster(url).database == "shop"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SELECT pg_create_restore_point('here')")
            connection.execute("SELECT pg_backup_start('here', true)")
            connection.execute("SELECT pg_backup_stop(false)")
            connection.execute("SELECT pg_switch_wal()")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT pg_read_file('/etc/passwd')")


def test_a_failure_at_any_line_is_said_to_the_group_and_to_cloudformation() -> None:
    text = script("ledgerly", "production")
    assert "set -Eeuo pipefail" in text
    assert "say ABANDON FAILURE' ERR" in text
    assert text.count("say CONTINUE SUCCESS") == 1


def test_the_names_in_it_are_those_of_the_templates() -> None:
    template = templates("ledgerly")["ledgerly-production"]
    group = one(template, "AWS::AutoScaling::AutoScalingGroup")
    text = script("ledgerly", "production")
    assert f"NAME='{group['AutoScalingGroupName']}'" in text
    assert f"--lifecycle-hook-name {group['LifecycleHookSpecificationList'][0]['LifecycleHookName']}" in text
    assert "--logical-resource-id Group" in text
    assert "Group" in template.body["Resources"]


def a_product(**service: Any) -> Product:
    return Product.model_validate({"name": "shop", "service": service, "environments": {"production": {}}})


@pytest.mark.parametrize(
    ("service", "wanted"),
    [
        ({"command": ["node", "dist/main.js"]}, "node"),
        ({"command": ["/usr/bin/python3.12", "-m", "shop"]}, "python"),
        ({"command": ["uvicorn", "shop:app"]}, "python"),
        ({"command": ["./shop"], "process_manager": "pm2"}, "node"),
        ({"command": ["./shop"]}, ""),
        ({"command": ["./shop"], "release": {"runtime": "python"}}, "python"),
    ],
)
def test_the_runtime_is_told_from_the_spec(service: dict[str, Any], wanted: str) -> None:
    assert runtime(a_product(**service)) == wanted


def test_a_host_runs_the_version_that_the_workflow_builds_with() -> None:
    place = Place(
        a_product(command=["node", "a.js"], release={"runtime": "node", "runtime_version": "24.1"}), "production"
    )
    assert "nodejs24" in user_data(place, replace(BOOT, disk=""))
    python = Place(
        a_product(command=["python3.12"], release={"runtime": "python", "runtime_version": "3.12"}), "production"
    )
    assert "python3.12" in user_data(python, replace(BOOT, disk=""))


@pytest.mark.parametrize(
    ("name", "restarted"),
    [
        ("sweetorder", "runuser -u sweetorder -- env PM2_HOME=/opt/sweetorder/.pm2 pm2 restart all"),
        ("ledgerly", "systemctl restart ledgerly-production*.service"),
    ],
)
def test_the_application_starts_again_when_rds_has_exchanged_its_password_and_only_then(
    name: str, restarted: str, tmp_path: Path
) -> None:
    settings, _, rest = script(name, "production").partition("# The first boot")
    start = "cat > /opt/holdfast/rotation << END"
    made = rest[rest.index(start) : rest.index("chmod 755 /opt/holdfast/rotation")]
    made = made.replace("/opt/holdfast/rotation", str(tmp_path / "rotation"))
    subprocess.run(["bash", "-c", settings + made.replace("/var/lib/holdfast", str(tmp_path))], check=True)
    programs = tmp_path / "programs"
    programs.mkdir()
    for program in ("systemctl", "runuser", "logger", "sleep"):
        (programs / program).write_text(f'#!/bin/sh\necho "{program} $*" >> {tmp_path}/done\n')
    (programs / "aws").write_text(f"#!/bin/sh\ncat {tmp_path}/rotated\n")
    for file in programs.iterdir():
        file.chmod(0o755)
    done = tmp_path / "done"

    def look(rotated: str) -> str:
        (tmp_path / "rotated").write_text(rotated)
        done.write_text("")
        path = f"{programs}:/usr/bin:/bin"
        subprocess.run(["bash", str(tmp_path / "rotation")], env={"PATH": path}, check=True)
        return done.read_text()

    assert look("None\n") == ""
    assert look("None\n") == ""
    assert restarted in look("2026-11-26\n").splitlines()
    assert look("2026-11-26\n") == ""
