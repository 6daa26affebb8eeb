"""A database and a load balancer are protected once they stand, so that a creation that fails can be rolled back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from holdfast.actions.deploy.approval import see_approved
from holdfast.actions.deploy.cloud import Cloud
from holdfast.actions.deploy.deployed import read_stack
from holdfast.actions.deploy.diff import diff
from holdfast.actions.deploy.execute import Execution
from holdfast.actions.deploy.plan import make_plan
from holdfast.model.deployment import Act, Plan, StackResult, Template, Turn
from holdfast.readers.account.client import configuration
from holdfast.rig import cloudformation
from holdfast.rig.aws import EmbeddedAws
from holdfast.stacks.protection import at_first

pytestmark = pytest.mark.integration
HOME = "ap-northeast-2"


def subnet(number: int) -> dict[str, Any]:
    zone = {"Fn::Select": [number, {"Fn::GetAZs": ""}]}
    return {
        "Type": "AWS::EC2::Subnet",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": f"10.0.{number}.0/24", "AvailabilityZone": zone},
    }


RESOURCES: dict[str, Any] = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "A": subnet(0),
    "B": subnet(1),
    "Database": {
        "Type": "AWS::RDS::DBInstance",
        "DeletionPolicy": "Snapshot",
        "Properties": {
            "DBInstanceIdentifier": "shop-production",
            "Engine": "postgres",
            "DBInstanceClass": "db.t4g.micro",
            "AllocatedStorage": "20",
            "MasterUsername": "shop",
            "ManageMasterUserPassword": True,
            "DeletionProtection": True,
        },
    },
    "Front": {
        "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "Properties": {
            "Type": "application",
            "Subnets": [{"Ref": "A"}, {"Ref": "B"}],
            "LoadBalancerAttributes": [{"Key": "deletion_protection.enabled", "Value": "true"}],
        },
    },
    "Last": {
        "Type": "AWS::S3::Bucket",
        "DependsOn": ["Database", "Front"],
        "Properties": {"BucketName": "shop-last"},
    },
}
SHOP = Template(stack="shop-production", region=HOME, environment="production", body={"Resources": RESOURCES})


@pytest.fixture(scope="module")
def account() -> Iterator[tuple[EmbeddedAws, Cloud]]:
    with EmbeddedAws.start(HOME) as aws:
        yield aws, Cloud(aws.session(), configuration(8), HOME, aws.url, pace=0.02, patience=60)


@pytest.fixture
def cloud(account: tuple[EmbeddedAws, Cloud]) -> Cloud:
    account[0].reset()
    return account[1]


def plan(cloud: Cloud, template: Template = SHOP) -> Plan:
    return make_plan(cloud, "shop", (template,)).plan


def deploy(cloud: Cloud, template: Template = SHOP) -> tuple[StackResult, ...]:
    return Execution(cloud=cloud, plan=plan(cloud, template)).run((template,))


def is_protected(cloud: Cloud) -> tuple[bool, str]:
    (database,) = cloud.client("rds").describe_db_instances()["DBInstances"]
    client = cloud.client("elbv2")
    (front,) = client.describe_load_balancers()["LoadBalancers"]
    found = client.describe_load_balancer_attributes(LoadBalancerArn=front["LoadBalancerArn"])["Attributes"]
    attributes = {one["Key"]: one["Value"] for one in found}
    return database["DeletionProtection"], attributes["deletion_protection.enabled"]


def test_a_first_creation_that_fails_after_the_database_is_rolled_back_and_begun_anew(cloud: Cloud) -> None:
    cloudformation.fail("Last", "no luck")
    (failed,) = deploy(cloud)
    assert (failed.state, failed.is_rolled_back) == ("ROLLBACK_COMPLETE", True)
    assert cloud.client("rds").describe_db_instances()["DBInstances"] == []
    assert plan(cloud).stacks[0].turn is Turn.RECREATE
    assert [one.state for one in deploy(cloud)] == ["CREATE_COMPLETE"]
    assert is_protected(cloud) == (True, "true")


def test_a_stack_that_is_made_is_protected_and_as_its_template_says(cloud: Cloud) -> None:
    approved = plan(cloud)
    assert [one.state for one in Execution(cloud=cloud, plan=approved).run((SHOP,))] == ["CREATE_COMPLETE"]
    assert is_protected(cloud) == (True, "true")
    assert plan(cloud).is_empty
    assert [one.parts for one in diff(cloud, (SHOP,))] == [()]
    see_approved(plan(cloud), approved)


def test_a_run_that_ended_before_the_protection_goes_on_with_the_plan_that_was_approved(cloud: Cloud) -> None:
    approved = plan(cloud)
    deploy(cloud, replace(SHOP, body=at_first(SHOP.body, ())))
    assert is_protected(cloud) == (False, "false")
    rest = plan(cloud)
    assert {(one.act, one.logical_id) for one in rest.stacks[0].changes} == {
        (Act.MODIFY, "Database"),
        (Act.MODIFY, "Front"),
    }
    see_approved(rest, approved)
    assert [one.state for one in Execution(cloud=cloud, plan=rest).run((SHOP,))] == ["UPDATE_COMPLETE"]
    assert is_protected(cloud) == (True, "true")


def test_an_update_that_fails_takes_the_database_that_it_made_away_again(cloud: Cloud) -> None:
    small = {name: block for name, block in RESOURCES.items() if name not in {"Database", "Front", "Last"}}
    deploy(cloud, replace(SHOP, body={"Resources": small}))
    cloudformation.fail("Last", "no luck")
    (failed,) = deploy(cloud)
    assert failed.state == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.client("rds").describe_db_instances()["DBInstances"] == []
    assert read_stack(cloud, SHOP.stack, HOME).template == {"Resources": small}
    assert [one.state for one in deploy(cloud)] == ["UPDATE_COMPLETE"]
    assert is_protected(cloud) == (True, "true")
