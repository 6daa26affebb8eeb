"""EC2: instances and their credit modes, volumes, addresses, snapshots, openings of security groups."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from holdfast.model.facts import BackupJob, Credential, CredentialForm, IdleResource, Ingress, Instance
from holdfast.model.regex import regex
from holdfast.readers.account.base import (
    Account,
    AccountReader,
    Call,
    Reading,
    Record,
    Refused,
    each,
    gap_of,
    quoted,
    seen,
    tags_of,
)
from holdfast.readers.account.values import child, records, text
from holdfast.readers.purposes import host_purpose

INSTANCES = Call("ec2", "describe_instances", "ec2:DescribeInstances", page=1000)
# Without the numbers of instances it would tell only those that are, or once were, unlimited; with them it takes
# no size of page.
CREDITS = Call("ec2", "describe_instance_credit_specifications", "ec2:DescribeInstanceCreditSpecifications")
VOLUMES = Call("ec2", "describe_volumes", "ec2:DescribeVolumes", page=500)
ADDRESSES = Call("ec2", "describe_addresses", "ec2:DescribeAddresses")
SNAPSHOTS = Call("ec2", "describe_snapshots", "ec2:DescribeSnapshots", page=1000)
SECURITY_GROUPS = Call("ec2", "describe_security_groups", "ec2:DescribeSecurityGroups", page=1000)
INTERFACES = Call("ec2", "describe_network_interfaces", "ec2:DescribeNetworkInterfaces", page=1000)

_SERVES = frozenset(["access", "availability", "backup", "capacity", "cost", "monitoring", "scaling"])
_GROUP_TAG = "aws:autoscaling:groupName"
_GONE = frozenset(["terminated", "shutting-down"])
_BURSTABLE = ("t2.", "t3.", "t3a.", "t4g.")
_MOST_NUMBERS = 1000
"""Instances that one question about credits may name."""

_ASLEEP = timedelta(days=7)
"""An instance stopped for less comes back with the working week; then it is idle."""
_STOPPED_AT = regex(r"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:GMT|UTC)\)")

_OPEN = frozenset(["0.0.0.0/0", "::/0"])
_ALL_PORTS = (0, 65535)
_TCP = frozenset(["tcp", "6", "-1"])
"""Protocols by which somebody can log in; -1 is every protocol."""

_RHYTHM = timedelta(days=35)
"""Snapshots by the clock are made at least monthly; one that is older shows a clock that stopped."""
_OLD = timedelta(days=365)
_OF_AN_IMAGE = regex(r"\bami-[0-9a-f]{8,17}\b", re.IGNORECASE)
_MAKERS = (("dlm:managed", "dlm"), ("aws:dlm:lifecycle-policy-id", "dlm"), ("aws:backup:source-resource", "aws-backup"))
"""Tags by which AWS marks a snapshot that it made by itself, and who made it."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What other resources tell about volumes: the tags of each, and of the instance that has it."""

    own: Mapping[str, Mapping[str, str]]
    host: Mapping[str, Mapping[str, str]]

    def tags(self, volume: str) -> dict[str, str]:
        return {**self.host.get(volume, {}), **self.own.get(volume, {})}


def instances(account: Account, region: str) -> list[Record]:
    """Every instance that is not gone, asked once, whoever needs them.

    Raises:
        Refused: AWS did not answer.
    """
    return [
        instance
        for reservation in each(account, INSTANCES, region, "Reservations")
        for instance in records(reservation, "Instances")
        if _state(instance) not in _GONE
    ]


def _instances(account: Account, region: str) -> Iterator[Reading]:
    found = instances(account, region)
    modes: dict[str, str] = {}
    try:
        modes = _credit_modes(account, region, found)
    except Refused as refused:
        yield gap_of(refused, _SERVES, account)
    for instance in found:
        yield from _instance(account, region, instance, modes)


