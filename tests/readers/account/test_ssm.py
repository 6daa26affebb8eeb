"""Systems Manager: hosts that are entered without SSH, and the names of parameters."""

from collections import Counter
from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Login
from holdfast.readers.account import ssm
from holdfast.readers.account.base import Refused
from holdfast.readers.account.ec2 import INSTANCES
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told, unplaced

HOST = {"InstanceId": "i-1", "PingStatus": "Online", "ComputerName": "ip-10-0-0-1"}


def test_parameters_are_told_by_name_and_no_value_is_asked_for() -> None:
    with EmbeddedAws.start() as aws:
        client = aws.client("ssm", HOME)
        for name, kind in (
            ("/shop/prod/url", "String"),
            ("/shop/token", "SecureString"),
            ("/cdk-bootstrap/x", "String"),
        ):
            client.put_parameter(Name=name, Value="canary-value", Type=kind)
        asked: Counter[str] = Counter()
        found = list(ssm.READER.questions[1](live(aws, asked=asked), HOME))

    assert unplaced(told(found)) == [
        "SecretStore [production] service=parameter-store name=/shop/prod/url",
        "SecretStore [(unassigned)] service=parameter-store name=/shop/token",
    ]
    assert asked == {"describe_parameters": 1}
    assert "canary" not in repr(found)


def hosts(*found: dict[str, Any], **more: Any) -> list[str]:
    """What is said of managed hosts, in the shape that Systems Manager documents: moto has none."""
    return told(
        read(
            ssm.READER, FakeAccount({"describe_instance_information": {"InstanceInformationList": list(found)}, **more})
        )
    )


def test_a_managed_host_is_a_way_in_with_its_instances_environment() -> None:
    instance = {"InstanceId": "i-1", "State": {"Name": "running"}, "Tags": [{"Key": "env", "Value": "production"}]}
    found = hosts(HOST, describe_instances={"Reservations": [{"Instances": [instance]}]})

    assert found == ["Login managed-instance/i-1 [production] method=ssm"]


@pytest.mark.parametrize("status", ["ConnectionLost", "Inactive", None])
def test_a_host_that_no_longer_answers_is_no_way_in(status: str | None) -> None:
    assert hosts({**HOST, "PingStatus": status}) == []


def test_instances_that_are_denied_leave_the_way_in() -> None:
    refused = Refused(INSTANCES, GapReason.DENIED, "UnauthorizedOperation", HOME)
    account = FakeAccount(
        {"describe_instance_information": {"InstanceInformationList": [HOST]}, "describe_instances": refused}
    )

    assert told(read(ssm.READER, account), Login) == ["Login managed-instance/i-1 [(unassigned)] method=ssm"]
