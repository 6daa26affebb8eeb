"""States in which a stack cannot simply be updated, and waiting for those that pass."""

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.actions.deploy.cloud import Cloud, CloudError, CredentialsError, asking
from holdfast.actions.deploy.deployed import Deployed, Phase, phase_of, read_stack
from holdfast.actions.deploy.follow import wait_until_settled
from holdfast.actions.deploy.states import StateError, database_removed, laid_out_anew, refuse
from holdfast.model.errors import ExitCode

ARN = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1"


class Pages:
    def __init__(self, pages: list[Any]) -> None:
        self.pages = pages

    def paginate(self, **_asked: Any) -> list[Any]:
        return self.pages


class CloudFormation:
    """One stack in small that goes from state to state, each time that it is asked."""

    def __init__(self, *states: str, resources: tuple[tuple[str, str, str], ...] = ()) -> None:
        self.states = list(states)
        self.resources = resources

    def describe_stacks(self, **_asked: Any) -> Any:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return {"Stacks": [{"StackName": "shop", "StackId": ARN, "StackStatus": state}]}

    def get_template(self, **_asked: Any) -> Any:
        return {"TemplateBody": {}}

    def get_paginator(self, name: str) -> Pages:
        if name == "list_stack_resources":
            summaries = [
                {
                    "LogicalResourceId": logical,
                    "PhysicalResourceId": logical.lower(),
                    "ResourceType": kind,
                    "ResourceStatus": state,
                }
                for logical, kind, state in self.resources
            ]
            return Pages([{"StackResourceSummaries": summaries}])
        now = datetime(2026, 11, 25, tzinfo=UTC)
        events = [
            {
                "EventId": str(number),
                "Timestamp": now,
                "LogicalResourceId": logical,
                "ResourceType": kind,
                "ResourceStatus": state,
            }
            for number, (logical, kind, state) in enumerate(reversed(self.resources))
        ]
        return Pages([{"StackEvents": events}])


def cloud(found: CloudFormation) -> Cloud:
    return Cloud(None, None, "eu-west-1", pace=0, _clients={("cloudformation", "eu-west-1"): found})


@pytest.mark.parametrize(
    ("state", "phase"),
    [
        ("", Phase.ABSENT),
        ("REVIEW_IN_PROGRESS", Phase.ABSENT),
        ("CREATE_IN_PROGRESS", Phase.MOVING),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", Phase.MOVING),
        ("UPDATE_ROLLBACK_COMPLETE", Phase.SETTLED),
        ("IMPORT_ROLLBACK_COMPLETE", Phase.SETTLED),
        ("ROLLBACK_COMPLETE", Phase.FAILED_FIRST),
        ("UPDATE_ROLLBACK_FAILED", Phase.STUCK),
        ("DELETE_FAILED", Phase.HALF_DELETED),
    ],
)
def test_every_state_says_what_can_be_done(state: str, phase: Phase) -> None:
    assert phase_of(state) is phase


def test_what_somebody_else_does_is_not_disturbed() -> None:
    found = cloud(CloudFormation("UPDATE_IN_PROGRESS"))
    with pytest.raises(StateError) as caught:
        refuse(found, [read_stack(found, "shop", "eu-west-1")])
    assert "something is under way there (UPDATE_IN_PROGRESS)" in str(caught.value)
    assert "--wait" in caught.value.next_step
    assert caught.value.exit_code is ExitCode.INCOMPLETE


def test_it_can_be_waited_for() -> None:
    found = cloud(CloudFormation("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"))
    there = read_stack(found, "shop", "eu-west-1", template=False)
    assert wait_until_settled(found, there).state == "UPDATE_COMPLETE"


def test_every_stack_that_hinders_is_told_at_once() -> None:
    moving, kept = CloudFormation("CREATE_IN_PROGRESS"), CloudFormation("ROLLBACK_COMPLETE", resources=DATABASE)
    stacks = [read_stack(cloud(one), "shop", "eu-west-1") for one in (moving, kept)]
    with pytest.raises(StateError) as caught:
        refuse(cloud(kept), stacks)
    assert len(caught.value.obstacles) == 2
    assert "Database (AWS::RDS::DBInstance, database) was kept, which may hold data" in str(caught.value)


DATABASE = (("Database", "AWS::RDS::DBInstance", "DELETE_SKIPPED"),)


