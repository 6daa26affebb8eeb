"""Security groups and their rules."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from holdfast.rig.cloudformation.handlers.base import Api, Handler, Place, Properties
from holdfast.rig.cloudformation.handlers.network import retag

_LISTS = (
    ("CidrIp", "IpRanges", "CidrIp"),
    ("CidrIpv6", "Ipv6Ranges", "CidrIpv6"),
    ("SourceSecurityGroupId", "UserIdGroupPairs", "GroupId"),
    ("DestinationSecurityGroupId", "UserIdGroupPairs", "GroupId"),
    ("SourcePrefixListId", "PrefixListIds", "PrefixListId"),
    ("DestinationPrefixListId", "PrefixListIds", "PrefixListId"),
)
_INWARDS = ("SourceSecurityGroupId", "SourcePrefixListId")
_OUTWARDS = ("DestinationSecurityGroupId", "DestinationPrefixListId")


def permission(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule of a template as EC2 takes it."""
    made: dict[str, Any] = {"IpProtocol": str(rule["IpProtocol"])}
    made |= {port: int(rule[port]) for port in ("FromPort", "ToPort") if port in rule}
    for key, several, one in _LISTS:
        if key in rule:
            described = {"Description": str(rule["Description"])} if "Description" in rule else {}
            made[several] = [{one: str(rule[key]), **described}]
    return made


def rules(permissions: Any, *, inwards: bool) -> Iterator[dict[str, Any]]:
    """What EC2 describes, as rules of a template: one for each end."""
    ends = _INWARDS if inwards else _OUTWARDS
    for one in permissions:
        common = {key: one[key] for key in ("IpProtocol", "FromPort", "ToPort") if key in one}
        for key, several, name in _LISTS:
            if key.startswith("Cidr") or key in ends:
                yield from (
                    {**common, **member, key: member[name]} for member in one.get(several, ()) if name in member
                )


class SecurityGroup(Api):
    """A group of rules, some of them of its own."""

    _sides = (("SecurityGroupIngress", "ingress"), ("SecurityGroupEgress", "egress"))

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its rules and tags; rules of its own replace the one that lets everything out."""
        if not before and after.get("SecurityGroupEgress"):
            found = (self.described(at, physical) or {}).get("IpPermissionsEgress")
            if found:
                at.call("ec2", "revoke_security_group_egress", GroupId=physical, IpPermissions=found)
        for key, side in self._sides:
            old, new = list(before.get(key, ())), list(after.get(key, ()))
            self._rules(at, physical, f"revoke_security_group_{side}", [one for one in old if one not in new])
            self._rules(at, physical, f"authorize_security_group_{side}", [one for one in new if one not in old])
        retag(at, physical, before, after)

    @staticmethod
    def _rules(at: Place, physical: str, operation: str, wanted: list[Any]) -> None:
        if wanted:
            at.call("ec2", operation, GroupId=physical, IpPermissions=[permission(one) for one in wanted])

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its rules and tags."""
        self.complete(at, physical, before, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What EC2 says of it, rule by rule."""
        found = super().read(at, physical)
        if found is None:
            return None
        ingress = list(rules(found["IpPermissions"], inwards=True))
        egress = list(rules(found["IpPermissionsEgress"], inwards=False))
        return {**found, "SecurityGroupIngress": ingress, "SecurityGroupEgress": egress}


@dataclass(kw_only=True)
class Rule(Handler):
    """A rule that stands apart from its group."""

    kind: str
    side: str

    @property
    def _inwards(self) -> bool:
        return self.side == "ingress"

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Add it."""
        wanted = [permission(given)]
        answer = at.call("ec2", f"authorize_security_group_{self.side}", GroupId=given["GroupId"], IpPermissions=wanted)
        return str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    def _described(self, at: Place, physical: str) -> Mapping[str, Any] | None:
        from botocore.exceptions import ClientError  # type: ignore[import-untyped]

        try:
            found = at.call("ec2", "describe_security_group_rules", SecurityGroupRuleIds=[physical])
        except ClientError:
            return None
        own: list[Mapping[str, Any]] = found["SecurityGroupRules"]
        return next((one for one in own if one["SecurityGroupRuleId"] == physical), None)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What EC2 says of it."""
        found = self._described(at, physical)
        if found is None:
            return None
        named = {"CidrIp": found.get("CidrIpv4"), **found}
        group = (found.get("ReferencedGroupInfo") or {}).get("GroupId")
        side = "Source" if self._inwards else "Destination"
        shown = {**named, f"{side}SecurityGroupId": group, f"{side}PrefixListId": found.get("PrefixListId")}
        return shown if "Description" in shown else {**shown, "Description": self._described_as(at, shown)}

    def _described_as(self, at: Place, shown: Properties) -> Any:
        """What the group says of a rule, where moto says nothing of it by itself."""
        group = at.call("ec2", "describe_security_groups", GroupIds=[shown["GroupId"]])["SecurityGroups"][0]
        permissions = group["IpPermissions" if self._inwards else "IpPermissionsEgress"]
        keys = ("IpProtocol", "FromPort", "ToPort", *_INWARDS, *_OUTWARDS)
        for one in rules(permissions, inwards=self._inwards):
            if all(one.get(key) == shown.get(key) for key in keys):
                return one.get("Description")
        return None

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its words: all else would be another rule."""
        wanted = [permission(after)]
        operation = f"update_security_group_rule_descriptions_{self.side}"
        at.call("ec2", operation, GroupId=after["GroupId"], IpPermissions=wanted)

    def delete(self, at: Place, physical: str) -> None:
        """Take it away."""
        found = self._described(at, physical) or {}
        operation = f"revoke_security_group_{self.side}"
        at.call("ec2", operation, GroupId=found["GroupId"], SecurityGroupRuleIds=[physical])

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """Its number."""
        return {"Id": physical}


HANDLERS: tuple[Handler, ...] = (
    SecurityGroup(
        kind="AWS::EC2::SecurityGroup",
        service="ec2",
        make="create_security_group",
        named="GroupName",
        identity="GroupId",
        renamed={"Description": "GroupDescription"},
        describe=("describe_security_groups", {"GroupIds": ["{id}"]}),
        found="SecurityGroups[0]",
        remove=("delete_security_group", {"GroupId": "{id}"}),
        gives={"GroupId": "GroupId", "VpcId": "VpcId", "Id": "GroupId"},
    ),
    Rule(kind="AWS::EC2::SecurityGroupIngress", side="ingress"),
    Rule(kind="AWS::EC2::SecurityGroupEgress", side="egress"),
)
