"""What a plan reminds of: what the spec asks for and no template does."""

import pytest

from holdfast.actions.deploy.deploy import by_hand
from holdfast.model.deployment import Act, Change, Plan, StackPlan, Turn
from holdfast.model.outlook import Reminder
from tests.stacks.synthesized import product

SECRET = Change(act=Act.ADD, logical_id="Api", kind="AWS::SecretsManager::Secret", loses_data=False)


def plan(*stacks: str, turn: Turn = Turn.CREATE, changes: tuple[Change, ...] = (SECRET,)) -> Plan:
    planned = tuple(
        StackPlan(
            stack=stack,
            region="ap-northeast-1",
            environment="",
            turn=turn,
            template="",
            base="",
            parameters={},
            awaits=(),
            changes=changes,
        )
        for stack in stacks
    )
    return Plan(product="shop", account="123456789012", caller="", stacks=planned)


@pytest.mark.parametrize(
    ("spec", "planned", "keys"),
    [
        ("sweetorder", plan("sweetorder-production"), ["second-region", "empty-secrets"]),
        ("sweetorder", plan("sweetorder-production", turn=Turn.UNCHANGED, changes=()), ["second-region"]),
        ("sweetorder", plan("sweetorder-staging"), ["empty-secrets"]),
        ("sweetorder", plan("sweetorder-account"), []),
        ("ledgerly", plan("ledgerly-production", changes=()), []),
    ],
)
def test_a_person_is_told_of_recovery_in_the_second_region_and_of_empty_secrets(
    spec: str, planned: Plan, keys: list[str]
) -> None:
    assert [one.key for one in by_hand(product(spec), planned)] == keys


def test_a_reminder_names_what_it_is_about() -> None:
    told = tuple(by_hand(product("sweetorder"), plan("sweetorder-production")))
    assert told == (
        Reminder(key="second-region", params={"place": "sweetorder-production", "region": "ap-northeast-3"}),
        Reminder(key="empty-secrets", params={"place": "sweetorder-production", "names": "sweetorder/production/api"}),
    )
