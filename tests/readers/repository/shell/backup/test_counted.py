"""Copies of which a script keeps a number."""

import pytest

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.backup.counted import days_by_count
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.parse import parse


def days(text: str, schedule: str | None = "0 3 * * *") -> int | None:
    found = days_by_count(Source(Snippet("backup.sh", text), parse(text), schedule=schedule))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ls -t *.gz | tail -n +8 | xargs -r rm -f", 7),
        ("ls -1 *.gz | sort | head -n -10 | while read f; do rm $f; done", 10),
        ("KEEP=14\nrm -f $(ls -t | tail -n +$((KEEP + 1)))", 14),
        ("ls -t | awk 'NR>7' | xargs rm", 7),
        ("ls -t | sed -e '1,5d' | xargs rm", 5),
        ("ls -t *.gz | tail -n +8", None),
        ("ls -t *.gz | tail -8 | xargs rm", None),
    ],
)
def test_what_is_left_over_of_a_list_goes(text: str, kept: int | None) -> None:
    assert days(text) == kept


@pytest.mark.parametrize(
    ("schedule", "kept"),
    [("0 */6 * * *", 2), ("0 * * * *", 1), ("0 3 * * 0", 49), ("weekly", 49), ("@daily", 7), (None, None)],
)
def test_a_number_of_copies_is_as_many_days_as_the_clock_makes_of_it(schedule: str | None, kept: int | None) -> None:
    assert days("ls -t *.gz | tail -n +8 | xargs rm", schedule) == kept
