"""The quota of processors, against what the hosts of a plan need at once and at their maximum."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.actions.deploy.cloud import CloudError
from holdfast.actions.deploy.problems import Problem
from holdfast.actions.deploy.quotas import processors
from holdfast.model.deployment import Template

HOME = "eu-west-1"


def template(maximum: int = 10, desired: int = 2, kind: str = "m7g.large") -> Template:
    launch = {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": {"InstanceType": kind}}}
    group = {
        "Type": "AWS::AutoScaling::AutoScalingGroup",
        "Properties": {
            "AutoScalingGroupName": "shop-production",
            "MaxSize": str(maximum),
            "DesiredCapacity": str(desired),
            "LaunchTemplate": {"LaunchTemplateId": {"Ref": "Launch"}},
        },
    }
    return Template(
        stack="shop-production",
        region=HOME,
        environment="production",
        body={"Resources": {"Launch": launch, "Group": group}},
    )


def host(kind: str = "m7g.large", group: str = "", **more: Any) -> dict[str, Any]:
    tags = [{"Key": "aws:autoscaling:groupName", "Value": group}] if group else []
    return {"InstanceType": kind, "CpuOptions": {"CoreCount": 2, "ThreadsPerCore": 1}, "Tags": tags, **more}


@dataclass
class Account:
    """An account with a quota, and hosts in it."""

    limit: float = 32
    hosts: list[dict[str, Any]] = field(default_factory=list)
    refused: str = ""

    def client(self, _service: str, _region: str) -> "Account":
        return self

    def get_service_quota(self, **_asked: str) -> dict[str, Any]:
        if self.refused:
            raise ClientError({"Error": {"Code": self.refused, "Message": "no"}}, "GetServiceQuota")
        return {"Quota": {"Value": self.limit}}

    def describe_instance_types(self, InstanceTypes: list[str]) -> dict[str, Any]:  # noqa: N803  # boto3's name
        return {"InstanceTypes": [{"InstanceType": one, "VCpuInfo": {"DefaultVCpus": 2}} for one in InstanceTypes]}

    def get_paginator(self, _operation: str) -> "Account":
        return self

    def paginate(self, **_asked: Any) -> Iterator[dict[str, Any]]:
        yield {"Reservations": [{"Instances": self.hosts}]}


def told(account: Account, *templates: Template) -> list[Problem | str]:
    return list(processors(account, templates, HOME))  # type: ignore[arg-type]


def test_hosts_that_do_not_fit_into_the_quota_are_told_with_what_to_do() -> None:
    (found,) = told(Account(limit=5, hosts=[host()]), template())
    assert isinstance(found, Problem)
    assert found.happened == "the hosts need 4 virtual processors, 2 are in use otherwise, and the account may have 5"
    assert "L-1216C47A" in found.next_step
    assert "`compute.desired`" in found.next_step


def test_a_maximum_that_does_not_fit_is_told_and_no_reason_to_stop() -> None:
    (found,) = told(Account(limit=16), template())
    assert isinstance(found, str)
    assert "at its maximum the hosts would need 20 virtual processors" in found
    assert "lower `compute.maximum`" in found


@pytest.mark.parametrize(
    "hosts",
    [
        [host(group="shop-production")] * 4,
        [host(InstanceLifecycle="spot")] * 4,
        [host("p5.48xlarge")] * 4,
    ],
)
def test_own_hosts_spot_and_other_families_count_for_nothing(hosts: list[dict[str, Any]]) -> None:
    assert told(Account(limit=20, hosts=hosts), template()) == []


def test_the_hosts_of_all_environments_count_together() -> None:
    assert told(Account(limit=39), template(), template())
    assert told(Account(limit=40), template(), template()) == []


def test_other_families_and_plans_without_hosts_ask_nothing() -> None:
    account = Account(refused="AccessDeniedException")
    assert told(account, template(kind="p5.48xlarge")) == []
    assert told(account) == []


def test_a_quota_that_cannot_be_asked_for_is_said_by_who_asked() -> None:
    with pytest.raises(CloudError):
        told(Account(refused="AccessDeniedException"), template())
    assert told(Account(refused="NoSuchResourceException"), template()) == []
