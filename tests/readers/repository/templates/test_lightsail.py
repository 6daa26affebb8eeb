"""Lightsail in templates: machines with their doors and snapshots, container services and databases."""

import pytest

from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import places, read, told


def _resources(*rows: str) -> list[str]:
    """What these resources say, the first of them on line 3."""
    body = "\n".join(f"  {row}" for row in rows)
    return told(read(READER, f'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n{body}\n'))


def _machine(properties: str) -> list[str]:
    return _resources("Shop:", "  Type: AWS::Lightsail::Instance", f"  Properties: {properties}")


def test_a_machine_is_one_copy_in_one_zone_with_the_size_of_its_bundle() -> None:
    (fact,) = _machine("{InstanceName: shop-web, BundleId: nano_3_0, AvailabilityZone: ap-northeast-2a}")
    assert "platform=lightsail name=shop-web minimum=1 maximum=1 desired=1 zones=1" in fact
    assert fact.endswith("instance_type=nano_3_0 purpose=application")


def test_what_a_machine_is_for_is_told_by_its_name() -> None:
    assert _machine("{InstanceName: shop-db, BundleId: micro_3_0}")[0].endswith("purpose=database")


@pytest.mark.parametrize(
    ("port", "told_as"),
    [
        ("{FromPort: 22, ToPort: 22, Protocol: tcp}", ["sources=(0.0.0.0/0)"]),
        ("{FromPort: 22, ToPort: 22, Protocol: tcp, Cidrs: [0.0.0.0/0]}", ["sources=(0.0.0.0/0)"]),
        ("{FromPort: 22, ToPort: 22, Protocol: tcp, Cidrs: [203.0.113.9/32]}", ["sources=(203.0.113.9/32)"]),
        ("{FromPort: 22, ToPort: 22, Protocol: tcp, CidrListAliases: [lightsail-connect]}", ["sources=()"]),
        ("{FromPort: 0, ToPort: 65535, Protocol: all, AccessDirection: outbound, Cidrs: [0.0.0.0/0]}", []),
    ],
)
def test_a_port_is_open_to_the_world_unless_it_names_who_may_come(port: str, told_as: list[str]) -> None:
    found = _machine(f"{{BundleId: small_3_0, Networking: {{Ports: [{port}]}}}}")
    assert [row.split()[4] for row in found if row.startswith("Ingress")] == told_as


@pytest.mark.parametrize(
    ("sort", "addon", "kept"),
    [
        ("Instance", "{AddOnType: AutoSnapshot, Status: Enabled}", True),
        ("Disk", "{AddOnType: AutoSnapshot}", True),
        ("Instance", "{AddOnType: AutoSnapshot, Status: Disabled}", False),
    ],
)
def test_a_snapshot_of_every_day_is_kept_for_a_week(sort: str, addon: str, *, kept: bool) -> None:
    found = _resources("Shop:", f"  Type: AWS::Lightsail::{sort}", f"  Properties: {{AddOns: [{addon}]}}")
    jobs = [row for row in found if row.startswith("BackupJob")]
    wanted = "BackupJob 5 subject=volume method=snapshot schedule=daily destination=aws retention_days=7"
    assert jobs == ([wanted] if kept else [])


def test_a_container_service_is_no_machine() -> None:
    (fact,) = _resources("Api:", "  Type: AWS::Lightsail::Container", "  Properties: {Scale: 2, ServiceName: api}")
    assert fact.startswith("Workload 3-4 platform=lightsail-containers name=api")


@pytest.mark.parametrize(
    ("bundle", "backups", "said"),
    [
        ("small_ha_2_0", "true", "multi_az=True retention_days=7 public=False point_in_time=True"),
        ("small_2_0", "false", "multi_az=False retention_days=0 public=False point_in_time=False"),
        ("!Ref Size", "!Ref Keep", "placement=rds name=Db public=False"),
    ],
)
def test_a_database_keeps_a_week_unless_it_is_told_not_to(bundle: str, backups: str, said: str) -> None:
    properties = (
        f"  Properties: {{RelationalDatabaseBlueprintId: postgres_16, BackupRetention: {backups},"
        f" RelationalDatabaseBundleId: {bundle}}}"
    )
    (fact,) = _resources("Db:", "  Type: AWS::Lightsail::Database", properties)
    assert "engine=postgresql" in fact
    assert said in fact


def test_a_database_shows_its_backups_where_they_are_switched_off() -> None:
    text = """
        AWSTemplateFormatVersion: "2010-09-09"
        Resources:
          Db:
            Type: AWS::Lightsail::Database
            Properties:
              BackupRetention: false
        """
    (fact,) = read(READER, text)
    assert places(fact)["retention_days"] == "6"


def test_the_password_of_a_database_is_shown_where_it_is_written_out() -> None:
    rows = _resources("Db:", "  Type: AWS::Lightsail::Database", "  Properties: {MasterUserPassword: Hanok12345}")
    assert [row for row in rows if row.startswith("ExposedSecret")] == [
        "ExposedSecret 5 name=MasterUserPassword form=password"
    ]
