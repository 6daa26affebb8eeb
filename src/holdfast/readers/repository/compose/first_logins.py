"""Consoles whose administrator a compose file gives a password that is written out."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import DefaultLogin
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.settings import settings_of
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.text.nodes import Node

_ADMINISTRATORS = regex(
    r"GF_SECURITY_ADMIN_PASSWORD|PGADMIN_DEFAULT_PASSWORD|RABBITMQ_DEFAULT_PASS|MINIO_(?:ROOT_PASSWORD|SECRET_KEY)"
    r"|(?:KEYCLOAK|KC_BOOTSTRAP)_ADMIN_PASSWORD|ME_CONFIG_BASICAUTH_PASSWORD|DOCKER_INFLUXDB_INIT_PASSWORD"
    r"|N8N_BASIC_AUTH_PASSWORD|_AIRFLOW_WWW_USER_PASSWORD"
)
"""Variables by which the images of consoles set the first administrator's password, as their makers document them."""
_WORD = regex(r"(?P<word>[^\s${}]{3,60})")


def first_logins(node: Node, snippet: Snippet, said: dict[str, Any]) -> Iterator[DefaultLogin]:
    """One for each such variable of a service."""
    for name, (value, row) in settings_of(node):
        word = _WORD.fullmatch(value.strip("\"'")) if _ADMINISTRATORS.fullmatch(name) else None
        if word is not None:
            yield DefaultLogin(**said, at=covered(snippet.at(row), word["word"]))
