"""Peers and ports of the CDK's rules for who may connect, in CloudFormation's terms; and what stands in public."""

from typing import Any

from holdfast.model.record import replace
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_PORTS = {
    "SSH": 22,
    "HTTP": 80,
    "HTTPS": 443,
    "POSTGRES": 5432,
    "MYSQL_AURORA": 3306,
    "MSSQL": 1433,
    "ORACLEDB": 1521,
    "RDP": 3389,
}
_OF_ENGINES = {"postgres": 5432, "mysql": 3306, "mariadb": 3306, "sqlserver": 1433, "oracle": 1521}


def source_of(peer: Node) -> dict[str, Any]:
    """Whom a rule lets in."""
    called, given = peer.text("call"), peer.items("given")
    if called == "anyIpv4":
        return {"CidrIp": "0.0.0.0/0"}
    if called == "anyIpv6":
        return {"CidrIpv6": "::/0"}
    if called in ("ipv4", "ipv6") and given and given[0].text():
        return {"CidrIp": given[0]}
    return {"SourceSecurityGroupId": peer.text() or "another group"}


def ports_of(port: Node) -> dict[str, Any]:
    """The ports that a rule opens; nothing for those that cannot be told."""
    called = port.text("call")
    numbers = [number for node in port.items("given") if (number := node.integer()) is not None]
    if called == "tcp" and numbers:
        return _tcp(numbers[0], numbers[0])
    if called == "tcpRange" and len(numbers) == 2:
        return _tcp(*numbers)
    if called in ("allTraffic", "allTcp"):
        return _tcp(0, 65535)
    known = _PORTS.get(port.text() or "")
    return _tcp(known, known) if known else {}


def default_port(target: Resource | None) -> dict[str, Any]:
    """The port of a database by itself, by its engine; nothing for what has none that is known."""
    if target is None or not target.type.startswith("AWS::RDS::"):
        return {}
    engine = (target.properties.text("Engine") or "").lower().removeprefix("aurora-")
    own = target.properties.integer("Port")
    known = own or next((port for start, port in _OF_ENGINES.items() if engine.startswith(start)), None)
    return _tcp(known, known) if known else {}


def _tcp(first: int, last: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": first, "ToPort": last}


def in_public(props: Node) -> Node | None:
    """Instances in public subnets are given public addresses unless told otherwise (aws-cdk-lib 2, `aws_rds`)."""
    told = props.get("vpcSubnets") or props.get("subnetGroup", "vpcSubnets")
    subnets = told.get("subnetType") or told.get("subnets") if told is not None else None
    if subnets is None or told is None:
        return None
    public = subnets.text() == "PUBLIC" or (subnets.text("Fn::Unknown") or "").endswith("publicSubnets")
    return replace(subnets, value=True) if public else None