def _instance(account: Account, region: str, instance: Record, modes: Mapping[str, str]) -> Iterator[Reading]:
    tags = tags_of(instance)
    number = str(instance.get("InstanceId") or "")
    about = _about(account, region, "instance", number, tags, tags.get(_GROUP_TAG))
    name = tags.get("Name") or number
    if _state(instance) == "stopped" and not _sleeps(account, instance):
        yield IdleResource(**about("State: stopped"), type="instance", name=name)
        return
    kind = str(instance.get("InstanceType") or "")
    has_role = bool(instance.get("IamInstanceProfile"))
    mode = modes.get(number)
    shown = {"IamInstanceProfile": _profile(instance), "CpuCredits": mode}
    common = about(f"InstanceType: {kind}")
    yield Instance(
        **common,
        name=name,
        instance_type=kind or None,
        role=has_role,
        credit_mode=mode,
        purpose=host_purpose(tags.get("Name", "")),
        group=tags.get(_GROUP_TAG),
        places=quoted(common["at"].arn, shown, role="IamInstanceProfile", credit_mode="CpuCredits"),
    )
    if has_role:
        quote = f"IamInstanceProfile: {_profile(instance)}"
        yield Credential(**about(quote), form=CredentialForm.INSTANCE_ROLE, holder="host")


def _profile(instance: Record) -> str | None:
    arn = text(child(instance, "IamInstanceProfile"), "Arn")
    return arn.rpartition("/")[2] if arn else None


def _sleeps(account: Account, instance: Record) -> bool:
    """It was stopped only lately, as by a schedule for nights and weekends."""
    match = _STOPPED_AT.search(str(instance.get("StateTransitionReason") or ""))
    if not match:
        return False
    since = datetime.strptime(f"{match[1]} +0000", "%Y-%m-%d %H:%M:%S %z")
    return account.now - since < _ASLEEP


def _credit_modes(account: Account, region: str, found: list[Record]) -> dict[str, str]:
    """`standard` or `unlimited` of each burstable instance, by its number."""
    numbers = [str(one.get("InstanceId")) for one in found if str(one.get("InstanceType", "")).startswith(_BURSTABLE)]
    modes: dict[str, str] = {}
    for start in range(0, len(numbers), _MOST_NUMBERS):
        some = numbers[start : start + _MOST_NUMBERS]
        for one in each(account, CREDITS, region, "InstanceCreditSpecifications", InstanceIds=some):
            modes[str(one.get("InstanceId"))] = str(one.get("CpuCredits"))
    return modes


def _volumes(account: Account, region: str) -> Iterator[Reading]:
    for volume in each(account, VOLUMES, region, "Volumes"):
        if volume.get("State") == "available" and not records(volume, "Attachments"):
            number = str(volume.get("VolumeId") or "")
            about = _about(account, region, "volume", number, tags_of(volume))
            yield IdleResource(**about(f"State: available, {volume.get('Size')} GiB"), type="volume", name=number)


def _addresses(account: Account, region: str) -> Iterator[Reading]:
    for address in each(account, ADDRESSES, region, "Addresses"):
        if not address.get("AssociationId"):
            number = str(address.get("AllocationId") or address.get("PublicIp") or "")
            about = _about(account, region, "elastic-ip", number, tags_of(address))
            name = str(address.get("PublicIp") or number)
            yield IdleResource(**about("AssociationId: none"), type="address", name=name)


def _snapshots(account: Account, region: str) -> Iterator[Reading]:
    found = list(each(account, SNAPSHOTS, region, "Snapshots", OwnerIds=("self",)))
    yield from _by_the_clock(account, region, [one for one in found if _maker(one)])
    for snapshot in found:
        made = snapshot.get("StartTime")
        if isinstance(made, datetime) and account.now - made > _OLD and _is_left_over(snapshot):
            number = str(snapshot.get("SnapshotId") or "")
            about = _about(account, region, "snapshot", number, tags_of(snapshot))
            yield IdleResource(**about(f"StartTime: {made:%Y-%m-%d}"), type="snapshot", name=number)


def _is_left_over(snapshot: Record) -> bool:
    """Nothing keeps it in order: no policy that ends it, no image that is made of it, no cheaper tier."""
    of_an_image = _OF_AN_IMAGE.search(str(snapshot.get("Description") or ""))
    return not _maker(snapshot) and not of_an_image and snapshot.get("StorageTier") != "archive"


def _maker(snapshot: Record) -> str | None:
    tags = tags_of(snapshot)
    return next((maker for tag, maker in _MAKERS if tag in tags), None)


