"""Small repositories per check, in `fixtures/checks/<slug>/<name>/`: `bad/` shows the finding, `good/` does not."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from holdfast.actions.check import check
from holdfast.controls.registry import CONTROLS

FIXTURES = Path(__file__).parent / "fixtures" / "checks"
BY_ACCOUNT = frozenset(
    {
        "access.no-root-alarm",
        "backup.bucket-not-versioned",
        "backup.bucket-public",
        "certificates.expires-soon",
        "cors.origin-nobody-serves",
        "health.asleep",
    }
)
"""Checks that no repository can show: their tests are those of their control, on facts of an account."""
IDS = [one.id for control in CONTROLS for one in control.checks if one.id not in BY_ACCOUNT]


@cache
def opened(folder: Path) -> frozenset[str]:
    assessment = check(folder, now=datetime(2026, 1, 1, tzinfo=UTC))
    findings = (finding for result in assessment.controls for finding in result.findings)
    return frozenset(finding.check for finding in findings if finding.status.is_open)


def folder_of(check_id: str, side: str) -> Path:
    slug, _, name = check_id.partition(".")
    return FIXTURES / slug / name / side


@pytest.mark.parametrize("check_id", IDS)
def test_the_bad_one_shows_the_finding(check_id: str) -> None:
    folder = folder_of(check_id, "bad")

    assert folder.is_dir()
    assert check_id in opened(folder)


@pytest.mark.parametrize("check_id", IDS)
def test_the_good_one_does_not(check_id: str) -> None:
    folder = folder_of(check_id, "good")

    assert folder.is_dir()
    assert check_id not in opened(folder)
