"""Access: what hosts may do, what a release may do, and who is told when the root user or an old key is used."""

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from holdfast.model.releases import ledger_prefix
from holdfast.stacks.configuration import parameter_arns, secret_arns
from holdfast.stacks.place import Place
from holdfast.stacks.policies import Statement, allow, arn, bucket_arn, document, forced, trust

GITHUB = "token.actions.githubusercontent.com"
NAMESPACE = "Holdfast"
_OBJECTS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload")
_BUCKET = (
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:GetBucketVersioning",
    "s3:GetLifecycleConfiguration",
    "s3:GetBucketObjectLockConfiguration",
)


class HostIdentity(Construct):
    """The hosts' role and instance profile: this product's buckets, secrets, logs and metrics, and nothing else.

    Args:
        scope: the stack.
        place: the environment.
        artifacts: the artifact bucket's name, with pseudo parameters.
        database_secret: ARN of RDS's own secret, as a token; empty: there is none.
        database: ARN of the database on RDS, as a token; empty: there is none.
        disk: id of the data disk, as a token; empty: there is none.
    """

    def __init__(
        self, scope: Construct, *, place: Place, artifacts: str, database_secret: str, database: str, disk: str
    ) -> None:
        super().__init__(scope, "Access")
        statements = [
            *_artifacts(place, artifacts),
            *_group(place),
            *_numbers(place),
            *_session(),
            *_buckets(place),
            *key_statements(place),
            *_secrets(place, database_secret),
        ]
        if database:
            statements += _backups_of(place, database)
        if disk:
            statements += _data_disk(place, disk)
        self.role = iam.CfnRole(
            self,
            "Role",
            role_name=f"{place.name}-host",
            description=f"Hosts of {place.product.name} in {place.environment}",
            assume_role_policy_document=trust("ec2.amazonaws.com"),
            policies=[iam.CfnRole.PolicyProperty(policy_name="host", policy_document=document(*statements))],
        )
        profile = iam.CfnInstanceProfile(self, "Profile", roles=[self.role.ref])
        self.profile = profile.attr_arn


class DeployIdentity(Construct):
    """The role of the workflow: trusted for one repository and one of its environments, allowed what a release needs.

    Args:
        scope: the stack.
        place: the environment; its product names the repository.
        artifacts: the artifact bucket's name, with pseudo parameters.
    """

    def __init__(self, scope: Construct, *, place: Place, artifacts: str) -> None:
        super().__init__(scope, "Deploy")
        claims = {
            f"{GITHUB}:aud": "sts.amazonaws.com",
            f"{GITHUB}:sub": f"repo:{place.product.repository}:environment:{place.environment}",
        }
        trusted: Statement = {
            "Effect": "Allow",
            "Principal": {"Federated": arn("iam", f"oidc-provider/{GITHUB}", region="")},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": claims},
        }
        made = iam.CfnRole(
            self,
            "Role",
            role_name=f"{place.name}-deploy",
            description=f"GitHub's workflow releases {place.product.name} to {place.environment}",
            assume_role_policy_document=document(trusted),
            max_session_duration=3600,
            policies=[
                iam.CfnRole.PolicyProperty(policy_name="release", policy_document=document(*_release(place, artifacts)))
            ],
        )
        self.arn = made.attr_arn


class GithubProvider(Construct):
    """The account's provider for GitHub's tokens; made unless the account has one that is not ours.

    Args:
        scope: the stack.
        existing: ARN of one that is there; empty at deployment: one is made.
    """

    def __init__(self, scope: Construct, *, existing: str) -> None:
        super().__init__(scope, "Github")
        wanting = cdk.CfnCondition(self, "NoProvider", expression=cdk.Fn.condition_equals(existing, ""))
        made = iam.CfnOIDCProvider(self, "Provider", url=f"https://{GITHUB}", client_id_list=["sts.amazonaws.com"])
        made.cfn_options.condition = wanting


def _artifacts(place: Place, bucket: str) -> list[Statement]:
    ledger = ledger_prefix(place.environment)
    read = [bucket_arn(bucket, f"{folder}*") for folder in (f"host/{place.environment}/", "bundles/", ledger)]
    return [
        allow("FetchReleases", ["s3:GetObject", "s3:GetObjectVersion"], read),
        allow("FindReleases", ["s3:ListBucket", "s3:GetBucketVersioning"], [bucket_arn(bucket)]),
        allow("TellMigrations", ["s3:PutObject"], [bucket_arn(bucket, f"{ledger}migrations/*")]),
    ]


def _group(place: Place) -> list[Statement]:
    own = arn("autoscaling", f"autoScalingGroup:*:autoScalingGroupName/{place.name}")
    deployments = arn("codedeploy", f"deploymentgroup:{place.name}/{place.name}")
    return [
        allow("OwnHealth", ["autoscaling:SetInstanceHealth", "autoscaling:CompleteLifecycleAction"], [own]),
        allow("SayReady", ["cloudformation:SignalResource"], [arn("cloudformation", f"stack/{place.name}/*")]),
        allow("KnowReleases", ["codedeploy:GetDeploymentGroup"], [deployments]),
    ]


def _numbers(place: Place) -> list[Statement]:
    groups = arn("logs", f"log-group:/holdfast/{place.name}/*")
    ours = {"cloudwatch:namespace": NAMESPACE}
    return [
        forced("Metrics", "cloudwatch:PutMetricData", StringEquals=ours),
        forced("Credits", "cloudwatch:GetMetricStatistics"),
        allow(
            "Logs",
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents", "logs:PutRetentionPolicy"],
            [groups],
        ),
    ]


