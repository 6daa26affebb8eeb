"""Machines and databases that a command gives another size."""

import pytest

from holdfast.model.facts import Database, Instance
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import READER


@pytest.mark.parametrize(
    ("command", "size"),
    [
        ("ec2 modify-instance-attribute --instance-id i-1 --instance-type Value=t3.small", "t3.small"),
        ('ec2 modify-instance-attribute --instance-id i-1 --instance-type "{\\"Value\\": \\"t3.large\\"}"', "t3.large"),
        ("ec2 modify-instance-attribute --instance-id i-1 --no-source-dest-check", None),
        ("rds modify-db-instance --db-instance-identifier shop --db-instance-class db.t4g.small", "db.t4g.small"),
        ("rds modify-db-instance --db-instance-identifier shop --db-instance-class $CLASS", None),
    ],
)
def test_another_size_is_claimed(command: str, size: str | None) -> None:
    found = list(READER.read(Snippet("grow.sh", f"#!/bin/bash\naws {command}\n")))
    told = [one.instance_type for one in found if isinstance(one, Instance)]
    told += [one.instance_class for one in found if isinstance(one, Database)]
    assert told == ([size] if size else [])
