"""Guides whose title does not stand on the first level."""

import pytest

from holdfast.readers.repository.guides.page.blocks import parse


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# Shop\n\n## Server\n\n### Type\n", [1, 2, 3]),
        ("## Shop\n\n### Server\n\n### Database\n\n#### Type\n", [1, 2, 2, 3]),
        ("### Shop\n\n#### Server\n", [1, 2]),
        ("## Server\n\n### Type\n\n## Database\n", [2, 3, 2]),
        ("### Type\n\n## Server\n", [3, 2]),
        ("## Server\n\ntext\n", [2]),
        ("", []),
    ],
)
def test_a_title_that_stands_alone_is_of_the_first_level_and_chapters_are_one_deeper(
    text: str, levels: list[int]
) -> None:
    said = parse(text).statements
    assert [one.trail.headings[-1].level for one in said if one.form == "heading"] == levels
