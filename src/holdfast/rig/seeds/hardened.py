"""SweetOrder's account after everything that Holdfast asks for has been built, for production and staging.

Production: two to ten hosts in two zones behind a load balancer, RDS Multi-AZ with 30 days of backups, alarms that
reach people, releases that go back by themselves. Staging: the same in small, single where that saves money.

What moto cannot hold: AWS's own managed policies (inline ones stand for them), the second factor of the root user,
eligibility of certificates for renewal, copies of automated backups in another region, composite alarms, subscriptions
that wait for confirmation, and what a deployment group was last told to run.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from holdfast.rig.seeds import (
    DOMAIN,
    GLOBAL,
    HOME,
    Clients,
    allow_origins,
    bucket,
    certificate,
    distribution,
    tagged,
    zone,
)
from holdfast.rig.seeds.watching import watch, watch_root

COPY = "ap-northeast-3"
ACCOUNT = "123456789012"
REPOSITORY = "sweetorder/backend"
_GITHUB = "token.actions.githubusercontent.com"
_IMAGE = "ami-0123456789abcdef0"


@dataclass(frozen=True, slots=True)
class Size:
    """How large one environment is."""

    environment: str
    fronts: tuple[str, ...]
    suffix: str
    instance_type: str
    minimum: int
    maximum: int
    database: str
    multi_az: bool
    days: int

    @property
    def name(self) -> str:
        """What its resources are called."""
        return f"sweetorder-{self.environment}"

    @property
    def tags(self) -> dict[str, str]:
        """What every resource of it carries."""
        return {"Environment": self.environment, "Product": "sweetorder"}

    @property
    def origins(self) -> tuple[str, ...]:
        """Where its front ends are opened."""
        return tuple(f"https://{front}.{DOMAIN}" for front in self.fronts)


SIZES = (
    Size("production", ("www", "seller", "admin"), "", "t4g.medium", 2, 10, "db.t4g.medium", multi_az=True, days=30),
    Size(
        "staging",
        ("staging", "seller-staging", "admin-staging"),
        "-staging",
        "t4g.small",
        1,
        1,
        "db.t4g.small",
        multi_az=False,
        days=7,
    ),
)


def seed(clients: Clients, region: str = HOME) -> None:
    """Make the account.

    Args:
        clients: gives a client of a service in a region.
        region: where the product lives; backups go to `COPY`, too.
    """
    clients = cache(clients)
    iam = clients("iam", GLOBAL)
    iam.create_open_id_connect_provider(Url=f"https://{_GITHUB}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=[])
    clients("codedeploy", region).create_application(applicationName="sweetorder", computePlatform="Server")
    names: dict[str, tuple[str, str]] = {}
    for size in SIZES:
        _identities(iam, size, region)
        balancer = _compute(clients, size, region)
        _database(clients("rds", region), size)
        static = _storage(clients, size, region)
        _secret(clients, size, region)
        _snapshots(clients, size, region)
        _releases(clients("codedeploy", region), size)
        watch(clients, region, size.name, size.tags)
        names |= dict.fromkeys((*size.fronts, f"api{size.suffix}"), ("CNAME", balancer))
        names[f"static{size.suffix}"] = ("CNAME", static)
    zone(clients, names)
    watch_root(clients, region, ACCOUNT)
    _budget(clients("budgets", GLOBAL))


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _identities(iam: Any, size: Size, region: str) -> None:
    """A role for the workflow of this repository and environment alone, and one for the hosts."""
    subject = {
        f"{_GITHUB}:sub": f"repo:{REPOSITORY}:environment:{size.environment}",
        f"{_GITHUB}:aud": "sts.amazonaws.com",
    }
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{_GITHUB}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": subject},
    }
    deploy = f"{size.name}-deploy"
    iam.create_role(RoleName=deploy, AssumeRolePolicyDocument=_policy(trust), Tags=tagged(**size.tags))
    group = f"arn:aws:codedeploy:{region}:{ACCOUNT}:deploymentgroup:sweetorder/{size.environment}"
    may_deploy = {"Effect": "Allow", "Action": ["codedeploy:CreateDeployment"], "Resource": group}
    iam.put_role_policy(RoleName=deploy, PolicyName="deploy", PolicyDocument=_policy(may_deploy))
    host = f"{size.name}-host"
    assume = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName=host, AssumeRolePolicyDocument=_policy(assume), Tags=tagged(**size.tags))
    secret = f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:sweetorder/{size.environment}/api-*"
    own = (
        {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": secret},
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": f"arn:aws:s3:::sweetorder-uploads-{size.environment}/*",
        },
        {"Effect": "Allow", "Action": ["ssm:UpdateInstanceInformation"], "Resource": "*"},
    )
    iam.put_role_policy(RoleName=host, PolicyName="host", PolicyDocument=_policy(*own))
    iam.create_instance_profile(InstanceProfileName=host)
    iam.add_role_to_instance_profile(InstanceProfileName=host, RoleName=host)


def _compute(clients: Clients, size: Size, region: str) -> str:
    """A group of hosts behind a load balancer that asks for readiness; gives the balancer's host name."""
    ec2, balancing = clients("ec2", region), clients("elbv2", region)
    subnets = ec2.describe_subnets()["Subnets"][:2]
    network = subnets[0]["VpcId"]
    front = ec2.create_security_group(GroupName=f"{size.name}-front", Description="HTTPS", VpcId=network)["GroupId"]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=front, IpPermissions=[https])
    hosts = ec2.create_security_group(GroupName=f"{size.name}-hosts", Description="hosts", VpcId=network)["GroupId"]
    from_front = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": front}]}
    ec2.authorize_security_group_ingress(GroupId=hosts, IpPermissions=[from_front])
    places = [subnet["SubnetId"] for subnet in subnets]
    made = balancing.create_load_balancer(
        Name=size.name, Subnets=places, SecurityGroups=[front], Type="application", Tags=tagged(**size.tags)
    )["LoadBalancers"][0]
    target = balancing.create_target_group(
        Name=size.name,
        Protocol="HTTP",
        Port=80,
        VpcId=network,
        HealthCheckPath="/health/ready",
        Tags=tagged(**size.tags),
    )["TargetGroups"][0]["TargetGroupArn"]
    balancing.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": certificate(clients, region, f"api{size.suffix}.{DOMAIN}", **size.tags)}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target}],
    )
    _template(ec2, size, hosts)
    _group(clients("autoscaling", region), size, target, places)
    # AWS gives each host of a group the template's role; moto must be told.
    found = ec2.describe_instances(Filters=[{"Name": "tag:aws:autoscaling:groupName", "Values": [size.name]}])
    for instance in (one for reservation in found["Reservations"] for one in reservation["Instances"]):
        ec2.associate_iam_instance_profile(
            InstanceId=instance["InstanceId"], IamInstanceProfile={"Name": f"{size.name}-host"}
        )
    return str(made["DNSName"])


