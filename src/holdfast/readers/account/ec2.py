"""EC2: instances and their credit modes, volumes, addresses, snapshots, openings of security groups."""

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.facts import Credential, CredentialForm, IdleResource, Ingress, Instance
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, seen, tags_of

INSTANCES = Call("ec2", "describe_instances", "ec2:DescribeInstances", page=1000)
CREDITS = Call(
    "ec2",
    "describe_instance_credit_specifications",
    "ec2:DescribeInstanceCreditSpecifications",
    page=1000,
)
VOLUMES = Call("ec2", "describe_volumes", "ec2:DescribeVolumes", page=500)
ADDRESSES = Call("ec2", "describe_addresses", "ec2:DescribeAddresses")
SECURITY_GROUPS = Call("ec2", "describe_security_groups", "ec2:DescribeSecurityGroups", page=1000)

_GROUP_TAG = "aws:autoscaling:groupName"
_GONE = frozenset(["terminated", "shutting-down"])
_BURSTABLE = ("t2.", "t3.", "t3a.", "t4g.")
_OPEN = frozenset(["0.0.0.0/0", "::/0"])
_ALL_PORTS = (0, 65535)


def _instances(account: Account, region: str) -> Iterator[Reading]:
    running = [
        instance
        for reservation in each(account, INSTANCES, region, "Reservations")
        for instance in reservation.get("Instances") or ()
        if _state(instance) not in _GONE
    ]
    modes = _credit_modes(account, region) if any(_is_burstable(one) for one in running) else {}
    for instance in running:
        yield from _instance(account, region, instance, modes)


def _instance(account: Account, region: str, instance: Record, modes: Mapping[str, str]) -> Iterator[Reading]:
    tags = tags_of(instance)
    number = str(instance.get("InstanceId", ""))
    about = _about(account, region, "instance", number, tags, tags.get(_GROUP_TAG))
    name = tags.get("Name") or number
    if _state(instance) == "stopped":
        yield IdleResource(**about("State: stopped"), type="instance", name=name)
        return
    kind = str(instance.get("InstanceType") or "")
    yield Instance(
        **about(f"InstanceType: {kind}"),
        name=name,
        instance_type=kind or None,
        role=bool(instance.get("IamInstanceProfile")),
        credit_mode=modes.get(number),
        group=tags.get(_GROUP_TAG),
    )
    if instance.get("IamInstanceProfile"):
        yield Credential(**about("IamInstanceProfile"), form=CredentialForm.INSTANCE_ROLE, holder="host")


def _credit_modes(account: Account, region: str) -> dict[str, str]:
    found = each(account, CREDITS, region, "InstanceCreditSpecifications")
    return {str(one.get("InstanceId")): str(one.get("CpuCredits")) for one in found}


def _volumes(account: Account, region: str) -> Iterator[Reading]:
    for volume in each(account, VOLUMES, region, "Volumes"):
        if volume.get("State") == "available" and not volume.get("Attachments"):
            tags = tags_of(volume)
            number = str(volume.get("VolumeId", ""))
            about = _about(account, region, "volume", number, tags)
            yield IdleResource(**about(f"State: available, {volume.get('Size')} GiB"), type="volume", name=number)


def _addresses(account: Account, region: str) -> Iterator[Reading]:
    for address in each(account, ADDRESSES, region, "Addresses"):
        if not address.get("AssociationId"):
            number = str(address.get("AllocationId") or address.get("PublicIp", ""))
            about = _about(account, region, "elastic-ip", number, tags_of(address))
            yield IdleResource(**about("no association"), type="address", name=str(address.get("PublicIp", number)))


def _security_groups(account: Account, region: str) -> Iterator[Reading]:
    for group in each(account, SECURITY_GROUPS, region, "SecurityGroups"):
        number = str(group.get("GroupId", ""))
        name = str(group.get("GroupName", number))
        about = _about(account, region, "security-group", number, tags_of(group), name)
        for rule in group.get("IpPermissions") or ():
            sources = tuple(_sources(rule))
            first, last = _ports(rule)
            if _OPEN & set(sources):
                yield Ingress(
                    **about(f"{first}-{last} from {', '.join(sources)}"),
                    from_port=first,
                    to_port=last,
                    sources=sources,
                    target=name,
                )


def _sources(rule: Record) -> Iterator[str]:
    for one in rule.get("IpRanges") or ():
        yield str(one.get("CidrIp", ""))
    for one in rule.get("Ipv6Ranges") or ():
        yield str(one.get("CidrIpv6", ""))


def _ports(rule: Record) -> tuple[int, int]:
    """The ports of a rule; a rule of every protocol names none and opens all."""
    first, last = rule.get("FromPort"), rule.get("ToPort")
    if not isinstance(first, int) or not isinstance(last, int) or first < 0:
        return _ALL_PORTS
    return first, last


def _state(instance: Record) -> str:
    return str((instance.get("State") or {}).get("Name", ""))


def _is_burstable(instance: Record) -> bool:
    return str(instance.get("InstanceType", "")).startswith(_BURSTABLE)


def _about(account: Account, region: str, sort: str, number: str, tags: Mapping[str, str], *names: str | None) -> Any:
    """What the facts about one resource begin with, given what shows each."""
    environment = account.environment(tags, *names)
    arn = f"arn:{account.partition}:ec2:{region}:{account.id}:{sort}/{number}"
    return lambda quote: seen(arn, quote, environment)


READER = AccountReader(
    name="ec2",
    serves=frozenset(["access", "availability", "capacity", "cost"]),
    calls=(INSTANCES, CREDITS, VOLUMES, ADDRESSES, SECURITY_GROUPS),
    questions=(_instances, _volumes, _addresses, _security_groups),
)
