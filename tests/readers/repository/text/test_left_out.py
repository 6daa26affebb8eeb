"""YAML of which one entry is broken."""

import pytest

from holdfast.model.facts import Bucket, Container
from holdfast.readers.repository.base import ALL_SLUGS, Snippet
from holdfast.readers.repository.containers.reader import READER as COMPOSE
from holdfast.readers.repository.templates.document import READER as TEMPLATES
from holdfast.readers.repository.text.left_out import read_beside

from ..templates.support import told

_TOP = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"
_GOOD = "  {}:\n    Type: AWS::S3::Bucket\n"
_BAD = "  Db:\n    Type: AWS::RDS::DBInstance\n      Engine: mysql\n    Port: 3306\n"


def test_a_slip_in_one_resource_leaves_out_that_one_alone() -> None:
    text = _TOP + _GOOD.format("A") + _BAD + _GOOD.format("B")
    readings = list(TEMPLATES.read(Snippet("infra/stack.yaml", text)))
    assert [one.at.start_line for one in readings if isinstance(one, Bucket)] == [3, 9]
    assert [str(one.at) for one in readings if told([one])[0].startswith("Gap")] == ["infra/stack.yaml:5-8"]


def test_a_slip_in_one_service_leaves_out_that_one_alone() -> None:
    text = "services:\n  db:\n    image: postgres\n   ports: []\n  web:\n    build: .\n    restart: always\n"
    readings = list(COMPOSE.read(Snippet("docker-compose.prod.yml", text)))
    assert [one.name for one in readings if isinstance(one, Container)] == ["web"]
    assert [str(one.at) for one in readings if told([one])[0].startswith("Gap")] == ["docker-compose.prod.yml:2-4"]


@pytest.mark.parametrize(
    "text",
    [
        "a: [1\nb: 2\n",
        "\tx: 1\n",
        _TOP + "".join(f"  R{n}:\n    a: b: c\n" for n in range(4)),
    ],
)
def test_what_is_broken_in_no_entry_or_in_too_many_is_no_yaml(text: str) -> None:
    root, gaps = read_beside(Snippet("stack.yaml", text), ALL_SLUGS)
    assert (root.value, len(gaps)) == (None, 1)
