"""Route 53: the public zones of the account, and the host names that they answer."""

from collections.abc import Iterator

from holdfast.model.facts import Zone
from holdfast.readers.account.base import Account, AccountReader, Call, Reach, Reading, each, seen
from holdfast.readers.account.values import child, text

ZONES = Call("route53", "list_hosted_zones", "route53:ListHostedZones", page=100)
RECORDS = Call(
    "route53",
    "list_resource_record_sets",
    "route53:ListResourceRecordSets",
    resource="arn:aws:route53:::hostedzone/*",
    page=300,
    absent=frozenset(["NoSuchHostedZone"]),
)

_ANSWERS = frozenset(["A", "AAAA", "CNAME"])


def _zones(account: Account, region: str) -> Iterator[Reading]:
    for zone in each(account, ZONES, region, "HostedZones"):
        number = (text(zone, "Id") or "").rpartition("/")[2]
        if child(zone, "Config").get("PrivateZone") or not number:
            continue
        records = each(account, RECORDS, region, "ResourceRecordSets", HostedZoneId=number)
        names = {
            _plain(record.get("Name"))
            for record in records
            # Names with an underscore prove who owns a domain; no browser opens them.
            if text(record, "Type") in _ANSWERS and not str(record.get("Name")).startswith("_")
        }
        domain = _plain(zone.get("Name"))
        arn = f"arn:{account.partition}:route53:::hostedzone/{number}"
        yield Zone(**seen(arn, f"Name: {domain}"), domain=domain, names=tuple(sorted(names - {""})))


def _plain(name: object) -> str:
    r"""A name as people write it: Route 53 ends it with a dot, and writes `*` as `\052`."""
    return str(name or "").replace("\\052", "*").rstrip(".").lower()


READER = AccountReader(
    name="route53",
    serves=frozenset(["cors"]),
    calls=(ZONES, RECORDS),
    questions=(_zones,),
    reach=Reach.GLOBAL,
    shows=(Zone,),
)
