"""What each role may call and may not, judged by an evaluator of policies that is not ours: moto's."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from moto.iam.access_control import IAMPolicy, PermissionResult

from holdfast.model.deployment import Template
from tests.stacks.synthesized import resources, statements, templates

REGION, ACCOUNT = "ap-northeast-1", "123456789012"
_PSEUDO = {"AWS::Partition": "aws", "AWS::AccountId": ACCOUNT}
_VALUES = {"CopyBucketArn": "arn:aws:s3:::sweetorder-backup-production-copy"}


def resolved(value: Any, template: Template) -> Any:
    """A part of a template with what CloudFormation would put in."""
    if isinstance(value, list):
        return [resolved(item, template) for item in value]
    if not isinstance(value, dict):
        # An evaluator of regular expressions takes the question mark for something else.
        return value.replace("?", ".") if isinstance(value, str) else value
    if "Ref" in value:
        name = value["Ref"]
        return {**_PSEUDO, "AWS::Region": template.region, **_VALUES}.get(name, f"{name}-id")
    if "Fn::Sub" in value:
        text, names = value["Fn::Sub"] if isinstance(value["Fn::Sub"], list) else (value["Fn::Sub"], {})
        known = {**_PSEUDO, "AWS::Region": template.region}
        known |= {name: resolved(one, template) for name, one in names.items()}
        return re.sub(r"\$\{([^}]+)\}", lambda match: str(known[match[1]]), text).replace("?", ".")
    if "Fn::Join" in value:
        sign, parts = value["Fn::Join"]
        return sign.join(resolved(parts, template))
    if "Fn::GetAtt" in value:
        name, attribute = value["Fn::GetAtt"]
        return f"arn:aws:of:{name}:{attribute}"
    return {key: resolved(item, template) for key, item in value.items()}


@cache
def policy(stack: str, role: str) -> IAMPolicy:
    """The policy of the role whose name ends so."""
    product = stack.partition("-")[0]
    template = templates(product)[stack]
    (found,) = [
        block["Policies"][0]["PolicyDocument"]
        for name, block in ((name, one["Properties"]) for name, one in resources(template, "AWS::IAM::Role").items())
        if block.get("RoleName", name).endswith(role)
    ]
    return IAMPolicy(json.dumps(resolved(found, template)))


def may(stack: str, role: str, action: str, resource: str, **context: str) -> bool:
    found = policy(stack, role).is_action_permitted(
        action, resource, incoming_condition_values={name.replace("__", ":"): one for name, one in context.items()}
    )
    return found is PermissionResult.PERMITTED


def hosts(environment: str) -> Iterator[tuple[str, str]]:
    """Every call that the product and the host's own parts make."""
    name, region = f"sweetorder-{environment}", f"{REGION}:{ACCOUNT}"
    artifacts = f"arn:aws:s3:::sweetorder-artifacts-{ACCOUNT}"
    uploads, backups = f"arn:aws:s3:::sweetorder-uploads-{environment}", f"arn:aws:s3:::sweetorder-backup-{environment}"
    secret = f"arn:aws:secretsmanager:{region}:secret:sweetorder/{environment}/api-AbCdEf"
    yield "s3:GetObject", f"{artifacts}/host/{environment}/0f.tgz"
    yield "s3:GetObject", f"{artifacts}/bundles/0f.tgz"
    yield "s3:GetObject", f"{artifacts}/releases/{environment}/entries/00000001/started.json"
    yield "s3:PutObject", f"{artifacts}/releases/{environment}/migrations/0f.json"
    for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"):
        yield action, f"{uploads}/photos/1.jpg"
        yield action, f"{backups}/backups/1.dump"
    for action in ("s3:ListBucket", "s3:GetBucketVersioning", "s3:GetLifecycleConfiguration"):
        yield action, backups
    yield "s3:ListBucket", uploads
    for action in ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"):
        yield action, secret
    group = f"arn:aws:autoscaling:{region}:autoScalingGroup:0f-0f:autoScalingGroupName/{name}"
    yield "autoscaling:SetInstanceHealth", group
    yield "autoscaling:CompleteLifecycleAction", group
    yield "cloudformation:SignalResource", f"arn:aws:cloudformation:{region}:stack/{name}/0f-0f"
    yield "codedeploy:GetDeploymentGroup", f"arn:aws:codedeploy:{region}:deploymentgroup:{name}/{name}"
    for action in ("logs:CreateLogStream", "logs:PutLogEvents", "logs:PutRetentionPolicy"):
        yield action, f"arn:aws:logs:{region}:log-group:/holdfast/{name}/metrics:log-stream:i-1"
    yield "ssm:UpdateInstanceInformation", f"arn:aws:ec2:{region}:instance/i-0f"
    yield "ssmmessages:OpenControlChannel", "*"
    yield "cloudwatch:GetMetricStatistics", "*"


