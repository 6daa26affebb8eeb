"""The network: public subnets for the load balancer and the hosts, isolated ones for the database, no NAT by default.

Two NAT gateways cost more than the two servers behind them (about $45 a month each, before traffic). So hosts stand in
public subnets with public addresses, about $3.65 a month each, and take nothing from outside but what the load
balancer's security group sends: a security group without a rule is as closed as a missing route, and there is no port
22. What a gateway would add is a second lock: a rule that opens a port by mistake would still reach nobody. The spec
may ask for it (`network.nat = "gateway"`).
"""

from ipaddress import ip_network

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from holdfast.stacks.base import named
from holdfast.stacks.place import Place

_HTTP, _HTTPS, _POSTGRES = 80, 443, 5432
_WORLD = "0.0.0.0/0"
_FIRST = {"Public": 0, "Private": 4, "Isolated": 8}
"""Where each kind's ranges begin, of sixteen: another zone or a gateway then moves none of those that are there, which
could not be made anew while the old ones hold their addresses."""


class Network(Construct):
    """VPC, subnets, routes, and the security groups between front, hosts and database.

    Args:
        scope: the stack.
        place: the environment.
    """

    def __init__(self, scope: Construct, place: Place) -> None:
        super().__init__(scope, "Network")
        self._place = place
        self._spec = place.product.network
        self.vpc = ec2.CfnVPC(
            self, "Vpc", cidr_block=self._spec.cidr, enable_dns_support=True, enable_dns_hostnames=True
        )
        named(self.vpc, place.name)
        self._ranges = tuple(map(str, ip_network(self._spec.cidr, strict=False).subnets(prefixlen_diff=4)))
        gateway = ec2.CfnInternetGateway(self, "Internet")
        self._attached = ec2.CfnVPCGatewayAttachment(
            self, "Attachment", vpc_id=self.vpc.ref, internet_gateway_id=gateway.ref
        )
        self._routes: list[str] = []
        world = self._table("Public")
        route = ec2.CfnRoute(
            self, "ToInternet", route_table_id=world, destination_cidr_block=_WORLD, gateway_id=gateway.ref
        )
        route.add_resource_dependency(self._attached)
        self.public = self._subnets("Public", [world] * self._spec.zones, public=True)
        self.hosts_in = self._private() if self._spec.nat == "gateway" else self.public
        self.isolated = self._isolated() if place.has_rds else ()
        self._endpoint()
        self._groups()

    @property
    def host_zones(self) -> tuple[str, ...]:
        """The subnets in which hosts start: one alone where a data disk binds them to its zone."""
        return self.hosts_in[:1] if self._place.data_on_host else self.hosts_in

    def zone(self, number: int) -> str:
        """The name of an availability zone, counted from 0."""
        names = self._spec.zone_names
        return names[number] if names else cdk.Fn.select(number, cdk.Fn.get_azs())

    def _table(self, name: str) -> str:
        table = ec2.CfnRouteTable(self, f"{name}Routes", vpc_id=self.vpc.ref)
        named(table, f"{self._place.name}-{name.lower()}")
        self._routes.append(table.ref)
        return table.ref

    def _subnets(self, name: str, tables: list[str], *, public: bool = False) -> tuple[str, ...]:
        made = []
        for number, table in enumerate(tables):
            subnet = ec2.CfnSubnet(
                self,
                f"{name}{number + 1}",
                vpc_id=self.vpc.ref,
                cidr_block=self._ranges[_FIRST[name] + number],
                availability_zone=self.zone(number),
                map_public_ip_on_launch=public,
            )
            named(subnet, f"{self._place.name}-{name.lower()}-{number + 1}")
            ec2.CfnSubnetRouteTableAssociation(
                self, f"{name}{number + 1}Routed", subnet_id=subnet.ref, route_table_id=table
            )
            made.append(subnet.ref)
        return tuple(made)

    def _private(self) -> tuple[str, ...]:
        """Subnets of the hosts behind a NAT gateway in each zone: one zone's outage must not silence the other."""
        tables = []
        for number, subnet in enumerate(self.public, start=1):
            address = ec2.CfnEIP(self, f"NatAddress{number}", domain="vpc")
            address.add_resource_dependency(self._attached)
            gateway = ec2.CfnNatGateway(
                self, f"Nat{number}", subnet_id=subnet, allocation_id=address.attr_allocation_id
            )
            table = self._table(f"Private{number}")
            ec2.CfnRoute(
                self,
                f"ToNat{number}",
                route_table_id=table,
                destination_cidr_block=_WORLD,
                nat_gateway_id=gateway.ref,
            )
            tables.append(table)
        return self._subnets("Private", tables)

    def _isolated(self) -> tuple[str, ...]:
        return self._subnets("Isolated", [self._table("Isolated")] * self._spec.zones)

    def _endpoint(self) -> None:
        """S3 without the internet: gateway endpoints cost nothing, and backups are most of the traffic."""
        ec2.CfnVPCEndpoint(
            self,
            "S3",
            vpc_id=self.vpc.ref,
            service_name=cdk.Fn.sub("com.amazonaws.${AWS::Region}.s3"),
            vpc_endpoint_type="Gateway",
            route_table_ids=self._routes,
        )

    def _groups(self) -> None:
        self.front = self._group("Front", "The load balancer: HTTPS from everywhere")
        self.hosts = self._group("Hosts", "The hosts: HTTP from the load balancer alone")
        for port, what in ((_HTTPS, "HTTPS"), (_HTTP, "HTTP, which is sent on to HTTPS")):
            self._opening(f"World{port}", self.front, port, what, cidr=_WORLD)
        self._opening("FromFront", self.hosts, _HTTP, "Requests from the load balancer", source=self.front)
        self._way_out("ToHosts", self.front, _HTTP, "Requests to the hosts", target=self.hosts)
        for port in self._spec.outbound:
            self._way_out(f"Out{port}", self.hosts, port, "What the product calls on the internet", cidr=_WORLD)
        if not self._place.has_rds:
            return
        self.database = self._group("Database", "The database: PostgreSQL from the hosts alone")
        self._opening("FromHosts", self.database, _POSTGRES, "Connections of the hosts", source=self.hosts)
        self._way_out("ToDatabase", self.hosts, _POSTGRES, "Connections to the database", target=self.database)

    def _group(self, name: str, description: str) -> str:
        """A group that lets nothing out by itself: an empty list would be taken for AWS's rule that lets out all."""
        nowhere = ec2.CfnSecurityGroup.EgressProperty(
            ip_protocol="icmp", from_port=252, to_port=86, cidr_ip="255.255.255.255/32", description="Nothing"
        )
        group = ec2.CfnSecurityGroup(
            self,
            name,
            vpc_id=self.vpc.ref,
            group_description=description,
            security_group_egress=[nowhere],
        )
        named(group, f"{self._place.name}-{name.lower()}")
        return group.attr_group_id

    def _opening(
        self, name: str, group: str, port: int, what: str, *, cidr: str | None = None, source: str | None = None
    ) -> None:
        ec2.CfnSecurityGroupIngress(
            self,
            name,
            group_id=group,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=what,
            cidr_ip=cidr,
            source_security_group_id=source,
        )

    def _way_out(
        self, name: str, group: str, port: int, what: str, *, cidr: str | None = None, target: str | None = None
    ) -> None:
        ec2.CfnSecurityGroupEgress(
            self,
            name,
            group_id=group,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=what,
            cidr_ip=cidr,
            destination_security_group_id=target,
        )