@pytest.mark.parametrize(
    "resources",
    [
        (("Database", "AWS::RDS::DBInstance", "DELETE_COMPLETE"),),
        (("Uploads", "AWS::S3::Bucket", "DELETE_SKIPPED"),),  # AWS deletes no bucket that is not empty
        (("Topic", "AWS::SNS::Topic", "DELETE_SKIPPED"),),
    ],
)
def test_a_failed_creation_that_left_nothing_with_data_is_no_obstacle(
    resources: tuple[tuple[str, str, str], ...],
) -> None:
    found = cloud(CloudFormation("ROLLBACK_COMPLETE", resources=resources))
    refuse(found, [read_stack(found, "shop", "eu-west-1")])


@pytest.mark.parametrize(
    ("code", "sort", "told"),
    [
        ("ExpiredToken", CredentialsError, "the credentials have expired"),
        ("InvalidClientTokenId", CredentialsError, "the credentials are not valid"),
        ("AccessDenied", CloudError, "AWS refuses the call"),
        ("ValidationError", CloudError, "ValidationError: no"),
    ],
)
def test_an_error_of_aws_becomes_one_of_ours_with_the_action(code: str, sort: type[CloudError], told: str) -> None:
    from botocore.exceptions import ClientError

    with pytest.raises(sort) as caught, asking("s3:PutObject", "bucket/key"):
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "PutObject")
    assert str(caught.value).startswith(f"s3:PutObject on bucket/key: {told}")


def test_a_network_that_is_gone_is_told_as_such() -> None:
    from botocore.exceptions import EndpointConnectionError

    with pytest.raises(CloudError, match="AWS cannot be reached"), asking("s3:PutObject", "bucket"):
        raise EndpointConnectionError(endpoint_url="https://s3")


def network(cidr: str, zone: Any = "eu-west-1a") -> dict[str, Any]:
    subnet = {"Type": "AWS::EC2::Subnet", "Properties": {"CidrBlock": cidr, "AvailabilityZone": zone}}
    return {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": cidr}}, "Public1": subnet}}


@pytest.mark.parametrize(
    ("state", "planned", "told"),
    [
        ("UPDATE_COMPLETE", network("10.8.0.0/16"), "(Vpc.CidrBlock and 1 more)"),
        ("CREATE_COMPLETE", network("10.0.0.0/16", "eu-west-1b"), "(Public1.AvailabilityZone)"),
        ("CREATE_COMPLETE", network("10.0.0.0/16", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}), ""),
        ("CREATE_COMPLETE", network("10.0.0.0/16"), ""),
        ("ROLLBACK_COMPLETE", network("10.8.0.0/16"), ""),
    ],
)
def test_a_network_in_which_something_stands_is_not_laid_out_anew(
    state: str, planned: dict[str, Any], told: str
) -> None:
    there = Deployed(stack="shop", region="eu-west-1", state=state, template=network("10.0.0.0/16"))
    happened = [one.happened for one in laid_out_anew(there, planned)]
    assert (told in happened[0]) if told else happened == []


@pytest.mark.parametrize(
    ("state", "protected", "planned", "refused"),
    [
        ("UPDATE_COMPLETE", True, {}, True),
        ("UPDATE_COMPLETE", False, {}, False),
        ("UPDATE_COMPLETE", True, {"Db": {}}, False),
        ("ROLLBACK_COMPLETE", True, {}, False),
    ],
)
def test_a_database_that_is_protected_is_not_removed_by_a_change_of_the_spec(
    state: str, protected: bool, planned: dict[str, Any], refused: bool
) -> None:
    database = {"Type": "AWS::RDS::DBInstance", "Properties": {"DeletionProtection": protected}}
    there = Deployed(stack="shop", region="eu-west-1", state=state, template={"Resources": {"Db": database}})
    assert bool([*database_removed(there, {"Resources": planned})]) is refused


def test_obstacles_with_one_way_out_say_it_once() -> None:
    there = [
        Deployed(stack=name, region="eu-west-1", state="CREATE_COMPLETE", template=network("10.0.0.0/16"))
        for name in ("shop-production", "shop-staging")
    ]
    planned = network("10.8.0.0/16")
    said = str(StateError(tuple(found for one in there for found in laid_out_anew(one, planned))))
    assert said.count("put `network.cidr`") == 1
    assert "shop-staging" in said


def test_a_page_in_place_of_an_answer_is_not_repeated() -> None:
    answer = {"Error": {"Code": "404", "Message": "<!doctype html>\n<html lang=en>Not Found"}}
    with pytest.raises(CloudError) as failed, asking("backup:List", "shop"):
        raise ClientError(answer, "List")
    assert failed.value.happened == "404: a page in place of an answer"
