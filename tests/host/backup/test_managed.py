"""What RDS keeps by itself, and the plan that brings it back: on moto's RDS, and on answers that it does not give."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.managed import instance_named, read_managed
from holdfast.host.backup.managed_restore import Wanted, command_line, do_restore, plan_lines, plan_restore
from holdfast.model.backup_status import Managed, Snapshot
from holdfast.rig.aws import REGION, EmbeddedAws
from tests.host.backup.made import NOW

COPY = "ap-northeast-3"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture(scope="module")
def rds(aws: EmbeddedAws) -> Any:
    client = aws.client("rds")
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")["Subnet"]["SubnetId"] for number in (1, 2)]
    client.create_db_subnet_group(DBSubnetGroupName="shop-subnets", DBSubnetGroupDescription="shop", SubnetIds=subnets)
    group = ec2.create_security_group(GroupName="db", Description="db", VpcId=vpc)["GroupId"]
    client.create_db_instance(
        DBInstanceIdentifier="shop-production",
        Engine="postgres",
        EngineVersion="16.4",
        DBInstanceClass="db.t4g.medium",
        MasterUsername="shop",
        MasterUserPassword="not-a-real-one",
        AllocatedStorage=20,
        BackupRetentionPeriod=14,
        MultiAZ=True,
        DeletionProtection=True,
        DBSubnetGroupName="shop-subnets",
        VpcSecurityGroupIds=[group],
        Tags=[{"Key": "product", "Value": "shop"}],
    )
    client.create_db_snapshot(DBInstanceIdentifier="shop-production", DBSnapshotIdentifier="before-release")
    return client


def read(aws: EmbeddedAws, instance: str = "shop-production") -> tuple[Managed, Any]:
    return read_managed(instance, REGION, COPY, aws.client)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p@shop-db.abc123.ap-northeast-2.rds.amazonaws.com:5432/shop", "shop-db"),
        ("postgresql://u:p@10.0.0.1/shop", "named"),
        ("postgresql://[::1", "named"),
        ("", "named"),
    ],
)
def test_the_url_names_the_instance(url: str, expected: str) -> None:
    assert instance_named(url, "named") == expected


def test_an_instance_with_a_snapshot(aws: EmbeddedAws, rds: Any) -> None:
    managed, instance = read(aws)

    assert (managed.found, managed.retention_days, managed.version) == (True, 14, "16.4")
    assert [one.id for one in managed.snapshots if not one.automated] == ["before-release"]
    assert managed.copies == ()
    assert managed.unreadable == ()
    assert instance["DBInstanceClass"] == "db.t4g.medium"


def test_no_instance_is_not_a_fault_of_reading(aws: EmbeddedAws, rds: Any) -> None:
    managed, instance = read(aws, "other")

    assert (managed.found, managed.unreadable, instance) == (False, (), {})


class Pager:
    """Answers of one operation, page by page."""

    def __init__(self, answers: list[dict[str, Any]]) -> None:
        self._answers = answers

    def paginate(self, **_: Any) -> Iterator[dict[str, Any]]:
        yield from self._answers


class Answering:
    """RDS as moto is not: with windows, and with refusals."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def get_paginator(self, operation: str) -> Pager:
        answer = self._answers.get(operation, [])
        if isinstance(answer, Exception):
            raise answer
        return Pager(answer)


