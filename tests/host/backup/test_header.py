import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.header import Header, read_header
from holdfast.host.backup.programs import Programs, libpq
from holdfast.host.backup.programs import start as start_program
from holdfast.rig.postgres import Postgres

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module", params=[16, 18])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("pg"), major=request.param) as started:
        started.execute("CREATE ROLE owner_of_it")
        started.execute("CREATE ROLE reader")
        started.execute("CREATE DATABASE \"My Shop\" TEMPLATE template0 ENCODING 'EUC_KR' LOCALE 'C'")
        for statement in (
            'ALTER DATABASE "My Shop" OWNER TO owner_of_it',
            "ALTER DATABASE \"My Shop\" SET work_mem = '7MB'",
            "ALTER ROLE reader IN DATABASE \"My Shop\" SET search_path = 'a'",
            'REVOKE CONNECT ON DATABASE "My Shop" FROM PUBLIC',
            'GRANT CONNECT ON DATABASE "My Shop" TO reader',
            "COMMENT ON DATABASE \"My Shop\" IS 'It''s ours;\nDROP DATABASE \"My Shop\";'",
        ):
            started.execute(statement)
        with psycopg.connect(started.database_url("My%20Shop"), autocommit=True) as connection:
            # A body whose lines look like statements on databases must never be run.
            connection.execute(
                "CREATE FUNCTION evil() RETURNS void LANGUAGE plpgsql AS "
                "'BEGIN\nALTER DATABASE \"My Shop\" SET work_mem = ''1MB'';\nEND'"
            )
            connection.execute("CREATE TABLE big AS SELECT repeat(md5(i::text), 30) FROM generate_series(1, 5000) i")
        yield started


def _programs(server: Postgres) -> Programs:
    return Programs(server.major, server.binaries, str(server.major))


def _dump(server: Postgres) -> bytes:
    command = (server.binaries / "pg_dump", "-Fc", "-Z0")
    with (
        libpq(server.database_url("My%20Shop")) as known,
        start_program(command, known, stderr=subprocess.DEVNULL) as process,
    ):
        return process.communicate()[0]


@pytest.fixture(scope="module")
def header(server: Postgres) -> Header:
    dump = _dump(server)
    return read_header(lambda: (dump[at : at + 999] for at in range(0, len(dump), 999)), _programs(server), "My Shop")


def test_the_database_comes_back_under_another_name_as_it_was(server: Postgres, header: Header) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        header.make(connection, "other")
        refused = header.apply(connection, "other")
        row = connection.execute(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, "
            "has_database_privilege('reader', oid, 'CONNECT') AND datacl::text NOT LIKE '%{=Tc%', shobj_description(oid, 'pg_database'), "
            "(SELECT array_agg(setconfig::text ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid) "
            "FROM pg_database d WHERE datname = 'other'"
        ).fetchone()
        there = connection.execute("SELECT FROM pg_database WHERE datname = 'My Shop'").fetchone()
        connection.execute("DROP DATABASE other")

    assert refused == ()
    assert row is not None
    assert row[:4] == ("owner_of_it", "EUC_KR", "C", True)
    assert row[4].startswith("It's ours;")
    assert row[5] == ["{work_mem=7MB}", "{search_path=a}"]
    assert there == ()


def test_no_more_of_the_dump_is_read_than_needed(server: Postgres) -> None:
    dump = _dump(server) + b"\0" * (64 << 20)
    read = 0

    def chunks() -> Iterator[bytes]:
        nonlocal read
        for at in range(0, len(dump), 65536):
            read += 65536
            yield dump[at : at + 65536]

    read_header(chunks, _programs(server), "My Shop")

    assert read < 8 << 20


def test_a_role_that_is_not_there_is_told_and_the_rest_is_done(server: Postgres, header: Header) -> None:
    lost = Header(
        name=header.name,
        create=header.create,
        properties=('ALTER DATABASE "My Shop" OWNER TO gone;', *header.properties),
    )
    with psycopg.connect(server.url, autocommit=True) as connection:
        header.make(connection, "other")
        refused = lost.apply(connection, "other")
        connection.execute("DROP DATABASE other")

    assert len(refused) == 1
    assert "OWNER TO gone" in refused[0]


def test_a_locale_that_the_server_does_not_have_is_told(server: Postgres) -> None:
    header = Header(
        name="a", create="CREATE DATABASE a WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE = 'xx_YY.UTF-8';"
    )
    with psycopg.connect(server.url, autocommit=True) as connection:
        with pytest.raises(BackupError, match=r"locale \(xx_YY\.UTF-8\)"):
            header.make(connection, "other")
        header.make(connection, "other", any_locale=True)
        connection.execute("DROP DATABASE other")


@pytest.mark.parametrize("dump", [b"", b"PGDMP", b"not a dump at all" * 100])
def test_what_is_no_dump_is_told(server: Postgres, dump: bytes) -> None:
    with pytest.raises(BackupError, match="pg_restore ended with"):
        read_header(lambda: [dump], _programs(server), "a")


def test_a_failure_of_the_store_goes_through(server: Postgres) -> None:
    from holdfast.host.backup.failure import Cause

    def broken() -> Iterator[bytes]:
        yield b"PGDMP"
        raise BackupError(Cause.STORE_DAMAGED, "damaged")

    with pytest.raises(BackupError, match="damaged"):
        read_header(broken, _programs(server), "a")
