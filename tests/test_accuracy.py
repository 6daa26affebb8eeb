"""The judgement on repositories labelled by hand, from the files to the verdict."""

import pytest
from benchmarks.accuracy import DEFAULT, Score, measure


@pytest.fixture(scope="module")
def score() -> Score:
    return measure(DEFAULT)


def test_open_and_closed_are_told_apart(score: Score) -> None:
    assert [(repository, slug) for repository, slug, label, mine in score.verdicts if label is not mine] == []


def test_every_required_place_is_found(score: Score) -> None:
    assert [f"{repository} {slug} {place}" for repository, slug, place in score.missed] == []


def test_no_reported_place_is_wrong(score: Score) -> None:
    assert [f"{repository} {check} {place}" for repository, _, place, check in score.wrong] == []
