"""The ledger: numbers that nobody shares, events that are never changed, migrations once for each release."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.host.releases.ledger import End, Ledger, Start
from holdfast.host.releases.objects import Objects
from holdfast.model.errors import IncompleteError
from holdfast.model.releases import Act, Migrated, Migration, Result

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
A, B = "a" * 40, "b" * 40


def start(commit: str, who: str = "kim", before: str = "") -> Start:
    return Start(act=Act.DEPLOY, commit=commit, digest="d" * 64, who="kim", at=NOW, token=who, tag="v1", before=before)


@pytest.fixture
def ledger(objects: Objects) -> Ledger:
    return Ledger(objects, "production")


def test_an_entry_tells_all_that_was_written_about_it(ledger: Ledger) -> None:
    number = ledger.begin(start(A))
    ledger.send(number, "d-1")
    ledger.write_migration(A, Migration(result=Migrated.DONE, at=NOW, host="i-1", backup="20261126", deployment="d-1"))
    ledger.end(number, End(result=Result.SUCCEEDED, at=NOW + timedelta(minutes=2), running=A))

    (entry,) = ledger.entries()
    assert (entry.number, entry.commit, entry.tag, entry.digest, entry.who) == (1, A, "v1", "d" * 64, "kim")
    assert (entry.deployment, entry.result, entry.running) == ("d-1", Result.SUCCEEDED, A)
    assert entry.ended_at == NOW + timedelta(minutes=2)
    assert entry.migration is not None
    assert (entry.migration.result, entry.migration.backup) == (Migrated.DONE, "20261126")


def test_an_entry_without_an_end_runs(ledger: Ledger) -> None:
    ledger.begin(start(A))

    (entry,) = ledger.entries()
    assert (entry.result, entry.ended_at, entry.deployment) == (Result.RUNNING, None, "")


def test_those_who_begin_at_once_get_numbers_of_their_own(ledger: Ledger) -> None:
    with ThreadPoolExecutor(4) as together:
        numbers = list(together.map(lambda token: ledger.begin(start(A, str(token))), range(8)))

    assert sorted(numbers) == list(range(1, 9))


def test_the_first_end_is_right_and_stays(ledger: Ledger) -> None:
    number = ledger.begin(start(A))
    ledger.end(number, End(result=Result.FAILED, at=NOW, reason="a host"))
    ledger.end(number, End(result=Result.SUCCEEDED, at=NOW, running=A))

    assert ledger.entries()[0].result is Result.FAILED


def test_the_newest_come_first_and_no_more_than_are_asked_for(ledger: Ledger) -> None:
    for commit in (A, B, A):
        ledger.begin(start(commit, commit))

    assert [entry.number for entry in ledger.entries(2)] == [3, 2]


def test_a_migration_that_failed_may_be_made_again_and_one_that_is_done_may_not(ledger: Ledger) -> None:
    number = ledger.begin(start(A))
    ledger.send(number, "d-1")
    ledger.write_migration(A, Migration(result=Migrated.UNTOUCHED, at=NOW, deployment="d-1"))
    assert ledger.migrated(A) is None
    assert ledger.entries()[0].migration == Migration(result=Migrated.UNTOUCHED, at=NOW, deployment="d-1")

    ledger.write_migration(A, Migration(result=Migrated.DONE, at=NOW, deployment="d-2"))
    found = ledger.migrated(A)
    assert found is not None
    assert found.deployment == "d-2"


def test_a_migration_of_an_earlier_deployment_is_not_told_of_a_later_one(ledger: Ledger) -> None:
    ledger.write_migration(A, Migration(result=Migrated.DONE, at=NOW, deployment="d-1"))
    number = ledger.begin(start(A))
    ledger.send(number, "d-2")

    assert ledger.entries()[0].migration is None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"schema": "holdfast.release/9"}'])
def test_what_makes_no_sense_is_told_with_its_place(ledger: Ledger, objects: Objects, body: bytes) -> None:
    objects.create("releases/production/entries/00000001/started.json", body)

    with pytest.raises(IncompleteError, match="does not understand") as failed:
        ledger.entries()
    assert "entries/00000001/started.json" in failed.value.where


def test_environments_do_not_share_a_ledger(ledger: Ledger, objects: Objects) -> None:
    ledger.begin(start(A))

    assert Ledger(objects, "staging").entries() == ()
