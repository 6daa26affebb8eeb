"""One source file: its code without comments, every character at its place."""

import pytest

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.code import Source


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("const a = process.env['PORT']; // why\nb();\n", "const a =    process.env.PORT;       \nb();\n"),
        ('use(process.env["DB_URL"] ?? "");\n', 'use(   process.env.DB_URL ?? "");\n'),
        ("use(process.env[name]);\n", "use(process.env[name]);\n"),
        ("use(process.env['a-b']);\n", "use(process.env['a-b']);\n"),
    ],
)
def test_a_variable_of_the_process_is_written_in_one_way_and_nothing_moves(text: str, code: str) -> None:
    assert Source(Snippet("a.ts", text), "typescript").code == code
