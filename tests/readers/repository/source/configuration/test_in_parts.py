"""Databases whose address is demanded in parts or as a whole."""

import pytest

from holdfast.readers.repository.source.configuration.in_parts import with_parts, with_whole


@pytest.mark.parametrize("name", ["DB_PASSWORD", "POSTGRES_PASSWORD", "APP_DB_PASS", "RDS_PASSWORD"])
def test_a_demanded_password_says_what_the_whole_address_would(name: str) -> None:
    assert "DATABASE_URL" in with_whole({name, "PORT"})


@pytest.mark.parametrize("name", ["DB_USER", "REDIS_PASSWORD", "SMTP_PASSWORD", "DB_PASSWORD_FILE"])
def test_other_settings_stand_for_themselves(name: str) -> None:
    assert with_whole({name}) == {name}


def test_a_demanded_address_says_what_its_parts_would() -> None:
    read = ("DB_PASSWORD", "POSTGRES_USER", "APP_DB_HOST", "REDIS_PASSWORD", "JWT_SECRET")
    assert with_parts({"DATABASE_URL"}, read) == {"DATABASE_URL", *read[:3]}
    assert with_parts({"PORT"}, read) == {"PORT"}
