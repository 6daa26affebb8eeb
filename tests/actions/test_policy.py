"""The policies that are generated from the calls that are made."""

import json

import pytest

from holdfast.actions.policy import accounts_policy
from holdfast.model.errors import UsageError


def test_who_asks_many_accounts_may_list_them_and_assume_one_role_and_nothing_else() -> None:
    allowed = {
        statement["Resource"]: statement["Action"]
        for statement in json.loads(accounts_policy("audit/reader"))["Statement"]
    }

    assert allowed == {"*": ["organizations:ListAccounts"], "arn:aws:iam::*:role/audit/reader": ["sts:AssumeRole"]}


def test_without_a_name_any_role_may_be_assumed() -> None:
    assert '"arn:aws:iam::*:role/*"' in accounts_policy()


@pytest.mark.parametrize("role", ["arn:aws:iam::123456789012:role/x", "a b", "*"])
def test_what_is_no_name_of_a_role_is_refused(role: str) -> None:
    with pytest.raises(UsageError, match="not the name of a role"):
        accounts_policy(role)
