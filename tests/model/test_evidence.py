"""Locations and kinds of evidence."""

import pytest

from holdfast.model.evidence import MAX_LINES, EvidenceKind, Location


def test_kinds_rise_in_strength_from_a_claim_to_a_proof() -> None:
    strengths = [kind.strength for kind in EvidenceKind]

    assert strengths == sorted(strengths) == list(range(6))


def test_a_location_never_names_more_than_forty_lines() -> None:
    at = Location.lines("main.tf", 10, 500, "\n".join(f"line {n}" for n in range(491)))

    assert (at.start_line, at.end_line) == (10, 10 + MAX_LINES - 1)
    assert len(at.quote.splitlines()) <= MAX_LINES


def test_an_end_before_the_start_becomes_one_line() -> None:
    assert Location.lines("a.sh", 7, 3).end_line == 7


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (Location.lines("a.sh", 3), "a.sh:3"),
        (Location.lines("a.sh", 3, 5), "a.sh:3-5"),
        (Location(path="a.sh"), "a.sh"),
        (Location(arn="arn:aws:s3:::x"), "arn:aws:s3:::x"),
        (Location(url="https://x"), "https://x"),
    ],
)
def test_a_location_reads_as_people_write_it(at: Location, shown: str) -> None:
    assert str(at) == shown


def test_a_quote_is_redacted_when_the_location_is_made() -> None:
    at = Location.lines(".env", 1, 1, "DB_PASSWORD=hunter2-canary")

    assert "hunter2" not in at.quote
    assert at.quote == "DB_PASSWORD=[hidden]"


def test_two_locations_overlap_where_they_share_a_line_of_one_file_or_are_one_resource() -> None:
    block = Location.lines("main.tf", 3, 9)
    assert block.overlaps(Location.lines("main.tf", 9))
    assert not block.overlaps(Location.lines("main.tf", 10))
    assert not block.overlaps(Location.lines("other.tf", 3, 9))
    assert Location(arn="arn:aws:s3:::a").overlaps(Location(arn="arn:aws:s3:::a"))
    assert not Location(arn="arn:aws:s3:::a").overlaps(Location(arn="arn:aws:s3:::b"))
