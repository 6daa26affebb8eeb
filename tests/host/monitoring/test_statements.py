"""Slow statements and mean times, asked of a real PostgreSQL that hangs, restarts or refuses."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from holdfast.host.connections import DatabaseUrlError
from holdfast.host.monitoring.statements import Statements
from holdfast.model.errors import IncompleteError
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until

pytestmark = pytest.mark.integration

SECRET = "canary-7f3a"
QUIET = {"database_slow_queries": 0, "database_longest_query_seconds": 0}


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server that counts statements; the wheel's brings no extensions."""
    settings = {"shared_preload_libraries": "pg_stat_statements"}
    try:
        server = Postgres.start(tmp_path_factory.mktemp("counting"), settings=settings)
    except IncompleteError:
        pytest.skip("this PostgreSQL has no pg_stat_statements")
    with server:
        server.execute("CREATE SCHEMA stats")
        server.execute("CREATE EXTENSION pg_stat_statements SCHEMA stats")
        yield server


class Running:
    """A statement that runs on its own connection until it is ended."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._thread = threading.Thread(target=self._sleep)
        self._thread.start()

    def _sleep(self) -> None:
        try:
            self._connection.execute("SELECT pg_sleep(30)")
        except psycopg.errors.QueryCanceled:
            return

    def end(self) -> None:
        self._connection.cancel_safe()
        self._thread.join()
        self._connection.close()


def test_a_quiet_database_has_no_slow_statement(postgres: Postgres) -> None:
    assert Statements(postgres.url, slow_ms=100).collect() == QUIET


def test_a_stream_of_wal_is_not_a_long_statement(postgres: Postgres, tmp_path: Path) -> None:
    server = postgres.url.rpartition("/")[0]
    streams = subprocess.Popen([postgres.binaries / "pg_receivewal", "-D", tmp_path, "-d", server])
    try:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'walsender' AND state = 'active'"
        wait_until(lambda: postgres.execute(sql) == [(1,)], "the stream")
        assert Statements(postgres.url, slow_ms=1).collect() == QUIET
    finally:
        streams.terminate()
        streams.wait(10)


def test_a_statement_counts_as_slow_from_the_limit_on(postgres: Postgres) -> None:
    running = Running(postgres.url)
    try:
        quick, patient = Statements(postgres.url, slow_ms=50), Statements(postgres.url, slow_ms=3_600_000)

        wait_until(lambda: quick.collect()["database_slow_queries"] == 1, "the slow statement")
        seen = patient.collect()
        assert seen["database_slow_queries"] == 0
        assert 0.05 < seen["database_longest_query_seconds"] < 30
    finally:
        running.end()


def test_the_connection_is_named_and_does_not_stay(postgres: Postgres) -> None:
    Statements(postgres.url, slow_ms=100).collect()

    def gone() -> bool:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holdfast-metrics'"
        return postgres.execute(sql) == [(0,)]

    wait_until(gone, "the end of the connection")


def test_the_mean_time_is_of_the_statements_between_two_looks(counting: Postgres) -> None:
    statements = Statements(counting.url, slow_ms=1000)
    assert set(statements.collect()) == set(QUIET)
    for _ in range(5):
        counting.execute("SELECT pg_sleep(0.2)")

    mean = statements.collect()["database_query_time"]

    # Our own few quick statements are among them.
    assert 20 < mean < 250


def test_a_reset_of_the_counters_gives_no_number_instead_of_a_wrong_one(counting: Postgres) -> None:
    statements = Statements(counting.url, slow_ms=1000)
    statements.collect()
    counting.execute("SELECT stats.pg_stat_statements_reset()")

    assert set(statements.collect()) == set(QUIET)


def test_a_role_without_rights_gets_what_it_may_see(counting: Postgres) -> None:
    counting.execute(f"CREATE ROLE visitor LOGIN PASSWORD '{SECRET}'")
    url = counting.url.split("@")[1]

    readings = Statements(f"postgresql://visitor:{SECRET}@{url}", slow_ms=1000).collect()

    assert set(readings) == set(QUIET)


def test_a_server_that_hangs_is_let_go_in_time_and_asked_again_later(postgres: Postgres) -> None:
    statements = Statements(postgres.url, slow_ms=1000, wait_seconds=0.5)
    postgres.pause()
    try:
        started = time.monotonic()
        with pytest.raises(IncompleteError, match="PostgreSQL"):
            statements.collect()
        assert time.monotonic() - started < 8
    finally:
        postgres.resume()
    assert Statements(postgres.url, slow_ms=1000).collect() == QUIET


class Stalling:
    """A proxy that lets the login through and swallows everything from the first statement on."""

    def __init__(self, port: int) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._target = port
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        client, _ = self._server.accept()
        server = socket.create_connection(("127.0.0.1", self._target))
        self._lines += [client, server]
        threading.Thread(target=self._copy, args=(server, client), daemon=True).start()
        self._copy(client, server)

    @staticmethod
    def _copy(source: socket.socket, target: socket.socket) -> None:
        try:
            while (data := source.recv(65536)) and b"statement_timeout" not in data:
                target.sendall(data)
        except OSError:
            return

    def close(self) -> None:
        for line in (*self._lines, self._server):
            line.close()


def test_a_server_that_hangs_in_the_middle_of_a_statement_is_let_go_too(postgres: Postgres) -> None:
    proxy = Stalling(postgres.port)
    statements = Statements(postgres.url.replace(str(postgres.port), str(proxy.port)), slow_ms=1, wait_seconds=0.5)
    started = time.monotonic()
    try:
        with pytest.raises(IncompleteError, match="does not answer"):
            statements.collect()
        assert time.monotonic() - started < 4
    finally:
        proxy.close()


def test_a_refused_login_names_neither_user_nor_password(postgres: Postgres) -> None:
    url = f"postgresql://nobody:{SECRET}@127.0.0.1:{postgres.port}/postgres"

    with pytest.raises(IncompleteError) as raised:
        Statements(url, slow_ms=1000).collect()

    said = f"{raised.value} {raised.value!r} {raised.value.__cause__} {vars(Statements(url, slow_ms=1)).keys()}"
    assert SECRET not in said
    assert "nobody" not in said


def test_a_server_that_is_away_is_said(postgres: Postgres) -> None:
    postgres.stop()
    try:
        with pytest.raises(IncompleteError, match="does not answer"):
            Statements(postgres.url, slow_ms=1000).collect()
    finally:
        postgres.restart()


def test_a_url_of_something_else_is_refused_without_repeating_it() -> None:
    with pytest.raises(DatabaseUrlError) as raised:
        Statements(f"mysql://u:{SECRET}@h/d", slow_ms=1000)
    assert SECRET not in str(raised.value)