def never(environment: str, other: str) -> Iterator[tuple[str, str]]:
    """Calls that would reach further than this environment, or change who may do what."""
    region = f"{REGION}:{ACCOUNT}"
    artifacts = f"arn:aws:s3:::sweetorder-artifacts-{ACCOUNT}"
    yield "s3:GetObject", f"arn:aws:s3:::sweetorder-uploads-{other}/photos/1.jpg"
    yield "s3:GetObject", f"arn:aws:s3:::sweetorder-backup-{other}/backups/1.dump"
    yield "s3:GetObject", f"{artifacts}/host/{other}/0f.tgz"
    yield "s3:PutObject", f"{artifacts}/bundles/0f.tgz"
    yield "s3:PutObject", f"{artifacts}/host/{environment}/0f.tgz"
    yield "s3:DeleteObject", f"{artifacts}/releases/{environment}/entries/00000001/started.json"
    yield "s3:PutObject", f"{artifacts}/releases/{environment}/entries/00000002/started.json"
    yield "s3:PutBucketPolicy", f"arn:aws:s3:::sweetorder-uploads-{environment}"
    yield "s3:PutObject", f"arn:aws:s3:::sweetorder-www-{environment}/index.html"
    yield "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{region}:secret:sweetorder/{other}/api-AbCdEf"
    yield "secretsmanager:PutSecretValue", f"arn:aws:secretsmanager:{region}:secret:sweetorder/{environment}/api-AbCdEf"
    yield (
        "autoscaling:SetInstanceHealth",
        f"arn:aws:autoscaling:{region}:autoScalingGroup:1:autoScalingGroupName/sweetorder-{other}",
    )
    yield (
        "autoscaling:UpdateAutoScalingGroup",
        f"arn:aws:autoscaling:{region}:autoScalingGroup:1:autoScalingGroupName/sweetorder-{environment}",
    )
    yield (
        "codedeploy:CreateDeployment",
        f"arn:aws:codedeploy:{region}:deploymentgroup:sweetorder-{environment}/sweetorder-{environment}",
    )
    yield "logs:DeleteLogGroup", f"arn:aws:logs:{region}:log-group:/holdfast/sweetorder-{environment}/metrics"
    yield "rds:DeleteDBInstance", f"arn:aws:rds:{region}:db:sweetorder-{environment}"
    yield "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/sweetorder-{environment}-host"
    yield "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/sweetorder-{environment}-deploy"
    yield "ec2:RunInstances", f"arn:aws:ec2:{region}:instance/*"


BOTH = [("production", "staging"), ("staging", "production")]


@pytest.mark.parametrize(("environment", "other"), BOTH)
def test_hosts_may_make_every_call_that_they_make(environment: str, other: str) -> None:
    stack = f"sweetorder-{environment}"
    assert [call for call in hosts(environment) if not may(stack, "-host", *call)] == []


@pytest.mark.parametrize(("environment", "other"), BOTH)
def test_hosts_may_reach_no_further_than_their_environment(environment: str, other: str) -> None:
    stack = f"sweetorder-{environment}"
    assert [call for call in never(environment, other) if may(stack, "-host", *call)] == []


def test_hosts_send_numbers_to_our_namespace_alone() -> None:
    call = ("sweetorder-production", "-host", "cloudwatch:PutMetricData", "*")
    assert may(*call, cloudwatch__namespace="Holdfast")
    assert not may(*call, cloudwatch__namespace="AWS/EC2")


def test_the_host_of_staging_takes_its_own_data_disk_alone_and_the_workflow_lists_its_own_ledger() -> None:
    # moto's evaluator knows neither several keys under one operator nor StringLike: the statements themselves are held.
    (disk,) = [
        one for one in statements(templates("sweetorder")["sweetorder-staging"], "-host") if one["Sid"] == "TakeDisk"
    ]
    assert disk["Action"] == ["ec2:AttachVolume"]
    assert disk["Condition"]["StringEquals"] == {
        "aws:ResourceTag/holdfast:product": "sweetorder",
        "aws:ResourceTag/holdfast:environment": "staging",
    }
    (found,) = [
        one for one in statements(templates("sweetorder")["sweetorder-staging"], "-deploy") if one["Sid"] == "List"
    ]
    assert found["Condition"] == {"StringLike": {"s3:prefix": ["bundles/*", "releases/staging/*"]}}


