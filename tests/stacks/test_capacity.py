"""Capacity: sizes of the spec, credits that are billed and not throttled, the database apart, hosts made safe."""

import pytest

from holdfast.stacks.place import is_arm, is_burstable, memory_gib, virtual_processors
from tests.stacks.synthesized import one, properties, resources, templates


def test_hosts_have_the_size_of_the_spec_and_burstable_ones_say_what_happens_without_credits() -> None:
    data = one(templates("sweetorder")["sweetorder-production"], "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]
    assert data["InstanceType"] == "t4g.medium"
    assert data["CreditSpecification"] == {"CpuCredits": "unlimited"}
    steady = one(templates("ledgerly")["ledgerly-production"], "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]
    assert steady["InstanceType"] == "m7g.large"
    assert "CreditSpecification" not in steady


def test_hosts_take_only_tokens_for_metadata_and_have_encrypted_disks() -> None:
    for product, stack in (("sweetorder", "sweetorder-staging"), ("ledgerly", "ledgerly-production")):
        data = one(templates(product)[stack], "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]
        assert data["MetadataOptions"]["HttpTokens"] == "required"
        assert data["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
        assert all(
            disk["Ebs"]["Encrypted"] and disk["Ebs"]["VolumeType"] == "gp3" for disk in data["BlockDeviceMappings"]
        )


def test_the_image_is_amazons_newest_for_the_processor_read_at_each_deployment() -> None:
    image = templates("sweetorder")["sweetorder-production"].body["Parameters"]["Image"]
    assert image["Type"] == "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"
    assert image["Default"].endswith("-arm64")


def test_the_database_is_apart_encrypted_closed_and_cannot_be_deleted_by_mistake() -> None:
    for product, stack in (("sweetorder", "sweetorder-production"), ("ledgerly", "ledgerly-production")):
        template = templates(product)[stack]
        database = one(template, "AWS::RDS::DBInstance")
        assert database["PubliclyAccessible"] is False
        assert database["StorageEncrypted"] is True
        assert database["DeletionProtection"] is True
        assert database["ManageMasterUserPassword"] is True
        assert "MasterUserPassword" not in database
        (block,) = resources(template, "AWS::RDS::DBInstance").values()
        assert (block["DeletionPolicy"], block["UpdateReplacePolicy"]) == ("Snapshot", "Snapshot")
        assert one(template, "AWS::RDS::DBParameterGroup")["Parameters"]["rds.force_ssl"] == "1"


def test_the_disk_of_a_database_on_the_host_outlives_the_host() -> None:
    template = templates("sweetorder")["sweetorder-staging"]
    (disk,) = resources(template, "AWS::EC2::Volume").values()
    assert disk["DeletionPolicy"] == "Snapshot"
    assert disk["Properties"]["Encrypted"] is True
    group = one(template, "AWS::AutoScaling::AutoScalingGroup")
    subnets = resources(template, "AWS::EC2::Subnet")
    (only,) = group["VPCZoneIdentifier"]
    assert subnets[only["Ref"]]["Properties"]["AvailabilityZone"] == disk["Properties"]["AvailabilityZone"]


def test_logs_of_rds_end_after_a_month() -> None:
    groups = properties(templates("ledgerly")["ledgerly-production"], "AWS::Logs::LogGroup")
    kept = {group["LogGroupName"]: group["RetentionInDays"] for group in groups}
    assert kept["/aws/rds/instance/ledgerly-production/postgresql"] == 30
    assert all(days for days in kept.values())


@pytest.mark.parametrize(
    ("size", "arm", "burstable", "memory", "processors"),
    [
        ("t4g.small", True, True, 2, 2),
        ("t3a.medium", False, True, 4, 2),
        ("m7g.large", True, False, 8, 2),
        ("m7gd.2xlarge", True, False, 32, 8),
        ("c6i.large", False, False, 4, 2),
        ("r8g.xlarge", True, False, 32, 4),
        ("g5.xlarge", False, False, 16, 4),
        ("db.t4g.micro", True, True, 1, 2),
        ("m5.metal", False, False, 4, 2),
    ],
)
def test_a_size_tells_processor_credits_and_memory(
    size: str, arm: bool, burstable: bool, memory: float, processors: int
) -> None:
    assert (is_arm(size), is_burstable(size)) == (arm, burstable)
    assert (memory_gib(size), virtual_processors(size)) == (memory, processors)
