"""The exporter never blocks, never dies of a source or a sink, and says a problem once."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfast.host.health.probe import ProbeState, Role, Snapshot, State
from holdfast.host.monitoring.accesslog import AccessLog
from holdfast.host.monitoring.exporter import Exporter
from holdfast.host.monitoring.metrics import Readings
from holdfast.host.monitoring.sinks import Sink
from holdfast.host.monitoring.sources import Collects, Sources, sources_of
from holdfast.host.releases.identity import Release
from holdfast.model.errors import IncompleteError
from holdfast.model.product import Product
from holdfast.rig.processes import wait_until

PRODUCT = Product(name="sweetorder")
RELEASE = Release(commit="a" * 40)


def snapshot(restarts: int = 0) -> Snapshot:
    return Snapshot((
        ProbeState("pm2", Role.LIVE, State.PASSING, values={"restarts": float(restarts)}, age=1, values_age=1),
    ))  # fmt: skip


class Kept(Sink):
    """Keeps documents; fails when told to."""

    def __init__(self) -> None:
        self.minutes: list[list[dict[str, Any]]] = []
        self.problem = ""

    def send(self, documents: Iterable[str]) -> None:
        if self.problem:
            raise IncompleteError(self.problem)
        self.minutes.append([json.loads(document) for document in documents])

    def values(self, minute: int) -> dict[str, object]:
        return {name: value for document in self.minutes[minute] for name, value in document.items()}


class Faulty(Collects):
    """Fails when told to, else gives one reading."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem

    def collect(self) -> Readings:
        if self.problem:
            raise IncompleteError(self.problem, where="there")
        return {"backup_age_seconds": 60.0}