@pytest.mark.parametrize(("environment", "other"), BOTH)
def test_the_workflow_may_make_every_call_of_a_release(environment: str, other: str) -> None:
    stack = f"sweetorder-{environment}"
    codedeploy, artifacts = f"arn:aws:codedeploy:{REGION}:{ACCOUNT}", f"arn:aws:s3:::sweetorder-artifacts-{ACCOUNT}"
    calls = [
        ("s3:PutObject", f"{artifacts}/bundles/0f.tgz"),
        ("s3:GetObject", f"{artifacts}/bundles/0f.tgz"),
        ("s3:PutObject", f"{artifacts}/releases/{environment}/entries/00000001/started.json"),
        ("s3:GetObject", f"{artifacts}/releases/{environment}/entries/00000001/started.json"),
        ("codedeploy:GetDeploymentConfig", f"{codedeploy}:deploymentconfig:CodeDeployDefault.OneAtATime"),
        ("codedeploy:RegisterApplicationRevision", f"{codedeploy}:application:{stack}"),
    ]
    calls += [
        (f"codedeploy:{action}", f"{codedeploy}:deploymentgroup:{stack}/{stack}")
        for action in ("CreateDeployment", "GetDeployment", "GetDeploymentGroup", "ListDeployments")
    ]
    # AWS takes no resource for these two.
    calls += [(f"codedeploy:{action}", "*") for action in ("BatchGetDeploymentTargets", "ListDeploymentTargets")]
    assert [call for call in calls if not may(stack, "-deploy", *call)] == []


@pytest.mark.parametrize(("environment", "other"), BOTH)
def test_the_workflow_may_touch_neither_the_other_environment_nor_data(environment: str, other: str) -> None:
    stack, artifacts = f"sweetorder-{environment}", f"arn:aws:s3:::sweetorder-artifacts-{ACCOUNT}"
    codedeploy = f"arn:aws:codedeploy:{REGION}:{ACCOUNT}"
    calls = [
        ("codedeploy:CreateDeployment", f"{codedeploy}:deploymentgroup:sweetorder-{other}/sweetorder-{other}"),
        ("s3:PutObject", f"{artifacts}/releases/{other}/entries/00000001/started.json"),
        ("s3:PutObject", f"{artifacts}/host/{environment}/0f.tgz"),
        ("codedeploy:StopDeployment", "*"),
        ("s3:DeleteObject", f"{artifacts}/bundles/0f.tgz"),
        ("s3:GetObject", f"arn:aws:s3:::sweetorder-uploads-{environment}/photos/1.jpg"),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:sweetorder/{environment}/api-AbCdEf",
        ),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/{stack}-host"),
        ("ssm:StartSession", f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-0f"),
        ("rds:DeleteDBInstance", f"arn:aws:rds:{REGION}:{ACCOUNT}:db:{stack}"),
    ]
    assert [call for call in calls if may(stack, "-deploy", *call)] == []


def test_s3_copies_backups_and_reads_nothing_else() -> None:
    stack, role = "sweetorder-production", "BackupsCopier"
    template = templates("sweetorder")[stack]
    (name,) = [one for one in resources(template, "AWS::IAM::Role") if one.startswith(role)]
    assert may(stack, name, "s3:GetObjectVersionForReplication", "arn:aws:s3:::sweetorder-backup-production/backups/1")
    assert may(stack, name, "s3:ReplicateObject", "arn:aws:s3:::sweetorder-backup-production-copy/backups/1")
    assert not may(stack, name, "s3:GetObjectVersionForReplication", "arn:aws:s3:::sweetorder-uploads-production/1")
    assert not may(stack, name, "s3:DeleteObject", "arn:aws:s3:::sweetorder-backup-production-copy/backups/1")


def test_slack_may_do_nothing_at_all() -> None:
    template = templates("sweetorder")["sweetorder-account"]
    (role,) = [
        one["Properties"] for name, one in resources(template, "AWS::IAM::Role").items() if name.startswith("Slack")
    ]
    assert "Policies" not in role
    assert "ManagedPolicyArns" not in role
