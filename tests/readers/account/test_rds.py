"""RDS: databases with their standby and backups, and copies that nobody cleans up."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import BackupJob, Database
from holdfast.readers.account import rds
from holdfast.readers.account.base import Refused
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, NOW, FakeAccount, live, read, told

YEARS_LATER = datetime(2028, 1, 1, tzinfo=UTC)
LOGIN = {"MasterUsername": "owner", "MasterUserPassword": "not-a-secret-1"}  # pragma: allowlist secret
PLAIN = "deletion_protection=False encrypted=False"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        _seed(started.client("rds"))
        yield started


def _seed(client: Any) -> None:
    def database(name: str, **more: Any) -> None:
        shape = {"Engine": "postgres", "DBInstanceClass": "db.t4g.medium", "AllocatedStorage": 20}
        client.create_db_instance(**{"DBInstanceIdentifier": name, **shape, **LOGIN, **more})

    tags = [{"Key": "Environment", "Value": "production"}]
    database("shop", EngineVersion="16.3", MultiAZ=True, BackupRetentionPeriod=30, DeletionProtection=True,
             StorageEncrypted=True, Tags=tags)  # fmt: skip
    database("shop-staging", EngineVersion="16.3", BackupRetentionPeriod=0, PubliclyAccessible=True)
    client.create_db_instance_read_replica(DBInstanceIdentifier="shop-2", SourceDBInstanceIdentifier="shop")
    client.create_db_cluster(
        DBClusterIdentifier="orders-production",
        Engine="aurora-postgresql",
        EngineVersion="16.4",
        BackupRetentionPeriod=7,
        **LOGIN,
    )
    for name in ("orders-production-a", "orders-production-b"):
        database(name, Engine="aurora-postgresql", DBInstanceClass="db.r6g.large",
                 DBClusterIdentifier="orders-production")  # fmt: skip
    client.create_db_snapshot(DBInstanceIdentifier="shop-staging", DBSnapshotIdentifier="before-migration")


@pytest.mark.integration
def test_each_database_is_told_once_with_everything_that_the_account_shows(aws: EmbeddedAws) -> None:
    shown = told(read(rds.READER, live(aws)))

    assert shown == [
        (
            "Database db:shop [production] engine=postgresql placement=rds name=shop instance_class=db.t4g.medium "
            "multi_az=True retention_days=30 deletion_protection=True encrypted=True public=False point_in_time=True "
            "version=16.3"
        ),
        (
            "Database db:shop-staging [staging] engine=postgresql placement=rds name=shop-staging "
            f"instance_class=db.t4g.medium multi_az=False retention_days=0 {PLAIN} public=True point_in_time=False "
            "version=16.3"
        ),
        (
            "Database cluster:orders-production [production] engine=postgresql placement=aurora name=orders-production "
            f"instance_class=db.r6g.large multi_az=True retention_days=7 {PLAIN} public=False point_in_time=True "
            "version=16.4"
        ),
    ]


@pytest.mark.integration
def test_each_list_is_asked_once(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()

    read(rds.READER, live(aws, asked=asked))

    assert asked == Counter(call.operation for call in rds.READER.calls)


@pytest.mark.integration
def test_a_snapshot_by_hand_of_more_than_a_year_is_idle(aws: EmbeddedAws) -> None:
    shown = told(read(rds.READER, live(aws, now=YEARS_LATER)))

    assert shown[-1] == "IdleResource snapshot:before-migration [staging] type=snapshot name=before-migration"


def test_the_setting_that_shows_a_missing_standby_is_quoted() -> None:
    account = FakeAccount({"describe_db_instances": {"DBInstances": [{"DBInstanceIdentifier": "shop"}]}})

    (database,) = read(rds.READER, account)

    assert isinstance(database, Database)
    assert database.where("multi_az").quote == "MultiAZ: false"
    assert database.where("retention_days").quote == "BackupRetentionPeriod: 0"


def test_backups_that_rds_copies_to_another_region_are_told() -> None:
    """Moto copies no automated backups: the answer has the documented shape."""
    shop = {
        "DBInstanceIdentifier": "shop-production",
        "DBInstanceArn": f"arn:aws:rds:{HOME}:123456789012:db:shop-production",
        "DBInstanceAutomatedBackupsReplications": [
            {"DBInstanceAutomatedBackupsArn": "arn:aws:rds:ap-northeast-3:123456789012:auto-backup:ab-1"},
            {"DBInstanceAutomatedBackupsArn": f"arn:aws:rds:{HOME}:123456789012:auto-backup:ab-2"},
        ],
    }

    shown = told(read(rds.READER, FakeAccount({"describe_db_instances": {"DBInstances": [shop]}})), BackupJob)

    assert shown == [
        "BackupJob db:shop-production [production] subject=database method=rds destination=aws other_region=True"
    ]


@pytest.mark.parametrize(
    ("engine", "expected"), [("docdb", "documentdb"), ("neptune", "neptune")], ids=["DocumentDB", "Neptune"]
)
def test_a_cluster_of_another_service_is_not_called_rds(engine: str, expected: str) -> None:
    """Moto keeps these elsewhere; AWS lists them among RDS's clusters."""
    cluster = {"DBClusterIdentifier": "docs", "Engine": engine, "DBClusterMembers": [{}, {}]}

    (database,) = read(rds.READER, FakeAccount({"describe_db_clusters": {"DBClusters": [cluster]}}))

    assert isinstance(database, Database)
    assert (database.engine, database.placement, database.multi_az) == (expected, "external", True)


