"""EC2: what runs, what lies idle, and what is open, from the real calls of a small account."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import BackupJob, Credential, IdleResource, Ingress, Instance
from holdfast.readers.account import ec2
from holdfast.readers.account.base import Refused
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, NOW, FakeAccount, live, read, told

WORLD = [{"CidrIp": "0.0.0.0/0"}]
SMALL = "instance_type=t3.small"
PRODUCTION = {"Key": "Environment", "Value": "production"}


def tagged(sort: str, *tags: dict[str, str]) -> dict[str, Any]:
    return {"TagSpecifications": [{"ResourceType": sort, "Tags": list(tags)}]}


def named(name: str) -> dict[str, str]:
    return {"Key": "Name", "Value": name}


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        client = started.client("ec2", HOME)
        started.client("iam").create_instance_profile(InstanceProfileName="web")
        profile = {"Name": "web"}
        launch = {"ImageId": "ami-12345678", "MinCount": 1, "MaxCount": 1}
        web = client.run_instances(
            **launch,
            InstanceType="t3.small",
            IamInstanceProfile=profile,
            **tagged("instance", named("web"), PRODUCTION),
        )
        client.run_instances(**launch, InstanceType="m7g.large", **tagged("instance", named("stg-db")))
        _stopped(client, launch)
        _storage(client, web["Instances"][0]["InstanceId"])
        client.allocate_address(Domain="vpc")
        _groups(client)
        yield started


def _stopped(client: Any, launch: dict[str, Any]) -> None:
    started = client.run_instances(**launch, InstanceType="t3.micro", **tagged("instance", named("staging-night")))
    client.stop_instances(InstanceIds=[started["Instances"][0]["InstanceId"]])
    gone = client.run_instances(**launch, InstanceType="t3.micro")
    client.terminate_instances(InstanceIds=[gone["Instances"][0]["InstanceId"]])


def _storage(client: Any, instance: str) -> None:
    volumes = [client.create_volume(Size=8, AvailabilityZone=f"{HOME}a")["VolumeId"] for _ in range(2)]
    client.attach_volume(VolumeId=volumes[0], InstanceId=instance, Device="/dev/sdf")
    client.create_snapshot(VolumeId=volumes[0], **tagged("snapshot", {"Key": "dlm:managed", "Value": "true"}))
    client.create_snapshot(VolumeId=volumes[0], Description="by hand")


def _groups(client: Any) -> None:
    vpc = client.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = client.create_security_group(GroupName="prod-web", Description="-", VpcId=vpc)["GroupId"]
    rules = [
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": WORLD},
        {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "IpRanges": WORLD},
        {"IpProtocol": "udp", "FromPort": 0, "ToPort": 65535, "IpRanges": WORLD},
        {"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]},
        {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
    ]
    client.authorize_security_group_ingress(GroupId=group, IpPermissions=rules)


def shown(lines: list[str]) -> list[str]:
    """Without the numbers that are made up anew each time."""
    return [
        re.sub(r"\b(i|vol|snap|sg|eipalloc|eip)-[0-9a-f]+|\d+\.\d+\.\d+\.\d+(?!/)", r"\1-N", line) for line in lines
    ]


def test_instances_are_told_with_size_role_and_credits(aws: EmbeddedAws) -> None:
    found = read(ec2.READER, live(aws, now=datetime.now(UTC)), HOME)

    assert shown(told(found, Instance, Credential)) == [
        f"Instance instance/i-N [production] name=web {SMALL} role=True credit_mode=standard purpose=application",
        "Credential instance/i-N [production] form=instance-role holder=host",
        "Instance instance/i-N [staging] name=stg-db instance_type=m7g.large role=False purpose=database",
        "Instance instance/i-N [staging] name=staging-night instance_type=t3.micro role=False credit_mode=standard",
    ]


def test_what_is_paid_for_and_unused_is_told(aws: EmbeddedAws) -> None:
    in_two_years = datetime.now(UTC) + timedelta(days=730)

    assert shown(told(read(ec2.READER, live(aws, now=in_two_years), HOME), IdleResource)) == [
        "IdleResource instance/i-N [staging] type=instance name=staging-night",
        "IdleResource volume/vol-N [(unassigned)] type=volume name=vol-N",
        "IdleResource elastic-ip/eipalloc-N [(unassigned)] type=address name=-N",
        "IdleResource snapshot/snap-N [(unassigned)] type=snapshot name=snap-N",
    ]


@pytest.mark.parametrize(("days", "jobs"), [(1, 1), (36, 0)])
def test_snapshots_by_the_clock_are_a_backup_while_new_ones_come(aws: EmbeddedAws, days: int, jobs: int) -> None:
    found = read(ec2.READER, live(aws, now=datetime.now(UTC) + timedelta(days=days)), HOME)

    assert shown(told(found, BackupJob)) == jobs * [
        "BackupJob snapshot/snap-N [production] subject=volume method=dlm schedule=by the clock destination=aws"
    ]


def test_only_openings_by_which_somebody_can_log_in_from_anywhere_are_told(aws: EmbeddedAws) -> None:
    assert shown(told(read(ec2.READER, live(aws), HOME), Ingress)) == [
        "Ingress security-group/sg-N [production] from_port=22 to_port=22 sources=(0.0.0.0/0) target=prod-web",
        "Ingress security-group/sg-N [production] from_port=0 to_port=65535 sources=(::/0) target=prod-web",
    ]


def test_each_operation_is_asked_once_and_interfaces_only_for_an_open_default_group(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()
    read(ec2.READER, live(aws, asked=asked), HOME)

    assert asked == {call.operation: 1 for call in ec2.READER.calls if call is not ec2.INTERFACES}


def test_a_region_without_anything_is_asked_for_lists_alone(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()

    assert read(ec2.READER, live(aws, asked=asked), "eu-west-1") == []
    assert "describe_instance_credit_specifications" not in asked


@pytest.mark.parametrize(("users", "told_of"), [([], 0), ([{"Groups": [{"GroupId": "sg-1"}]}], 1)])
def test_a_default_group_that_nothing_uses_is_not_the_products(users: list[Any], told_of: int) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": WORLD}
    answers = {
        "describe_security_groups": {
            "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "default", "IpPermissions": [rule]}]
        },
        "describe_network_interfaces": {"NetworkInterfaces": users},
    }

    assert len(told(read(ec2.READER, FakeAccount(answers)), Ingress)) == told_of


def test_credits_that_are_denied_leave_the_instances() -> None:
    refused = Refused(ec2.CREDITS, GapReason.DENIED, "UnauthorizedOperation", HOME)
    instance = {"InstanceId": "i-1", "InstanceType": "t3.small", "State": {"Name": "running"}}
    answers = {
        "describe_instances": {"Reservations": [{"Instances": [instance]}]},
        "describe_instance_credit_specifications": refused,
    }

    assert told(read(ec2.READER, FakeAccount(answers))) == [
        "Gap ec2 denied: UnauthorizedOperation",
        "Instance instance/i-1 [(unassigned)] name=i-1 instance_type=t3.small role=False",
    ]


@pytest.mark.parametrize(
    "snapshot",
    [
        {"Description": "Created by CreateImage(i-1) for ami-0123456789abcdef0"},
        {"StorageTier": "archive"},
        {"Tags": [{"Key": "aws:backup:source-resource", "Value": "x"}]},
        {"StartTime": NOW - timedelta(days=364)},
        {"StartTime": None},
    ],
    ids=["of an image", "in the archive", "of AWS Backup", "young", "without a time"],
)
def test_a_snapshot_that_something_keeps_in_order_is_not_left_over(snapshot: dict[str, Any]) -> None:
    old = {"SnapshotId": "snap-1", "StartTime": NOW - timedelta(days=400), **snapshot}

    assert told(read(ec2.READER, FakeAccount({"describe_snapshots": {"Snapshots": [old]}})), IdleResource) == []


@pytest.mark.parametrize(("reason", "idle"), [("", True), ("User initiated (2026-11-24 20:00:00 GMT)", False)])
def test_an_instance_that_sleeps_for_the_night_is_not_idle(reason: str, idle: bool) -> None:
    instance = {"InstanceId": "i-1", "State": {"Name": "stopped"}, "StateTransitionReason": reason}
    answers = {"describe_instances": {"Reservations": [{"Instances": [instance]}]}}

    assert bool(told(read(ec2.READER, FakeAccount(answers)), IdleResource)) is idle
