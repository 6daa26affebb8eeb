"""Scaling: two to ten hosts that follow the processor, one in staging, exchanged one by one when each is ready."""

from tests.stacks.synthesized import one, properties, resources, templates

PRODUCTION, STAGING = "sweetorder-production", "sweetorder-staging"


def test_production_has_two_to_ten_hosts_and_staging_one() -> None:
    for stack, wanted in ((PRODUCTION, ("2", "10", "2")), (STAGING, ("1", "1", "1"))):
        group = one(templates("sweetorder")[stack], "AWS::AutoScaling::AutoScalingGroup")
        assert (group["MinSize"], group["MaxSize"], group["DesiredCapacity"]) == wanted


def test_production_follows_the_processor_and_staging_follows_nothing() -> None:
    policy = one(templates("sweetorder")[PRODUCTION], "AWS::AutoScaling::ScalingPolicy")
    target = policy["TargetTrackingConfiguration"]
    assert target["PredefinedMetricSpecification"] == {"PredefinedMetricType": "ASGAverageCPUUtilization"}
    assert target["TargetValue"] == 60
    assert properties(templates("sweetorder")[STAGING], "AWS::AutoScaling::ScalingPolicy") == []


def test_staging_sleeps_at_night_in_its_own_time_zone_and_its_morning_brings_the_host_back() -> None:
    actions = {
        action["Recurrence"]: action
        for action in properties(templates("sweetorder")[STAGING], "AWS::AutoScaling::ScheduledAction")
    }
    assert (actions["0 22 * * *"]["MinSize"], actions["0 22 * * *"]["DesiredCapacity"]) == (0, 0)
    assert (actions["0 8 * * 1-5"]["MinSize"], actions["0 8 * * 1-5"]["DesiredCapacity"]) == (1, 1)
    assert {action["TimeZone"] for action in actions.values()} == {"Asia/Tokyo"}


def test_hosts_are_exchanged_one_by_one_and_each_must_say_that_it_is_ready() -> None:
    (group,) = resources(templates("sweetorder")[PRODUCTION], "AWS::AutoScaling::AutoScalingGroup").values()
    rolling = group["UpdatePolicy"]["AutoScalingRollingUpdate"]
    assert rolling["MaxBatchSize"] == 1
    assert rolling["MinInstancesInService"] == 2
    assert rolling["MinSuccessfulInstancesPercent"] == 100
    assert rolling["WaitOnResourceSignals"] is True
    assert group["CreationPolicy"]["ResourceSignal"]["Count"] == 2


def test_the_only_host_with_the_data_disk_goes_before_its_successor_comes() -> None:
    (group,) = resources(templates("sweetorder")[STAGING], "AWS::AutoScaling::AutoScalingGroup").values()
    assert group["UpdatePolicy"]["AutoScalingRollingUpdate"]["MinInstancesInService"] == 0


def test_a_deployment_leaves_the_number_of_hosts_to_scaling() -> None:
    (group,) = resources(templates("sweetorder")[PRODUCTION], "AWS::AutoScaling::AutoScalingGroup").values()
    assert group["UpdatePolicy"]["AutoScalingScheduledAction"]["IgnoreUnmodifiedGroupSizeProperties"] is True
