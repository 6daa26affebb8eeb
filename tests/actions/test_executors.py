"""Threads or a cluster: what is named, what is missing, and what a lost worker takes along."""

import os
import re
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from holdfast.actions.accounts import Order, Request, assess_all, check_accounts
from holdfast.actions.executors import cluster_of, executor_of
from holdfast.actions.read import Read
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.estate import Estate
from holdfast.model.product import Product
from holdfast.readers.account.organization import Target
from holdfast.readers.spec import Spec
from holdfast.reports.accounts import AccountEntry
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.ports import free_port
from holdfast.rig.processes import wait_until
from tests.actions.cluster import Cluster, cluster
from tests.actions.units import broken, deadly, marked, small


def orders(count: int, folder: Path | None = None) -> list[Order]:
    request = Request(source=str(folder or ""), role="check")
    spec, read = Spec(Product(), given=False), Read(Estate(), ())
    return [
        Order(Target(f"{number:012}", f"shop {number}"), request, spec, read, datetime(2026, 11, 25, tzinfo=UTC))
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("threads", None),
        ("dask://scheduler", "scheduler:8786"),
        ("dask://10.0.0.1:9000", "10.0.0.1:9000"),
        ("dask://[::1]:9000/", "[::1]:9000"),
    ],
)
def test_an_executor_is_threads_or_a_scheduler(word: str, address: str | None) -> None:
    assert cluster_of(word) == address


@pytest.mark.parametrize(
    "word",
    ["", "processes", "dask://", "dask://host:no", "dask://[::1", "dask://u:p@host", "tcp://host:1", "dask://h/x"],
)
def test_another_executor_is_refused_and_never_repeated(word: str) -> None:
    with pytest.raises(UsageError, match="neither `threads` nor a Dask scheduler") as told:
        cluster_of(word)

    assert "u:p@" not in str(told.value)


def test_one_account_that_breaks_leaves_the_others_and_tells_no_text() -> None:
    with ThreadPoolExecutor(2) as pool:
        entries = sorted(assess_all(orders(3), pool, broken), key=lambda entry: entry.account)

    assert [(entry.reason, entry.detail) for entry in entries] == [
        ("incomplete", "fine"),
        ("internal", "RuntimeError"),
        ("incomplete", "fine"),
    ]


def test_progress_counts_the_accounts_that_are_done() -> None:
    told: list[tuple[int, int]] = []

    with ThreadPoolExecutor(1) as pool:
        list(assess_all(orders(2), pool, broken, progress=lambda done, total: told.append((done, total))))

    assert told == [(0, 2), (1, 2), (2, 2)]


def test_an_account_whose_work_is_cancelled_is_told_as_lost() -> None:
    with ThreadPoolExecutor(1) as pool:
        release = Event()
        pool.submit(release.wait)
        reading = assess_all(orders(2), Cancelling(pool), broken)
        entries = list(reading)
        release.set()

    assert [(entry.reason, entry.detail) for entry in entries] == [("lost", "cancelled")] * 2


class Cancelling(Executor):
    """Cancels all that it is given, as a cluster does whose scheduler goes away."""

    def __init__(self, pool: Executor) -> None:
        self.pool = pool

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future = self.pool.submit(fn, *args, **kwargs)
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holdfast.actions.executors._PATIENCE", 0.3)

    with pytest.raises(IncompleteError, match="cannot be reached"), executor_of(f"dask://127.0.0.1:{free_port()}"):
        pass