def _session() -> list[Statement]:
    return [
        allow("SessionManager", ["ssm:UpdateInstanceInformation"], [arn("ec2", "instance/*")]),
        forced(
            "SessionChannels",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ),
    ]


def _buckets(place: Place) -> list[Statement]:
    uploads = [one.name for one in place.buckets if one.purpose == "uploads"]
    backups = [name for name in (place.backup_bucket, place.copy_bucket) if name]
    found = []
    if uploads:
        found.append(allow("Uploads", _OBJECTS, [bucket_arn(name, "*") for name in uploads]))
        found.append(allow("ListUploads", ["s3:ListBucket"], [bucket_arn(name) for name in uploads]))
    if backups:
        found.append(allow("Backups", _OBJECTS, [bucket_arn(name, "*") for name in backups]))
        found.append(allow("ListBackups", _BUCKET, [bucket_arn(name) for name in backups]))
    return found


def key_statements(place: Place) -> list[Statement]:
    """The key that backups are encrypted with: by its ARN or id, or whichever key has the alias."""
    key = place.about.backup.kms_key
    if not key or not place.backup_bucket:
        return []
    use = ["kms:Decrypt", "kms:GenerateDataKey"]
    alias = key.partition(":alias/")[2] or key.removeprefix("alias/") if "alias/" in key else ""
    if alias:
        named = {"kms:ResourceAliases": f"alias/{alias}"}
        return [allow("BackupKey", use, [arn("kms", "key/*")], **{"ForAnyValue:StringEquals": named})]
    return [allow("BackupKey", use, [key if key.startswith("arn:") else arn("kms", f"key/{key}")])]


def _secrets(place: Place, database_secret: str) -> list[Statement]:
    found = []
    secrets: list[Any] = [*secret_arns(place), *([database_secret] if database_secret else [])]
    if secrets:
        found.append(allow("Secrets", ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], secrets))
    parameters: Sequence[Any] = parameter_arns(place)
    if parameters:
        found.append(allow("Parameters", ["ssm:GetParameters", "ssm:GetParametersByPath"], parameters))
    return found


def _backups_of(place: Place, database: str) -> list[Statement]:
    """What `holdfast backup status` asks RDS, and the snapshot before a migration."""
    look = ["rds:DescribeDBInstances", "rds:DescribeDBSnapshots", "rds:DescribeDBInstanceAutomatedBackups"]
    before = arn("rds", f"snapshot:{place.name}-before-*")
    kinds = ("snapshot:*", "auto-backup:*")
    looked = [database, *(arn("rds", kind) for kind in kinds)]
    if region := place.about.backup.copy_region:
        looked += [arn("rds", kind, region=region) for kind in (f"db:{place.name}", *kinds)]
    return [
        allow("DatabaseBackups", look, looked),
        allow("BeforeMigration", ["rds:CreateDBSnapshot", "rds:AddTagsToResource"], [database, before]),
    ]


def _data_disk(place: Place, disk: str) -> list[Statement]:
    volume = {"Fn::Sub": ["arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:volume/${Disk}", {"Disk": disk}]}
    ours = {f"aws:ResourceTag/{key}": value for key, value in place.tags.items()}
    return [
        forced("FindDisk", "ec2:DescribeVolumes"),
        allow("TakeDisk", ["ec2:AttachVolume"], [volume, arn("ec2", "instance/*")], StringEquals=ours),
    ]


def _release(place: Place, bucket: str) -> list[Statement]:
    """What a release needs: its bundle and its lines of the ledger, and CodeDeploy of this environment alone."""
    name, ledger = place.name, ledger_prefix(place.environment)
    deploy = [
        "codedeploy:CreateDeployment",
        "codedeploy:GetDeployment",
        "codedeploy:GetDeploymentGroup",
        "codedeploy:ListDeployments",
    ]
    revisions = ["codedeploy:RegisterApplicationRevision", "codedeploy:GetApplicationRevision"]
    return [
        allow("Bundles", ["s3:PutObject", "s3:GetObject"], [bucket_arn(bucket, "bundles/*")]),
        allow("Ledger", ["s3:PutObject", "s3:GetObject"], [bucket_arn(bucket, f"{ledger}*")]),
        allow(
            "List",
            ["s3:ListBucket"],
            [bucket_arn(bucket)],
            StringLike={"s3:prefix": ["bundles/*", f"{ledger}*"]},
        ),
        allow("Deploy", deploy, [arn("codedeploy", f"deploymentgroup:{name}/{name}")]),
        forced("Targets", "codedeploy:BatchGetDeploymentTargets", "codedeploy:ListDeploymentTargets"),
        allow("Revisions", revisions, [arn("codedeploy", f"application:{name}")]),
        allow(
            "HowToDeploy",
            ["codedeploy:GetDeploymentConfig"],
            [arn("codedeploy", "deploymentconfig:CodeDeployDefault.OneAtATime")],
        ),
    ]


def artifact_bucket(product: str) -> str:
    """The artifact bucket's name, with the account's number still to be put in."""
    from holdfast.model.releases import artifacts_bucket

    return artifacts_bucket(product, "${AWS::AccountId}")
