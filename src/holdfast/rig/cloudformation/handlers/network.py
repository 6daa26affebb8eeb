"""VPCs and what is in them: subnets, routes, gateways, endpoints, flow logs."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.handlers.base import Api, Handler, Place, Properties, pairs


class Ec2(Api):
    """A resource of EC2, whose tags are put on and taken off in one way for all."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its tags."""
        retag(at, physical, before, after)


def retag(at: Place, physical: str, before: Properties, after: Properties) -> None:
    """Change the tags of anything in EC2."""
    old, new = pairs(before.get("Tags")), pairs(after.get("Tags"))
    lost = [{"Key": key} for key in old if key not in new]
    if lost:
        at.call("ec2", "delete_tags", Resources=[physical], Tags=lost)
    if new and new != old:
        tags = [{"Key": key, "Value": value} for key, value in new.items()]
        at.call("ec2", "create_tags", Resources=[physical], Tags=tags)


class Vpc(Ec2):
    """A network."""

    _switches = ("EnableDnsSupport", "EnableDnsHostnames")

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its tags and switches, one per call as AWS wants it."""
        super().complete(at, physical, before, after)
        for switch in self._switches:
            if switch in after and str(after[switch]).lower() != str(before.get(switch)).lower():
                value: Any = {switch: {"Value": str(after[switch]).lower() == "true"}}
                at.call("ec2", "modify_vpc_attribute", VpcId=physical, **value)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its tags and switches."""
        self.complete(at, physical, before, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What EC2 says of it, with its switches."""
        found = super().read(at, physical)
        if found is None:
            return None
        switches = {}
        for switch in self._switches:
            name = switch[0].lower() + switch[1:]
            answer = at.call("ec2", "describe_vpc_attribute", VpcId=physical, Attribute=name)
            switches[switch] = answer[switch]["Value"]
        return {**found, **switches}

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """Its blocks and what it brings by itself."""
        by_vpc = [{"Name": "vpc-id", "Values": [physical]}]
        groups = at.call("ec2", "describe_security_groups", Filters=by_vpc)["SecurityGroups"]
        lists = at.call("ec2", "describe_network_acls", Filters=by_vpc)["NetworkAcls"]
        found = self.described(at, physical) or {}
        return {
            "VpcId": physical,
            "CidrBlock": found.get("CidrBlock"),
            "CidrBlockAssociations": [one["AssociationId"] for one in found.get("CidrBlockAssociationSet", ())],
            "DefaultSecurityGroup": next((one["GroupId"] for one in groups if one["GroupName"] == "default"), ""),
            "DefaultNetworkAcl": next((one["NetworkAclId"] for one in lists if one["IsDefault"]), ""),
        }


class Subnet(Ec2):
    """A part of a network in one zone."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its tags, and whether hosts in it get public addresses."""
        super().complete(at, physical, before, after)
        if "MapPublicIpOnLaunch" in after:
            value = {"Value": str(after["MapPublicIpOnLaunch"]).lower() == "true"}
            at.call("ec2", "modify_subnet_attribute", SubnetId=physical, MapPublicIpOnLaunch=value)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change what may be changed."""
        self.complete(at, physical, before, after)


class Tags(Ec2):
    """A resource of which only the tags can be changed in place."""

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its tags."""
        self.complete(at, physical, before, after)


class Attachment(Handler):
    """An internet gateway at a network."""

    kind = "AWS::EC2::VPCGatewayAttachment"

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Attach it."""
        gateway, vpc = str(given["InternetGatewayId"]), str(given["VpcId"])
        at.call("ec2", "attach_internet_gateway", InternetGatewayId=gateway, VpcId=vpc)
        return f"IGW|{vpc}|{gateway}"

    def read(self, at: Place, physical: str) -> Properties | None:
        """Whether it is attached."""
        _, vpc, gateway = physical.split("|")
        by_vpc = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
        found = at.call("ec2", "describe_internet_gateways", Filters=by_vpc)["InternetGateways"]
        attached = any(one["InternetGatewayId"] == gateway for one in found)
        return {"VpcId": vpc, "InternetGatewayId": gateway} if attached else None

    def delete(self, at: Place, physical: str) -> None:
        """Detach it."""
        _, vpc, gateway = physical.split("|")
        at.call("ec2", "detach_internet_gateway", InternetGatewayId=gateway, VpcId=vpc)

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """What kind of attachment it is."""
        return {"AttachmentType": "IGW"}


class Route(Handler):
    """Where packets to one block go."""

    kind = "AWS::EC2::Route"
    _ends = ("DestinationCidrBlock", "DestinationIpv6CidrBlock")

    def _parameters(self, given: Properties) -> dict[str, Any]:
        return {key: value for key, value in given.items() if key != "CidrBlock"}

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it."""
        at.call("ec2", "create_route", **self._parameters(given))
        end = next(str(given[key]) for key in self._ends if key in given)
        return f"{given['RouteTableId']}|{end}"

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Send them elsewhere."""
        at.call("ec2", "replace_route", **self._parameters(after))

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the table says of the block."""
        table, end = physical.split("|")
        found = at.call("ec2", "describe_route_tables", Filters=[{"Name": "route-table-id", "Values": [table]}])
        routes = [route for one in found["RouteTables"] for route in one["Routes"]]
        own = next((one for one in routes if end in {one.get(key) for key in self._ends}), None)
        return {"RouteTableId": table, **own} if own else None

    def delete(self, at: Place, physical: str) -> None:
        """Take it out of the table."""
        table, end = physical.split("|")
        key = self._ends[1] if ":" in end else self._ends[0]
        at.call("ec2", "delete_route", RouteTableId=table, **{key: end})

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """The block it is for."""
        return {"CidrBlock": physical.split("|")[1]}


class Association(Handler):
    """A subnet's table of routes."""

    kind = "AWS::EC2::SubnetRouteTableAssociation"

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it."""
        answer = at.call("ec2", "associate_route_table", **given)
        return str(answer["AssociationId"])

    def read(self, at: Place, physical: str) -> Properties | None:
        """Which table is whose."""
        by_number = [{"Name": "association.route-table-association-id", "Values": [physical]}]
        for table in at.call("ec2", "describe_route_tables", Filters=by_number)["RouteTables"]:
            for one in table["Associations"]:
                if one.get("RouteTableAssociationId") == physical:
                    return dict(one)
        return None

    def delete(self, at: Place, physical: str) -> None:
        """Give the subnet back to the network's own table."""
        at.call("ec2", "disassociate_route_table", AssociationId=physical)

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """Its number."""
        return {"Id": physical}


class Address(Tags):
    """A public address; CloudFormation calls it by the address itself."""

    def _number(self, at: Place, physical: str) -> str:
        return str((self.described(at, physical) or {}).get("AllocationId", ""))

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its tags."""
        retag(at, self._number(at, physical), before, after)

    def delete(self, at: Place, physical: str) -> None:
        """Give it back."""
        at.call("ec2", "release_address", AllocationId=self._number(at, physical))


class Endpoint(Ec2):
    """A way to a service that does not leave the network."""

    _lists = (("RouteTableIds", "RouteTableIds"), ("SubnetIds", "SubnetIds"), ("SecurityGroupIds", "SecurityGroupIds"))

    def read(self, at: Place, physical: str) -> Properties | None:
        """What EC2 says of it, with its groups by number."""
        found = super().read(at, physical)
        if found is None:
            return None
        groups = [one["GroupId"] for one in found.get("Groups", ())]
        return {"SecurityGroupIds": groups, **found}

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its policy and where it is reached from."""
        given: dict[str, Any] = {}
        for name, api in self._lists:
            old, new = set(before.get(name, ())), set(after.get(name, ()))
            given |= {f"Add{api}": sorted(new - old)} if new - old else {}
            given |= {f"Remove{api}": sorted(old - new)} if old - new else {}
        own = {key: value for key, value in after.items() if key in {"PolicyDocument", "PrivateDnsEnabled"}}
        fitted = self._parameters(at, "modify_vpc_endpoint", own)
        at.call("ec2", "modify_vpc_endpoint", VpcEndpointId=physical, **fitted, **given)
        self.complete(at, physical, before, after)


class FlowLog(Tags):
    """A record of what passes."""

    def read(self, at: Place, physical: str) -> Properties | None:
        """What EC2 says of it; the type of what is watched is in its number."""
        found = super().read(at, physical)
        kinds = {"vpc": "VPC", "subnet": "Subnet", "eni": "NetworkInterface"}
        return found and {**found, "ResourceType": kinds.get(str(found["ResourceId"]).partition("-")[0], "")}

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Begin it."""
        return super().create(at, {**given, "ResourceIds": [given["ResourceId"]]}, name)


HANDLERS: tuple[Handler, ...] = (
    Vpc(
        kind="AWS::EC2::VPC",
        service="ec2",
        make="create_vpc",
        identity="Vpc.VpcId",
        describe=("describe_vpcs", {"VpcIds": ["{id}"]}),
        found="Vpcs[0]",
        remove=("delete_vpc", {"VpcId": "{id}"}),
    ),
    Subnet(
        kind="AWS::EC2::Subnet",
        service="ec2",
        make="create_subnet",
        identity="Subnet.SubnetId",
        describe=("describe_subnets", {"SubnetIds": ["{id}"]}),
        found="Subnets[0]",
        remove=("delete_subnet", {"SubnetId": "{id}"}),
        gives={
            "SubnetId": "SubnetId",
            "AvailabilityZone": "AvailabilityZone",
            "VpcId": "VpcId",
            "CidrBlock": "CidrBlock",
        },
    ),
    Tags(
        kind="AWS::EC2::InternetGateway",
        service="ec2",
        make="create_internet_gateway",
        identity="InternetGateway.InternetGatewayId",
        describe=("describe_internet_gateways", {"InternetGatewayIds": ["{id}"]}),
        found="InternetGateways[0]",
        remove=("delete_internet_gateway", {"InternetGatewayId": "{id}"}),
        gives={"InternetGatewayId": "InternetGatewayId"},
    ),
    Attachment(),
    Tags(
        kind="AWS::EC2::RouteTable",
        service="ec2",
        make="create_route_table",
        identity="RouteTable.RouteTableId",
        describe=("describe_route_tables", {"RouteTableIds": ["{id}"]}),
        found="RouteTables[0]",
        remove=("delete_route_table", {"RouteTableId": "{id}"}),
        gives={"RouteTableId": "RouteTableId"},
    ),
    Route(),
    Association(),
    Address(
        kind="AWS::EC2::EIP",
        service="ec2",
        make="allocate_address",
        identity="PublicIp",
        describe=("describe_addresses", {"PublicIps": ["{id}"]}),
        found="Addresses[0]",
        remove=("release_address", {}),
        gives={"AllocationId": "AllocationId", "PublicIp": "PublicIp"},
    ),
    Tags(
        kind="AWS::EC2::NatGateway",
        service="ec2",
        make="create_nat_gateway",
        identity="NatGateway.NatGatewayId",
        describe=("describe_nat_gateways", {"NatGatewayIds": ["{id}"]}),
        found="NatGateways[?State!='deleted'] | [0].merge(@, {AllocationId: NatGatewayAddresses[0].AllocationId})",
        remove=("delete_nat_gateway", {"NatGatewayId": "{id}"}),
        gives={"NatGatewayId": "NatGatewayId"},
    ),
    Endpoint(
        kind="AWS::EC2::VPCEndpoint",
        service="ec2",
        make="create_vpc_endpoint",
        identity="VpcEndpoint.VpcEndpointId",
        describe=("describe_vpc_endpoints", {"VpcEndpointIds": ["{id}"]}),
        found="VpcEndpoints[?State!='deleted'] | [0]",
        remove=("delete_vpc_endpoints", {"VpcEndpointIds": ["{id}"]}),
        gives={"Id": "VpcEndpointId"},
    ),
    FlowLog(
        kind="AWS::EC2::FlowLog",
        service="ec2",
        make="create_flow_logs",
        identity="FlowLogIds[0]",
        describe=("describe_flow_logs", {"FlowLogIds": ["{id}"]}),
        found="FlowLogs[0]",
        remove=("delete_flow_logs", {"FlowLogIds": ["{id}"]}),
        gives={"Id": "FlowLogId"},
    ),
)
