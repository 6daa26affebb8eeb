"""Load balancers, their targets and their listeners."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.handlers.base import Api, Handler, Place, Properties, Tagged

_TAGS = Tagged(
    add=("add_tags", {"ResourceArns": ["{id}"], "Tags": "{tags}"}),
    remove=("remove_tags", {"ResourceArns": ["{id}"], "TagKeys": "{keys}"}),
    shown=("describe_tags", {"ResourceArns": ["{id}"]}),
    found="TagDescriptions[0].Tags",
)


def _attributes(given: Properties, key: str) -> list[dict[str, str]]:
    return [{"Key": str(one["Key"]), "Value": _text(one["Value"])} for one in given.get(key, ())]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Balancer(Api):
    """A load balancer."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set its attributes."""
        wanted = _attributes(after, "LoadBalancerAttributes")
        if wanted:
            at.call("elbv2", "modify_load_balancer_attributes", LoadBalancerArn=physical, Attributes=wanted)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its places, groups, addresses, attributes and tags."""
        if before.get("Subnets") != after.get("Subnets"):
            at.call("elbv2", "set_subnets", LoadBalancerArn=physical, Subnets=list(after["Subnets"]))
        if before.get("SecurityGroups") != after.get("SecurityGroups"):
            at.call(
                "elbv2", "set_security_groups", LoadBalancerArn=physical, SecurityGroups=list(after["SecurityGroups"])
            )
        if before.get("IpAddressType") != after.get("IpAddressType"):
            kind = after.get("IpAddressType", "ipv4")
            at.call("elbv2", "set_ip_address_type", LoadBalancerArn=physical, IpAddressType=kind)
        self._retag(at, physical, before, after)
        self.complete(at, physical, before, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it, with its attributes."""
        found = super().read(at, physical)
        if found is None:
            return None
        attributes = at.call("elbv2", "describe_load_balancer_attributes", LoadBalancerArn=physical)["Attributes"]
        places = [one["SubnetId"] for one in found["AvailabilityZones"]]
        return {**found, "Subnets": places, "LoadBalancerAttributes": attributes}

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """Its names; the full one, which metrics go by, is the end of its ARN."""
        return {**super().attributes(at, physical), "LoadBalancerFullName": physical.partition(":loadbalancer/")[2]}


class TargetGroup(Api):
    """Hosts that a load balancer sends requests to."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set its attributes, and its targets where they are named."""
        wanted = _attributes(after, "TargetGroupAttributes")
        if wanted:
            at.call("elbv2", "modify_target_group_attributes", TargetGroupArn=physical, Attributes=wanted)
        targets = [dict(one) for one in after.get("Targets", ())]
        if targets:
            at.call("elbv2", "register_targets", TargetGroupArn=physical, Targets=targets)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it, with its attributes and targets."""
        found = super().read(at, physical)
        if found is None:
            return None
        attributes = at.call("elbv2", "describe_target_group_attributes", TargetGroupArn=physical)["Attributes"]
        health = at.call("elbv2", "describe_target_health", TargetGroupArn=physical)["TargetHealthDescriptions"]
        return {**found, "TargetGroupAttributes": attributes, "Targets": [one["Target"] for one in health]}

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """Its names; the full one, which metrics go by, is the end of its ARN."""
        return {**super().attributes(at, physical), "TargetGroupFullName": physical.rpartition(":")[2]}


class Listener(Api):
    """A port of a load balancer."""

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it, with its attributes."""
        found = super().read(at, physical)
        if found is None:
            return None
        attributes = at.call("elbv2", "describe_listener_attributes", ListenerArn=physical)["Attributes"]
        return {**found, "ListenerAttributes": attributes}

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set its attributes."""
        wanted = _attributes(after, "ListenerAttributes")
        if wanted:
            at.call("elbv2", "modify_listener_attributes", ListenerArn=physical, Attributes=wanted)


class Certificates(Handler):
    """Further certificates of a listener."""

    kind = "AWS::ElasticLoadBalancingV2::ListenerCertificate"

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Add them."""
        wanted = [dict(one) for one in given["Certificates"]]
        at.call("elbv2", "add_listener_certificates", ListenerArn=given["ListenerArn"], Certificates=wanted)
        return f"{given['ListenerArn']}|{'|'.join(str(one['CertificateArn']) for one in wanted)}"

    def read(self, at: Place, physical: str) -> Properties | None:
        """Those that are still there."""
        listener, *own = physical.split("|")
        found = at.call("elbv2", "describe_listener_certificates", ListenerArn=listener)["Certificates"]
        there = [{"CertificateArn": one["CertificateArn"]} for one in found if one["CertificateArn"] in own]
        return {"ListenerArn": listener, "Certificates": there} if there else None

    def delete(self, at: Place, physical: str) -> None:
        """Take them away."""
        listener, *own = physical.split("|")
        wanted = [{"CertificateArn": one} for one in own]
        at.call("elbv2", "remove_listener_certificates", ListenerArn=listener, Certificates=wanted)

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """None."""
        return {}