class Hanging(Collects):
    """Never comes back until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()

    def collect(self) -> Readings:
        self.free.wait(30)
        return {}


def make(sink: Sink, sources: Sources | None = None) -> Exporter:
    found = sources or Sources()
    return Exporter(PRODUCT, "production", RELEASE, sink=sink, sources=found, host="i-0abc", log_seconds=0.05)


@pytest.fixture
def sink() -> Kept:
    return Kept()


@pytest.fixture
def exporter(sink: Kept) -> Iterator[Exporter]:
    exporter = make(sink)
    yield exporter
    exporter.close()


def work(exporter: Exporter, minute: int, seen: Snapshot) -> None:
    exporter.observe(seen)
    assert exporter.wait_for(minute, 10)


def test_a_snapshot_reaches_both_sides(exporter: Exporter, sink: Kept) -> None:
    work(exporter, 1, snapshot())

    assert sink.values(0)["ready"] == 1
    assert sink.values(0)["Host"] == "i-0abc"
    assert b"holdfast_ready 1.0" in exporter.prometheus()


def test_cloudwatch_gets_the_growth_of_a_counter_and_prometheus_its_total(exporter: Exporter, sink: Kept) -> None:
    work(exporter, 1, snapshot(restarts=40))
    work(exporter, 2, snapshot(restarts=43))

    assert "process_restarts" not in sink.values(0)
    assert sink.values(1)["process_restarts"] == 3
    assert b"holdfast_process_restarts_total 43.0" in exporter.prometheus()


def test_before_the_first_minute_the_page_tells_the_release(exporter: Exporter) -> None:
    assert b'commit="' + b"a" * 40 in exporter.prometheus()


def test_the_access_log_is_read_in_between_and_counted_in_the_minute(sink: Kept, tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    path.write_bytes(b"")
    exporter = make(sink, Sources(AccessLog(path, from_start=True)))
    work(exporter, 1, snapshot())
    with path.open("ab") as file:
        file.write(b'{"status":"500","request_time":"0.200"}\n{"status":"200","request_time":"0.100"}\n')
    work(exporter, 2, snapshot())
    exporter.close()

    assert (sink.values(0)["requests"], sink.values(1)["requests"]) == (0, 2)
    assert sink.values(1)["request_error_percent"] == 50
    assert b'holdfast_response_seconds_bucket{le="0.25"} 2.0' in exporter.prometheus()


def test_a_source_that_fails_takes_nothing_from_the_others_and_is_told_once(
    sink: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    faulty = Faulty("is not well")
    exporter = make(sink, Sources(others={"one": faulty, "two": Faulty()}))
    with caplog.at_level(logging.INFO):
        for minute in (1, 2, 3):
            work(exporter, minute, snapshot())
        failing = exporter.prometheus()
        faulty.problem = ""
        work(exporter, 4, snapshot())
    exporter.close()

    assert [record.getMessage() for record in caplog.records] == [
        "metrics: one: there: is not well",
        "metrics: one: well again",
    ]
    assert sink.values(0)["backup_age_seconds"] == 60
    assert b'holdfast_source_failing{source="one"} 1.0' in failing
    assert b'holdfast_source_failing{source="one"} 0.0' in exporter.prometheus()


def test_a_log_that_cannot_be_read_is_told_once_however_often_it_is_tried(
    sink: Kept, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    os.mkfifo(tmp_path / "access.json")
    exporter = make(sink, Sources(AccessLog(tmp_path / "access.json")))
    for minute in (1, 2):
        work(exporter, minute, snapshot())
        time.sleep(0.2)  # some looks in between
    exporter.close()

    (told,) = [record.getMessage() for record in caplog.records]
    assert "is not a regular file; next: " in told
    assert told.isprintable()
    assert "requests" not in sink.values(1)


def test_no_secret_of_the_environment_comes_out(sink: Kept, caplog: pytest.LogCaptureFixture) -> None:
    canary = "canary-5e1f"
    spec = {"name": "shop", "environments": {"production": {"database": {"placement": "host"}}}}
    product = Product.model_validate(spec)
    environ = {"DATABASE_URL": f"postgresql://{canary}:{canary}@127.0.0.1:1/{canary}"}
    sources = sources_of(product, "production", environ=environ)
    exporter = Exporter(product, "production", RELEASE, sink=sink, sources=sources, host="h")
    work(exporter, 1, snapshot())
    exporter.close()

    assert "PostgreSQL: does not answer" in caplog.text
    assert canary not in caplog.text + json.dumps(sink.minutes) + exporter.prometheus().decode() + repr(sources)


def test_a_sink_that_fails_is_told_once_and_prometheus_goes_on(
    exporter: Exporter, sink: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    sink.problem = "nobody listens"
    for minute in (1, 2, 3):
        work(exporter, minute, snapshot(restarts=minute))

    assert [record.getMessage() for record in caplog.records] == ["metrics: sink: nobody listens"]
    assert b"holdfast_process_restarts_total 3.0" in exporter.prometheus()


def test_a_source_that_hangs_blocks_neither_the_caller_nor_the_end(sink: Kept) -> None:
    hanging = Hanging()
    exporter = make(sink, Sources(others={"one": hanging}))
    started = time.monotonic()
    for _ in range(1_000):
        exporter.observe(snapshot())
        exporter.prometheus()
    exporter.close(wait_seconds=0.1)
    took = time.monotonic() - started
    threads = [thread for thread in threading.enumerate() if thread.name == "holdfast-metrics"]
    hanging.free.set()
    for thread in threads:
        thread.join(5)

    assert took < 2
    assert len(threads) == 1
    assert threads[0].daemon


def test_a_storm_of_scrapes_asks_nothing(exporter: Exporter) -> None:
    work(exporter, 1, snapshot())

    assert len({id(exporter.prometheus()) for _ in range(1_000)}) == 1


def test_after_close_nothing_is_taken(sink: Kept) -> None:
    exporter = make(sink)
    work(exporter, 1, snapshot())
    exporter.close(wait_seconds=5)
    exporter.observe(snapshot())

    assert not exporter.wait_for(2, 0.2)


def test_a_wall_clock_that_jumps_changes_no_number(
    exporter: Exporter, sink: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(exporter, 1, snapshot(restarts=1))
    for minute, jump in ((2, -10_000_000.0), (3, 10_000_000.0)):
        monkeypatch.setattr(time, "time", lambda jump=jump: 1_800_000_000.0 + jump)
        work(exporter, minute, snapshot(restarts=minute))

    assert [sink.values(minute).get("process_restarts") for minute in (0, 1, 2)] == [None, 1, 1]
    assert sink.minutes[2][0]["_aws"]["Timestamp"] == 1_810_000_000_000


class Broken(Collects):
    """A fault of our own: it raises what nobody expects, once."""

    def __init__(self) -> None:
        self.asked = 0

    def collect(self) -> Readings:
        self.asked += 1
        if self.asked == 1:
            raise RuntimeError
        return {"backup_age_seconds": 1.0}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_our_own_costs_one_minute_and_no_more(sink: Kept) -> None:
    broken = Broken()
    exporter = make(sink, Sources(others={"one": broken}))
    exporter.observe(snapshot())
    wait_until(lambda: not exporter.is_working, "the end of the thread")

    work(exporter, 1, snapshot())
    exporter.close()

    assert sink.values(0)["backup_age_seconds"] == 1


def test_without_a_sink_the_library_for_cloudwatch_is_not_even_imported() -> None:
    code = """
import sys
from holdfast.host.monitoring.exporter import Exporter
from holdfast.host.monitoring.sources import Sources
from holdfast.host.health.probe import Snapshot
from holdfast.host.releases.identity import Release
from holdfast.model.product import Product
product = Product.model_validate({"service": {"metrics": {"to": "none"}}})
exporter = Exporter(product, "production", Release(), sources=Sources(), host="h")
exporter.observe(Snapshot())
assert exporter.wait_for(1, 10)
assert b"holdfast_ready" in exporter.prometheus()
assert not {"aws_embedded_metrics", "aiohttp", "boto3", "psycopg"} & set(sys.modules), sorted(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")
