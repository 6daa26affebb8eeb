"""Origins that are anybody's."""

import pytest

from holdfast.model.sites import is_anybodys


@pytest.mark.parametrize(
    ("origin", "anybodys"),
    [
        ("*", True),
        ("https://*", True),
        ("https://*.vercel.app", True),
        ("https://*.netlify.app/", True),
        ("https://shop.vercel.app", False),
        ("https://*.shop.example", False),
    ],
)
def test_pages_that_anybody_may_publish_are_anybodys(origin: str, anybodys: bool) -> None:
    assert is_anybodys(origin) is anybodys
