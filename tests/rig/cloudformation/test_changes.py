"""What an update would do, found without doing it."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from tests.rig.cloudformation.support import CAPABILITIES, Stacks, bucket, resource, template, topic

pytestmark = pytest.mark.integration

FIRST = topic("first", DisplayName="one")


def whys(change: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    """Why each property changes."""
    return {
        (
            one["Target"]["Name"],
            one["Target"]["RequiresRecreation"],
            one["ChangeSource"],
            one.get("CausingEntity", ""),
        )
        for one in change["Details"]
    }


def test_a_new_stack_only_adds_and_waits_to_be_executed(stacks: Stacks) -> None:
    made = stacks.api.create_change_set(
        StackName="shop", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=json.dumps(template(First=FIRST))
    )

    found = stacks.api.describe_change_set(ChangeSetName=made["Id"])
    assert (found["Status"], found["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert [one["ResourceChange"]["Action"] for one in found["Changes"]] == ["Add"]
    assert stacks.describe("shop")["StackStatus"] == "REVIEW_IN_PROGRESS"
    stacks.api.execute_change_set(ChangeSetName=made["Id"])
    assert stacks.state("shop") == "CREATE_COMPLETE"


def test_only_what_changes_is_told_with_its_properties(stacks: Stacks) -> None:
    stacks.create("shop", template(First=FIRST, Second=topic("second"), Third=topic("third")))

    found = stacks.changes(
        "shop", template(First=topic("first", DisplayName="two"), Second=topic("second"), Fourth=topic("fourth"))
    )

    assert {name: one["Action"] for name, one in found.items()} == {
        "First": "Modify",
        "Third": "Remove",
        "Fourth": "Add",
    }
    assert found["First"]["Replacement"] == "False"
    assert whys(found["First"]) == {("DisplayName", "Never", "DirectModification", "")}
    assert found["Third"]["PhysicalResourceId"] == stacks.physical("shop", "Third")


def test_a_replacement_reaches_what_refers_to_it(stacks: Stacks) -> None:
    second = topic("second", DisplayName={"Ref": "First"})
    stacks.create("shop", template(First=FIRST, Second=second))

    found = stacks.changes("shop", template(First=topic("renamed", DisplayName="one"), Second=second))

    assert found["First"]["Replacement"] == "True"
    assert whys(found["First"]) == {("TopicName", "Always", "DirectModification", "")}
    assert found["Second"]["Replacement"] == "False"
    assert whys(found["Second"]) == {("DisplayName", "Never", "ResourceReference", "First")}


def test_a_parameter_is_named_as_the_cause(stacks: Stacks) -> None:
    body = {
        **template(First=topic("first", DisplayName={"Ref": "Title"})),
        "Parameters": {"Title": {"Type": "String", "Default": "one"}},
    }
    stacks.create("shop", body)

    found = stacks.changes("shop", body, Parameters=[{"ParameterKey": "Title", "ParameterValue": "two"}])

    assert whys(found["First"]) == {("DisplayName", "Never", "ParameterReference", "Title")}
    assert stacks.changes("shop", body, Parameters=[{"ParameterKey": "Title", "UsePreviousValue": True}]) == {}


def test_a_new_version_of_a_launch_template_changes_its_group(stacks: Stacks) -> None:
    def body(kind: str) -> dict[str, Any]:
        launch = {"LaunchTemplateId": {"Ref": "Host"}, "Version": {"Fn::GetAtt": ["Host", "LatestVersionNumber"]}}
        return template(
            Host=resource("EC2::LaunchTemplate", LaunchTemplateData={"InstanceType": kind, "ImageId": "ami-1"}),
            Network=resource("EC2::VPC", CidrBlock="10.0.0.0/16"),
            Place=resource("EC2::Subnet", VpcId={"Ref": "Network"}, CidrBlock="10.0.0.0/24"),
            Group=resource(
                "AutoScaling::AutoScalingGroup",
                LaunchTemplate=launch,
                MinSize="0",
                MaxSize="1",
                VPCZoneIdentifier=[{"Ref": "Place"}],
            ),
        )

    stacks.create("shop", body("t3.small"))

    found = stacks.changes("shop", body("t3.medium"))
    assert set(found) == {"Host", "Group"}
    assert whys(found["Group"]) == {
        ("LaunchTemplate", "Conditionally", "ResourceAttribute", "Host.LatestVersionNumber")
    }
    stacks.update("shop", body("t3.medium"))
    group = stacks.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
    assert group["LaunchTemplate"]["Version"] == "2"
    assert stacks.losses("shop") == []


@pytest.mark.parametrize(
    ("keep", "told"),
    [("", "Delete"), ("Retain", "Retain"), ("Snapshot", "Snapshot"), ("RetainExceptOnCreate", "Retain")],
)
def test_a_removal_says_what_becomes_of_what_is_in_it(stacks: Stacks, keep: str, told: str) -> None:
    stacks.create("shop", template(First=FIRST, Files=bucket("shop-files", keep=keep)))

    assert stacks.changes("shop", template(First=FIRST))["Files"]["PolicyAction"] == told


def test_what_changes_nothing_fails_as_cloudformation_says_it(stacks: Stacks) -> None:
    body = template(First=FIRST)
    stacks.create("shop", body)

    stacks.api.create_change_set(StackName="shop", ChangeSetName="same", TemplateBody=json.dumps(body))

    found = stacks.api.describe_change_set(StackName="shop", ChangeSetName="same")
    assert (found["Status"], found["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert "didn't contain changes" in found["StatusReason"]
    with pytest.raises(ClientError, match="cannot be executed in its current status"):
        stacks.api.execute_change_set(StackName="shop", ChangeSetName="same")
    with pytest.raises(ClientError, match="No updates are to be performed"):
        stacks.update("shop", body)


def test_new_outputs_alone_are_a_change_that_has_no_resources(stacks: Stacks) -> None:
    stacks.create("shop", template(First=FIRST))

    assert stacks.changes("shop", template({"Name": {"Ref": "First"}}, First=FIRST)) == {}
    stacks.update("shop", template({"Name": {"Ref": "First"}}, First=FIRST))

    assert set(stacks.outputs("shop")) == {"Name"}


def test_executing_one_change_set_ends_the_others(stacks: Stacks) -> None:
    stacks.create("shop", template(First=FIRST))
    for name in ("a", "b"):
        body = template(First=FIRST, Second=topic(name))
        stacks.api.create_change_set(
            StackName="shop", ChangeSetName=name, TemplateBody=json.dumps(body), Capabilities=CAPABILITIES
        )

    stacks.api.execute_change_set(StackName="shop", ChangeSetName="a")
    stacks.state("shop")

    assert stacks.api.list_change_sets(StackName="shop")["Summaries"] == []
    with pytest.raises(ClientError, match="does not exist"):
        stacks.api.execute_change_set(StackName="shop", ChangeSetName="b")


def test_a_part_of_a_property_may_be_what_replaces(stacks: Stacks) -> None:
    def body(name: str, most: int) -> dict[str, Any]:
        limit = {"Amount": most, "Unit": "USD"}
        whole = {"BudgetName": name, "BudgetLimit": limit, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
        return template(Budget=resource("Budgets::Budget", Budget=whole))

    stacks.create("shop", body("a", 1))

    assert stacks.changes("shop", body("a", 2))["Budget"]["Replacement"] == "False"
    assert stacks.changes("shop", body("b", 1))["Budget"]["Replacement"] == "True"
