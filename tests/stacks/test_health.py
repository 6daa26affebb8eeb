"""Health: requests go where a host is ready; a host is replaced only when it is itself dead."""

import pytest

from tests.stacks.synthesized import one, templates

STACKS = [
    ("sweetorder", "sweetorder-production"),
    ("sweetorder", "sweetorder-staging"),
    ("ledgerly", "ledgerly-production"),
]


@pytest.mark.parametrize(("product", "stack"), STACKS)
def test_targets_are_asked_for_readiness(product: str, stack: str) -> None:
    targets = one(templates(product)[stack], "AWS::ElasticLoadBalancingV2::TargetGroup")
    assert targets["HealthCheckPath"] == "/health/ready"
    assert targets["Matcher"] == {"HttpCode": "200"}
    assert targets["HealthCheckTimeoutSeconds"] < targets["HealthCheckIntervalSeconds"]


@pytest.mark.parametrize(("product", "stack"), STACKS)
def test_an_outage_of_the_database_never_makes_the_group_end_its_hosts(product: str, stack: str) -> None:
    group = one(templates(product)[stack], "AWS::AutoScaling::AutoScalingGroup")
    assert group["HealthCheckType"] == "EC2"


@pytest.mark.parametrize(("product", "stack"), STACKS)
def test_a_host_that_does_not_become_ready_is_replaced(product: str, stack: str) -> None:
    (hook,) = one(templates(product)[stack], "AWS::AutoScaling::AutoScalingGroup")["LifecycleHookSpecificationList"]
    assert hook["LifecycleTransition"] == "autoscaling:EC2_INSTANCE_LAUNCHING"
    assert hook["DefaultResult"] == "ABANDON"
