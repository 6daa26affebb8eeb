from typing import Any

import pytest

from holdfast.model.bill import Basis
from holdfast.model.deployment import Template
from holdfast.simulation.bill import bill_of, unknown_units
from holdfast.simulation.prices import HOURS, REGIONS, SOURCES, Price, price_of


def template(region: str = "ap-northeast-2", environment: str = "production", **resources: Any) -> Template:
    return Template(stack=f"shop-{environment}", region=region, environment=environment, body={"Resources": resources})


LAUNCH = {
    "Type": "AWS::EC2::LaunchTemplate",
    "Properties": {
        "LaunchTemplateData": {
            "InstanceType": "t4g.medium",
            "BlockDeviceMappings": [{"Ebs": {"VolumeType": "gp3", "VolumeSize": 20}}],
        }
    },
}
GROUP = {
    "Type": "AWS::AutoScaling::AutoScalingGroup",
    "Properties": {"DesiredCapacity": "2", "LaunchTemplate": {"LaunchTemplateId": {"Ref": "Launch"}}},
}


def database(**properties: Any) -> dict[str, Any]:
    given = {"DBInstanceClass": "db.t4g.medium", "AllocatedStorage": "20", "StorageType": "gp3", **properties}
    return {"Type": "AWS::RDS::DBInstance", "Properties": given}


def test_the_first_host_is_the_product_itself_and_the_second_is_paid_for_availability() -> None:
    bill = bill_of([template(Launch=LAUNCH, Group=GROUP)])
    # Seoul, by hand: 0.0416 × 730 = 30.37, 20 GiB × 0.0912 = 1.82, an address 0.005 × 730 = 3.65.
    assert bill.controls == {"": 35.84, "availability": 35.84}
    assert bill.monthly_usd == 71.68


def test_a_database_apart_is_capacity_and_its_standby_availability() -> None:
    bill = bill_of([template(Database=database(MultiAZ=True))])
    # Seoul, by hand: 0.102 × 730 = 74.46, 20 GiB × 0.131 = 2.62; the standby costs the same again.
    assert bill.controls == {"capacity": 77.08, "availability": 77.08}
    assert bill_of([template(Database=database(MultiAZ=False))]).controls == {"capacity": 77.08}


def test_a_load_balancer_costs_its_hours_and_an_address_in_each_zone_and_its_traffic_is_by_use() -> None:
    balancer = {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Subnets": ["a", "b"]}}
    bill = bill_of([template(Front=balancer)])
    assert bill.controls == {"availability": round(0.0225 * 730 + 2 * 3.65, 2)}
    assert [line.item for line in bill.by_use] == ["requests"]


@pytest.mark.parametrize(
    ("properties", "monthly"),
    [
        ({"MetricName": "CPUUtilization"}, 0.1),
        ({"Metrics": [{"MetricStat": {}}, {"MetricStat": {}}, {"Expression": "m1/m2"}]}, 0.2),
        ({"Metrics": [{"MetricStat": {}}, {"Expression": "ANOMALY_DETECTION_BAND(m1, 2)"}]}, 0.3),
    ],
)
def test_an_alarm_is_billed_by_its_metrics_and_on_a_band_by_three(properties: dict[str, Any], monthly: float) -> None:
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}
    assert bill_of([template(MonitoringCpu=alarm)]).controls == {"monitoring": monthly}


def test_the_construct_that_made_a_resource_decides_for_which_control_it_is_paid() -> None:
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {}}
    assert bill_of([template(CertificatesExpiry=alarm)]).controls == {"certificates": 0.1}


def test_what_has_no_price_is_unknown_and_never_nothing() -> None:
    bill = bill_of(
        [template("eu-west-1", Database=database(DBInstanceClass="db.m9g.large")), template("xx-far-1", A=GROUP)]
    )
    assert {line.detail for line in bill.unknown if line.item == "database"} == {"db.m9g.large"}
    assert all(line.monthly_usd is None for line in bill.unknown)
    strange = {"Type": "AWS::ElastiCache::CacheCluster", "Properties": {}}
    assert bill_of([template(Cache=strange)]).lines[0].basis is Basis.UNKNOWN


def test_prices_that_were_asked_for_count_before_the_table() -> None:
    templates = (template("eu-west-1", Database=database(DBInstanceClass="db.m9g.large")),)
    assert unknown_units(templates) == {("eu-west-1", "db.m9g.large")}
    asked = {"eu-west-1": {"db.m9g.large": Price(0.2, "price-list")}}
    assert bill_of(templates, asked).controls == {"capacity": round(0.2 * HOURS + 20 * 0.127, 2)}
    assert price_of("eu-west-1", "db.m9g.large") is None


def test_what_is_free_is_not_on_the_bill() -> None:
    assert bill_of([template(Role={"Type": "AWS::IAM::Role", "Properties": {}})]).lines == ()


def test_a_size_that_is_worked_out_at_deployment_counts_as_one_host() -> None:
    group = {"Type": GROUP["Type"], "Properties": {**GROUP["Properties"], "DesiredCapacity": {"Ref": "Size"}}}  # type: ignore[dict-item]
    assert bill_of([template(Launch=LAUNCH, Group=group)]).controls == {"": 35.84}


def test_every_price_has_a_dated_source() -> None:
    prices = [price for table in REGIONS.values() for price in table.values()]
    assert {price.source for price in prices} <= set(SOURCES)
    assert all("202" in text or "asked now" in text for text in SOURCES.values())
    assert all(0 < price.usd < 10 for price in prices)
