"""Hosts: launch templates, instances, and disks."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

from typing import Any

from holdfast.rig.cloudformation.handlers.base import Api, Handler, Place, Properties
from holdfast.rig.cloudformation.handlers.network import Ec2, retag


class LaunchTemplate(Api):
    """What new hosts are made of; each change is a version of its own."""

    moving = frozenset({"LatestVersionNumber", "DefaultVersionNumber"})

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Have the newest version be the one that is used."""
        if before:
            latest = self.attributes(at, physical)["LatestVersionNumber"]
            at.call("ec2", "modify_launch_template", LaunchTemplateId=physical, DefaultVersion=str(latest))

    def read(self, at: Place, physical: str) -> Properties | None:
        """Its newest version."""
        found = super().read(at, physical)
        if found is None:
            return None
        versions = at.call("ec2", "describe_launch_template_versions", LaunchTemplateId=physical, Versions=["$Latest"])
        # Tags of the template itself are given as what they are of, and come back as its tags.
        tagged = [{"ResourceType": "launch-template", "Tags": found.get("Tags", [])}]
        return {**found, **versions["LaunchTemplateVersions"][0], "TagSpecifications": tagged}


class Instance(Ec2):
    """A single host."""

    _changeable = (
        ("DisableApiTermination", "DisableApiTermination"),
        ("EbsOptimized", "EbsOptimized"),
        ("InstanceType", "InstanceType"),
    )

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Start it."""
        own: dict[str, Any] = {**given, "MinCount": 1, "MaxCount": 1}
        if "LaunchTemplate" not in given and isinstance(own.get("IamInstanceProfile"), str):
            own["IamInstanceProfile"] = {"Name": own["IamInstanceProfile"]}
        physical = super().create(at, own, name)
        profile = given.get("IamInstanceProfile")
        if profile and not (self.described(at, physical) or {}).get("IamInstanceProfile"):
            wanted = {"Name": str(profile)}
            at.call("ec2", "associate_iam_instance_profile", InstanceId=physical, IamInstanceProfile=wanted)
        return physical

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change what may be changed."""
        for name, attribute in self._changeable:
            if name in after and before.get(name) != after[name]:
                value: Any = {attribute: {"Value": after[name]}}
                at.call("ec2", "modify_instance_attribute", InstanceId=physical, **value)
        retag(at, physical, before, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What EC2 says of it; None when it is terminated."""
        found = super().read(at, physical)
        if found is None or found["State"]["Name"] in {"terminated", "shutting-down"}:
            return None
        groups = [one["GroupId"] for one in found.get("SecurityGroups", ())]
        profile = str((found.get("IamInstanceProfile") or {}).get("Arn", "")).rpartition("/")[2]
        return {**found, "SecurityGroupIds": groups, "IamInstanceProfile": profile}


class Attachment(Handler):
    """A disk at a host."""

    kind = "AWS::EC2::VolumeAttachment"

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Attach it."""
        at.call("ec2", "attach_volume", **given)
        return f"{given['VolumeId']}|{given['InstanceId']}"

    def read(self, at: Place, physical: str) -> Properties | None:
        """Where it is attached."""
        volume, host = physical.split("|")
        for one in at.call("ec2", "describe_volumes", VolumeIds=[volume])["Volumes"][0]["Attachments"]:
            if one["InstanceId"] == host:
                return dict(one)
        return None

    def delete(self, at: Place, physical: str) -> None:
        """Detach it."""
        volume, host = physical.split("|")
        at.call("ec2", "detach_volume", VolumeId=volume, InstanceId=host)


class Volume(Ec2):
    """A disk."""

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Make it larger or faster."""
        own = {key: after[key] for key in ("Size", "VolumeType", "Iops", "Throughput") if key in after}
        at.call("ec2", "modify_volume", VolumeId=physical, **self._parameters(at, "modify_volume", own))
        retag(at, physical, before, after)

    def snapshot(self, at: Place, physical: str) -> None:
        """End it, and keep what is on it."""
        at.call("ec2", "create_snapshot", VolumeId=physical)
        self.delete(at, physical)


HANDLERS: tuple[Handler, ...] = (
    LaunchTemplate(
        kind="AWS::EC2::LaunchTemplate",
        service="ec2",
        make="create_launch_template",
        named="LaunchTemplateName",
        identity="LaunchTemplate.LaunchTemplateId",
        longest=128,
        describe=("describe_launch_templates", {"LaunchTemplateIds": ["{id}"]}),
        found="LaunchTemplates[0]",
        change="create_launch_template_version",
        target={"LaunchTemplateId": "{id}"},
        remove=("delete_launch_template", {"LaunchTemplateId": "{id}"}),
        gives={
            "LaunchTemplateId": "LaunchTemplateId",
            "LatestVersionNumber": "LatestVersionNumber",
            "DefaultVersionNumber": "DefaultVersionNumber",
        },
    ),
    Instance(
        kind="AWS::EC2::Instance",
        service="ec2",
        make="run_instances",
        identity="Instances[0].InstanceId",
        describe=("describe_instances", {"InstanceIds": ["{id}"]}),
        found="Reservations[0].Instances[0]",
        remove=("terminate_instances", {"InstanceIds": ["{id}"]}),
        gives={
            "InstanceId": "InstanceId",
            "AvailabilityZone": "Placement.AvailabilityZone",
            "PrivateIp": "PrivateIpAddress",
            "PublicIp": "PublicIpAddress",
            "PublicDnsName": "PublicDnsName",
            "PrivateDnsName": "PrivateDnsName",
        },
    ),
    Volume(
        kind="AWS::EC2::Volume",
        service="ec2",
        make="create_volume",
        identity="VolumeId",
        describe=("describe_volumes", {"VolumeIds": ["{id}"]}),
        found="Volumes[0]",
        remove=("delete_volume", {"VolumeId": "{id}"}),
        gives={"VolumeId": "VolumeId"},
    ),
    Attachment(),
)
