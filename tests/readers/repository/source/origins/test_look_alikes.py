"""What passes besides the website that a part of an origin, or a pattern, is meant for."""

import pytest

from holdfast.readers.repository.source.origins.look_alikes import BEGINS, CONTAINS, ENDS, of_pattern, of_text


@pytest.mark.parametrize(
    ("part", "text", "passing"),
    [
        (CONTAINS, "cakes.example", "*cakes.example*"),
        (CONTAINS, "cakes", "*cakes*"),
        (CONTAINS, "https://cakes.example", "https://cakes.example*"),
        (BEGINS, "https://www.cakes.example", "https://www.cakes.example*"),
        (ENDS, "cakes.example", "https://*cakes.example"),
        (ENDS, "cakes.co.jp", "https://*cakes.co.jp"),
        (ENDS, "cakes.vercel.app", "https://*cakes.vercel.app"),
    ],
)
def test_whoever_registers_the_right_name_passes(part: str, text: str, passing: str) -> None:
    assert of_text(part, text) == passing


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (CONTAINS, "localhost"),
        (CONTAINS, "chrome-extension://"),
        (CONTAINS, "http"),
        (CONTAINS, ":3000"),
        (CONTAINS, ".vercel.app"),
        (BEGINS, "https://"),
        (BEGINS, "https://www.cakes.example/"),
        (BEGINS, "https://www.cakes.example:"),
        (BEGINS, "capacitor://"),
        (BEGINS, "http://192.168."),
        (ENDS, ".cakes.example"),
        (ENDS, "//cakes.example"),
        (ENDS, "www.cakes.example"),
        (ENDS, "-cakes.vercel.app"),
        (ENDS, ":3000"),
    ],
)
def test_a_text_that_only_the_own_website_has_there_lets_nobody_else_in(part: str, text: str) -> None:
    assert of_text(part, text) is None


@pytest.mark.parametrize(
    ("body", "passing"),
    [
        (r"cakes\.example", "*cakes.example*"),
        (r"cakes\.example$", "https://*cakes.example"),
        (r"^https:\/\/cakes\.example", "https://cakes.example*"),
        (r"^https?:\/\/.*cakes\.example$", "https://*cakes.example"),
        (r"^https://[a-z0-9-]+cakes\.example$", "https://*cakes.example"),
        (r"^https://(www\.)?cakes\.example", "https://cakes.example*"),
        (r"\.cakes\.example", "https://*.cakes.example*"),
        (r"(www\.)?cakes\.example(:\d+)?$", "https://*cakes.example"),
        (r"^https://cakes\.example.*$", "https://cakes.example*"),
    ],
)
def test_a_pattern_that_is_not_held_at_both_ends_lets_others_in(body: str, passing: str) -> None:
    assert of_pattern(body) == passing


@pytest.mark.parametrize(
    "body",
    [
        r"^https://([a-z0-9-]+\.)?cakes\.example$",
        r"^https?:\/\/(?:.+\.)?cakes\.example(:\d+)?$",
        r"\.cakes\.example$",
        r"https:\/\/cakes\.example\/?$",
        r"^https://(www|admin)\.cakes\.example$",
        r"^https://(a\.cakes\.example|b\.cakes\.example)$",
        r"\Ahttps://.*\.cakes\.example\z",
        r"^https:\/\/cakes-[a-z0-9]+-team\.vercel\.app$",
        r"^https://.*-cakes\.vercel\.app$",
        r"^https?://localhost(:\d+)?$",
        r"^https://\w+\.cakes\.example:\d+$",
        r"\d+\.\d+",
    ],
)
def test_a_pattern_that_is_held_lets_nobody_else_in(body: str) -> None:
    assert of_pattern(body) is None


def test_what_takes_a_pattern_may_hold_it_by_itself() -> None:
    assert of_pattern(r"https://cakes\.example", begins=True, ends=True) is None
    assert of_pattern(r"https://.*cakes\.example", begins=True, ends=True) == "https://*cakes.example"
    assert of_pattern(r"cakes\.example", begins=True) == "https://cakes.example*"
