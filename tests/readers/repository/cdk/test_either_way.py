"""Branches of which one takes over what the other makes."""

import pytest

from holdfast.readers.repository.cdk.either_way import depending
from tests.readers.repository.cdk.test_cdk import stack

_OWN = "new dynamodb.Table(this, 'Orders', { pointInTimeRecovery: true })"
_THEIRS = "dynamodb.Table.fromTableName(this, 'Orders', 'orders')"


def tables(body: str) -> list[str]:
    return [line for line in stack(body) if line.startswith("Database ")]


def test_a_table_that_is_taken_over_was_made_as_the_other_branch_describes_it() -> None:
    settled = "    const existing = props?.existing ?? true;\n"
    taken = (
        f"{settled}    if (existing) {{\n      this.t = {_THEIRS};\n    }} else {{\n      this.t = {_OWN};\n    }}\n"
    )
    turned = (
        f"{settled}    if (!existing) {{\n      this.t = {_OWN};\n    }} else {{\n      this.t = {_THEIRS};\n    }}\n"
    )
    for body in (taken, turned):
        found = tables(body)
        assert len(found) == 1
        assert "point_in_time=True" in found[0]


def test_what_is_made_only_where_a_condition_says_so_is_not_made_otherwise() -> None:
    settled = "    const existing = props?.existing ?? true;\n"
    assert tables(f"{settled}    if (!existing) {{\n      this.t = {_OWN};\n    }}\n") == []
    none = f"{settled}    if (existing) {{\n      this.t = undefined;\n    }} else {{\n      this.t = {_OWN};\n    }}\n"
    assert tables(none) == []


@pytest.mark.parametrize(
    ("branches", "told"),
    [
        ([_THEIRS, _OWN], (True, False)),
        (["t = dynamodb.Table.from_table_name(self, 'T', 't')", "t = dynamodb.Table(self, 'T')"], (True, False)),
        ([_OWN, _THEIRS], (False, True)),
        ([_THEIRS, "new s3.Bucket(this, 'Files')"], (True, True)),
        ([_THEIRS, f"{_OWN}; new ec2.Instance(this, 'Web')"], (True, True)),
        ([_THEIRS, _OWN, _OWN], (True, True)),
        ([_OWN], (True, True)),
        ([], (True, True)),
    ],
)
def test_only_what_is_of_the_sorts_taken_over_depends_on_no_condition(
    branches: list[str], told: tuple[bool, bool]
) -> None:
    assert depending(branches) == told
