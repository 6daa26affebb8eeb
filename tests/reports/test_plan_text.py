import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from holdfast.model.bill import Basis, Bill, Line
from holdfast.model.demolition import Demolition, Fate, Holder, Standing
from holdfast.model.deployment import Act, Cause, Change, Plan, StackPlan, StackResult, Turn
from holdfast.model.difference import Drifted, ResourceDifference, StackDifference, Value
from holdfast.model.findings import Status
from holdfast.model.outlook import Closing, Outlook, Reminder
from holdfast.reports.catalogue import LOCALES, Catalogue, Locale
from holdfast.reports.plan_document import render_json, schema_text, to_document
from holdfast.reports.plan_outcome import render_demolition, render_difference, render_results
from holdfast.reports.plan_text import render_plan

UPDATE = StackPlan(
    stack="shop-production",
    region="ap-northeast-2",
    environment="production",
    turn=Turn.UPDATE,
    template="t",
    base="b",
    awaits=("shop-edge.Certificate",),
    drifted=True,
    changes=(
        Change(act=Act.ADD, logical_id="Alarm", kind="AWS::CloudWatch::Alarm"),
        Change(act=Act.MODIFY, logical_id="Group", kind="AWS::AutoScaling::AutoScalingGroup", properties=("MaxSize",)),
        Change(act=Act.REMOVE, logical_id="Topic", kind="AWS::SNS::Topic", physical_id="arn:topic"),
        Change(act=Act.REPLACE, logical_id="Database", kind="AWS::RDS::DBInstance", loses_data=True, conditional=True),
        Change(act=Act.REPLACE, logical_id="Disk", kind="AWS::EC2::Volume"),
    ),
)
FIRST = StackPlan(
    stack="shop-artifacts",
    region="ap-northeast-2",
    environment="",
    turn=Turn.CREATE,
    template="t",
    changes=(Change(act=Act.ADD, logical_id="Artifacts", kind="AWS::S3::Bucket"),),
)


def line(item: str, control: str, usd: float | None, basis: Basis = Basis.LISTED, detail: str = "") -> Line:
    return Line(
        item=item,
        control=control,
        environment="production",
        stack="shop-production",
        resource=item,
        detail=detail,
        monthly_usd=usd,
        basis=basis,
    )


OUTLOOK = Outlook(
    plan=Plan(product="shop", account="123456789012", caller="arn:a", stacks=(FIRST, UPDATE)),
    before=Bill((line("host", "", 30.5),)),
    after=Bill(
        (
            line("host", "", 30.5, detail="t4g.medium"),
            line("balancer", "availability", 1234.5, detail="ALB"),
            line("database", "capacity", None, Basis.UNKNOWN, "db.x9.large"),
            line("logs", "monitoring", None, Basis.BY_USE),
        )
    ),
    controls=(
        Closing(slug="availability", environment="production", before=Status.FAILED, after=Status.CONFIGURED),
        Closing(slug="health", environment="production", before=Status.FAILED, after=Status.FAILED, left=("health.x",)),
        Closing(slug="backup", environment="production", before=Status.CONFIGURED, after=Status.UNPROVEN),
    ),
    sources=("a list of 2026-09",),
    notes=("the quota could not be asked",),
)


def test_what_is_destroyed_stands_first_and_in_red() -> None:
    text = render_plan(OUTLOOK, Catalogue("en"))
    assert text.index("What is destroyed") < text.index("+ shop-artifacts")
    assert "- shop-production: Topic (AWS::SNS::Topic arn:topic): it is removed\n" in text
    assert "± shop-production: Disk (AWS::EC2::Volume): it is replaced, its data stays behind, and the new" in text
    assert "it may be replaced: CloudFormation decides while it deploys, its data is lost" in " ".join(text.split())
    coloured = render_plan(OUTLOOK, Catalogue("en"), colour=True)
    assert "\x1b[1;31mWhat is destroyed" in coloured
    assert "\x1b[31m- shop-production: Topic" in coloured


