import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.server import THROWN_AWAY, Server
from holdfast.host.processes.accounts import is_root
from tests.host.backup import places

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module", params=[16, 18])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with places.open_folder(owned=True) as home:
        made = Server(
            data=home / "data",
            home=home,
            programs=places.programs(request.param),
            account=places.account(),
            settings=THROWN_AWAY,
        )
        made.make()
        with made:
            made.start()
            yield made


def test_it_answers_on_its_socket_and_on_no_port(server: Server) -> None:
    with server.connect() as connection:
        row = connection.execute("SELECT current_setting('listen_addresses'), inet_server_addr()").fetchone()

    assert row == ("", None)
    assert [one for one in _process(server).net_connections() if one.status == "LISTEN"] == []


def test_nobody_else_gets_to_its_socket(server: Server) -> None:
    assert (server.home / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not is_root(), reason="root alone runs servers as another user")
def test_it_does_not_run_as_root(server: Server) -> None:
    assert _process(server).uids().real != 0


def test_it_takes_little_memory(server: Server) -> None:
    with server.connect() as connection:
        row = connection.execute("SELECT pg_size_bytes(current_setting('shared_buffers'))").fetchone()

    assert row is not None
    assert row[0] <= 64 << 20


def test_a_role_of_the_cluster_leads_to_its_superuser(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("CREATE ROLE shop LOGIN")
    server.find_superuser("nobody-here", "shop")

    assert server.user == "postgres"


def test_a_lost_server_is_told_with_its_place(server: Server) -> None:
    gone = Server(data=server.data, home=server.home / "nowhere", programs=server.programs)

    with pytest.raises(BackupError), gone.connect():
        pass


def test_a_server_that_cannot_start_says_why() -> None:
    with places.open_folder(owned=True) as home:
        server = Server(data=home / "data", home=home, programs=places.programs(16), account=places.account())
        server.make()
        (home / "data" / "PG_VERSION").unlink()

        with pytest.raises(BackupError, match=r"does not start: .*not a valid data directory") as error:
            server.start()

        assert error.value.where == str(home / "data")


def test_a_server_that_is_ending_is_not_told_as_one_without_roles() -> None:
    with places.open_folder(owned=True) as home:
        server = Server(
            data=home / "data", home=home, programs=places.programs(16), account=places.account(), settings=THROWN_AWAY
        )
        server.make()
        with server:
            server.start()
            error = _asked_while_ending(server)

    assert error.cause is Cause.PROGRAM
    assert "no role" not in str(error)


def _asked_while_ending(server: Server) -> BackupError:
    with server.connect() as connection:
        _process(server).send_signal(signal.SIGTERM)  # nobody else is let in, and it ends after the last of us
        time.sleep(0.2)
        threading.Timer(0.3, connection.close).start()
        with pytest.raises(BackupError) as error:
            server.find_superuser("shop")
    return error.value


def test_a_cluster_of_another_version_is_told_as_such() -> None:
    with places.open_folder(owned=True) as home:
        old = Server(data=home / "data", home=home, programs=places.programs(16), account=places.account())
        old.make()
        new = Server(data=home / "data", home=home, programs=places.programs(18), account=places.account())

        with pytest.raises(BackupError, match="another version") as error:
            new.start()

        assert error.value.cause is Cause.UNSUPPORTED


def test_a_path_that_is_too_long_for_a_socket_is_told(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)
    server = Server(data=home / "data", home=home, programs=places.programs(16))

    with pytest.raises(BackupError, match="too long for a Unix socket"):
        server.start()


def test_a_callers_variables_change_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGPORT": "1",
        "PGHOST": "nowhere",
        "PGUSER": "other",
        "PGTARGETSESSIONATTRS": "standby",
    }.items():
        monkeypatch.setenv(name, value)
    with server.connect() as connection:
        row = connection.execute("SELECT current_user::text").fetchone()

    assert row == ("postgres",)


def test_it_is_gone_when_it_was_stopped() -> None:
    with places.open_folder(owned=True) as home:
        server = Server(data=home / "data", home=home, programs=places.programs(16), account=places.account())
        server.make()
        server.start()
        process = _process(server)
        server.stop()

        assert not process.is_running()
        assert not (home / "data" / "postmaster.pid").exists()


def _process(server: Server) -> psutil.Process:
    return psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