def test_a_missing_extra_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(IncompleteError, match="Dask is not here") as told, executor_of("dask://127.0.0.1:1"):
        pass

    assert "holdfast[account,dask]" in told.value.next_step


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture(scope="module")
def three(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    # A work that takes two workers along is given up.
    patience = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    with cluster(tmp_path_factory.mktemp("cluster"), 3, {**aws.environment(), **patience}) as started:
        yield started


@pytest.mark.integration
def test_workers_read_each_account_with_their_own_credentials(
    three: Cluster, aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "AWS_ACCESS_KEY_ID" not in os.environ
    monkeypatch.setattr("holdfast.actions.accounts.assess", small)
    accounts = tmp_path / "accounts"
    accounts.write_text("111111111111 one\n222222222222 two\n")
    for number in ("111111111111", "222222222222"):
        enter_and_make(aws, number)

    summary = check_accounts(
        Request(source=str(accounts), role="check", executor=three.url, whole=True),
        now=datetime(2026, 11, 25, tzinfo=UTC),
    )

    shown = {entry.account: repr(entry.assessment) for entry in summary.accounts if entry.assessment}
    assert {number: set(re.findall(r"files-\d+", text)) for number, text in shown.items()} == {
        "111111111111": {"files-111111111111"},
        "222222222222": {"files-222222222222"},
    }


def enter_and_make(aws: EmbeddedAws, number: str) -> None:
    """Make a bucket in an account, named after it."""
    arn = f"arn:aws:iam::{number}:role/check"
    given = aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    s3 = aws.session().client(
        "s3",
        endpoint_url=aws.url,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    s3.create_bucket(Bucket=f"files-{number}", CreateBucketConfiguration={"LocationConstraint": aws.region})


@pytest.mark.integration
def test_a_worker_that_is_killed_half_way_loses_no_account_and_doubles_none(three: Cluster, tmp_path: Path) -> None:
    seven = orders(7, tmp_path)
    entries: list[AccountEntry] = []
    with executor_of(three.url) as executor:
        reading = Thread(target=lambda: entries.extend(assess_all(seven, executor, marked)))
        reading.start()
        wait_until(lambda: len(begun(tmp_path)) >= 3, "work on three workers", seconds=60)
        lost, worker = begun(tmp_path)[0]
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: len(three.alive()) == 2, "the end of one worker")
        (tmp_path / "release").touch()
        reading.join(timeout=60)

    assert sorted(entry.account for entry in entries) == [order.target.id for order in seven]
    assert {entry.detail for entry in entries} == {"marked"}
    times = Counter(account for account, _ in begun(tmp_path))
    assert times.pop(lost) == 2
    assert set(times.values()) == {1}


def begun(folder: Path) -> list[tuple[str, int]]:
    """The accounts that were begun, each with the process that did."""
    return [(path.stem, int(path.suffix[1:])) for path in sorted(folder.glob("*.*"))]


@pytest.mark.integration
def test_an_account_that_kills_its_workers_is_told_as_lost_and_the_cluster_goes_on(three: Cluster) -> None:
    three.grow(3 - len(three.alive()))
    safe, deadly_one, *others = orders(4)
    with executor_of(three.url) as executor:
        wait_until(lambda: workers_of(executor) == 3, "three workers", seconds=60)
        # One after the other: Dask suspects whatever waits on a worker that dies.
        (lost,) = assess_all([deadly_one], executor, deadly)
        left = list(assess_all([safe, *others], executor, deadly))

    assert (lost.account, lost.reason, lost.detail) == (deadly_one.target.id, "lost", "KilledWorker")
    assert [entry.detail for entry in left] == ["survived"] * 3


def workers_of(executor: Executor) -> int:
    client: Any = vars(executor)["_client"]
    return len(client.scheduler_info(n_workers=-1)["workers"])


@pytest.mark.integration
def test_workers_with_another_holdfast_are_told_before_any_work(
    three: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.actions.executors.__version__", "0.0.1")

    with pytest.raises(IncompleteError, match="a worker cannot do the work") as told, executor_of(three.url):
        pass

    assert "holdfast 0.0.1 with boto3" in told.value.next_step


@pytest.mark.integration
def test_a_scheduler_that_goes_away_leaves_every_open_account_lost_and_nobody_waiting(
    three: Cluster, tmp_path: Path
) -> None:
    with executor_of(three.url) as executor:
        reading = assess_all(orders(4, tmp_path), executor, marked)
        ending = Thread(target=end_with_work, args=(three, tmp_path))
        ending.start()
        entries = list(reading)
        ending.join()

    assert [(entry.reason, entry.detail) for entry in entries] == [("lost", "cancelled")] * 4


def end_with_work(running: Cluster, folder: Path) -> None:
    """Kill the scheduler as soon as work is under way."""
    wait_until(lambda: begun(folder), "work", seconds=60)
    running.scheduler.kill()


@pytest.mark.integration
def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster(tmp_path, 0, {}) as empty:
        wait_until(lambda: reachable(empty.port), "the scheduler", seconds=60)
        monkeypatch.setattr("holdfast.actions.executors._PATIENCE", 1)
        with pytest.raises(IncompleteError, match="no worker"), executor_of(empty.url):
            pass


def reachable(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