def _template(ec2: Any, size: Size, firewall: str) -> None:
    launch = {
        "ImageId": _IMAGE,
        "InstanceType": size.instance_type,
        "SecurityGroupIds": [firewall],
        "IamInstanceProfile": {"Name": f"{size.name}-host"},
        "CreditSpecification": {"CpuCredits": "standard"},
        "MetadataOptions": {"HttpTokens": "required"},
        "TagSpecifications": [{"ResourceType": "instance", "Tags": tagged(Name=size.name, **size.tags)}],
    }
    ec2.create_launch_template(LaunchTemplateName=size.name, LaunchTemplateData=launch)


def _group(scaling: Any, size: Size, target: str, subnets: list[str]) -> None:
    scaling.create_auto_scaling_group(
        AutoScalingGroupName=size.name,
        LaunchTemplate={"LaunchTemplateName": size.name, "Version": "$Latest"},
        MinSize=size.minimum,
        MaxSize=size.maximum,
        DesiredCapacity=size.minimum,
        VPCZoneIdentifier=",".join(subnets),
        TargetGroupARNs=[target],
        HealthCheckType="EC2",
        Tags=[{**tag, "PropagateAtLaunch": True} for tag in tagged(**size.tags)],
    )
    if size.maximum == size.minimum:
        return
    follow = {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
        "TargetValue": 60.0,
    }
    scaling.put_scaling_policy(
        AutoScalingGroupName=size.name,
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration=follow,
    )
    for name, clock, most in (("night", "0 1 * * *", size.minimum), ("morning", "0 6 * * *", size.maximum)):
        scaling.put_scheduled_update_group_action(
            AutoScalingGroupName=size.name, ScheduledActionName=name, Recurrence=clock, MaxSize=most
        )


def _database(rds: Any, size: Size) -> None:
    rds.create_db_instance(
        DBInstanceIdentifier=size.name,
        Engine="postgres",
        EngineVersion="16.4",
        DBInstanceClass=size.database,
        AllocatedStorage=20,
        MultiAZ=size.multi_az,
        BackupRetentionPeriod=size.days,
        DeletionProtection=True,
        StorageEncrypted=True,
        PubliclyAccessible=False,
        MasterUsername="sweetorder",
        MasterUserPassword="Not-a-secret-1",  # pragma: allowlist secret
        Tags=tagged(**size.tags),
    )


