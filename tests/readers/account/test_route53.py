"""Route 53: public zones and the host names that they answer."""

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.readers.account import route53
from holdfast.readers.account.base import GLOBAL_REGION, Refused
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told

RECORDS = (
    ("www.sweetorders.com", "A", "192.0.2.1"),
    ("www.sweetorders.com", "AAAA", "2001:db8::1"),
    ("*.preview.sweetorders.com", "CNAME", "preview.example.com"),
    ("_8f2.sweetorders.com", "CNAME", "x.acm-validations.aws"),
    ("sweetorders.com", "MX", "10 mail.example.com"),
)


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        client = started.client("route53", GLOBAL_REGION)
        zone = client.create_hosted_zone(Name="sweetorders.com.", CallerReference="1")["HostedZone"]["Id"]
        client.create_hosted_zone(
            Name="internal.",
            CallerReference="2",
            HostedZoneConfig={"PrivateZone": True},
            VPC={"VPCRegion": HOME, "VPCId": "vpc-1"},
        )
        changes = [
            {"Name": name, "Type": sort, "TTL": 60, "ResourceRecords": [{"Value": value}]}
            for name, sort, value in RECORDS
        ]
        batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": change} for change in changes]}
        client.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
        yield started


@pytest.mark.integration
def test_a_public_zone_is_told_with_the_hosts_it_answers(aws: EmbeddedAws) -> None:
    shown = told(read(route53.READER, live(aws), GLOBAL_REGION))

    assert [line.split(" ", 2)[2] for line in shown] == [
        "domain=sweetorders.com names=(*.preview.sweetorders.com, www.sweetorders.com)"
    ]


def test_a_wildcard_is_read_as_route_53_writes_it() -> None:
    account = FakeAccount(
        {
            "list_hosted_zones": {"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "X.com."}]},
            "list_resource_record_sets": {
                "ResourceRecordSets": [{"Name": "\\052.x.com.", "Type": "A"}, {"Type": "A"}, {}]
            },
        }
    )

    assert told(read(route53.READER, account)) == ["Zone hostedzone/Z1 domain=x.com names=(*.x.com)"]


@pytest.mark.parametrize("zone", [{}, {"Id": None}, {"Id": "/hostedzone/", "Name": "x.com."}])
def test_a_zone_without_a_number_is_passed_over(zone: dict[str, Any]) -> None:
    assert read(route53.READER, FakeAccount({"list_hosted_zones": {"HostedZones": [zone]}})) == []


def test_refused_records_are_a_gap() -> None:
    account = FakeAccount(
        {
            "list_hosted_zones": {"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "x.com."}]},
            "list_resource_record_sets": Refused(route53.RECORDS, GapReason.DENIED, "AccessDenied", GLOBAL_REGION),
        }
    )

    assert told(read(route53.READER, account)) == ["Gap route53 denied: AccessDenied"]
