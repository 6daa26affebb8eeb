"""A product unlike SweetOrder deployed whole from its templates: nothing is lost, tags reach all of it, and it goes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.cloudformation import acting
from holdfast.rig.cloudformation.comparison import Loss
from holdfast.rig.cloudformation.handlers import handlers
from holdfast.rig.cloudformation.schemas import schema
from tests.rig.cloudformation.support import CAPABILITIES, Stacks

pytestmark = pytest.mark.integration

TEMPLATES = Path(__file__).parents[2] / "stacks/snapshots"
NAMES = ("ledgerly-artifacts", "ledgerly-account", "ledgerly-production")


class Deployed:
    """The product as the embedded CloudFormation made it."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.account = Stacks(aws)
        route53 = self.account.client("route53")
        zone = route53.create_hosted_zone(Name="ledgerly.example", CallerReference="a")["HostedZone"]["Id"]
        self._given = {"HostedZoneId": zone.rpartition("/")[2], "HostBundleKey": "a.tgz", "HostBundleDigest": "a" * 64}
        self.states = {name: self.deploy(name) for name in NAMES}

    def deploy(self, name: str, *, verb: str = "create_stack", **more: Any) -> str:
        """Make or change a stack from its snapshot; gives its state."""
        body = json.loads((TEMPLATES / f"{name}.json").read_text(encoding="utf-8"))
        text = json.dumps(body)
        values = {key: self._given.get(key, one.get("Default", "")) for key, one in body.get("Parameters", {}).items()}
        wanted = [{"ParameterKey": key, "ParameterValue": str(value)} for key, value in values.items()]
        template = {"TemplateBody": text} if len(text) < 51_200 else {"TemplateURL": self._upload(name, text)}
        getattr(self.account.api, verb)(
            StackName=name, Parameters=wanted, Capabilities=CAPABILITIES, **template, **more
        )
        state = self.account.state(name)
        self._given |= self.account.outputs(name)
        return state

    def _upload(self, name: str, text: str) -> str:
        bucket = self._given["Bucket"]
        self.account.client("s3").put_object(Bucket=bucket, Key=name, Body=text.encode())
        return f"https://{bucket}.s3.{self.account.aws.region}.amazonaws.com/{name}"

    def losses(self, *, everything: bool = False) -> list[Loss]:
        """What was lost of any of its stacks."""
        return [loss for name in NAMES for loss in self.account.losses(name, everything=everything)]


@pytest.fixture(scope="module")
def deployed() -> Iterator[Deployed]:
    with EmbeddedAws.start("eu-west-1") as aws:
        yield Deployed(aws)


def test_every_stack_is_made_and_nothing_is_lost_but_what_moto_cannot_hold(deployed: Deployed) -> None:
    assert set(deployed.states.values()) == {"CREATE_COMPLETE"}, deployed.states
    lost = {(loss.kind, loss.path.partition(".")[0]) for loss in deployed.losses(everything=True)}
    # What is said not to be held is truly not held.
    assert lost == {(kind, name) for kind, one in handlers().items() for name in one.unheld}


def test_new_tags_reach_everything_in_place(deployed: Deployed) -> None:
    for name in NAMES:
        before = physical(deployed, name)
        state = deployed.deploy(name, verb="update_stack", Tags=[{"Key": "team", "Value": "one"}])
        assert (name, state) == (name, "UPDATE_COMPLETE")
        assert physical(deployed, name) == before
    assert deployed.losses() == []


def physical(deployed: Deployed, name: str) -> dict[str, str]:
    """What AWS calls a stack's resources, but those that new tags replace."""
    found = deployed.account.api.describe_stack_resources(StackName=name)["StackResources"]
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for one in found
        if (known := schema(one["ResourceType"])) and known.tags not in known.fixed
    }


def test_everything_goes_but_what_is_kept_on_purpose(deployed: Deployed) -> None:
    rds = deployed.account.client("rds")
    for one in rds.describe_db_instances()["DBInstances"]:
        rds.modify_db_instance(DBInstanceIdentifier=one["DBInstanceIdentifier"], DeletionProtection=False)
    balancing = deployed.account.client("elbv2")
    for one in balancing.describe_load_balancers()["LoadBalancers"]:
        off = [{"Key": "deletion_protection.enabled", "Value": "false"}]
        balancing.modify_load_balancer_attributes(LoadBalancerArn=one["LoadBalancerArn"], Attributes=off)

    for name in reversed(NAMES):
        api = deployed.account.api
        number = api.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        api.delete_stack(StackName=name)
        acting.finish()
        failed = [
            (one["LogicalResourceId"], one["ResourceStatusReason"])
            for one in api.describe_stack_events(StackName=number)["StackEvents"]
            if one["ResourceStatus"] == "DELETE_FAILED"
        ]
        assert failed == []

    client = deployed.account.client
    assert client("rds").describe_db_instances()["DBInstances"] == []
    assert client("elbv2").describe_load_balancers()["LoadBalancers"] == []
    assert client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []
    assert client("cloudwatch").describe_alarms()["MetricAlarms"] == []
    assert client("iam").list_roles()["Roles"] == []
    assert client("cloudfront").list_distributions()["DistributionList"].get("Items", []) == []
