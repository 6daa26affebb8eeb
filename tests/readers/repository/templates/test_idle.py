"""Addresses and volumes of a template that nothing uses, and what a machine of it is given to run."""

import pytest

from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import read, told

_ADDRESS = """
    AWSTemplateFormatVersion: "2010-09-09"
    Resources:
      Door:
        Type: AWS::EC2::EIP
        Properties: {%s}
      Disk:
        Type: AWS::EC2::Volume
        Properties: {Size: 20, AvailabilityZone: us-east-1a}
      %s
    Outputs:
      Address: {Value: !Ref Door}
    """
_USES = """Joined:
        Type: AWS::EC2::EIPAssociation
        Properties: {AllocationId: !GetAtt Door.AllocationId, InstanceId: i-1}
      Kept:
        Type: AWS::EC2::VolumeAttachment
        Properties: {VolumeId: !Ref Disk, InstanceId: i-1}"""


@pytest.mark.parametrize(
    ("given", "more", "idle"),
    [
        ("Domain: vpc", "", ["address", "volume"]),
        ("InstanceId: !Ref Web", "", ["volume"]),
        ("Domain: vpc", _USES, []),
    ],
)
def test_what_nothing_in_the_template_uses_is_idle(given: str, more: str, idle: list[str]) -> None:
    found = [one for one in told(read(READER, _ADDRESS % (given, more))) if one.startswith("IdleResource")]

    assert [one.split("type=")[1].split()[0] for one in found] == idle


def test_an_output_that_other_stacks_take_may_use_it() -> None:
    text = (_ADDRESS % ("Domain: vpc", "")).replace("{Value: !Ref Door}", "{Value: !Ref Door, Export: {Name: door}}")

    assert [one for one in told(read(READER, text)) if "type=address" in one] == []


def test_a_part_of_a_template_and_one_on_a_single_row_are_no_proof_that_nothing_uses_it() -> None:
    door = """{"Door": {"Type": "AWS::EC2::EIP"}, "Nat": {"Type": "x", "Properties": {"A": {"Ref": "Door"}}}}"""
    row = f'{{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {door}}}'
    part = "Resources: {Door: {Type: AWS::EC2::EIP}}"

    assert [one for text in (row, part) for one in told(read(READER, text)) if one.startswith("IdleResource")] == []


@pytest.mark.parametrize("packages", ["{yum: {httpd: [], mariadb-server: []}}", "{apt: {postgresql: []}}"])
def test_a_database_that_a_machine_is_given_runs_on_it(packages: str) -> None:
    text = f"""
    Resources:
      Web:
        Type: AWS::EC2::Instance
        Metadata:
          AWS::CloudFormation::Init:
            config:
              packages: {packages}
        Properties: {{InstanceType: t3.small}}
    """

    assert [one.split()[:2] for one in told(read(READER, text)) if one.startswith("Database")] == [["Database", "7"]]
