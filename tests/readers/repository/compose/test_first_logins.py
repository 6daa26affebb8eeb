"""Passwords that a compose file gives the administrators of consoles."""

import pytest

from holdfast.model.facts import DefaultLogin
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("GF_SECURITY_ADMIN_PASSWORD: admin", True),
        ("RABBITMQ_DEFAULT_PASS: canary", True),
        ("PGADMIN_DEFAULT_PASSWORD: ${PGADMIN_PASSWORD:-canary}", False),
        ("GF_SECURITY_ADMIN_PASSWORD: ${GRAFANA_PASSWORD}", False),
        ("GF_SECURITY_ADMIN_PASSWORD: ${GRAFANA_PASSWORD:?set it}", False),
        ("GF_SECURITY_ADMIN_USER: admin", False),
        ("GF_SECURITY_ADMIN_PASSWORD__FILE: /run/secrets/grafana", False),
    ],
)
def test_a_password_that_is_written_out_opens_the_console(setting: str, *, told: bool) -> None:
    text = f"services:\n  shop:\n    build: .\n  desk:\n    image: grafana/grafana:11.1.0\n    environment:\n      {setting}\n"
    found = [fact for fact in READER.read(Snippet("docker-compose.yml", text)) if isinstance(fact, DefaultLogin)]
    assert [fact.at.start_line for fact in found] == ([7] if told else [])
    assert "canary" not in repr(found)
