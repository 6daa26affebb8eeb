"""Systems Manager in small: a host is managed as soon as its role lets the agent enrol it."""

import json
from typing import Any

import pytest

from holdfast.rig.aws import EmbeddedAws

pytestmark = pytest.mark.integration
_TRUST = json.dumps({"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}]})


def _run(aws: EmbeddedAws, name: str, *actions: str) -> str:
    """Start an instance whose role may do `actions`; its number."""
    iam = aws.client("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=_TRUST)
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document)
    iam.create_instance_profile(InstanceProfileName=name)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    made: Any = aws.client("ec2").run_instances(
        ImageId="ami-12345678", MinCount=1, MaxCount=1, IamInstanceProfile={"Name": name}
    )
    return str(made["Instances"][0]["InstanceId"])


def test_hosts_are_managed_by_what_their_role_permits_and_while_they_run() -> None:
    with EmbeddedAws.start() as aws:
        managed = _run(aws, "host", "ssm:UpdateInstanceInformation", "ssmmessages:*")
        stopped = _run(aws, "asleep", "ssm:UpdateInstanceInformation")
        _run(aws, "bare", "s3:GetObject")
        aws.client("ec2").run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1)
        aws.client("ec2").stop_instances(InstanceIds=[stopped])
        found = aws.client("ssm").describe_instance_information()["InstanceInformationList"]

    assert [(host["InstanceId"], host["PingStatus"]) for host in found] == [(managed, "Online")]
