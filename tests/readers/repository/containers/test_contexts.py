"""What the build of an image takes of the folder that it is given."""

import pytest

from holdfast.readers.repository.containers.contexts import leaves_out, takes_all


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("FROM python:3.13\nADD ./ /app/\n", True),
        ('FROM python:3.13\nCOPY --chown=app [".", "/app"]\n', True),
        ("FROM python:3.13 AS base\nCOPY . .\nFROM base\nRUN true\n", True),
        ("FROM python:3.13 AS base\nCOPY . .\nFROM python:3.13\nCOPY --from=base . .\n", False),
        ("FROM caddy:2\nCOPY . /srv\n", False),
        ("", False),
    ],
)
def test_the_last_stage_says_whether_the_whole_folder_is_in_it(text: str, *, takes: bool) -> None:
    assert takes_all(text) is takes


@pytest.mark.parametrize(
    ("rules", "out"),
    [
        (".env\n", True),
        ("/.env*\n", True),
        ("**/*.env\n", True),
        ("*\n!src\n", True),
        ("*\n!.env\n", False),
        ("# .env\n.env.*\n", False),
    ],
)
def test_the_last_rule_that_fits_a_file_counts(rules: str, *, out: bool) -> None:
    assert leaves_out(rules, ".env") is out
