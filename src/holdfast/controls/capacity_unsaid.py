"""Where sizes of machines are spoken of that no source chooses, and which sizes are small."""

import re

from holdfast.controls.common import claimed, places, solid
from holdfast.controls.databases import MANAGED
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Instance
from holdfast.model.findings import Evident, Scope
from holdfast.model.regex import regex

# Lightsail names its bundles `micro_2_0`, and its plans by their memory or price (up to $12 a month they have 2 GB at
# most: aws.amazon.com/lightsail/pricing, read 2026-11); they earn credits too.
SMALL = regex(
    r"^(?:(?:(?:db|cache|mq)\.)?(?:t1|t2|t3a?|t4g)\.(?:nano|micro|small)$|(?:nano|micro|small)_(?:win_)?\d"
    r"|(?:0\.5|1|1\.5|2) GB$|512 MB$|Lightsail (?:512 MB|[12] GB|\$(?:[3-9]|1[0-2])(?:\.\d+)?)$)",
    re.IGNORECASE,
)

_BURSTABLE = regex(r"^(?:db\.)?(?:t1|t2|t3a?|t4g)\.", re.IGNORECASE)


def lends(type_: str) -> bool:
    """A machine of that type has its processor on credit."""
    return bool(SMALL.match(type_) or _BURSTABLE.match(type_))


def said_sizes(scope: Scope) -> tuple[Evident, ...]:
    """Where texts say in passing how large hosts and databases are, those that are too small before the others."""
    hosts = claimed(scope.view, Instance, lambda one: one.instance_type is not None)
    stores = claimed(scope.view, Database, lambda one: one.instance_class is not None and one.placement in MANAGED)
    told = [(one.instance_type or "", places((one,), "instance_type")) for one in hosts]
    told += [(one.instance_class or "", places((one,), "instance_class")) for one in stores]
    told.sort(key=lambda each: SMALL.match(each[0]) is None)
    by_size: dict[str, tuple[Evident, ...]] = {}
    for size, at in told:  # a host of the same type as another one tells nothing new
        by_size.setdefault(size, at)
    return tuple(dict.fromkeys(place for at in by_size.values() for place in at))[:2]


def said_of_stores(scope: Scope) -> list[tuple[str, tuple[Evident, ...]]]:
    """The classes of managed databases that texts speak of in passing, or reckon with, and where."""
    priced = claimed(scope.view, Instance, lambda one: (one.instance_type or "").startswith("db."))
    stores = claimed(scope.view, Database, lambda one: one.instance_class is not None and one.placement in MANAGED)
    told = [(one.instance_type or "", places((one,), "instance_type")) for one in priced]
    return [*told, *((one.instance_class or "", places((one,), "instance_class")) for one in stores)]


def asked_for(scope: Scope) -> tuple[Evident, ...]:
    """Where a text asks for so many processors and so much memory, and no source chooses the machine."""
    if solid(scope.view, Instance, lambda one: one.instance_type is not None):
        return ()
    return places(claimed(scope.view, Instance, lambda one: "size" in one.places), "size", most=1)


def handed_in(view: View) -> tuple[Evident, ...]:
    """Where a template takes the size of a host from whoever applies it, and no default chooses one."""
    hosts = solid(view, Instance, _is_handed_in)
    return places(hosts, "instance_type", most=1)


def _is_handed_in(host: Instance) -> bool:
    asked = host.instance_type is None and "instance_type" in host.places
    return host.kind is EvidenceKind.DECLARED and host.purpose == "application" and asked
