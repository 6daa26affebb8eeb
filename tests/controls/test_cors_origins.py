"""Origins in a form that no browser sends."""

import pytest

from holdfast.controls.cors import CONTROL
from holdfast.model.facts import ApplicationCors, BucketCors
from tests.controls.support import DECLARED, judged, made, scope


def never(path: str, *origins: str) -> tuple[str, ...] | None:
    rule = made(ApplicationCors, f"{path}:4", origins=origins)
    return judged(CONTROL, scope(rule)).get("origin-never-matches")


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("src/app.ts", "https://www.shop.example/"),
        ("main.py", "https://www.shop.example/orders"),
        ("Cors.java", "https://www.shop.example/orders"),
        ("src/app.ts", "www.shop.example"),
        ("Cors.kt", "frontUrl"),
        ("Cors.java", "{cors.allowed-origins"),
        ("Cors.kt", "cors.allowed-origins"),
        ("Program.cs", "www.shop.example:8443"),
        ("config/cors.php", "https://www.shop.example/"),
        ("config/cors.rb", "https://www.shop.example/"),
    ],
)
def test_an_origin_with_a_path_or_without_a_scheme_lets_nobody_in(path: str, origin: str) -> None:
    assert never(path, origin) == ("failed", f"{path}:4")


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("src/app.ts", "https://www.shop.example"),
        ("src/app.ts", "null"),
        ("src/app.ts", "frontUrl"),
        ("src/app.ts", "https://*.shop.example/"),
        ("src/app.ts", "capacitor://localhost"),
        ("src/app.ts", "http://localhost:3000/"),
        ("Cors.java", "https://www.shop.example/"),
        ("config/cors.rb", "www.shop.example"),
        ("shop/settings.py", "www.shop.example"),
    ],
)
def test_what_browsers_send_or_the_framework_mends_is_well(path: str, origin: str) -> None:
    assert never(path, origin) is None


def test_the_right_form_beside_it_lets_the_front_end_in() -> None:
    assert never("app.ts", "https://www.shop.example/", "https://www.shop.example") is None
    assert never("app.ts", "www.shop.example", "https://www.shop.example") is None
    assert never("app.ts", "https://www.shop.example/", "https://admin.shop.example") == ("failed", "app.ts:4")


def test_rules_of_a_bucket_are_compared_letter_by_letter_too() -> None:
    rule = made(BucketCors, "s3.tf:5", kind=DECLARED, bucket="shop", origins=("https://www.shop.example/",))
    assert judged(CONTROL, scope(rule))["origin-never-matches"] == ("failed", "s3.tf:5")


def alike(*origins: str, credentials: bool = False, for_developers: bool = False) -> tuple[str, ...] | None:
    rule = made(ApplicationCors, "app.ts:4", origins=origins, credentials=credentials, for_developers=for_developers)
    return judged(CONTROL, scope(rule)).get("look-alike-origin")


def test_an_origin_that_is_only_compared_in_part_is_no_front_end_of_ones_own() -> None:
    assert alike("https://www.shop.example", "https://*shop.example") == ("failed", "app.ts:4")
    assert alike("*shop.example*", credentials=True) == ("failed", "app.ts:4")
    assert alike("https://*.shop.example", "http://192.168.*") is None
    assert alike("https://*shop.example", for_developers=True) is None


def test_a_star_of_a_bucket_stands_for_any_text_too() -> None:
    rule = made(BucketCors, "s3.tf:5", kind=DECLARED, bucket="shop", origins=("https://*shop.example",))
    assert judged(CONTROL, scope(rule))["look-alike-origin"] == ("failed", "s3.tf:5")
