"""Admissions beside the findings that ask for what they lack."""

from holdfast.controls.admitted import shown_with
from holdfast.controls.backup import NO_BACKUP
from holdfast.controls.backup_retention import RETENTION_TOO_SHORT
from holdfast.controls.monitoring import ONLY_BY_HAND
from holdfast.model.facts import Admitted, Instance
from holdfast.model.findings import evident

from .support import CLAIMED, DECLARED, INSTRUCTED, made, scope

LACKS = made(Admitted, "STATUS.md:7", kind=CLAIMED, control="backup")
OTHER = made(Admitted, "STATUS.md:8", kind=CLAIMED, control="monitoring")


def test_an_admission_is_shown_with_the_open_finding_that_asks_for_it() -> None:
    found = shown_with("backup", scope(LACKS, OTHER).view, (NO_BACKUP.unproven(name="mysql"),))
    assert [str(place.at) for place in found[0].evidence] == ["STATUS.md:7"]


def test_an_admission_joins_what_is_only_looked_at_by_hand() -> None:
    found = shown_with("monitoring", scope(LACKS, OTHER).view, (ONLY_BY_HAND.failed(commands="top", missing="cpu"),))
    assert [str(place.at) for place in found[0].evidence] == ["STATUS.md:8"]


def test_an_admission_opens_nothing_and_joins_no_other_finding() -> None:
    view = scope(LACKS).view
    for finding in (NO_BACKUP.met(name="mysql"), RETENTION_TOO_SHORT.failed(days="1", needed="30", place="")):
        assert shown_with("backup", view, (finding,)) == (finding,)
    assert shown_with("backup", view, ()) == ()


def test_what_a_text_says_in_passing_joins_a_guide_and_no_template() -> None:
    passing = made(Admitted, "GUIDE.md:7", kind=CLAIMED, control="backup", places={"in passing": "GUIDE.md:7"})
    for kind, expected in ((INSTRUCTED, ["other:3", "GUIDE.md:7"]), (DECLARED, ["other:3"])):
        other = evident(made(Instance, "other:3", kind=kind), "")
        found = shown_with("backup", scope(passing).view, (NO_BACKUP.failed(other, name="mysql"),))
        assert [str(place.at) for place in found[0].evidence] == expected


def test_what_a_text_says_in_passing_adds_nothing_to_the_step_of_a_guide_that_chooses_the_machine() -> None:
    passing = made(Admitted, "GUIDE.md:70", kind=CLAIMED, control="backup", places={"in passing": "GUIDE.md:70"})
    for path, size, expected in (
        ("GUIDE.md:3", "t3.small", ["GUIDE.md:3"]),
        ("GUIDE.md:3", None, ["GUIDE.md:3", "GUIDE.md:70"]),
        ("OTHER.md:3", "t3.small", ["OTHER.md:3"]),
        ("OTHER.md:3", None, ["OTHER.md:3", "GUIDE.md:70"]),
    ):
        host = made(Instance, path, kind=INSTRUCTED, instance_type=size)
        found = shown_with("backup", scope(passing, host).view, (NO_BACKUP.failed(evident(host), name="mysql"),))
        assert [str(place.at) for place in found[0].evidence] == expected
