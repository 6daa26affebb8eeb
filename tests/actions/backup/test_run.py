"""A run of backups: one host makes it, a manifest only for what is whole, and the next run succeeds; on real parts."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from holdfast.actions.backup.run import Skipped, Wish, run_backup
from holdfast.host.backup.engines.engine import Run, Written
from holdfast.host.backup.engines.pg_dump import PgDump
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.lock import lock_number, only_one
from holdfast.host.backup.state import FILE_NAME, read_state
from holdfast.model.backup import Kind, Manifest
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from tests.actions.backup.shop import Shop, opened, tables_of

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("postgres"), major=16) as running:
        yield running


@pytest.fixture
def shop(server: Postgres, aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    aws.reset()
    monkeypatch.setenv("HOLDFAST_POSTGRESQL_PROGRAMS", str(server.binaries))
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    with opened(server, aws, tmp_path) as made:
        yield made
    server.execute("DROP DATABASE shop WITH (FORCE)")
    server.execute("DROP ROLE clerk")


def test_a_run_leaves_a_good_backup_and_says_so_in_the_state_of_the_host(shop: Shop) -> None:
    said: list[str] = []

    made = run_backup(shop.place, Wish(say=said.append))

    assert isinstance(made, Manifest)
    held = read_holdings(shop.place.store())
    assert (held.good, held.broken) == ((made,), ())
    assert tables_of(made) == ["public.cakes", "public.orders"]
    assert (made.kind, made.engine, made.database, made.release) == (Kind.LOGICAL, "pg_dump", "shop", "")
    assert {"holdfast", "pg_dump"} <= made.tools.keys()
    state = read_state(shop.place.state / FILE_NAME)
    assert (state.finished_at, state.good[Kind.LOGICAL].id, state.failing) == (made.finished_at, made.id, 0)
    assert [line.split(":")[0] for line in said] == [made.id, made.id]


def test_no_backup_is_made_while_another_process_holds_the_lock(shop: Shop) -> None:
    with only_one(shop.url, lock_number("shop", "production", Kind.LOGICAL)) as lock:
        assert lock is not None
        made = run_backup(shop.place, Wish())

    assert made == Skipped("another host, or another process, is making this backup now")
    assert read_holdings(shop.place.store()).good == ()


def test_a_holder_that_is_gone_does_not_stop_the_next(shop: Shop) -> None:
    code = (
        "import os, sys, time\n"
        "from holdfast.host.backup.lock import lock_number, only_one\n"
        "with only_one(os.environ['DATABASE_URL'], lock_number('shop', 'production', 'logical')) as lock:\n"
        "    print(lock is not None, flush=True)\n"
        "    time.sleep(60)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "DATABASE_URL": shop.url}, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        assert isinstance(run_backup(shop.place, Wish()), Skipped)
    finally:
        holder.kill()
        holder.wait()
        holder.communicate()

    assert isinstance(_until_free(shop), Manifest)


def test_a_recent_one_is_enough_and_an_old_one_or_one_of_the_future_is_not(shop: Shop) -> None:
    first = run_backup(shop.place, Wish())
    assert isinstance(first, Manifest)
    within = Wish(unless_within=timedelta(hours=12))

    assert run_backup(shop.place, within) == Skipped(f"{first.id} is recent enough")
    later = first.finished_at + timedelta(hours=13)
    assert isinstance(run_backup(shop.place, within, clock=lambda: later), Manifest)
    earlier = first.finished_at - timedelta(hours=1)
    assert isinstance(run_backup(shop.place, within, clock=lambda: earlier), Manifest)


def test_of_hosts_that_begin_at_once_exactly_one_makes_a_backup(shop: Shop) -> None:
    together = threading.Barrier(4)
    results: list[Manifest | Skipped] = []

    def host() -> None:
        together.wait()
        results.append(run_backup(shop.place, Wish(unless_within=timedelta(hours=12))))

    hosts = [threading.Thread(target=host) for _ in range(4)]
    for one in hosts:
        one.start()
    for one in hosts:
        one.join()

    assert sorted(type(one).__name__ for one in results) == ["Manifest", "Skipped", "Skipped", "Skipped"]
    assert len(read_holdings(shop.place.store()).good) == 1


class _Broken(PgDump):
    """An engine after which something goes wrong."""

    def __init__(self, after: "object") -> None:
        super().__init__()
        self._after = after

    def back_up(self, run: Run) -> Written:
        written = super().back_up(run)
        self._after()  # type: ignore[operator]
        return written


def test_a_lock_that_was_lost_meanwhile_makes_the_backup_worthless(shop: Shop, server: Postgres) -> None:
    def lose() -> None:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )

    with pytest.raises(BackupError, match="the lock was lost") as caught:
        run_backup(shop.place, Wish(), engine=_Broken(lose))

    assert (caught.value.cause, read_holdings(shop.place.store()).good) == (Cause.DATABASE, ())
    assert list(shop.place.store().entries()) == []
    state = read_state(shop.place.state / FILE_NAME)
    assert (state.failure, state.failing, state.failed_kind) == ("database", 1, Kind.LOGICAL)
    assert isinstance(run_backup(shop.place, Wish()), Manifest)
    assert read_state(shop.place.state / FILE_NAME).failing == 0


def test_a_server_that_is_stopped_in_the_middle_leaves_nothing_that_looks_good(shop: Shop, server: Postgres) -> None:
    shop.do("INSERT INTO orders SELECT i, repeat(md5(i::text), 20), true FROM generate_series(10000, 200000) i")

    class Restarted(PgDump):
        def back_up(self, run: Run) -> Written:
            restarted = threading.Event()

            def restart(_: int) -> None:
                if not restarted.is_set():
                    restarted.set()
                    server.restart()

            return super().back_up(replace(run, progress=restart))

    with pytest.raises(BackupError) as caught:
        run_backup(shop.place, Wish(), engine=Restarted())

    assert caught.value.cause in {Cause.DATABASE, Cause.PROGRAM}
    assert caught.value.next_step
    assert read_holdings(shop.place.store()).good == ()
    assert isinstance(run_backup(shop.place, Wish()), Manifest)


@pytest.mark.parametrize("after", [0.5, 1.0])
def test_a_run_that_is_killed_leaves_nothing_that_looks_good_and_the_next_succeeds(
    shop: Shop, tmp_path: Path, after: float
) -> None:
    shop.do("INSERT INTO orders SELECT i, repeat(md5(i::text), 20), true FROM generate_series(10000, 120000) i")
    (tmp_path / "holdfast.toml").write_text(
        'name = "shop"\n[environments.production]\n[[environments.production.buckets]]\n'
        'name = "shop-backups"\npurpose = "backup"\n',
        encoding="utf-8",
    )
    run = subprocess.Popen(
        [sys.executable, "-m", "holdfast", "backup", "run"],
        cwd=tmp_path,
        env={**os.environ, "DATABASE_URL": shop.url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    run.send_signal(signal.SIGKILL)
    code = run.wait()

    held = read_holdings(shop.place.store())
    # One that was killed between its manifest and its end has made a good one.
    assert len(held.good) in ({0, 1} if code else {1})
    assert isinstance(_until_free(shop), Manifest)
    assert len(read_holdings(shop.place.store()).good) == len(held.good) + 1


def test_neither_the_command_line_nor_the_words_of_a_failed_run_hold_the_password(
    shop: Shop, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shop.do("INSERT INTO orders SELECT i, repeat(md5(i::text), 20), true FROM generate_series(10000, 120000) i")
    seen: set[str] = set()
    stop = threading.Event()
    password = shop.url.split(":")[2].split("@")[0]

    def watch() -> None:
        while not stop.is_set():
            seen.update(_command_lines())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        run_backup(shop.place, Wish())
        environ = {**shop.place.environ, "DATABASE_URL": shop.url.replace("/shop", "/nothing")}
        with pytest.raises(BackupError) as caught:
            run_backup(replace(shop.place, environ=environ), Wish())
    finally:
        stop.set()
        watcher.join()

    assert any("pg_dump" in line for line in seen)
    assert not [line for line in seen if password in line]
    assert password not in f"{caught.value} {caught.value!r} {capfd.readouterr()}"


def test_a_state_folder_that_cannot_be_written_makes_no_backup_bad(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said: list[str] = []

    made = run_backup(replace(shop.place, state_folder=tmp_path / "file"), Wish(say=said.append))

    assert isinstance(made, Manifest)
    assert "could not be noted" in said[-1]


def _until_free(shop: Shop) -> Manifest | Skipped:
    """A run, once PostgreSQL has noticed that the killed one is gone."""
    deadline = time.monotonic() + 60
    while isinstance(made := run_backup(shop.place, Wish()), Skipped) and time.monotonic() < deadline:
        time.sleep(0.1)
    return made


def _command_lines() -> Iterator[str]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            yield (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
