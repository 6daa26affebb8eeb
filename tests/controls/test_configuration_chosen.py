"""Settings of a file that tell no more than a better place in it."""

from dataclasses import replace

from holdfast.controls.configuration import CONTROL
from holdfast.model.facts import ConfigurationLoader, Deployment
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


def test_it_is_shown_where_no_secret_is_guessed_there() -> None:
    alone = judged(CONTROL, scope(WHOLE, HOST))
    assert alone["silent-loader"] == ("failed", "config.py:30-44", "config.py:9", "config.py:12")


def test_one_setting_that_products_do_without_shows_nothing_beside_a_secret_that_its_file_makes_up() -> None:
    mail = replace(HOST, names=("MAIL_KEY",))
    signs = replace(HOST, names=("JWT_SECRET",))
    handed = replace(HOST, source="script", names=("MAP_KEY",))
    assert judged(CONTROL, scope(WHOLE, mail, GUESSED))["silent-loader"] == ("failed", "config.py:30-44")
    assert judged(CONTROL, scope(WHOLE, signs, GUESSED))["silent-loader"] == (
        "failed",
        "config.py:30-44",
        "config.py:9",
    )
    assert judged(CONTROL, scope(WHOLE, handed, GUESSED))["silent-loader"][-1] == "config.py:9"
    second = replace(mail, at=replace(mail.at, start_line=20, end_line=20))
    assert judged(CONTROL, scope(mail, second, GUESSED))["silent-loader"] == ("failed (notice)", "config.py:9")


def test_what_compose_makes_up_for_a_missing_secret_hides_what_the_program_would_make_up() -> None:
    handed = replace(GUESSED, at=replace(GUESSED.at, path="docker-compose.yml"), source="compose")
    other = replace(GUESSED, names=("SESSION_KEY",))
    starts = made(Deployment, "deploy.yml:30", method="compose")
    assert judged(CONTROL, scope(starts, GUESSED, handed))["secret-default"] == ("failed", "docker-compose.yml:10")
    assert len(judged(CONTROL, scope(starts, other, handed))["secret-default"]) == 3


def test_an_address_is_chosen_beside_what_its_file_refuses_unless_somebody_says_that_it_is_wrong() -> None:
    refused = made(ConfigurationLoader, "config.py:4", source="environment", missing="fails", names=("SECRET_KEY",))
    address = replace(HOST, names=("SITE_URL",))
    assert "silent-loader" not in judged(CONTROL, scope(refused, address))
    warned = replace(address, missing="warns")
    assert judged(CONTROL, scope(refused, warned))["silent-loader"] == ("failed", "config.py:9")