def _by_the_clock(account: Account, region: str, found: list[Record]) -> Iterator[Reading]:
    """One job for each volume of which AWS lately made a snapshot, told at the newest."""
    newest: dict[str, Record] = {}
    for snapshot in sorted((one for one in found if isinstance(one.get("StartTime"), datetime)), key=_made):
        newest[str(snapshot.get("VolumeId") or "")] = snapshot
    known = _known(account, region) if newest else _Known({}, {})
    for volume, snapshot in newest.items():
        if account.now - _made(snapshot) > _RHYTHM:
            continue
        tags = {**known.tags(volume), **tags_of(snapshot)}
        about = _about(account, region, "snapshot", str(snapshot.get("SnapshotId") or ""), tags)
        quote = f"StartTime: {_made(snapshot):%Y-%m-%d}, of {volume}"
        method = _maker(snapshot) or ""
        yield BackupJob(**about(quote), subject="volume", method=method, schedule="by the clock", destination="aws")


def _made(snapshot: Record) -> datetime:
    moment: datetime = snapshot["StartTime"]
    return moment


def _known(account: Account, region: str) -> _Known:
    """What tells the environments of volumes; empty where it may not be read, which the other questions tell."""
    try:
        volumes = list(each(account, VOLUMES, region, "Volumes"))
        hosts = {str(one.get("InstanceId")): tags_of(one) for one in instances(account, region)}
    except Refused:
        return _Known({}, {})
    own = {str(one.get("VolumeId")): tags_of(one) for one in volumes}
    host = {
        str(one.get("VolumeId")): hosts.get(str(attached.get("InstanceId")), {})
        for one in volumes
        for attached in records(one, "Attachments")
    }
    return _Known(own, host)


def _security_groups(account: Account, region: str) -> Iterator[Reading]:
    found = list(each(account, SECURITY_GROUPS, region, "SecurityGroups"))
    openings = [(group, rule) for group in found for rule in records(group, "IpPermissions") if _opens(rule)]
    # AWS makes a default group in every network: one that nothing uses opens nothing of the product's.
    asked = any(group.get("GroupName") == "default" for group, _ in openings)
    used = _used(account, region) if asked else set()
    for group, rule in openings:
        number = str(group.get("GroupId") or "")
        name = str(group.get("GroupName") or number)
        if name == "default" and number not in used:
            continue
        about = _about(account, region, "security-group", number, tags_of(group), name)
        first, last = _ports(rule)
        sources = tuple(_sources(rule))
        quote = f"{first}-{last} from {', '.join(sources)}"
        yield Ingress(**about(quote), from_port=first, to_port=last, sources=sources, target=name)


def _opens(rule: Record) -> bool:
    return str(rule.get("IpProtocol")) in _TCP and not _OPEN.isdisjoint(_sources(rule))


def _used(account: Account, region: str) -> set[str]:
    """The numbers of the groups that some network interface has."""
    return {
        str(group.get("GroupId"))
        for interface in each(account, INTERFACES, region, "NetworkInterfaces")
        for group in records(interface, "Groups")
    }


def _sources(rule: Record) -> Iterator[str]:
    yield from (str(one.get("CidrIp", "")) for one in records(rule, "IpRanges"))
    yield from (str(one.get("CidrIpv6", "")) for one in records(rule, "Ipv6Ranges"))


def _ports(rule: Record) -> tuple[int, int]:
    """The ports of a rule; a rule of every protocol names none and opens all."""
    first, last = rule.get("FromPort"), rule.get("ToPort")
    if not isinstance(first, int) or not isinstance(last, int) or first < 0:
        return _ALL_PORTS
    return first, last


def _state(instance: Record) -> str:
    return str(child(instance, "State").get("Name") or "")


def _about(
    account: Account, region: str, sort: str, number: str, tags: Mapping[str, str], *names: str | None
) -> Callable[[str], dict[str, Any]]:
    """What the facts about one resource begin with, given what shows each."""
    environment = account.environment(tags, *names)
    arn = f"arn:{account.partition}:ec2:{region}:{account.id}:{sort}/{number}"
    return lambda quote: seen(arn, quote, environment)


READER = AccountReader(
    name="ec2",
    serves=_SERVES,
    calls=(INSTANCES, CREDITS, VOLUMES, ADDRESSES, SNAPSHOTS, SECURITY_GROUPS, INTERFACES),
    questions=(_instances, _volumes, _addresses, _snapshots, _security_groups),
    shows=(Instance, Ingress),
)