def _storage(clients: Clients, size: Size, region: str) -> str:
    """The environment's own uploads behind its own distribution, and its backups with a copy elsewhere."""
    uploads = f"sweetorder-uploads-{size.environment}"
    client = bucket(clients, region, uploads)
    allow_origins(client, uploads, *size.origins)
    _keep(client, uploads, {"Transitions": [{"Days": 0, "StorageClass": "INTELLIGENT_TIERING"}]})
    for front in ("www", "seller", "admin"):
        bucket(clients, region, f"sweetorder-{front}-{size.environment}")
    backups = f"sweetorder-backup-{size.environment}"
    copies = f"{backups}-copy"
    for name, place in ((copies, COPY), (backups, region)):
        made = bucket(clients, place, name)
        _keep(made, name, {"Expiration": {"Days": size.days}})
        made.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tagged(**size.tags)})
    rule = {
        "ID": "copy",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Destination": {"Bucket": f"arn:aws:s3:::{copies}"},
        "DeleteMarkerReplication": {"Status": "Disabled"},
    }
    role = f"arn:aws:iam::{ACCOUNT}:role/{size.name}-copy"
    client.put_bucket_replication(Bucket=backups, ReplicationConfiguration={"Role": role, "Rules": [rule]})
    static = f"static{size.suffix}.{DOMAIN}"
    arn = certificate(clients, GLOBAL, static, **size.tags)
    return distribution(clients, uploads, static, arn, f"{uploads}.s3.{region}.amazonaws.com", **size.tags)


def _keep(client: Any, name: str, rule: dict[str, Any]) -> None:
    """Keep versions, and move or end what grows old."""
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    whole = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, **rule}
    client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [whole]})


def _secret(clients: Clients, size: Size, region: str) -> None:
    client = clients("secretsmanager", region)
    name = f"sweetorder/{size.environment}/api"
    client.create_secret(Name=name, SecretString="{}", Tags=tagged(**size.tags))
    client.rotate_secret(SecretId=name, RotationRules={"AutomaticallyAfterDays": 30}, RotateImmediately=False)


def _snapshots(clients: Clients, size: Size, region: str) -> None:
    """Disks by Data Lifecycle Manager each week and month, the database by AWS Backup with a copy elsewhere."""
    weekly = {
        "Name": "weekly",
        "CreateRule": {"CronExpression": "cron(0 18 ? * SUN *)"},
        "RetainRule": {"Interval": 5, "IntervalUnit": "WEEKS"},
    }
    monthly = {
        "Name": "monthly",
        "CreateRule": {"CronExpression": "cron(0 18 1 * ? *)"},
        "RetainRule": {"Interval": 6, "IntervalUnit": "MONTHS"},
    }
    clients("dlm", region).create_lifecycle_policy(
        ExecutionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/dlm",
        Description=f"{size.name} disks",
        State="ENABLED",
        PolicyDetails={
            "PolicyType": "EBS_SNAPSHOT_MANAGEMENT",
            "ResourceTypes": ["INSTANCE"],
            "TargetTags": tagged(Environment=size.environment),
            "Schedules": [weekly, monthly],
        },
        Tags=size.tags,
    )
    copies = [{"DestinationBackupVaultArn": f"arn:aws:backup:{COPY}:{ACCOUNT}:backup-vault:sweetorder"}]
    rule = {
        "RuleName": "daily",
        "TargetBackupVaultName": "sweetorder",
        "ScheduleExpression": "cron(0 18 * * ? *)",
        "Lifecycle": {"DeleteAfterDays": size.days},
        "CopyActions": copies,
    }
    backup = clients("backup", region)
    plan = backup.create_backup_plan(
        BackupPlan={"BackupPlanName": size.name, "Rules": [rule]}, BackupPlanTags=size.tags
    )
    database = f"arn:aws:rds:{region}:{ACCOUNT}:db:{size.name}"
    chosen = {"SelectionName": "database", "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/backup", "Resources": [database]}
    backup.create_backup_selection(BackupPlanId=plan["BackupPlanId"], BackupSelection=chosen)


def _releases(deploy: Any, size: Size) -> None:
    deploy.create_deployment_group(
        applicationName="sweetorder",
        deploymentGroupName=size.environment,
        serviceRoleArn=f"arn:aws:iam::{ACCOUNT}:role/codedeploy",
        autoScalingGroups=[size.name],
        autoRollbackConfiguration={"enabled": True, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]},
    )


def _budget(budgets: Any) -> None:
    warning = {
        "Notification": {
            "NotificationType": "FORECASTED",
            "ComparisonOperator": "GREATER_THAN",
            "Threshold": 100,
            "ThresholdType": "PERCENTAGE",
        },
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": f"oncall@{DOMAIN}"}],
    }
    limit = {"BudgetLimit": {"Amount": "400", "Unit": "USD"}, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    budgets.create_budget(
        AccountId=ACCOUNT, Budget={"BudgetName": "sweetorder", **limit}, NotificationsWithSubscribers=[warning]
    )
