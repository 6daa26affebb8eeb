"""What each role may call and may not, judged by an evaluator of policies that is not ours: moto's."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from moto.iam.access_control import IAMPolicy, PermissionResult

from holdfast.model.deployment import Template
from holdfast.model.product import Product
from holdfast.stacks.access import key_statements
from holdfast.stacks.place import Place
from tests.stacks.synthesized import every, resources, statements, templates

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
    for action in ("s3:ListBucket", "s3:GetBucketVersioning", "s3:GetLifecycleConfiguration",
                   "s3:ListBucketMultipartUploads", "s3:GetBucketObjectLockConfiguration"):  # fmt: skip
        yield action, backups
    yield "s3:ListBucket", uploads
    yield "s3:ListBucket", artifacts
    for action in ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"):
        yield action, secret
    group = f"arn:aws:autoscaling:{region}:autoScalingGroup:0f-0f:autoScalingGroupName/{name}"
    yield "autoscaling:SetInstanceHealth", group
    yield "autoscaling:CompleteLifecycleAction", group
    yield "cloudformation:SignalResource", f"arn:aws:cloudformation:{region}:stack/{name}/0f-0f"
    yield "codedeploy:GetDeploymentGroup", f"arn:aws:codedeploy:{region}:deploymentgroup:{name}/{name}"
    for action in ("logs:CreateLogStream", "logs:PutLogEvents", "logs:PutRetentionPolicy"):
        yield action, f"arn:aws:logs:{region}:log-group:/holdfast/{name}/metrics:log-stream:i-1"
    yield "logs:DescribeLogStreams", f"arn:aws:logs:{region}:log-group:/holdfast/{name}/nginx:log-stream:"
    yield "ssm:UpdateInstanceInformation", f"arn:aws:ec2:{region}:instance/i-0f"
    yield "ssmmessages:OpenControlChannel", "*"
    yield "cloudwatch:GetMetricStatistics", "*"


def with_rds() -> Iterator[tuple[str, str]]:
    """Every call of a host whose database is RDS's, in both regions."""
    database = "arn:aws:of:DatabaseInstance02E622FB"
    for action in ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"):
        yield action, f"{database}:MasterUserSecret.SecretArn"
    before = f"arn:aws:rds:{REGION}:{ACCOUNT}:snapshot:sweetorder-production-before-0f0f0f0f0f0f"
    for action in ("rds:CreateDBSnapshot", "rds:DescribeDBSnapshots"):
        yield action, before
        yield action, f"{database}:DBInstanceArn"
    yield "rds:DescribeDBInstances", f"{database}:DBInstanceArn"
    yield "rds:DescribeDBInstanceAutomatedBackups", f"{database}:DBInstanceArn"
    there = f"arn:aws:rds:ap-northeast-3:{ACCOUNT}"
    yield "rds:DescribeDBSnapshots", f"{there}:db:sweetorder-production"
    yield "rds:DescribeDBSnapshots", f"{there}:snapshot:rds:sweetorder-production-2026-11-26"
    yield "rds:DescribeDBInstanceAutomatedBackups", f"{there}:auto-backup:ab-0f"
    copies = "arn:aws:s3:::sweetorder-backup-production-copy"
    yield "s3:ListBucket", copies
    yield "s3:GetObject", f"{copies}/backups/1.dump"


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


def test_hosts_read_rds_its_password_and_what_is_copied_and_make_snapshots_before_migrations_alone() -> None:
    stack = "sweetorder-production"
    assert [call for call in with_rds() if not may(stack, "-host", *call)] == []
    refused = [
        ("rds:CreateDBSnapshot", f"arn:aws:rds:{REGION}:{ACCOUNT}:snapshot:other"),
        ("rds:DeleteDBSnapshot", f"arn:aws:rds:{REGION}:{ACCOUNT}:snapshot:{stack}-before-0f0f0f0f0f0f"),
        ("rds:DescribeDBInstances", f"arn:aws:rds:ap-northeast-3:{ACCOUNT}:db:other"),
        ("rds:RestoreDBInstanceToPointInTime", f"arn:aws:rds:{REGION}:{ACCOUNT}:db:{stack}"),
        ("rds:ModifyDBInstance", f"arn:aws:rds:{REGION}:{ACCOUNT}:db:{stack}"),
    ]
    assert [call for call in refused if may(stack, "-host", *call)] == []


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
        ("s3:PutObject", f"{artifacts}/releases/{environment}/turn.json"),
        ("s3:GetObject", f"{artifacts}/releases/{environment}/turn.json"),
        ("s3:GetObject", f"{artifacts}/releases/{environment}/migrations/0f.json"),
        ("codedeploy:GetApplicationRevision", f"{codedeploy}:application:{stack}"),
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


