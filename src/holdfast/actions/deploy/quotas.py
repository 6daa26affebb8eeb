"""Quotas that small accounts meet: networks in a region, and processors of hosts that run on demand."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from holdfast.actions.deploy.cloud import Cloud, CloudError, asking
from holdfast.actions.deploy.deployed import read_resources
from holdfast.actions.deploy.problems import Problem
from holdfast.model.deployment import Template

_NETWORKS = "L-F678F1CE"
_PROCESSORS = "L-1216C47A"
_STANDARD = frozenset("acdhimrtz")
"""Families of which `L-1216C47A` counts the virtual processors together, as its own name says: *Running On-Demand
Standard (A, C, D, H, I, M, R, T, Z) instances*; other families have quotas of their own."""
_COUNTED = ("pending", "running")


def networks(cloud: Cloud, templates: tuple[Template, ...], region: str) -> Iterator[Problem | str]:
    """The quota that small accounts meet first: five networks in a region.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    new = 0
    for template in (one for one in templates if one.region == region):
        wanted = {name for name, _ in template.of_kind("AWS::EC2::VPC")}
        there = {one.logical_id for one in read_resources(cloud, template.stack, region)} if wanted else set()
        new += len(wanted - there)
    if not new:
        return
    client = cloud.client("ec2", region)
    with asking("ec2:DescribeVpcs", region):
        used = sum(len(page["Vpcs"]) for page in client.get_paginator("describe_vpcs").paginate())
    limit = int(_quota(cloud, region, "vpc", _NETWORKS))
    if used + new > limit:
        yield Problem(
            where=f"region {region}",
            happened=f"{new} more VPC(s) are needed, {used} of {limit} are used",
            next_step=f"delete one that is not needed, or raise the quota *VPCs per Region* ({_NETWORKS})",
        )


def processors(cloud: Cloud, templates: tuple[Template, ...], region: str) -> Iterator[Problem | str]:
    """The quota of virtual processors: what groups start with must fit; what they may grow to is told when it does not.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    groups = [group for one in templates if one.region == region for group in _groups(one)]
    if not groups:
        return
    try:
        limit = _quota(cloud, region, "ec2", _PROCESSORS)
    except CloudError as error:
        if error.code == "NoSuchResourceException":
            return  # an account in small
        raise
    sizes = _sizes(cloud, region, {kind for _, kind, _, _ in groups})
    others = _running(cloud, region, frozenset(name for name, *_ in groups))
    first = sum(sizes.get(kind, 0) * desired for _, kind, desired, _ in groups)
    most = sum(sizes.get(kind, 0) * maximum for _, kind, _, maximum in groups)
    quota = f"*Running On-Demand Standard instances* ({_PROCESSORS})"
    used = f"{others} are in use otherwise, and the account may have {limit:g}"
    if others + first > limit:
        yield Problem(
            where=f"region {region}",
            happened=f"the hosts need {first} virtual processors, {used}",
            next_step=f"raise the quota {quota}, which takes hours to days, or choose a smaller "
            "`compute.instance_type` or `compute.desired` in holdfast.toml",
        )
    elif others + most > limit:
        yield (
            f"region {region}: at its maximum the hosts would need {most} virtual processors, {used}: scaling would "
            f"stop before; raise the quota {quota}, or lower `compute.maximum`"
        )


def _groups(template: Template) -> Iterator[tuple[str, str, int, int]]:
    """Each group's name, type of hosts, desired and greatest number of them."""
    launches = dict(template.of_kind("AWS::EC2::LaunchTemplate"))
    for name, properties in template.of_kind("AWS::AutoScaling::AutoScalingGroup"):
        named = properties.get("LaunchTemplate", {}).get("LaunchTemplateId", {})
        launch = launches.get(named.get("Ref", "") if isinstance(named, Mapping) else "", {})
        kind = str(launch.get("LaunchTemplateData", {}).get("InstanceType") or "")
        most = _count(properties.get("MaxSize"))
        desired = _count(properties.get("DesiredCapacity") or properties.get("MinSize"))
        if kind[:1] in _STANDARD:
            yield str(properties.get("AutoScalingGroupName") or name), kind, desired, most


def _count(value: Any) -> int:
    return int(value) if str(value).isdigit() else 1


def _sizes(cloud: Cloud, region: str, kinds: Iterable[str]) -> dict[str, int]:
    with asking("ec2:DescribeInstanceTypes", region):
        answer = cloud.client("ec2", region).describe_instance_types(InstanceTypes=sorted(kinds))
    return {str(one["InstanceType"]): int(one["VCpuInfo"]["DefaultVCpus"]) for one in answer["InstanceTypes"]}


def _running(cloud: Cloud, region: str, ours: frozenset[str]) -> int:
    """Virtual processors of on-demand hosts in the region that are not of these groups."""
    pages = cloud.client("ec2", region).get_paginator("describe_instances")
    total = 0
    with asking("ec2:DescribeInstances", region):
        for page in pages.paginate(Filters=[{"Name": "instance-state-name", "Values": list(_COUNTED)}]):
            found = (instance for one in page["Reservations"] for instance in one["Instances"])
            total += sum(_processors_of(instance) for instance in found if not _is_of(instance, ours))
    return total


def _is_of(instance: Mapping[str, Any], groups: frozenset[str]) -> bool:
    tags = {str(one["Key"]): str(one["Value"]) for one in instance.get("Tags", ())}
    return tags.get("aws:autoscaling:groupName") in groups


def _processors_of(instance: Mapping[str, Any]) -> int:
    if instance.get("InstanceLifecycle") == "spot" or str(instance.get("InstanceType"))[:1] not in _STANDARD:
        return 0
    cpu = instance.get("CpuOptions", {})
    return int(cpu.get("CoreCount", 0)) * int(cpu.get("ThreadsPerCore", 1))


def _quota(cloud: Cloud, region: str, service: str, code: str) -> float:
    """How much the account may have; AWS's default where nobody raised it."""
    client = cloud.client("service-quotas", region)
    with asking("servicequotas:GetServiceQuota", region):
        return float(client.get_service_quota(ServiceCode=service, QuotaCode=code)["Quota"]["Value"])
