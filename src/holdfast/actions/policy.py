"""`policy`: the least permissions that a verb needs, generated from the calls that it makes."""

import json
from collections.abc import Iterable

from holdfast.model.record import replace
from holdfast.readers.account import readers
from holdfast.readers.account.base import Call
from holdfast.readers.account.live import IDENTITY, REGIONS


def check_policy(*, cost: bool = False) -> str:
    """The IAM policy, as JSON, under which `holdfast check --account` can read everything; it allows no change.

    Args:
        cost: allow what `--cost` asks, too.
    """
    every = [call for reader in readers() if cost or not reader.billed for call in reader.calls]
    return policy_text([IDENTITY, REGIONS, *every])


def accounts_policy(role: str = "") -> str:
    """The IAM policy, as JSON, of who runs `check --accounts`: list the organization, and assume the role in each.

    Args:
        role: the role's name, with its path if it has one; any role when empty.

    Raises:
        UsageError: it is no name of a role.
    """
    from holdfast.readers.account.organization import ASSUME, LIST, role_name

    assume = replace(ASSUME, resource=f"arn:aws:iam::*:role/{role_name(role)}") if role else ASSUME
    return policy_text([LIST, assume])


def policy_text(calls: Iterable[Call]) -> str:
    """One statement for each resource, actions sorted and each once."""
    by_resource: dict[str, set[str]] = {}
    for call in calls:
        by_resource.setdefault(call.resource, set()).add(call.action)
    statements = [
        {"Effect": "Allow", "Action": sorted(actions), "Resource": resource}
        for resource, actions in sorted(by_resource.items())
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"
