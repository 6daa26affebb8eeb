"""Where the lines of a script are spelled out that a program puts together."""

import pytest

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.spelled import Spelled

PROGRAM = Snippet(
    "lib/main.ts",
    "const a = `\nPORT=3000\nHOST=${props.host}:80\nKEY=\\$(cat /run/key)\nsleep 5\nEOF`;\nSITE={site}/{path}\nconst b = `\nsleep 5\n`;\n",
)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["PORT=3000"], (2, 2)),
        (["  HOST=shop.example.org:80"], (3, 3)),
        (["KEY=$(cat /run/key)"], (4, 4)),
        (["PORT=3000", "HOST=a:80", "KEY=$(cat /run/key)"], (2, 4)),
        (["SITE=shop/pay"], (7, 7)),
        (["PORT=3000", "EOF"], None),
        (["HOST=shop.example.org:81"], None),
        (["sleep 5"], None),
        (["PORT=3001"], None),
        ([], None),
    ],
)
def test_a_line_is_shown_where_alone_it_stands_filled_in_or_not(rows: list[str], found: tuple[int, int] | None) -> None:
    at = Spelled(PROGRAM).at(rows)
    assert (at and (at.start_line, at.end_line)) == found
