"""Classic load balancers: where they stand, what they ask, and which of them serve nobody."""

from collections import Counter
from collections.abc import Iterator

import pytest

from holdfast.readers.account import elb
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        client = started.client("elb", HOME)
        listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 3000}
        zones = [f"{HOME}a", f"{HOME}c"]
        client.create_load_balancer(
            LoadBalancerName="web",
            Listeners=[listener],
            AvailabilityZones=zones,
            Tags=[{"Key": "env", "Value": "prod"}],
        )
        check = {"Target": "HTTP:8080/health", "Interval": 30, "Timeout": 5}
        check |= {"UnhealthyThreshold": 2, "HealthyThreshold": 2}
        client.configure_health_check(LoadBalancerName="web", HealthCheck=check)
        host = started.client("ec2", HOME).run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1)
        number = host["Instances"][0]["InstanceId"]
        client.register_instances_with_load_balancer(LoadBalancerName="web", Instances=[{"InstanceId": number}])
        client.create_load_balancer(LoadBalancerName="staging-old", Listeners=[listener], AvailabilityZones=zones[:1])
        yield started


@pytest.mark.integration
def test_a_classic_balancer_is_told_with_what_it_asks_and_whether_anybody_stands_behind_it(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()

    assert told(read(elb.READER, live(aws, asked=asked), HOME)) == [
        "LoadBalancer loadbalancer/web [production] name=web type=classic zones=2",
        "HealthProbe loadbalancer/web [production] asker=load-balancer path=/health port=8080",
        "LoadBalancer loadbalancer/staging-old [staging] name=staging-old type=classic zones=1",
        "IdleResource loadbalancer/staging-old [staging] type=load-balancer name=staging-old",
    ]
    assert asked == {"describe_load_balancers": 1, "get_resources": 1}


@pytest.mark.parametrize(
    ("target", "path", "port"), [("TCP:22", "", 22), ("HTTPS:8443/up/ready", "/up/ready", 8443), ("SSL:x", "", None)]
)
def test_only_a_check_over_http_has_a_path(target: str, path: str, port: int | None) -> None:
    one = {"LoadBalancerName": "web", "Instances": [{}], "HealthCheck": {"Target": target}}

    found = told(read(elb.READER, FakeAccount({"describe_load_balancers": {"LoadBalancerDescriptions": [one]}}), HOME))

    shown = f"path={path}" if port is None else f"path={path} port={port}"
    assert found[1] == f"HealthProbe loadbalancer/web [(unassigned)] asker=load-balancer {shown}".rstrip()
