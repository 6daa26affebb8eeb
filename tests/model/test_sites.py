"""Origins that are anybody's."""

import pytest

from holdfast.model.sites import is_anybodys, is_look_alike


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


@pytest.mark.parametrize(
    ("origin", "alike"),
    [
        ("https://*cakes.example", True),
        ("https://*cakes.co.jp", True),
        ("https://cakes.example*", True),
        ("*cakes*", True),
        ("https://*.cakes.example", False),
        ("https://app-*.cakes.example", False),
        ("https://*-app.cakes.example", False),
        ("https://cakes.example:*", False),
        ("https://cakes.example", False),
        ("http://localhost*", False),
        ("http://192.168.*", False),
        ("*", False),
        ("https://*", False),
    ],
)
def test_a_star_that_touches_a_name_lets_others_in_that_look_like_it(origin: str, alike: bool) -> None:
    assert is_look_alike(origin) is alike
