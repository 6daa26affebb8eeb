"""Comments and the spec set findings aside; nothing else does."""

from datetime import date

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.findings import Check, Evident, Severity
from holdfast.model.product import Suppression
from holdfast.model.suppression import marks_in, set_aside_by_mark, set_aside_by_spec

CHECK = Check("access.ssh-open-to-world", Severity.CRITICAL)


def place(line: int, path: str = "main.tf") -> Evident:
    return Evident(EvidenceKind.DECLARED, Location.lines(path, line))


def test_a_mark_covers_its_own_line_and_the_next() -> None:
    text = "a\n# holdfast:ignore access.ssh-open-to-world bastion, closed next week\nport = 22\nport = 23\n"
    marks = tuple(marks_in("main.tf", text))

    stays, aside = set_aside_by_mark(CHECK.failed(place(3), place(4)), "production", marks)

    assert stays is not None
    assert [where.at.start_line for where in stays.evidence] == [4]
    assert aside is not None
    assert (aside.reason, [where.at.start_line for where in aside.finding.evidence]) == (
        "bastion, closed next week",
        [3],
    )


def test_a_mark_without_a_reason_sets_nothing_aside() -> None:
    marks = tuple(marks_in("main.tf", "port = 22 # holdfast:ignore access.ssh-open-to-world\n"))
    finding = CHECK.failed(place(1))

    assert set_aside_by_mark(finding, "production", marks) == (finding, None)


def test_the_end_of_a_comment_is_not_part_of_the_reason() -> None:
    (mark,) = marks_in("guide.md", "<!-- holdfast:ignore access closed by the office firewall -->")

    assert (mark.check, mark.reason) == ("access", "closed by the office firewall")


def test_a_mark_in_another_file_sets_nothing_aside() -> None:
    marks = tuple(marks_in("other.tf", "# holdfast:ignore access.ssh-open-to-world because\n"))
    finding = CHECK.failed(place(1))

    assert set_aside_by_mark(finding, "production", marks) == (finding, None)


def word(**changes: object) -> Suppression:
    values = {"check": "access", "author": "kim", "reason": "office only", "expires": "2027-01-31", **changes}
    return Suppression.model_validate(values)


def test_the_spec_sets_aside_until_the_last_day() -> None:
    finding = CHECK.failed(place(1))

    assert set_aside_by_spec(finding, "production", (word(),), date(2027, 1, 31)) is not None
    assert set_aside_by_spec(finding, "production", (word(),), date(2027, 2, 1)) is None


def test_the_spec_may_narrow_to_an_environment_or_a_path() -> None:
    finding, day = CHECK.failed(place(1)), date(2026, 12, 1)

    assert set_aside_by_spec(finding, "production", (word(environment="staging"),), day) is None
    assert set_aside_by_spec(finding, "production", (word(path="other.tf"),), day) is None
    assert set_aside_by_spec(finding, "production", (word(path="main.tf"),), day) is not None


def test_what_is_not_open_is_never_set_aside() -> None:
    assert set_aside_by_spec(CHECK.met(place(1)), "production", (word(),), date(2026, 12, 1)) is None
