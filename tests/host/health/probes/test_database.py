"""PostgreSQL: what a URL may look like, what each failure is called, one connection, no leak."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from holdfast.host.connections import connection_options
from holdfast.host.health.engine import Engine
from holdfast.host.health.probe import Answer, Role, State
from holdfast.host.health.probes.blocking import BlockingProbe
from holdfast.host.health.probes.database import Database, Limits
from holdfast.rig.ports import free_port
from holdfast.rig.postgres import Postgres
from tests.host.health.fakes import every, run

SHOP = {"user": "shop", "password": "shop"}


def asked(url: str, limit: int = 90, changed: Mapping[str, str] | None = None) -> Answer:
    database = Database({**connection_options(url), **(changed or {})}, Limits(limit), 2)
    try:
        return database.ask()
    finally:
        database.close()


def test_a_name_that_does_not_resolve_and_a_closed_port_are_told_without_either() -> None:
    assert asked("postgresql://u:canary@nowhere.invalid/x").reason == "its host's name does not resolve"
    assert asked(f"postgresql://u:canary@127.0.0.1:{free_port()}/x").reason == "nothing listens on its port"


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    settings = {"max_connections": "8", "superuser_reserved_connections": "3", "max_wal_senders": "2"}
    with Postgres.start(tmp_path_factory.mktemp("postgres"), settings=settings) as server:
        server.execute("CREATE ROLE shop LOGIN PASSWORD 'shop'")
        yield server


@pytest.mark.integration
def test_it_passes_with_its_numbers(postgres: Postgres) -> None:
    answer = asked(postgres.url)

    assert (answer.ok, answer.reason, answer.warns) == (True, "it answers", False)
    assert answer.values["connections_max"] == 8
    assert answer.values["connections"] >= 1
    assert answer.values["in_recovery"] == 0
    assert answer.values["size_bytes"] > 1_000_000


@pytest.mark.integration
def test_a_plain_role_gets_the_same_numbers(postgres: Postgres) -> None:
    answer = asked(postgres.url, changed=SHOP)

    assert answer.ok
    assert answer.values["connections"] >= 1
    assert "deadlocks" in answer.values


@pytest.mark.integration
def test_it_warns_when_connections_run_low(postgres: Postgres) -> None:
    answer = asked(postgres.url, limit=10)

    assert answer.ok
    assert answer.warns
    assert "of its connections are in use; 10 % is the limit" in answer.reason


@pytest.mark.integration
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"user": "nobody-here", "password": "x"}, "the login was refused"),
        ({"user": "shop", "password": "wrong"}, "the login was refused"),
        ({"dbname": "nothing-here"}, "there is no database of that name"),
    ],
)
def test_refusals_have_their_own_words(postgres: Postgres, changed: dict[str, str], reason: str) -> None:
    assert asked(postgres.url, changed=changed).reason == reason


@pytest.mark.integration
def test_used_up_connections_are_told(postgres: Postgres) -> None:
    holders = [Database(connection_options(postgres.url), Limits(90), 2) for _ in range(8)]
    try:
        answers = [holder.ask() for holder in holders]
        last = asked(postgres.url, changed=SHOP)
        assert answers[0].ok
        assert (last.ok, last.reason) == (False, "its connections are used up")
    finally:
        for holder in holders:
            holder.close()


@pytest.mark.integration
def test_one_connection_is_kept_and_opened_again_after_a_stop(postgres: Postgres) -> None:
    database = Database(connection_options(postgres.url), Limits(90), 2)
    try:
        assert all(database.ask().ok for _ in range(5))
        count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holdfast'"
        assert postgres.execute(count) == [(1,)]
        postgres.stop()
        assert not database.ask().ok
        assert not database.ask().ok
        postgres.restart()
        assert database.ask().ok
        assert postgres.execute(count) == [(1,)]
    finally:
        database.close()


@pytest.mark.integration
def test_a_question_to_a_frozen_server_ends_when_it_is_abandoned(postgres: Postgres) -> None:
    database = Database(connection_options(postgres.url), Limits(90), 30)
    assert database.ask().ok
    postgres.pause()
    try:
        said: list[Answer] = []
        asking = threading.Thread(target=lambda: said.append(database.ask()), daemon=True)
        asking.start()
        time.sleep(0.3)
        assert asking.is_alive()
        database.abandon()
        asking.join(5)
        assert not asking.is_alive()
        assert not said[0].ok
    finally:
        postgres.resume()
    assert database.ask().ok
    database.close()


@pytest.mark.integration
def test_the_size_is_asked_seldom_and_told_always(postgres: Postgres) -> None:
    database = Database(connection_options(postgres.url), Limits(90), 2)
    sizes = {database.ask().values["size_bytes"] for _ in range(4)}
    database.close()

    assert len(sizes) == 1


def test_a_name_server_that_hangs_holds_one_thread_and_never_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()

    def hang(*_arguments: object, **_named: object) -> list[object]:
        answers.wait(10)
        raise OSError

    async def work() -> None:
        database = Database(connection_options("postgresql://db.example/x"), Limits(90), 2)
        engine = Engine([BlockingProbe("database", Role.CRITICAL, database)], every(0.1, timeout=0.05))
        monkeypatch.setattr(socket, "getaddrinfo", hang)
        engine.start()
        ends = time.monotonic() + 5
        while engine.snapshot().probes[0].state is not State.FAILING and time.monotonic() < ends:
            begun = time.monotonic()
            await asyncio.sleep(0.01)
            assert time.monotonic() - begun < 4
        assert engine.snapshot().probes[0].state is State.FAILING
        assert sum(thread.name == "probe database" for thread in threading.enumerate()) == 1
        begun = time.monotonic()
        await engine.stop()
        assert time.monotonic() - begun < 4

    run(work())
    answers.set()


def test_a_folder_of_sockets_without_a_server_cannot_be_reached(tmp_path: Path) -> None:
    assert not asked(f"postgresql:///x?host={tmp_path}").ok
