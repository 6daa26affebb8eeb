"""A step of reading that faults says so, and takes nothing along."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from holdfast.actions import read
from holdfast.actions.guard import guarded, narrowed
from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.facts import Fact
from holdfast.readers.repository.base import ALL_SLUGS, Tree

AT = Location(path="deploy.sh")


def test_what_a_reader_said_before_it_faulted_stays_and_a_gap_tells_of_the_rest() -> None:
    said = Gap(at=AT, reason=GapReason.MALFORMED)

    def reading() -> Iterator[Fact | Gap]:
        yield said
        raise RecursionError

    fault = Gap(at=AT, reason=GapReason.INTERNAL, detail="shell: RecursionError", serves=frozenset(["backup"]))
    assert list(guarded("shell", AT, frozenset(["backup"]), reading)) == [said, fault]


def test_a_step_that_narrows_takes_away_what_it_says() -> None:
    assert narrowed("rigs", [1, 2, 3], lambda told: (one for one in told if one != 2)) == ([1, 3], [])


def test_a_step_that_faults_half_way_takes_nothing_away_and_leaves_every_control_open() -> None:
    def faulty(told: list[int]) -> Iterator[int]:
        yield told[0]
        raise KeyError

    fault = Gap(at=Location(path=""), reason=GapReason.INTERNAL, detail="rigs: KeyError", serves=ALL_SLUGS)
    assert narrowed("rigs", [1, 2, 3], faulty) == ([1, 2, 3], [fault])


@pytest.mark.parametrize("step", ["served", "_NARROWING"])
def test_a_whole_repository_is_read_though_such_a_step_faults(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deploy.sh").write_text("pg_dump shop > /tmp/shop.sql || true\n")
    before = read.read_repository(tmp_path).estate

    def faulty(told: Iterable[Fact], tree: Tree) -> list[Fact]:
        raise ValueError(f"{len(list(told))} of {tree.paths}")

    monkeypatch.setattr(read, step, faulty if step == "served" else (("published", faulty),))
    estate = read.read_repository(tmp_path).estate

    assert estate.facts == before.facts != ()
    assert [(gap.reason, gap.detail.partition(": ")[2]) for gap in estate.gaps] == [(GapReason.INTERNAL, "ValueError")]