def test_a_public_member_makes_its_cluster_public() -> None:
    cluster = {
        "DBClusterIdentifier": "orders",
        "Engine": "aurora-mysql",
        "DBClusterMembers": [{"DBInstanceIdentifier": "orders-a"}],
    }
    member = {"DBInstanceIdentifier": "orders-a", "DBClusterIdentifier": "orders", "PubliclyAccessible": True}
    answers = {"describe_db_clusters": {"DBClusters": [cluster]}, "describe_db_instances": {"DBInstances": [member]}}

    (database,) = read(rds.READER, FakeAccount(answers))

    assert isinstance(database, Database)
    assert database.public is True
    assert database.multi_az is False


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"DBInstanceIdentifier": None, "Engine": None, "BackupRetentionPeriod": "many", "TagList": "none"},
        {"DBInstanceIdentifier": "x", "DBInstanceAutomatedBackupsReplications": {"a": 1}, "Engine": 16},
        {"DBInstanceIdentifier": "x", "DBInstanceArn": "not-an-arn", "EngineVersion": ["16"]},
    ],
)
def test_odd_fields_never_raise(record: dict[str, Any]) -> None:
    (database,) = read(rds.READER, FakeAccount({"describe_db_instances": {"DBInstances": [record]}}))

    assert isinstance(database, Database)
    assert database.retention_days == 0


def test_a_list_of_something_else_is_a_gap() -> None:
    shown = told(read(rds.READER, FakeAccount({"describe_db_instances": {"DBInstances": "gone"}})))

    assert shown == ["Gap rds malformed: DBInstances is not a list"]


def test_one_refusal_leaves_the_other_questions() -> None:
    old = {"DBSnapshotIdentifier": "old", "SnapshotCreateTime": NOW - timedelta(days=400)}
    account = FakeAccount(
        {
            "describe_db_instances": Refused(rds.INSTANCES, GapReason.DENIED, "AccessDenied", HOME),
            "describe_db_snapshots": {"DBSnapshots": [old, {"SnapshotCreateTime": "long ago"}, {}]},
        }
    )

    shown = told(read(rds.READER, account))

    assert shown == [
        "Gap rds denied: AccessDenied",
        "IdleResource snapshot:old [(unassigned)] type=snapshot name=old",
    ]
