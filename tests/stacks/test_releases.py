"""Releases: one host at a time behind the load balancer, back by itself on failure and alarm, and a bucket for it all."""

import pytest

from holdfast.model.releases import place_name
from tests.stacks.synthesized import one, resources, templates


@pytest.mark.parametrize(
    ("product", "environment"), [("sweetorder", "production"), ("sweetorder", "staging"), ("ledgerly", "production")]
)
def test_codedeploy_is_called_as_the_workflow_looks_for_it_and_goes_back_by_itself(
    product: str, environment: str
) -> None:
    template = templates(product)[f"{product}-{environment}"]
    name = place_name(product, environment)
    assert one(template, "AWS::CodeDeploy::Application")["ApplicationName"] == name
    group = one(template, "AWS::CodeDeploy::DeploymentGroup")
    assert group["DeploymentGroupName"] == name
    assert group["DeploymentConfigName"] == "CodeDeployDefault.OneAtATime"
    assert group["DeploymentStyle"] == {"DeploymentOption": "WITH_TRAFFIC_CONTROL", "DeploymentType": "IN_PLACE"}
    assert set(group["AutoRollbackConfiguration"]["Events"]) == {"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"}


def test_alarms_on_errors_and_on_missing_hosts_stop_a_release() -> None:
    template = templates("sweetorder")["sweetorder-production"]
    stopping = one(template, "AWS::CodeDeploy::DeploymentGroup")["AlarmConfiguration"]
    assert stopping["Enabled"] is True
    alarms = resources(template, "AWS::CloudWatch::Alarm")
    names = {alarms[alarm["Name"]["Ref"]]["Properties"]["AlarmName"] for alarm in stopping["Alarms"]}
    assert names == {f"sweetorder-production-{name}" for name in ("process", "error-rate", "hosts")}


def test_the_artifact_bucket_comes_first_from_a_template_that_a_call_takes_whole() -> None:
    for product in ("sweetorder", "ledgerly"):
        first = next(iter(templates(product).values()))
        assert first.stack == f"{product}-artifacts"
        assert first.depends_on == ()
        assert len(str(first.body)) < 51_200
        assert one(first, "AWS::S3::Bucket")["BucketName"] == {"Fn::Sub": f"{product}-artifacts-${{AWS::AccountId}}"}
        assert all(first.stack in other.depends_on for other in list(templates(product).values())[1:])
