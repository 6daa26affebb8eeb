"""Containers of a database's image that only run its client."""

import json

import pytest

from holdfast.model.facts import Database
from holdfast.readers.repository.images.clients import only_asks
from holdfast.readers.repository.templates.document import READER as TEMPLATES
from holdfast.readers.repository.terraform import READER as TERRAFORM
from tests.readers.repository.many import read_files

_WAITS = ["sh", "-c", "for i in $(seq 30); do pg_isready -h db.internal && exit 0; sleep 2; done; exit 1"]
_SERVES = ["postgres", "-c", "max_connections=200"]


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        (_WAITS, True),
        (["psql", "-h", "db.internal", "-f", "/init.sql"], True),
        (["/bin/sh", "-c", "pg_dump shop | gzip > /backup/shop.gz"], True),
        (_SERVES, False),
        (["docker-entrypoint.sh", "postgres"], False),
        (["sh", "-c", "postgres & psql -c 'select 1'; wait"], False),
        (["node", "server.js"], False),
        ([], False),
    ],
)
def test_a_client_is_told_from_a_server_by_what_is_started(words: list[str], *, asks: bool) -> None:
    assert only_asks(words) is asks


@pytest.mark.parametrize(("command", "kept"), [(_WAITS, 0), (_SERVES, 1)])
def test_a_task_that_waits_for_its_database_keeps_none(command: list[str], kept: int) -> None:
    task = {
        "Type": "AWS::ECS::TaskDefinition",
        "Properties": {"ContainerDefinitions": [{"Name": "db", "Image": "postgres:18", "Command": command}]},
    }
    template = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Task": task}})
    containers = json.dumps([{"name": "db", "image": "postgres:18", "command": command}])
    plan = f'resource "aws_ecs_task_definition" "app" {{\n  family = "app"\n  container_definitions = jsonencode({containers})\n}}\n'

    for readings in (read_files(TEMPLATES, **{"app.json": template}), read_files(TERRAFORM, **{"main.tf": plan})):
        assert sum(isinstance(one, Database) for one in readings) == kept