def test_the_plan_counts_changes_names_properties_and_tells_what_is_not_known_yet() -> None:
    text = render_plan(OUTLOOK, Catalogue("en"))
    assert "~ shop-production  ap-northeast-2  change, 1 new, 1 changed, 2 replaced, 1 removed" in text
    assert "~ Group (AWS::AutoScaling::AutoScalingGroup): MaxSize" in text
    assert "known after deployment: shop-edge.Certificate" in text
    assert "somebody changed it by hand" in text
    assert f"holdfast deploy --approve {OUTLOOK.plan.hash}" in text


def test_what_is_replaced_on_condition_and_holds_nothing_counts_as_changed() -> None:
    group = Change(act=Act.REPLACE, logical_id="Group", kind="AWS::AutoScaling::AutoScalingGroup", conditional=True)
    stack = replace(UPDATE, changes=(group,))
    text = render_plan(replace(OUTLOOK, plan=replace(OUTLOOK.plan, stacks=(stack,))), Catalogue("en"))
    assert "0 new, 1 changed, 0 replaced, 0 removed" in text
    assert "~ Group (AWS::AutoScaling::AutoScalingGroup)" in text


def test_the_bill_stands_by_control_before_and_after_and_says_what_it_does_not_know() -> None:
    text = render_plan(OUTLOOK, Catalogue("en"))
    rows = [" ".join(row.split()) for row in text.splitlines()]
    assert "the product itself 30.50 30.50 —" in rows
    assert "Availability 0.00 1,234.50 +1,234.50" in rows
    assert "sum 30.50 ≥ 1,265.00 +1,234.50" in rows
    assert "Not in the sum, since the price is not known here: database (db.x9.large)." in text
    assert "Billed by use, and not in the sum: logs." in text
    assert "a list of 2026-09" in text


def test_the_controls_that_close_stay_open_or_open_again_are_told_with_their_cost() -> None:
    rows = [" ".join(row.split()) for row in render_plan(OUTLOOK, Catalogue("en")).splitlines()]
    assert "Availability closes costs 1,234.50 a month" in rows
    assert "Health stays open costs nothing; left: health.x" in rows
    assert "Backup opens again costs nothing" in rows


def test_what_stays_open_is_told_with_its_title_and_what_to_do() -> None:
    left = ("releases.no-identity",)
    closings = tuple(
        Closing(slug="releases", environment=name, before=Status.FAILED, after=Status.FAILED, left=left)
        for name in ("production", "staging")
    )
    text = " ".join(render_plan(replace(OUTLOOK, controls=closings), Catalogue("en")).split())
    assert "releases.no-identity (production, staging): A release is not tied to a commit" in text
    assert "`holdfast explain releases.no-identity` says what each asks for" in text
    assert "holdfast render workflow --environment staging --output .github/workflows/release-staging.yml" in text


def test_what_costs_something_unknown_is_not_told_to_cost_nothing() -> None:
    unknown = line("host", "health", None, Basis.UNKNOWN, "x9.large")
    text = render_plan(replace(OUTLOOK, after=Bill((unknown,))), Catalogue("en"))
    assert "costs what is not known here; left: health.x" in text


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_person_does_by_hand_is_told_in_either_language_and_to_machines(locale: Locale) -> None:
    given = (
        Reminder(key="second-region", params={"place": "shop-production", "region": "ap-northeast-1"}),
        Reminder(key="empty-secrets", params={"place": "shop-production", "names": "shop/api"}),
        Reminder(key="left-over", params={"environment": "qa"}),
    )
    reminding = replace(OUTLOOK, reminders=given)
    text = " ".join(render_plan(reminding, Catalogue(locale)).split())
    assert "start-db-instance-automated-backups-replication" in text
    assert "(shop/api)" in text
    assert "`holdfast destroy --environment qa`" in text
    assert to_document(reminding).notes[1].startswith("shop-production: ap-northeast-1 gets the database's snapshot")


def test_details_show_every_line_of_the_bill_and_every_new_resource() -> None:
    text = render_plan(OUTLOOK, Catalogue("en"), details=True)
    assert "+ Artifacts (AWS::S3::Bucket)" in text
    assert "load balancer 1 × ALB" in text


