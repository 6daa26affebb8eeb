"""Cron lines become the same moments for systemd: by example, and by asking systemd itself."""

import re
import shutil
import subprocess

import pytest

from holdfast.host.backup.schedule import Schedule
from holdfast.model.errors import SpecError


def calendar(line: str) -> tuple[str, ...]:
    return Schedule.parse(line, "key").calendar()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("30 18 * * *", ("*-*-* 18:30:00 UTC",)),
        ("0 17 * * 0", ("Sun *-*-* 17:00:00 UTC",)),
        ("0 17 * * 7", ("Sun *-*-* 17:00:00 UTC",)),
        ("*/15 * * * *", ("*-*-* *:00,15,30,45:00 UTC",)),
        ("5 0-6/2 1,15 JAN-mar *", ("*-01,02,03-01,15 00,02,04,06:05:00 UTC",)),
        ("0 3 * * mon-fri", ("Mon,Tue,Wed,Thu,Fri *-*-* 03:00:00 UTC",)),
        ("0 3 * * 5-7", ("Sun,Fri,Sat *-*-* 03:00:00 UTC",)),
        ("0 3 * * 0-6", ("*-*-* 03:00:00 UTC",)),
        ("0 3 1 * 1", ("Mon *-*-* 03:00:00 UTC", "*-*-01 03:00:00 UTC")),
        ("10/20 3 * * *", ("*-*-* 03:10,30,50:00 UTC",)),
        ("0 3 29 2 *", ("*-02-29 03:00:00 UTC",)),
    ],
)
def test_a_cron_line_is_the_same_moments_for_systemd(line: str, expected: tuple[str, ...]) -> None:
    assert calendar(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "30 18 * *",
        "0 30 18 * * *",
        "60 18 * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 8",
        "0 0 31 2,4 *",
        "0 0 * * funday",
        "5-1 0 * * *",
        "*/0 0 * * *",
        "0 0 * * ?",
        "@daily x x x x",
        "0,, 0 * * *",
        "0 0 * * *\n[Service]",
    ],
)
def test_a_line_that_is_none_or_never_comes_is_refused_with_its_key(line: str) -> None:
    with pytest.raises(SpecError) as refused:
        calendar(line)

    assert refused.value.problems[0].key == "key"


def test_two_hours_after_the_first_run_passes_midnight() -> None:
    assert Schedule.parse("30 23,22 * * 1", "key").daily_after(2) == ("*-*-* 00:30:00 UTC", "30 0 * * *")


@pytest.mark.integration
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_every_line_and_it_comes() -> None:
    lines = [
        found
        for line in ("30 18 * * *", "0 17 * * 0", "*/7 */5 1-7 */2 mon,fri", "0 3 29 2 *", "0 3 1 * 1")
        for found in calendar(line)
    ]
    done = subprocess.run(
        ["systemd-analyze", "calendar", *lines], capture_output=True, text=True, check=False, timeout=30
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert len(re.findall(r"Next elapse: \w{3} 20", done.stdout)) == len(lines)
