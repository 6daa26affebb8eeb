"""The count of a cluster's tables at an LSN: what moves meanwhile, and a cluster that nobody writes into."""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from holdfast.host.backup.engines import physical
from holdfast.host.backup.programs import Libpq
from holdfast.host.backup.tables import counter
from holdfast.host.backup.wal.names import position
from holdfast.model.backup import Digest, Kind
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("pg"), major=18) as running:
        running.execute("CREATE TABLE orders (id int)")
        running.execute("INSERT INTO orders SELECT generate_series(1, 100)")
        yield running


def _count(server: Postgres) -> physical.Counted:
    return physical.count_tables(server.url, Digest.FULL, counter(Kind.PHYSICAL))


def test_where_nobody_writes_there_is_a_record_after_the_counted_lsn(server: Postgres) -> None:
    first, second = _count(server), _count(server)

    for counted in (first, second):
        assert counted.lsn
        # The end of a segment, and not the begin of one that is still open.
        assert position(counted.wal_end) - position(counted.lsn) > 0
    assert first.tables == second.tables


@dataclass
class _Making:
    """A connection before whose snapshot's LSN a table is made that nobody has locked."""

    server: Postgres
    connection: "psycopg.Connection[Any]"
    made: int = 0

    def execute(self, query: str) -> Any:
        if query.startswith("BEGIN") and not self.made:
            self.made += 1
            answer = self.connection.execute(query.encode())
            self.connection.execute("SELECT 1")
            self.server.execute("CREATE TABLE late AS SELECT 1 AS id")
            return answer
        return self.connection.execute(query.encode())


def test_a_table_that_is_made_before_the_lsn_and_after_the_snapshot_has_the_count_begun_again(server: Postgres) -> None:
    with physical.connected(server.url) as counting, physical.connected(server.url) as locking:
        making: Any = _Making(server, counting)

        first = physical._snapshot(making, locking)
        second = physical._snapshot(making, locking)
        names = {table.name for table in counter(Kind.PHYSICAL)(counting, Digest.FULL)}

    server.execute("DROP TABLE late")
    assert (first, bool(second)) == ("", True)
    assert names == {"public.orders", "public.late"}


def test_a_lock_that_is_not_granted_leaves_the_lsn_open_and_no_table_out(server: Postgres) -> None:
    with psycopg.connect(server.url) as writer:
        writer.execute("INSERT INTO orders VALUES (-9)")

        counted = _count(server)

        writer.rollback()
    assert counted.lsn == ""
    assert [(table.name, table.rows) for table in counted.tables] == [("public.orders", 100)]


_WITH_WORKER = """
import os, time
if not os.fork():
    os.closerange(1, 3)
    time.sleep(4711)
os.write(1, b"begun")
"""


def test_neither_a_program_nor_what_it_started_outlives_a_run_that_is_killed() -> None:
    program = (sys.executable, "-c", f"{_WITH_WORKER}time.sleep(4711)")
    running = multiprocessing.get_context("fork").Process(
        target=physical.run_whole, args=(program, Libpq({"PATH": os.environ["PATH"]}))
    )
    running.start()
    wait_until(lambda: _count_of(program) == 2, "the program and its worker to begin", seconds=30)

    running.kill()
    running.join()

    wait_until(lambda: _count_of(program) == 0, "both to end", seconds=30)


def test_a_program_that_ends_takes_what_it_started_with_it_and_leaves_no_guard() -> None:
    program = (sys.executable, "-c", _WITH_WORKER)

    assert physical.run_whole(program, Libpq({"PATH": os.environ["PATH"]})) == "begun"

    wait_until(lambda: _count_of(program) == 0, "the worker to end", seconds=30)
    assert not [child for child in psutil.Process().children() if physical._GUARD in child.cmdline()]


def _count_of(words: tuple[str, ...]) -> int:
    return sum(tuple(one.info["cmdline"] or ()) == words for one in psutil.process_iter(["cmdline"]))
