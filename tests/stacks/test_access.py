"""Access: narrow roles, one repository and environment, no way in but Session Manager, and alarms on root and keys."""

import re
from typing import Any

import pytest

from holdfast.model.deployment import Template
from holdfast.stacks.policies import FORCED, forced
from tests.stacks.synthesized import every, listed, one, properties, resources, statements, templates


def policies(template: Template) -> list[dict[str, Any]]:
    return [
        statement
        for block in properties(template, "AWS::IAM::Role")
        for policy in block.get("Policies", ())
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def test_no_policy_allows_an_action_with_an_asterisk() -> None:
    actions = [action for template in every() for one in policies(template) for action in listed(one["Action"])]
    assert actions
    assert [action for action in actions if "*" in action] == []


def test_everything_is_allowed_only_for_actions_that_aws_forces_it_for() -> None:
    wide = [one for template in every() for one in policies(template) if "*" in listed(one["Resource"])]
    assert {action for one in wide for action in listed(one["Action"])} == set(FORCED)


def test_an_action_without_a_known_reason_cannot_be_allowed_on_everything() -> None:
    with pytest.raises(ValueError, match="s3:GetObject"):
        forced("Wide", "s3:GetObject")


def test_metrics_go_to_our_namespace_alone() -> None:
    found = [one for template in every() for one in policies(template) if "cloudwatch:PutMetricData" in one["Action"]]
    assert len(found) == 5
    assert {one["Condition"]["StringEquals"]["cloudwatch:namespace"] for one in found} == {"Holdfast"}


@pytest.mark.parametrize(
    ("product", "environment", "repository"),
    [
        ("sweetorder", "production", "sweetorder/backend"),
        ("sweetorder", "staging", "sweetorder/backend"),
        ("ledgerly", "production", "ledgerly/ledgerly"),
    ],
)
def test_the_deploy_role_trusts_one_repository_and_one_of_its_environments(
    product: str, environment: str, repository: str
) -> None:
    template = templates(product)[f"{product}-{environment}"]
    (role,) = [one for one in properties(template, "AWS::IAM::Role") if one.get("RoleName", "").endswith("-deploy")]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": f"repo:{repository}:environment:{environment}",
        }
    }


def test_the_deploy_role_reaches_its_own_ledger_and_group_and_nothing_of_the_other_environment() -> None:
    text = str(statements(templates("sweetorder")["sweetorder-staging"], "-deploy"))
    assert "deploymentgroup:sweetorder-staging/sweetorder-staging" in text
    assert "releases/staging/" in text
    assert "production" not in text


def test_hosts_reach_their_own_buckets_secrets_and_logs_and_nothing_of_the_other_environment() -> None:
    text = str(statements(templates("sweetorder")["sweetorder-production"], "-host"))
    for own in (
        "sweetorder-uploads-production/*",
        "secret:sweetorder/production/api-??????",
        "/sweetorder-production/",
    ):
        assert own in text
    assert "staging" not in text


def test_hosts_may_not_change_iam_read_other_secrets_or_delete_bundles() -> None:
    for template in every():
        for statement in statements(template, "-host"):
            actions = " ".join(listed(statement["Action"]))
            assert not re.search(r"iam:|sts:|PutBucketPolicy|DeleteBucket|ModifyDBInstance|CreateDeployment", actions)
            if "s3:DeleteObject" in actions:
                assert "artifacts" not in str(statement["Resource"])


def test_the_site_buckets_are_no_business_of_the_hosts() -> None:
    assert "sweetorder-www-production" not in str(statements(templates("sweetorder")["sweetorder-production"], "-host"))


def test_services_of_aws_take_their_roles_for_this_account_alone() -> None:
    for template in every():
        for role in properties(template, "AWS::IAM::Role"):
            (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
            service = trust["Principal"].get("Service")
            if service and service != "ec2.amazonaws.com":  # instances of another account cannot take a profile of ours
                assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_no_port_for_ssh_is_open_and_no_host_has_a_key_pair() -> None:
    for template in every():
        for opening in properties(template, "AWS::EC2::SecurityGroupIngress"):
            assert not opening["FromPort"] <= 22 <= opening["ToPort"]
        for launch in properties(template, "AWS::EC2::LaunchTemplate"):
            assert "KeyName" not in launch["LaunchTemplateData"]


def test_githubs_provider_is_made_unless_the_account_has_one() -> None:
    template = templates("sweetorder")["sweetorder-account"]
    (provider,) = resources(template, "AWS::IAM::OIDCProvider").values()
    assert template.body["Parameters"]["GithubProviderArn"]["Default"] == ""
    assert template.body["Conditions"][provider["Condition"]] == {"Fn::Equals": [{"Ref": "GithubProviderArn"}, ""]}


def test_use_of_the_root_user_and_old_keys_ring_in_the_home_region() -> None:
    template = templates("sweetorder")["sweetorder-account"]
    trail = one(template, "AWS::CloudTrail::Trail")
    assert (trail["IsMultiRegionTrail"], trail["IsLogging"], trail["EnableLogFileValidation"]) == (True, True, True)
    counted = one(template, "AWS::Logs::MetricFilter")
    assert '$.userIdentity.type = "Root"' in counted["FilterPattern"]
    alarms = {alarm["AlarmName"]: alarm for alarm in properties(template, "AWS::CloudWatch::Alarm")}
    assert alarms["sweetorder-root-use"]["MetricName"] == counted["MetricTransformations"][0]["MetricName"]
    assert alarms["sweetorder-key-age"]["TreatMissingData"] == "breaching"
    assert alarms["sweetorder-key-age"]["Threshold"] == 90


def test_the_age_of_keys_is_measured_once_a_day_under_the_name_that_the_alarm_watches() -> None:
    template = templates("sweetorder")["sweetorder-account"]
    assert one(template, "AWS::Scheduler::Schedule")["ScheduleExpression"] == "rate(1 day)"
    definition = one(template, "AWS::StepFunctions::StateMachine")["DefinitionString"]
    assert '"MetricName": "AccessKeyAge"' in definition