WINDOW = {"RestoreWindow": {"EarliestTime": NOW - timedelta(days=14), "LatestTime": NOW - timedelta(minutes=4)}}
HOME = Answering(
    describe_db_instances=[
        {
            "DBInstances": [
                {
                    "BackupRetentionPeriod": 14,
                    "EngineVersion": "16.4",
                    "LatestRestorableTime": NOW - timedelta(minutes=2),
                }
            ]
        }
    ],
    describe_db_instance_automated_backups=[{"DBInstanceAutomatedBackups": [WINDOW]}],
    describe_db_snapshots=[
        {"DBSnapshots": [{"DBSnapshotIdentifier": "b", "SnapshotCreateTime": NOW, "Status": "available"}]},
        {
            "DBSnapshots": [
                {
                    "DBSnapshotIdentifier": "rds:a",
                    "SnapshotCreateTime": NOW - timedelta(days=1),
                    "SnapshotType": "automated",
                    "Status": "available",
                },
                {"DBSnapshotIdentifier": "c", "Status": "creating"},
            ]
        },
    ],
)
THERE = Answering(
    describe_db_instance_automated_backups=[
        {
            "DBInstanceAutomatedBackups": [
                {"RestoreWindow": {"EarliestTime": NOW - timedelta(days=3), "LatestTime": NOW - timedelta(minutes=30)}}
            ]
        }
    ],
    describe_db_snapshots=[
        {
            "DBSnapshots": [
                {"DBSnapshotIdentifier": "copied", "SourceDBSnapshotIdentifier": "arn:b", "Status": "available"}
            ]
        }
    ],
)
DENIED = ClientError(
    {"Error": {"Code": "AccessDenied", "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "x"
)


def fake(home: Answering, there: Answering = THERE) -> tuple[Managed, Any]:
    return read_managed("shop", REGION, COPY, lambda _, region: home if region == REGION else there)


def test_the_window_is_from_the_first_automated_backup_to_the_latest_restorable_time() -> None:
    managed, _ = fake(HOME)

    assert (managed.earliest, managed.latest) == (NOW - timedelta(days=14), NOW - timedelta(minutes=2))
    assert [(one.id, one.automated) for one in managed.snapshots] == [("rds:a", True), ("b", False)]
    assert [(one.id, one.region) for one in managed.copies] == [("copied", COPY)]
    assert managed.copied_until == NOW - timedelta(minutes=30)


def test_a_refusal_names_the_action_and_the_rest_is_still_read() -> None:
    managed, _ = fake(HOME, Answering(describe_db_snapshots=DENIED))

    assert [(one.action, one.reason) for one in managed.unreadable] == [("rds:DescribeDBSnapshots", "denied")]
    assert managed.latest is not None


def test_nothing_readable_is_five_refusals_and_no_claim() -> None:
    denied = Answering(
        describe_db_instances=DENIED,
        describe_db_instance_automated_backups=DENIED,
        describe_db_snapshots=DENIED,
    )
    managed, _ = fake(denied, denied)

    assert len(managed.unreadable) == 5
    assert managed.found is None


KEPT = Managed(
    instance="shop-production",
    earliest=NOW - timedelta(days=14),
    latest=NOW - timedelta(minutes=2),
    snapshots=(Snapshot(id="before-release", at=NOW, automated=False, state="available", region=REGION),),
    copies=(Snapshot(id="copied", at=NOW, automated=False, state="available", region=COPY),),
)


def test_a_point_in_time_comes_back_into_a_new_instance_with_all_that_the_old_one_has(
    aws: EmbeddedAws, rds: Any
) -> None:
    _, instance = read(aws)
    when = NOW - timedelta(hours=3)
    plan = plan_restore(KEPT, instance, Wanted(region=REGION, to_time=when), REGION, NOW)

    group = instance["VpcSecurityGroups"][0]["VpcSecurityGroupId"]
    assert plan.operation == "restore_db_instance_to_point_in_time"
    assert plan.parameters["SourceDBInstanceIdentifier"] == "shop-production"
    assert plan.parameters["TargetDBInstanceIdentifier"] == "shop-production-restored-20261125-1200"
    assert plan.parameters["RestoreTime"] == when
    assert {key: plan.parameters[key] for key in ("DBInstanceClass", "MultiAZ", "DeletionProtection")} == {
        "DBInstanceClass": "db.t4g.medium",
        "MultiAZ": True,
        "DeletionProtection": True,
    }
    assert plan.parameters["DBSubnetGroupName"] == "shop-subnets"
    assert plan.parameters["VpcSecurityGroupIds"] == [group]
    assert plan.parameters["Tags"] == [{"Key": "product", "Value": "shop"}]
    assert plan.missing == ()


def test_the_plan_shows_every_parameter_and_does_nothing(aws: EmbeddedAws, rds: Any) -> None:
    _, instance = read(aws)
    plan = plan_restore(KEPT, instance, Wanted(region=REGION), REGION, NOW)
    text = "\n".join(plan_lines(plan))

    assert text.startswith(f"RestoreDBInstanceToPointInTime in {REGION}\n")
    assert all(f"  {key} = " in text for key in plan.parameters)
    assert "UseLatestRestorableTime = True" in text
    assert plan.name not in {one["DBInstanceIdentifier"] for one in rds.describe_db_instances()["DBInstances"]}


def test_the_plan_is_a_command_of_awss_own() -> None:
    instance = {"DBInstanceClass": "db.t4g.medium", "MultiAZ": False, "DeletionProtection": True, "TagList": []}
    plan = plan_restore(KEPT, instance, Wanted(region=REGION, snapshot="before-release", name="shop-b"), REGION, NOW)

    assert command_line(plan) == (
        f"aws rds restore-db-instance-from-db-snapshot --region {REGION} --db-instance-class db.t4g.medium "
        "--db-instance-identifier shop-b --db-snapshot-identifier before-release --deletion-protection --no-multi-az"
    )


def test_only_doing_it_makes_the_new_instance(aws: EmbeddedAws, rds: Any) -> None:
    managed, instance = read(aws)
    plan = plan_restore(managed, instance, Wanted(region=REGION, snapshot="before-release"), REGION, NOW)

    do_restore(plan, rds)

    made = rds.describe_db_instances(DBInstanceIdentifier=plan.name)["DBInstances"][0]
    assert (made["DBInstanceClass"], made["MultiAZ"], made["DeletionProtection"]) == ("db.t4g.medium", True, True)
    assert made["DBSubnetGroup"]["DBSubnetGroupName"] == "shop-subnets"


def test_a_refusal_of_rds_says_what_to_allow() -> None:
    class Refusing:
        def restore_db_instance_to_point_in_time(self, **_: Any) -> Any:
            raise DENIED

    plan = plan_restore(KEPT, {"DBInstanceClass": "db.t4g.small"}, Wanted(region=REGION), REGION, NOW)

    with pytest.raises(BackupError) as refused:
        do_restore(plan, Refusing())
    assert "rds:RestoreDBInstanceToPointInTime" in refused.value.next_step


@pytest.mark.parametrize("hours", [-1, 24 * 15])
def test_a_moment_that_rds_does_not_keep_is_refused_with_the_window(hours: float) -> None:
    with pytest.raises(BackupError, match="does not keep that moment") as refused:
        plan_restore(KEPT, {}, Wanted(region=REGION, to_time=NOW - timedelta(hours=hours)), REGION, NOW)

    assert "from 2026-11-11T12:00:00+00:00 until 2026-11-25T11:58:00+00:00" in refused.value.next_step


def test_in_another_region_the_network_must_be_named_before_anything_is_done() -> None:
    wanted = Wanted(region=COPY, snapshot="copied")
    plan = plan_restore(KEPT, {"DBInstanceClass": "db.t4g.medium"}, wanted, REGION, NOW)

    assert [what.partition(":")[0] for what in plan.missing] == ["--subnet-group", "--security-group"]
    with pytest.raises(BackupError, match="not everything is named"):
        do_restore(plan, None)


def test_a_snapshot_that_is_not_there_is_refused() -> None:
    with pytest.raises(BackupError, match="no such snapshot"):
        plan_restore(KEPT, {}, Wanted(region=COPY, snapshot="before-release"), REGION, NOW)


@pytest.mark.parametrize("name", ["shop-production", "Shop", "a--b", "a-", "1a", "a" * 64, "a b", "a;b"])
def test_a_name_that_rds_would_not_take_or_that_is_the_old_one_is_refused(name: str) -> None:
    with pytest.raises(BackupError, match="no name for a new instance"):
        plan_restore(KEPT, {}, Wanted(region=REGION, name=name), REGION, NOW)


def test_the_new_name_is_never_too_long() -> None:
    long = Managed(instance="a" * 63, latest=NOW)

    assert len(plan_restore(long, {}, Wanted(region=REGION), REGION, NOW).name) == 63


def test_moments_are_compared_across_time_zones() -> None:
    seoul = datetime.fromisoformat("2026-11-25T20:00:00+09:00")
    plan = plan_restore(KEPT, {}, Wanted(region=REGION, to_time=seoul), REGION, NOW)

    assert plan.parameters["RestoreTime"].astimezone(UTC) == NOW - timedelta(hours=1)
