"""The lock in the database: one holder at a time, gone with its holder, and missed when it is lost; on a real server."""

import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Event

import pytest

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.lock import lock_number, only_one
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until

pytestmark = pytest.mark.integration

_NUMBER = lock_number("shop", "production", "logical")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("postgres")) as running:
        yield running


def _is_free(url: str, number: int = _NUMBER) -> bool:
    with only_one(url, number) as lock:
        return lock is not None


def test_one_holder_at_a_time_and_the_next_after_it(server: Postgres) -> None:
    with only_one(server.url, _NUMBER) as lock:
        assert lock is not None
        lock.require()
        assert not _is_free(server.url)

    assert _is_free(server.url)


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (("://holdfast:", "://holdfast:not"), "password"),
        (("/postgres", "/nothere"), "psql -l"),
        ((r"@127\.0\.0\.1:\d+", "@127.0.0.1:1"), "systemctl status postgresql"),
        (("postgresql://", "mysql://"), "mend the variable"),
    ],
)
def test_a_database_that_is_not_reached_comes_with_the_step_that_fits(
    server: Postgres, change: tuple[str, str], step: str
) -> None:
    with pytest.raises(BackupError) as error, only_one(re.sub(*change, server.url), _NUMBER):
        pass

    assert step in error.value.next_step
    assert server.url.split(":")[2].split("@")[0] not in str(error.value)


def test_other_products_environments_and_kinds_do_not_wait(server: Postgres) -> None:
    numbers = {
        lock_number(*words)
        for words in (
            ("shop", "production", "logical"),
            ("shop", "production", "physical"),
            ("shop", "staging", "logical"),
            ("shopproduction", "", "logical"),
        )
    }

    assert len(numbers) == 4
    assert all(0 <= number < 1 << 63 for number in numbers)
    with only_one(server.url, _NUMBER):
        assert all(_is_free(server.url, number) for number in numbers - {_NUMBER})


def test_of_many_that_ask_in_the_same_moment_one_gets_it(server: Postgres) -> None:
    for _ in range(5):
        together, done = threading.Barrier(8), threading.Barrier(8)

        def ask(together: threading.Barrier = together, done: threading.Barrier = done) -> bool:
            together.wait(20)
            with only_one(server.url, _NUMBER) as lock:
                done.wait(20)
                return lock is not None

        with ThreadPoolExecutor(8) as pool:
            got = [one.result() for one in [pool.submit(ask) for _ in range(8)]]
        assert sum(got) == 1


def _hold(url: str, held: Event) -> None:
    with only_one(url, _NUMBER):
        held.set()
        signal.pause()


def test_a_killed_holder_leaves_it_free(server: Postgres) -> None:
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    holder = context.Process(target=_hold, args=(server.url, held))
    holder.start()
    assert held.wait(30)
    assert not _is_free(server.url)

    os.kill(holder.pid or 0, signal.SIGKILL)
    holder.join()

    wait_until(lambda: _is_free(server.url), "the lock to be free", seconds=10)


def test_the_server_notices_a_holder_whose_host_has_vanished(server: Postgres) -> None:
    with only_one(server.url, _NUMBER) as lock:
        assert lock is not None
        rows = lock._connection.execute(
            "SELECT current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_count')"
        ).fetchall()

    assert rows == [("30", "3")]


@pytest.mark.parametrize("loss", ["terminated", "restarted", "unlocked"])
def test_a_lock_that_was_lost_is_missed(server: Postgres, loss: str) -> None:
    with only_one(server.url, _NUMBER) as lock:
        assert lock is not None
        if loss == "terminated":
            server.execute(f"SELECT pg_terminate_backend({lock._connection.info.backend_pid}, 5000)")
        elif loss == "restarted":
            server.restart()
        else:
            lock._connection.execute("SELECT pg_advisory_unlock_all()")

        with pytest.raises(BackupError) as caught:
            lock.require()

    assert caught.value.cause is Cause.DATABASE
    assert "lock was lost" in caught.value.happened


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://u:secret-7@127.0.0.1:1/shop", "nothing listens"),
        ("mysql://u:secret-7@127.0.0.1/shop", "does not begin with postgresql://"),
    ],
)
def test_a_database_that_does_not_answer_is_said_without_its_password(url: str, words: str) -> None:
    with pytest.raises(BackupError) as caught, only_one(url, _NUMBER):
        pass

    assert words in caught.value.happened
    assert "secret-7" not in str(caught.value)
