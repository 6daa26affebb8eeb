"""Findings as checks make them."""

from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.findings import Check, Severity


def test_a_file_that_could_not_be_read_is_shown_once_at_its_first_gap() -> None:
    places = (("main.tf", 3), ("main.tf", 40), ("dns.tf", 1), ("main.tf", 90))
    gaps = [Gap(at=Location.lines(path, line), reason=GapReason.MALFORMED) for path, line in places]
    found = Check("cost.no-budget", Severity.WARNING).unreadable(gaps)
    assert [str(one.at) for one in found.evidence] == ["main.tf:3", "dns.tf:1"]
