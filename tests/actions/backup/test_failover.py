"""A database that fails over while it is dumped: a real primary, a real standby, and the one URL that leads to both."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from holdfast.actions.backup.place import Place
from holdfast.actions.backup.run import Skipped, Wish, run_backup
from holdfast.host.backup.engines import pg_dump
from holdfast.host.backup.engines.engine import Run, Written
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.lock import lock_number, only_one
from holdfast.host.backup.programs import finish, libpq
from holdfast.model.backup import Kind, Manifest
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from tests.actions.backup.shop import Shop, running
from tests.host.backup.places import open_folder
from tests.host.backup.standby import address, caught_up, fail_over, following

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with open_folder() as folder, running(folder / "pg", major=16) as made:
        # It hardly packs: the first of it is on its way to the store while most of it is still to be read.
        made.do(
            "CREATE TABLE noise AS SELECT i, (SELECT string_agg(md5(random()::text || i || j), '') "
            "FROM generate_series(1, 30) j) FROM generate_series(1, 30000) i"
        )
        yield made


@pytest.fixture
def standby(shop: Shop) -> Iterator[Postgres]:
    shop.server.restart()
    with open_folder() as folder, following(shop.server, folder) as second:
        wait_until(lambda: caught_up(shop.server, second), "the standby")
        yield second


class _Meanwhile(pg_dump.PgDump):
    """The engine, with something that happens when the first of the dump has been stored."""

    def __init__(self, happens: Callable[[], None]) -> None:
        super().__init__()
        self._happens = happens

    def back_up(self, run: Run) -> Written:
        happened = threading.Event()

        def progress(_: int) -> None:
            if not happened.is_set():
                happened.set()
                self._happens()

        return super().back_up(replace(run, progress=progress))


def _at(shop: Shop, url: str) -> Place:
    return replace(shop.place, environ={**shop.place.environ, "DATABASE_URL": url})


def _both(shop: Shop, standby: Postgres) -> str:
    """As libpq takes it: whichever of the two takes writes."""
    here = f"127.0.0.1:{shop.server.port}"
    return shop.url.replace(here, f"{here},127.0.0.1:{standby.port}") + "?target_session_attrs=read-write"


def _good(place: Place) -> list[str]:
    return [one.id for one in read_holdings(place.store()).good]


def test_a_primary_that_dies_is_said_and_the_next_run_backs_up_the_one_that_took_over(
    shop: Shop, standby: Postgres, capfd: pytest.CaptureFixture[str]
) -> None:
    place = _at(shop, _both(shop, standby))
    before = _good(place)

    with pytest.raises(BackupError) as caught:
        run_backup(place, Wish(), engine=_Meanwhile(lambda: fail_over(shop.server, standby)))

    assert caught.value.cause is Cause.DATABASE
    assert "another server took over" in caught.value.happened
    assert (_good(place), capfd.readouterr().err) == (before, "")
    # The dead one's lock died with it, and the new one's excludes others as the old one's did.
    with only_one(place.url(), lock_number("shop", "production", Kind.LOGICAL)) as lock:
        assert lock is not None
        assert isinstance(run_backup(place, Wish()), Skipped)
    made = run_backup(place, Wish())
    assert isinstance(made, Manifest)
    assert (_good(place), made.timeline) == ([*before, made.id], 2)


def test_what_was_dumped_from_a_server_whose_place_another_took_is_thrown_away(shop: Shop, standby: Postgres) -> None:
    with address(shop.server.port) as place_of:
        place = _at(shop, place_of.url(shop.server, "shop"))
        first = run_backup(place, Wish())
        assert isinstance(first, Manifest)
        before = _good(place)

        def move() -> None:
            # The old one lives on, and its connections: it was only cut off from everybody else.
            standby.execute("SELECT pg_promote(wait => true)")
            place_of.target = standby.port

        with pytest.raises(BackupError, match="it failed over meanwhile") as caught:
            run_backup(place, Wish(), engine=_Meanwhile(move))

        assert caught.value.cause is Cause.DATABASE
        assert _good(place) == before
        made = run_backup(place, Wish())
        assert isinstance(made, Manifest)
        assert (_good(place), first.timeline, made.timeline) == ([*before, made.id], 1, 2)


def test_a_run_does_not_wait_for_an_address_behind_which_nobody_answers_any_more(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.server.restart()
    monkeypatch.setattr(pg_dump, "_CANCEL_SECONDS", 0.3)
    outcome: list[str] = []
    with address(shop.server.port) as place_of, socket.create_server(("127.0.0.1", 0)) as silent:
        place = _at(shop, place_of.url(shop.server, "shop"))

        def move() -> None:
            place_of.target = silent.getsockname()[1]
            shop.server.stop("immediate")

        def run() -> None:
            try:
                outcome.append(str(run_backup(place, Wish(), engine=_Meanwhile(move))))
            except BackupError as error:
                outcome.append(error.happened)

        running_on = threading.Thread(target=run, daemon=True)
        running_on.start()
        running_on.join(20)
    # Which of the two notices it first is chance.
    (said,) = outcome
    assert said.partition(":")[0].removesuffix("lost the database in the middle") in {"pg_dump ", "the count of rows "}


def test_programs_and_connections_ask_after_a_server_that_is_silent(shop: Shop) -> None:
    """Else a host that vanished is noticed after two hours: Linux's tcp_keepalive_time."""
    shop.server.restart()
    with only_one(shop.url, 1) as lock:
        assert lock is not None
        assert _timers(shop.server.port) == {"keepalive"}
    with libpq(shop.url) as known:
        finish((shop.server.binaries / "psql", "-c", "SELECT pg_sleep(0)"), known)
        assert "keepalives_idle=30" in Path(known.environment["PGSERVICEFILE"]).read_text()
        assert "password" not in Path(known.environment["PGSERVICEFILE"]).read_text()


def _timers(port: int) -> set[str]:
    """What the kernel waits for on this process's connections to a port: `/proc/net/tcp`, of Linux's proc_net_tcp."""
    names = {"00": "nothing", "01": "an answer", "02": "keepalive"}
    own = {str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()}
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {
        names[words[5][:2]] for words in lines if words[2].endswith(f":{port:04X}") and f"socket:[{words[9]}]" in own
    }
