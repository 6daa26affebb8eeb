"""`holdfast restore` and `holdfast backup verify` as they are typed."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from holdfast.host.backup.programs import FOLDER_VARIABLE
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import is_running, pid_in, wait_until
from tests.actions.backup import shop as shops
from tests.actions.backup.shop import BUCKET, Shop
from tests.cli.backup.stores import call
from tests.host.backup.places import open_folder

pytestmark = pytest.mark.integration
SMOKE = "SELECT count(*) = 2000 FROM orders"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with (
        pytest.MonkeyPatch.context() as patch,
        EmbeddedAws.start() as aws,
        Postgres.start(tmp_path_factory.mktemp("pg"), major=18) as server,
        open_folder() as home,
    ):
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        patch.setenv(FOLDER_VARIABLE, str(server.binaries))
        patch.setenv("HOLDFAST_STATE", str(home / "state"))
        with shops.opened(server, aws, home, smoke_query=SMOKE) as opened:
            patch.setenv("DATABASE_URL", opened.url)
            (home / "holdfast.toml").write_text(
                'name = "shop"\n[environments.production.database]\nplacement = "host"\n'
                f'[[environments.production.buckets]]\nname = "{BUCKET}"\npurpose = "backup"\n'
                f"[environments.production.backup]\ndata_folder = {json.dumps(str(home / 'data'))}\n"
                f"smoke_query = {json.dumps(SMOKE)}\n"
            )
            patch.chdir(home)
            opened.back_up()
            yield opened


def _words(*words: str) -> list[str]:
    return [sys.executable, "-m", "holdfast", *words]


class Done(NamedTuple):
    """How one command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command in this process."""
    return lambda *words: Done(*call(capsys, *words))


def _names(shop: Shop) -> list[str]:
    rows = shop.server.execute("SELECT datname::text FROM pg_database WHERE datname LIKE 'shop%' ORDER BY 1")
    return [str(name) for (name,) in rows]


def test_without_yes_the_plan_is_printed_alone(shop: Shop, run: Run) -> None:
    done = run("restore", "latest", "--into", "shop", "--locale", "en")

    assert done.returncode == 2
    assert "--replace shop --yes" in done.stdout
    assert _names(shop) == ["shop"]


def test_with_yes_alone_what_is_there_stays(shop: Shop, run: Run) -> None:
    done = run("restore", "latest", "--into", "shop", "--yes")

    assert done.returncode == 2
    assert "the target is not empty" in done.stderr
    assert _names(shop) == ["shop"]


def test_a_restore_ends_with_the_comparison_and_the_way_back(shop: Shop, run: Run) -> None:
    done = run("restore", "latest", "--into", "shop", "--replace", "shop", "--yes", "--locale", "en")
    kept = [name for name in _names(shop) if "_replaced_" in name]
    for name in kept:
        shop.server.execute(f'DROP DATABASE "{name}"')

    assert done.returncode == 0, done.stderr
    assert "2 tables are as they were backed up" in done.stdout
    assert f'ALTER DATABASE "{kept[0]}" RENAME TO "shop";' in done.stdout
    assert shop.ask("SELECT count(*) FROM orders") == 2000


def test_it_speaks_korean(shop: Shop, run: Run) -> None:
    assert "이 복원이 할 일" in run("restore", "latest", "--into", "shop", "--locale", "ko").stdout


def test_verify_tells_what_was_compared(shop: Shop, run: Run) -> None:
    done = run("backup", "verify", "--locale", "en")

    assert done.returncode == 0, done.stderr
    assert "2 tables compared" in done.stdout
    assert "the application's own query: true" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("restore", "latest", "--into", "shop", "--to-time", "yesterday"),
        ("restore", "latest", "--into", "shop", "--to-time", "2026-11-25T03:15:00Z"),
        ("restore", "latest"),
        ("restore", "nothing-like-it", "--into", "shop"),
        ("restore", "latest", "--into", "/"),
        ("restore", "latest", "--into", "postgres"),
        ("backup", "verify", "--kind", "logical", "--point-in-time"),
        ("backup", "verify", "latest", "--identity", "/nowhere", "--kind", "physical"),
    ],
)
def test_whatever_is_wrong_is_a_message_and_a_code(shop: Shop, run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)

    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_no_password_is_in_the_list_of_processes_while_it_restores(shop: Shop) -> None:
    password = shop.url.split(":")[2].split("@")[0]
    process = subprocess.Popen(
        _words("restore", "latest", "--into", "shop_seen", "--yes"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    seen = set()
    while process.poll() is None:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                seen |= _command_line(entry)
    process.communicate()
    shop.server.execute("DROP DATABASE shop_seen")

    assert process.returncode == 0
    # On a busy machine a look may miss pg_restore, which lives for a moment, but never the command itself.
    assert any("restore" in line for line in seen)
    assert not [line for line in seen if password in line]


@pytest.mark.parametrize("seconds", [0.9, 1.3, 1.6, 2.0])
def test_a_kill_leaves_what_was_there_and_the_next_run_succeeds(shop: Shop, run: Run, seconds: float) -> None:
    words = ("restore", "latest", "--into", "shop", "--replace", "shop", "--yes")
    process = subprocess.Popen(_words(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    after = shop.ask("SELECT count(*) FROM orders")
    done = run(*words)
    names = _names(shop)
    for name in names:
        if name != "shop":
            shop.server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    assert after == 2000
    assert done.returncode == 0, done.stderr
    assert not [name for name in names if "_restoring_" in name]


def test_a_killed_proof_leaves_nothing_that_the_next_does_not_remove(shop: Shop, run: Run) -> None:
    scratch = Path(shop.place.backup.data_folder) / "scratch"

    def servers() -> list[int]:
        # The file is there for a moment before its number is.
        return [pid for path in scratch.glob("*/data/postmaster.pid") if (pid := pid_in(path))]

    with subprocess.Popen(_words("backup", "verify"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(servers, "the scratch server", seconds=60)
            (server,) = servers()
        finally:
            process.kill()
    done = run("backup", "verify")

    assert done.returncode == 0, done.stderr
    assert not is_running(server)
    assert list(scratch.iterdir()) == []


def _command_line(entry: Path) -> set[str]:
    try:
        return {(entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")}
    except OSError:
        return set()
