"""Whose status `$?` is where a script asks whether its backup went well."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

DUMP = 'pg_dump shop -f "$FILE"\n'
ASK = "if [ $? -eq 0 ]; then\n  echo done\nelse\n  exit 1\nfi\n"


def faults(text: str) -> list[tuple[int, int]]:
    found = (one for one in facts_of(Snippet("scripts/backup.sh", text)) if isinstance(one, ScriptFault))
    return [(one.at.start_line, one.at.end_line) for one in found if one.form == "no-error-exit"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f'{DUMP}gzip "$FILE"\n{ASK}', (1, 3)),
        (f"{DUMP}rm -f old\nresult=$?\nif [ $result -eq 0 ]; then\n  echo done\nfi\n", (1, 4)),
        (f"{DUMP}echo 'dump written'\n{ASK}", (1, 3)),
        (f"mysqldump shop > $FILE\nchmod 600 $FILE\nsleep 1\n{ASK}", (1, 4)),
        (f'if [ -f old ]; then\n  pg_restore -d shop "$FILE"\nfi\nrm -rf "$TEMP"\n{ASK}', (2, 5)),
    ],
)
def test_the_status_of_a_command_between_says_nothing_of_the_dump(text: str, lines: tuple[int, int]) -> None:
    assert faults(text) == [lines]


@pytest.mark.parametrize(
    "text",
    [
        DUMP + ASK,
        f"{DUMP}STATUS=$?\nrm -f lock\nif [ $STATUS -ne 0 ]; then exit 1; fi\n",
        f'{DUMP}rm -f lock\nOTHER=$?\nif [ "$STATUS" -ne 0 ]; then exit 1; fi\n',
        f'set -e\n{DUMP}gzip "$FILE"\n{ASK}',
        f'{DUMP}{ASK}gzip "$FILE"\n{ASK}',
        f'{DUMP}[ -s "$FILE" ]\n{ASK}',
        f'{DUMP.strip()} || exit 1\ngzip "$FILE"\n{ASK}',
        f'gzip "$FILE"\n{ASK}',
    ],
)
def test_its_own_status_and_a_script_that_stops_by_itself_are_right(text: str) -> None:
    assert faults(text) == []
