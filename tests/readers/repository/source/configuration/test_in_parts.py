"""Databases whose address is demanded in parts."""

import pytest

from holdfast.readers.repository.source.configuration.in_parts import with_whole


@pytest.mark.parametrize("name", ["DB_PASSWORD", "POSTGRES_PASSWORD", "APP_DB_PASS", "RDS_PASSWORD"])
def test_a_demanded_password_says_what_the_whole_address_would(name: str) -> None:
    assert "DATABASE_URL" in with_whole({name, "PORT"})


@pytest.mark.parametrize("name", ["DB_USER", "REDIS_PASSWORD", "SMTP_PASSWORD", "DB_PASSWORD_FILE"])
def test_other_settings_stand_for_themselves(name: str) -> None:
    assert with_whole({name}) == {name}
