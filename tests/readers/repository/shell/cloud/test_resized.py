"""Machines and databases that a command gives another size."""

import pytest

from holdfast.model.facts import Database, Instance, Workload
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import READER, facts_of


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


@pytest.mark.parametrize(
    ("sizes", "heading", "told"),
    [
        ("--min-size 2 --max-size 6", "", [(2, 6)]),
        ("--min-size 4 --max-size 6", "ship / larger", [(None, None)]),
        ("--desired-capacity 0 --max-size 0", "", []),
    ],
)
def test_a_group_that_a_pipeline_makes_larger_is_there_in_a_size_that_may_pass(
    sizes: str, heading: str, told: list[tuple[int | None, int | None]]
) -> None:
    row = f"aws autoscaling update-auto-scaling-group --auto-scaling-group-name shop {sizes}\n"
    found = facts_of(Snippet("ship.sh", row, heading=heading))
    assert [(one.minimum, one.maximum) for one in found if isinstance(one, Workload)] == told


@pytest.mark.parametrize(("before", "least", "row"), [('MIN="1"\nMAX="4"\n', "$MIN", 2), ("", "1", 2), ("", "$MIN", 2)])
def test_how_low_tasks_go_stands_where_the_script_says_it(before: str, least: str, row: int) -> None:
    call = (
        "aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id service/c/shop"
        f" --min-capacity {least} --max-capacity 4\n"
    )
    (target,) = (
        one for one in facts_of(Snippet("grow.sh", f"#!/bin/bash\n{before}{call}")) if isinstance(one, Workload)
    )
    assert (target.minimum, target.places["minimum"].start_line) == (None if not before and "$" in least else 1, row)
