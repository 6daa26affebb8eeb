"""`holdfast policy`: which policy is printed, and what does not go together."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from holdfast.actions.policy import accounts_policy, check_policy
from holdfast.cli.policy import command
from holdfast.model.errors import UsageError

DOCUMENTED = Path(__file__).parents[2] / "docs" / "accounts.md"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check"], check_policy()),
        (["check", "--cost"], check_policy(cost=True)),
        (["accounts"], accounts_policy()),
        (["accounts", "--role", "reader"], accounts_policy("reader")),
    ],
)
def test_each_verb_prints_its_own(arguments: list[str], expected: str) -> None:
    result = CliRunner().invoke(command, arguments)

    assert result.output == expected
    assert json.loads(result.output)["Version"] == "2012-10-17"


@pytest.mark.parametrize("arguments", [["check", "--role", "reader"], ["accounts", "--cost"]])
def test_an_option_of_the_other_verb_is_refused(arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_the_documented_policy_of_the_caller_is_the_one_that_is_printed() -> None:
    assert f"```json\n{accounts_policy('NAME')}```" in DOCUMENTED.read_text(encoding="utf-8")
