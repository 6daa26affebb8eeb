"""What moto lacks of Systems Manager: which hosts its agent would have enrolled."""

from collections.abc import Iterator
from typing import Any

_CORE = "AmazonSSMManagedInstanceCore"
_ENROLS = ("ssm:UpdateInstanceInformation", "ssm:*")
"""Actions of a role of one's own that let the agent enrol its host."""


def install() -> None:
    """Let moto answer `DescribeInstanceInformation`; nothing happens the second time.

    A running instance is managed when its instance profile has a role whose policies let the agent enrol it.
    """
    from moto.core.responses import ActionResult
    from moto.ssm.responses import SimpleSystemManagerResponse

    def describe_instance_information(response: Any) -> Any:
        hosts = _managed(response.current_account, response.region)
        return ActionResult({"InstanceInformationList": [_entry(host) for host in hosts]})

    named: Any = SimpleSystemManagerResponse
    named.describe_instance_information = describe_instance_information


def _managed(account: str, region: str) -> Iterator[Any]:
    from moto.ec2.models import ec2_backends

    for reservation in ec2_backends[account][region].all_reservations():
        for instance in reservation.instances:
            if instance.state == "running" and _enrols(account, instance.iam_instance_profile):
                yield instance


def _enrols(account: str, attached: Any) -> bool:
    from moto.iam.models import iam_backends

    name = str((attached or {}).get("Arn") or "").rpartition("/")[2] or str((attached or {}).get("Name") or "")
    profile = iam_backends[account]["aws"].instance_profiles.get(name)
    return any(_permitted(role) for role in profile.roles) if profile else False


def _permitted(role: Any) -> bool:
    own = [str(document) for document in role.policies.values()]
    own += [str(version.document) for policy in role.managed_policies.values() for version in policy.versions]
    return any(policy.name == _CORE for policy in role.managed_policies.values()) or any(
        action in document for document in own for action in _ENROLS
    )


def _entry(host: Any) -> dict[str, str]:
    return {"InstanceId": host.id, "PingStatus": "Online", "ResourceType": "EC2Instance", "PlatformType": "Linux"}