USERS = f"arn:aws:iam::{ACCOUNT}:user"
OF_THE_ACCOUNT = {
    "RootUseRole": (
        [("logs:CreateLogStream", "{own}"), ("logs:PutLogEvents", "{own}")],
        [("logs:PutLogEvents", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:other"), ("logs:DeleteLogGroup", "{own}")],
    ),
    "KeyAgeRole": (
        [("iam:ListUsers", "*"), ("iam:ListAccessKeys", f"{USERS}/kim")],
        [
            ("iam:CreateAccessKey", f"{USERS}/kim"),
            ("iam:UpdateAccessKey", f"{USERS}/kim"),
            ("iam:ListRoles", "*"),
            ("cloudwatch:DeleteAlarms", "*"),
        ],
    ),
    "KeyAgeClock": (
        [("states:StartExecution", "{own}")],
        [
            ("states:StartExecution", f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:other"),
            ("states:UpdateStateMachine", "{own}"),
            ("iam:ListUsers", "*"),
        ],
    ),
}
"""What the roles of the account's stack may call and may not; `{own}` is what the template names in the policy."""


def logical(stack: str, begin: str) -> str:
    (name,) = [one for one in resources(templates("sweetorder")[stack], "AWS::IAM::Role") if one.startswith(begin)]
    return name


@pytest.mark.parametrize("begin", OF_THE_ACCOUNT)
def test_roles_of_the_account_do_their_one_thing_and_no_other(begin: str) -> None:
    stack = "sweetorder-account"
    role = logical(stack, begin)
    (first, *_) = statements(templates("sweetorder")[stack], begin)
    own = resolved(first["Resource"], templates("sweetorder")[stack])[0]
    allowed, refused = OF_THE_ACCOUNT[begin]
    assert [call for call in allowed if not may(stack, role, call[0], call[1].format(own=own))] == []
    assert [call for call in refused if may(stack, role, call[0], call[1].format(own=own))] == []


def test_the_age_of_keys_is_told_in_our_namespace_alone() -> None:
    call = ("sweetorder-account", logical("sweetorder-account", "KeyAgeRole"), "cloudwatch:PutMetricData", "*")
    assert may(*call, cloudwatch__namespace="Holdfast")
    assert not may(*call, cloudwatch__namespace="AWS/EC2")


def test_every_role_is_judged_here_or_has_a_policy_of_aws_alone_or_none() -> None:
    judged = ("AccessRole", "DeployRole", "BackupsCopier", *OF_THE_ACCOUNT)
    others = {
        name
        for template in every()
        for name, block in resources(template, "AWS::IAM::Role").items()
        if not name.startswith(judged) and block["Properties"].get("Policies")
    }
    assert others == set()


def test_a_key_for_backups_may_be_used_by_its_arn_its_id_or_its_alias_alone() -> None:
    def key(named: str) -> dict[str, Any]:
        backup = {"kms_key": named}
        production = {"buckets": [{"name": "shop-backup", "purpose": "backup"}], "backup": backup}
        place = Place(
            Product.model_validate({"name": "shop", "environments": {"production": production}}), "production"
        )
        (statement,) = key_statements(place)
        return statement

    arn = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0f"
    assert key(arn)["Resource"] == [arn]
    assert resolved(key("0f")["Resource"], templates("sweetorder")["sweetorder-production"]) == [arn]
    for named in ("alias/shop", f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/shop"):
        assert key(named)["Condition"] == {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/shop"}}