def test_a_plan_without_changes_says_so_and_asks_for_no_approval() -> None:
    quiet = replace(UPDATE, turn=Turn.UNCHANGED, changes=())
    text = render_plan(replace(OUTLOOK, plan=replace(OUTLOOK.plan, stacks=(quiet,))), Catalogue("en"))
    assert "Nothing would be changed" in text
    assert "--approve" not in text


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_left_without_words_in_either_language(locale: Locale) -> None:
    text = render_plan(OUTLOOK, Catalogue(locale), details=True)
    assert "{" not in text
    if locale == "ko":
        assert "파괴되는 것" in text
        assert "닫힘" in text


def test_the_document_satisfies_its_published_schema_and_gives_the_plan_back() -> None:
    from holdfast.actions.deploy.approval import plan_of

    text = render_json(OUTLOOK)
    Draft202012Validator(json.loads(schema_text())).validate(json.loads(text))
    assert to_document(OUTLOOK).destroys == tuple(f"shop-production.{name}" for name in ("Topic", "Database", "Disk"))
    assert plan_of(text, "plan.json").hash == OUTLOOK.plan.hash


def test_a_failure_shows_its_first_cause_in_plain_words_and_that_it_was_rolled_back() -> None:
    cause = Cause(
        key="denied",
        logical_id="Role",
        kind="AWS::IAM::Role",
        reason="AccessDenied\x1b[2J",
        params={"action": "iam:CreateRole"},
    )
    results = [
        StackResult(stack="shop-edge", region="us-east-1", state="CREATE_COMPLETE", seconds=125, done=3),
        StackResult(stack="shop", region="eu-west-1", state="UPDATE_ROLLBACK_COMPLETE", cause=cause),
    ]
    text = render_results(results, ["shop-last"], Catalogue("en"))
    assert "✓ shop-edge: 3 resources in 2 min 5 s" in text
    assert "✗ shop (eu-west-1) failed and was rolled back" in text
    assert "First cause: Role (AWS::IAM::Role)" in text
    assert "A permission is missing (iam:CreateRole)." in text
    assert "Not begun: shop-last" in text
    assert "\x1b" not in text
    stuck = replace(results[1], state="UPDATE_ROLLBACK_FAILED")
    assert "is now UPDATE_ROLLBACK_FAILED" in render_results([stuck], [], Catalogue("en"))


def test_a_difference_shows_both_sides_and_what_was_changed_by_hand() -> None:
    value = Value(path="Tags[0].Value", before="a", after=None)
    found = [
        StackDifference(stack="new", region="r", there=False),
        StackDifference(stack="same", region="r", there=True),
        StackDifference(
            stack="shop",
            region="r",
            there=True,
            parts=(ResourceDifference(act=Act.MODIFY, name="Uploads", kind="AWS::S3::Bucket", values=(value,)),),
            drifted=(Drifted(logical_id="Alarm", kind="AWS::CloudWatch::Alarm", state="modified", values=(value,)),),
        ),
    ]
    text = render_difference(found, Catalogue("en"))
    assert "not deployed: everything is new" in text
    assert "~ Uploads (AWS::S3::Bucket)\n      Tags[0].Value: a → (none)" in text
    assert "! Alarm (AWS::CloudWatch::Alarm): changed by hand since it was deployed" in text
    assert "no difference" in text


def test_a_demolition_lists_what_holds_data_and_its_fate() -> None:
    holder = Holder(
        stack="shop", logical_id="Uploads", physical_id="shop-uploads", kind="AWS::S3::Bucket", why="w", fate=Fate.LOST
    )
    standing = Standing(stack="shop", region="r", state="CREATE_COMPLETE", id="arn", protected=True)
    text = render_demolition("staging", Demolition(stacks=(standing,), holders=(holder,)), Catalogue("en"))
    assert "- shop (r), CREATE_COMPLETE, protected against deletion" in text
    assert "shop: Uploads (AWS::S3::Bucket shop-uploads): would be lost" in text
    assert "Nothing of it is deployed." in render_demolition(
        "staging", Demolition(stacks=(), holders=()), Catalogue("en")
    )
