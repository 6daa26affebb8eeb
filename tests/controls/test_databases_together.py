"""One database that several pages of the team's guides speak of."""

from typing import Any

import pytest

from holdfast.controls.backup import CONTROL
from holdfast.controls.databases_together import told_together
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Placement

from .support import judged, made, scope

GUIDE = EvidenceKind.INSTRUCTED


def rds(place: str, **said: Any) -> Database:
    told: dict[str, Any] = {"kind": GUIDE, "engine": "postgresql", "placement": Placement.RDS, **said}
    return made(Database, place, **told)


MADE = rds("servers.md:9", instance_class="db.m6g.large", multi_az=True)
KEPT = rds("backups.md:4", retention_days=35, point_in_time=True)


def test_what_one_page_makes_and_another_keeps_is_one_database() -> None:
    (one,) = told_together([KEPT, MADE])
    assert (one.instance_class, one.retention_days, one.at.path) == ("db.m6g.large", 35, "servers.md")
    assert (one.where("retention_days").path, one.where("multi_az").path) == ("backups.md", "servers.md")


def test_it_is_backed_up_although_the_page_that_makes_it_does_not_say_so() -> None:
    assert "no-backup" not in {
        name for name, told in judged(CONTROL, scope(MADE, KEPT)).items() if "unproven" in told[0]
    }


@pytest.mark.parametrize(
    "other",
    [
        rds("backups.md:4", retention_days=35, engine="mysql"),
        rds("backups.md:4", retention_days=35, multi_az=False),
        rds("backups.md:4", retention_days=35, placement=Placement.AURORA),
        rds("main.tf:4", retention_days=35, kind=EvidenceKind.DECLARED),
        rds("servers.md:30", retention_days=35),
    ],
)
def test_what_may_be_another_one_stays_apart(other: Database) -> None:
    assert len(told_together([MADE, other])) == 2


def test_names_and_environments_tell_them_apart() -> None:
    shop = rds("servers.md:9", name="shop", environment="production")
    for other in (rds("backups.md:4", name="blog"), rds("backups.md:4", environment="staging")):
        assert told_together([shop, other]) == (shop, other)


def test_of_very_many_pages_nobody_can_tell_which_speaks_of_which() -> None:
    pages = [rds(f"docs/{number}.md:1", name=f"shop-{number}") for number in range(3_000)]
    assert len(told_together([*pages, rds("docs/kept.md:1", retention_days=7)])) == 3_001
