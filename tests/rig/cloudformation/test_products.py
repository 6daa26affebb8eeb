"""The example products deployed whole: every type has a handler, and nothing that a template says is lost."""

import json
import resource
import time
from collections.abc import Callable, Iterator
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
ORDER = ("artifacts", "account-edge", "account", "edge", "copy", "production", "staging")
HOMES = {"sweetorder": ("ap-northeast-1", "sweetorders.com"), "ledgerly": ("eu-west-1", "ledgerly.example")}
UNHELD = {(kind, name) for kind, one in handlers().items() for name in one.unheld}


def stacks_of(product: str) -> list[str]:
    """A product's stacks, those first that others depend on."""
    found = [path.stem for path in TEMPLATES.glob(f"{product}-*.json")]
    return sorted(found, key=lambda name: next(index for index, end in enumerate(ORDER) if name.endswith(end)))


def region_of(stack: str, home: str) -> str:
    return "us-east-1" if stack.endswith("-edge") else "ap-northeast-3" if stack.endswith("-copy") else home


class Deployed:
    """A product as the embedded CloudFormation made it."""

    def __init__(self, product: str, aws: EmbeddedAws) -> None:
        self.account, self.names = Stacks(aws), stacks_of(product)
        self.home, domain = HOMES[product]
        aws.region = self.home
        zone = self.account.client("route53").create_hosted_zone(Name=domain, CallerReference=domain)["HostedZone"][
            "Id"
        ]
        self._given = {"HostedZoneId": zone.rpartition("/")[2], "HostBundleKey": "a.tgz", "HostBundleDigest": "a" * 64}
        begun = time.process_time()
        self.states = {name: self.deploy(name) for name in self.names}
        self.seconds = time.process_time() - begun

    def api(self, name: str) -> Any:
        """CloudFormation's client in a stack's region."""
        return self.account.aws.client("cloudformation", region_of(name, self.home))

    def deploy(self, name: str, *, verb: str = "create_stack", **more: Any) -> str:
        """Make or change a stack from its snapshot; gives its state."""
        text = json.dumps(json.loads((TEMPLATES / f"{name}.json").read_text(encoding="utf-8")))
        declared = json.loads(text).get("Parameters", {})
        values = {key: self._given.get(key, str(one.get("Default", ""))) for key, one in declared.items()}
        wanted = [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]
        template = {"TemplateBody": text} if len(text) < 51_200 else {"TemplateURL": self._upload(name, text)}
        api = self.api(name)
        getattr(api, verb)(StackName=name, Parameters=wanted, Capabilities=CAPABILITIES, **template, **more)
        acting.finish()
        made = api.describe_stacks(StackName=name)["Stacks"][0]
        self._given |= {one["OutputKey"]: one["OutputValue"] for one in made.get("Outputs", ())}
        return str(made["StackStatus"])

    def _upload(self, name: str, text: str) -> str:
        bucket = self._given["Bucket"]
        self.account.client("s3").put_object(Bucket=bucket, Key=name, Body=text.encode())
        return f"https://{bucket}.s3.{self.home}.amazonaws.com/{name}"

    def losses(self, *, everything: bool = False) -> list[Loss]:
        """What was lost of any of its stacks."""
        return [
            loss
            for name in self.names
            for loss in self.account.losses(name, region_of(name, self.home), everything=everything)
        ]


@pytest.fixture(scope="module", params=HOMES)
def deployed(request: pytest.FixtureRequest) -> Iterator[Deployed]:
    with EmbeddedAws.start() as aws:
        yield Deployed(request.param, aws)


def test_every_stack_is_made_and_nothing_is_lost_but_what_moto_cannot_hold(
    deployed: Deployed, record_property: Callable[[str, object], None]
) -> None:
    assert set(deployed.states.values()) == {"CREATE_COMPLETE"}, deployed.states
    lost = deployed.losses(everything=True)
    assert [loss for loss in lost if (loss.kind, top(loss.path)) not in UNHELD] == []
    # What is said not to be held is truly not held, and it is little.
    assert len(UNHELD) <= 5
    if "sweetorder-production" in deployed.names:
        assert {(loss.kind, top(loss.path)) for loss in lost} == UNHELD
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    record_property("deployed", f"{deployed.names[-1]}: {deployed.seconds:.1f} s of processor, {megabytes} MB at most")


def top(path: str) -> str:
    return path.partition(".")[0]


# The larger product's types are changed and ended in `test_in_place.py`, too, at a fifth of the time.
alone = pytest.mark.parametrize("deployed", ["ledgerly"], indirect=True)


@alone
def test_new_tags_reach_everything_in_place(deployed: Deployed) -> None:
    for name in deployed.names:
        before = physical(deployed, name)
        state = deployed.deploy(name, verb="update_stack", Tags=[{"Key": "team", "Value": "one"}])
        assert (name, state) == (name, "UPDATE_COMPLETE")
        assert physical(deployed, name) == before
    assert deployed.losses() == []


def physical(deployed: Deployed, name: str) -> dict[str, str]:
    """What AWS calls a stack's resources, but those that new tags replace."""
    found = deployed.api(name).describe_stack_resources(StackName=name)["StackResources"]
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for one in found
        if (known := schema(one["ResourceType"])) and known.tags not in known.fixed
    }


@alone
def test_everything_goes_but_what_is_kept_on_purpose(deployed: Deployed) -> None:
    rds = deployed.account.client("rds")
    for one in rds.describe_db_instances()["DBInstances"]:
        rds.modify_db_instance(DBInstanceIdentifier=one["DBInstanceIdentifier"], DeletionProtection=False)
    balancing = deployed.account.client("elbv2")
    for one in balancing.describe_load_balancers()["LoadBalancers"]:
        off = [{"Key": "deletion_protection.enabled", "Value": "false"}]
        balancing.modify_load_balancer_attributes(LoadBalancerArn=one["LoadBalancerArn"], Attributes=off)

    for name in reversed(deployed.names):
        api = deployed.api(name)
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
