import json
from dataclasses import replace
from pathlib import Path

import pytest

from holdfast.actions.deploy.approval import plan_of, read_plan, see_approved, see_hash, text_of
from holdfast.actions.deploy.execute import StaleError
from holdfast.model.deployment import Act, Change, Plan, StackPlan, Turn
from holdfast.model.errors import ExitCode, UsageError

ADDED = Change(act=Act.ADD, logical_id="Uploads", kind="AWS::S3::Bucket")
REMOVED = Change(act=Act.REMOVE, logical_id="Old", kind="AWS::S3::Bucket", loses_data=True)
EDGE = StackPlan(
    stack="shop-edge", region="us-east-1", environment="production", turn=Turn.CREATE, template="e1", changes=(ADDED,)
)
HOME = StackPlan(
    stack="shop-production",
    region="ap-northeast-2",
    environment="production",
    turn=Turn.UPDATE,
    template="h2",
    base="h1",
    parameters={"Zone": "Z1"},
    changes=(ADDED,),
)
PLAN = Plan(product="shop", account="123456789012", caller="arn:a", stacks=(EDGE, HOME))
DONE = replace(EDGE, turn=Turn.UNCHANGED, base="b", changes=())


def test_a_plan_is_read_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text_of(PLAN), encoding="utf-8")
    assert read_plan(file) == PLAN


def test_a_plan_that_was_changed_by_hand_is_refused() -> None:
    value = json.loads(text_of(PLAN))
    value["stacks"][0]["changes"] = []
    with pytest.raises(UsageError, match="changed by hand"):
        plan_of(json.dumps(value), "plan.json")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "holdfast.plan/9"}', "[" * 100_000, '{"schema": "holdfast.plan/1"}']
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no plan"):
        plan_of(text, "plan.json")


def test_who_made_a_plan_is_no_part_of_its_hash() -> None:
    assert replace(PLAN, caller="arn:b").hash == PLAN.hash


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (replace(HOME, base="h9"), "the stack was changed since"),
        (replace(HOME, template="h3"), "its template is another"),
        (replace(HOME, turn=Turn.RECREATE), "update became recreate"),
        (replace(HOME, changes=(ADDED, REMOVED)), "would now remove Old"),
        (replace(HOME, changes=()), "would no longer add Uploads"),
        (replace(HOME, parameters={"Zone": "Z2"}), "values are others: Zone"),
        (replace(HOME, stack="shop-other"), "is new in the plan"),
    ],
)
def test_a_stale_plan_is_refused_with_what_changed(now: StackPlan, told: str) -> None:
    with pytest.raises(StaleError) as caught:
        see_approved(replace(PLAN, stacks=(EDGE, now)), PLAN)
    assert told in str(caught.value)
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_plan_for_another_account_is_refused() -> None:
    with pytest.raises(StaleError, match="123456789012, not shop in 999999999999"):
        see_approved(replace(PLAN, account="999999999999"), PLAN)


def test_what_an_ended_run_left_of_an_approved_plan_may_go_on() -> None:
    see_approved(replace(PLAN, stacks=(DONE, HOME)), PLAN)


def test_a_stack_that_waited_for_an_output_may_go_on_once_it_is_known() -> None:
    waited = replace(HOME, awaits=("shop-edge.Certificate",), estimated=True)
    known = replace(HOME, parameters={"Zone": "Z1", "Certificate": "arn:c"})
    approved = replace(PLAN, stacks=(EDGE, waited))
    see_approved(replace(PLAN, stacks=(DONE, known)), approved)
    with pytest.raises(StaleError):
        see_approved(replace(PLAN, stacks=(DONE, replace(known, changes=(REMOVED,)))), approved)


def test_a_hash_approves_its_plan_by_its_first_digits_and_no_other_one() -> None:
    see_hash(PLAN, PLAN.hash[:8].upper(), None)
    with pytest.raises(UsageError, match="too short"):
        see_hash(PLAN, PLAN.hash[:7], None)
    with pytest.raises(StaleError, match=PLAN.hash):
        see_hash(PLAN, "0" * 16, None)


def test_the_hash_of_a_plan_that_an_ended_run_left_approves_the_rest() -> None:
    see_hash(replace(PLAN, stacks=(DONE, HOME)), PLAN.hash, PLAN)


PROTECTED = Change(act=Act.MODIFY, logical_id="Data", kind="AWS::RDS::DBInstance", properties=("DeletionProtection",))


@pytest.mark.parametrize(
    ("changes", "goes_on"),
    [
        ((PROTECTED,), True),
        ((PROTECTED, replace(PROTECTED, act=Act.REPLACE, logical_id="Plan", conditional=True)), True),
        ((PROTECTED, replace(PROTECTED, act=Act.REPLACE)), False),
        ((PROTECTED, ADDED), False),
        ((PROTECTED, REMOVED), False),
        ((replace(PROTECTED, properties=("AllocatedStorage",)),), False),
    ],
)
def test_an_ended_run_that_lacks_protection_alone_goes_on(changes: tuple[Change, ...], goes_on: bool) -> None:
    first = replace(EDGE, turn=Turn.CREATE)
    now = replace(first, turn=Turn.UPDATE, base="made", changes=changes)
    if goes_on:
        see_approved(replace(PLAN, stacks=(now,)), replace(PLAN, stacks=(first,)))
        return
    with pytest.raises(StaleError):
        see_approved(replace(PLAN, stacks=(now,)), replace(PLAN, stacks=(first,)))
