"""What a host remembers of its runs: written whole, read warily, by several processes at once."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfast.host.backup.state import State, read_state, record_failure, record_good, record_proof, record_seen
from holdfast.model.backup import Kind, Proof
from holdfast.model.errors import IncompleteError
from tests.host.backup.made import NOW, manifest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shop-production" / "backup.json"


def test_without_the_file_nothing_is_known(path: Path) -> None:
    assert read_state(path) == State()


def test_a_good_run_ends_the_failing_and_keeps_the_count(path: Path) -> None:
    record_failure(path, Kind.LOGICAL, "store-denied", NOW - timedelta(hours=2))
    record_failure(path, Kind.LOGICAL, "store-denied", NOW - timedelta(hours=1))
    failing = read_state(path)
    record_good(path, manifest(NOW))
    state = read_state(path)

    assert (failing.failing, failing.failures, failing.failure, failing.finished_at) == (2, 2, "store-denied", None)
    assert (state.failing, state.failures, state.finished_at) == (0, 2, NOW)
    assert state.good[Kind.LOGICAL].stored_bytes == 1000


def test_another_hosts_backup_makes_this_hosts_age_the_groups(path: Path) -> None:
    record_good(path, manifest(NOW - timedelta(days=1)))
    record_seen(path, NOW)
    record_seen(path, NOW - timedelta(hours=3))

    assert read_state(path).finished_at == NOW


def test_a_moment_of_the_future_does_not_rule_for_ever(path: Path) -> None:
    record_seen(path, datetime.now(UTC) + timedelta(days=400))
    record_seen(path, NOW - timedelta(days=1000))

    assert read_state(path).finished_at == NOW - timedelta(days=1000)


def test_a_proof_is_kept_beside_the_runs(path: Path) -> None:
    record_good(path, manifest(NOW))
    record_proof(path, Proof(backup_id="x", at=NOW, passed=True, restore_seconds=12.5, tables=3, rpo_seconds=40))
    state = read_state(path)

    assert state.proof is not None
    assert (state.proof.restore_seconds, state.proof.rpo_seconds, state.finished_at) == (12.5, 40, NOW)


def test_a_dump_that_came_back_hides_no_base_backup_that_did_not(path: Path) -> None:
    def noted(kind: Kind, minute: int, *, passed: bool) -> bool:
        at = NOW - timedelta(minutes=minute)
        record_proof(path, Proof(backup_id="x", at=at, passed=passed, restore_seconds=1, tables=3), kind)
        state = read_state(path)
        assert state.proof is not None
        return state.proof.passed

    assert not noted(Kind.PHYSICAL, 9, passed=False)
    assert not noted(Kind.LOGICAL, 8, passed=True)
    assert noted(Kind.PHYSICAL, 7, passed=True)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"finished_at": 7}', '{"finished_at": "today"}', "[" * 60_000])
def test_a_file_of_another_kind_is_told_and_begun_anew_by_the_next_run(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(IncompleteError, match="does not say when"):
        read_state(path)

    record_good(path, manifest(NOW))

    assert read_state(path).finished_at == NOW


def test_a_link_in_its_place_is_replaced_and_not_followed(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    other = tmp_path / "other"
    other.write_text("mine")
    path.symlink_to(other)

    record_good(path, manifest(NOW))

    assert other.read_text() == "mine"
    assert not path.is_symlink()


def test_keys_that_a_newer_version_adds_do_not_disturb(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"finished_at": "2026-11-25T11:00:00Z", "good": {"magical": {}}, "more": [1]}))

    assert read_state(path).finished_at == datetime(2026, 11, 25, 11, tzinfo=UTC)


def test_runs_that_end_together_lose_nothing(path: Path) -> None:
    threads = [threading.Thread(target=record_failure, args=(path, Kind.PHYSICAL, "database", NOW)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read_state(path).failures == 20
