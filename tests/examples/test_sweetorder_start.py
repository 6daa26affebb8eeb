"""How the order service starts: settings, migrations, the launcher, its small health."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType

import httpx
import pytest

from holdfast.readers.spec import read_spec
from holdfast.rig import processes
from tests.examples.conftest import BUCKET, CANARY, SERVICE, Running

GOOD = {
    "HOLDFAST_ENVIRONMENT": "staging",
    "DATABASE_URL": f"postgresql://shop:{CANARY}@db.internal:5432/sweetorder",
    "TOKEN_KEY": CANARY,
    "UPLOADS_BUCKET": BUCKET,
    "ORIGINS": "https://staging.sweetorders.com,https://seller-staging.sweetorders.com",
    "AWS_REGION": "ap-northeast-1",
}


@pytest.fixture(scope="module")
def settings() -> Iterator[ModuleType]:
    sys.path.insert(0, str(SERVICE / "src"))
    yield importlib.import_module("sweetorder.settings")
    sys.path.remove(str(SERVICE / "src"))


def test_good_settings_are_taken_and_show_no_secret(settings: ModuleType) -> None:
    read = settings.Settings.from_environ({**GOOD, "PORT": "8080", "UNRELATED": "x"})
    assert (read.port, read.session_minutes, len(read.origins)) == (8080, 60, 2)
    assert read.url == GOOD["DATABASE_URL"]
    assert CANARY not in repr(read) + str(read)


def test_every_missing_variable_is_named_at_once(settings: ModuleType) -> None:
    with pytest.raises(settings.SettingsError) as raised:
        settings.Settings.from_environ({})
    assert {problem.split(":")[0] for problem in raised.value.problems} == set(GOOD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", f"mysql://shop:{CANARY}@db/x"),
        ("DATABASE_URL", f"postgresql://shop:{CANARY}@db.internal"),
        ("TOKEN_KEY", "canary-short"),
        ("UPLOADS_BUCKET", "Canary_Bucket"),
        ("ORIGINS", "https://canary.example,*"),
        ("ORIGINS", ""),
        ("AWS_REGION", "canary"),
        ("PORT", "canary"),
        ("PORT", "70000"),
        ("SESSION_MINUTES", "1"),
        ("HOLDFAST_ENVIRONMENT", "canary"),
    ],
)
def test_a_wrong_value_is_named_and_never_shown(settings: ModuleType, name: str, value: str) -> None:
    with pytest.raises(settings.SettingsError) as raised:
        settings.Settings.from_environ({**GOOD, name: value})
    assert [problem.split(":")[0] for problem in raised.value.problems] == [name]
    assert not any("canary" in problem.lower() for problem in raised.value.problems)


def test_the_spec_asks_for_every_variable_that_the_service_needs(settings: ModuleType) -> None:
    product = read_spec(SERVICE).product
    needed = {field.alias for field in settings.Settings.model_fields.values() if field.is_required()}
    assert {variable.name for variable in product.service.variables} == needed == set(GOOD)
    assert set(product.environments) == {"production", "staging"}


@pytest.mark.integration
def test_a_wrong_start_ends_with_78_and_all_names_before_it_listens(floor: Running) -> None:
    done = floor.run(DATABASE_URL="", UPLOADS_BUCKET="X", TOKEN_KEY=f"{CANARY[:12]}")
    assert done.returncode == 78
    assert [name for name in ("DATABASE_URL", "UPLOADS_BUCKET", "TOKEN_KEY") if name not in done.stderr] == []
    assert "Traceback" not in done.stderr
    assert "canary" not in done.stderr + done.stdout


@pytest.mark.integration
def test_a_name_that_is_none_gets_no_token(floor: Running) -> None:
    done = floor.run("token", "customer", "Kim; DROP")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.integration
def test_migrations_of_several_hosts_at_once_make_the_tables_that_the_service_expects(floor: Running) -> None:
    url = floor.postgres.create_database("migrated")
    environ = {**floor.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "sweetorder", "migrate"]
    hosts = [subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [host.communicate(timeout=60)[1] for host in hosts]
    assert [host.returncode for host in hosts] == [0, 0], said

    def alembic(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "alembic", "-c", str(SERVICE / "alembic.ini"), *words]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)

    checked = alembic("check")
    assert "No new upgrade operations detected" in checked.stdout, checked.stderr
    back = alembic("downgrade", "base")
    assert back.returncode == 0, back.stderr


@pytest.mark.integration
def test_the_launcher_brings_its_secrets_from_secrets_manager(floor: Running) -> None:
    assert floor.run("migrate").returncode == 0
    secret = {"DATABASE_URL": floor.environ["DATABASE_URL"], "TOKEN_KEY": CANARY}
    floor.aws.client("secretsmanager").put_secret_value(
        SecretId="sweetorder/staging/api", SecretString=json.dumps(secret)
    )
    environ = {name: value for name, value in floor.environ.items() if name not in secret}
    launch = (sys.executable, "-m", "holdfast", "launch", "--spec", str(SERVICE), "--environment", "staging")
    floor.start(*launch, "--", sys.executable, "-m", "sweetorder", environ=environ)
    try:
        assert floor.process is not None
        assert "sweetorder" in processes.command_line(floor.process.pid)
        assert httpx.get(floor.url).json() == {
            "service": "sweetorder",
            "environment": "staging",
            "process": floor.process.pid,
        }
        processes.wait_until(lambda: httpx.get(f"{floor.url}/health/ready").status_code == 200, "readiness")
        assert CANARY not in floor.log.read_text() + processes.command_line(floor.process.pid)
    finally:
        floor.stop()


WITHOUT_HOLDFAST = """
import sys
sys.modules["holdfast.host.health.asgi"] = None
from sweetorder import health
health.INTERVAL_SECONDS = 1.0
from sweetorder.__main__ import main
main([])
"""


@pytest.mark.integration
def test_without_holdfast_its_own_health_asks_the_database(floor: Running) -> None:
    assert floor.run("migrate").returncode == 0
    floor.start(sys.executable, "-c", WITHOUT_HOLDFAST)
    try:
        processes.wait_until(lambda: ready(floor) == 200, "readiness")
        assert httpx.get(f"{floor.url}/health").json() == {"status": "ready"}
        floor.postgres.stop()
        processes.wait_until(lambda: ready(floor) == 503, "unreadiness")
        assert httpx.get(f"{floor.url}/health").json() == {"status": "not-ready", "failing": ["database"]}
        assert httpx.get(f"{floor.url}/health/live").json() == {"status": "live"}
        floor.postgres.restart()
        processes.wait_until(lambda: ready(floor) == 200, "readiness")
    finally:
        floor.stop()


def ready(floor: Running) -> int:
    return httpx.get(f"{floor.url}/health/ready").status_code