HANDLERS: tuple[Handler, ...] = (
    Balancer(
        kind="AWS::ElasticLoadBalancingV2::LoadBalancer",
        service="elbv2",
        make="create_load_balancer",
        named="Name",
        identity="LoadBalancers[0].LoadBalancerArn",
        longest=32,
        tagged=_TAGS,
        renamed={"LoadBalancerName": "Name"},
        describe=("describe_load_balancers", {"LoadBalancerArns": ["{id}"]}),
        found="LoadBalancers[0]",
        remove=("delete_load_balancer", {"LoadBalancerArn": "{id}"}),
        gives={
            "DNSName": "DNSName",
            "CanonicalHostedZoneID": "CanonicalHostedZoneId",
            "LoadBalancerName": "LoadBalancerName",
            "LoadBalancerArn": "LoadBalancerArn",
            "SecurityGroups": "SecurityGroups",
        },
    ),
    TargetGroup(
        kind="AWS::ElasticLoadBalancingV2::TargetGroup",
        service="elbv2",
        make="create_target_group",
        named="Name",
        identity="TargetGroups[0].TargetGroupArn",
        longest=32,
        tagged=_TAGS,
        renamed={"TargetGroupName": "Name"},
        describe=("describe_target_groups", {"TargetGroupArns": ["{id}"]}),
        found="TargetGroups[0]",
        change="modify_target_group",
        target={"TargetGroupArn": "{id}"},
        remove=("delete_target_group", {"TargetGroupArn": "{id}"}),
        gives={
            "TargetGroupArn": "TargetGroupArn",
            "TargetGroupName": "TargetGroupName",
            "LoadBalancerArns": "LoadBalancerArns",
        },
    ),
    Listener(
        kind="AWS::ElasticLoadBalancingV2::Listener",
        service="elbv2",
        make="create_listener",
        identity="Listeners[0].ListenerArn",
        describe=("describe_listeners", {"ListenerArns": ["{id}"]}),
        found="Listeners[0]",
        tagged=_TAGS,
        change="modify_listener",
        target={"ListenerArn": "{id}"},
        remove=("delete_listener", {"ListenerArn": "{id}"}),
        gives={"ListenerArn": "ListenerArn"},
    ),
    Api(
        kind="AWS::ElasticLoadBalancingV2::ListenerRule",
        service="elbv2",
        make="create_rule",
        identity="Rules[0].RuleArn",
        describe=("describe_rules", {"RuleArns": ["{id}"]}),
        found="Rules[0]",
        change="modify_rule",
        tagged=_TAGS,
        target={"RuleArn": "{id}"},
        remove=("delete_rule", {"RuleArn": "{id}"}),
        gives={"RuleArn": "RuleArn"},
    ),
    Certificates(),
)
