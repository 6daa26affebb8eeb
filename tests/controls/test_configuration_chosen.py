"""Settings of a file that tell no more than a better place in it."""

from dataclasses import replace

from holdfast.controls.configuration import CONTROL
from holdfast.model.facts import ConfigurationLoader
from tests.controls.support import judged, made, scope

WHOLE = made(
    ConfigurationLoader,
    "config.py:30-44",
    source="environment",
    missing="silent",
    names=("DB_HOST", "MAIL_KEY", "SITE_URL"),
    places={"names": "config.py:30-44", "connects": "config.py:12"},
)
HOST = made(ConfigurationLoader, "config.py:9", source="environment", missing="silent", names=("DB_HOST",))
GUESSED = made(ConfigurationLoader, "config.py:10", source="environment", missing="default", names=("DB_PASSWORD",))


def test_beside_a_secret_that_something_stands_in_for_one_setting_of_many_says_nothing_new() -> None:
    found = judged(CONTROL, scope(WHOLE, HOST, GUESSED))
    assert found["silent-loader"] == ("failed", "config.py:30-44")
    assert found["secret-default"] == ("failed", "config.py:10")


def test_it_is_shown_where_no_secret_is_guessed_there_or_it_stands_alone() -> None:
    alone = judged(CONTROL, scope(WHOLE, HOST))
    assert alone["silent-loader"] == ("failed", "config.py:30-44", "config.py:9", "config.py:12")
    other = replace(HOST, names=("CACHE_HOST",))
    assert judged(CONTROL, scope(WHOLE, other, GUESSED))["silent-loader"] == (
        "failed",
        "config.py:30-44",
        "config.py:9",
    )
