"""What can be changed without a new resource is changed, and what is taken away is gone: type by type."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from holdfast.rig.aws import ACCOUNT
from tests.rig.cloudformation.support import Stacks, bucket, resource, template, topic

pytestmark = pytest.mark.integration

ROLE = f"arn:aws:iam::{ACCOUNT}:role/x"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def ref(name: str) -> dict[str, Any]:
    return {"Ref": name}


def statement(action: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


def tags(*, late: bool) -> list[dict[str, str]]:
    return [{"Key": "team", "Value": "shop"}, {"Key": "late" if late else "early", "Value": "yes"}]


def network(*, late: bool) -> dict[str, Any]:
    """A network, its walls, what runs in it and what stands before it."""
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}
    places = [ref("A"), ref("B"), *([ref("C")] if late else [])]
    launch = {"LaunchTemplateId": ref("Host"), "Version": {"Fn::GetAtt": ["Host", "LatestVersionNumber"]}}
    found = {
        "Vpc": resource("EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsHostnames=late),
        "Walls": resource(
            "EC2::SecurityGroup",
            GroupDescription="walls",
            VpcId=ref("Vpc"),
            SecurityGroupIngress=[{**rule, "Description": "late" if late else "early"}],
            SecurityGroupEgress=[rule],
        ),
        "Way": resource(
            "EC2::SecurityGroupIngress",
            GroupId=ref("Walls"),
            SourceSecurityGroupId=ref("Walls"),
            IpProtocol="tcp",
            FromPort=5432,
            ToPort=5432,
        ),
        "Routes": resource("EC2::RouteTable", VpcId=ref("Vpc")),
        "S3": resource(
            "EC2::VPCEndpoint",
            VpcId=ref("Vpc"),
            ServiceName="com.amazonaws.ap-northeast-2.s3",
            VpcEndpointType="Gateway",
            RouteTableIds=[ref("Routes")] if late else [],
        ),
        "Host": resource(
            "EC2::LaunchTemplate",
            LaunchTemplateData={"InstanceType": "t4g.medium" if late else "t4g.small", "ImageId": "ami-1"},
        ),
        "Group": resource(
            "AutoScaling::AutoScalingGroup",
            MinSize="0",
            MaxSize="4" if late else "2",
            VPCZoneIdentifier=places,
            LaunchTemplate=launch,
            TargetGroupARNs=[ref("Targets")] if late else [],
            MetricsCollection=[{"Granularity": "1Minute", "Metrics": ["GroupMaxSize"]}],
        ),
        "Cpu": resource(
            "AutoScaling::ScalingPolicy",
            AutoScalingGroupName=ref("Group"),
            PolicyType="TargetTrackingScaling",
            TargetTrackingConfiguration={
                "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
                "TargetValue": 60 if late else 50,
            },
        ),
        "Night": resource(
            "AutoScaling::ScheduledAction",
            AutoScalingGroupName=ref("Group"),
            Recurrence="0 2 * * *" if late else "0 1 * * *",
            MinSize=0,
        ),
        "Balancer": resource(
            "ElasticLoadBalancingV2::LoadBalancer",
            Subnets=places,
            SecurityGroups=[ref("Walls")],
            LoadBalancerAttributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "90" if late else "60"}],
        ),
        "Targets": resource(
            "ElasticLoadBalancingV2::TargetGroup",
            Port=80,
            Protocol="HTTP",
            VpcId=ref("Vpc"),
            HealthCheckPath="/late" if late else "/early",
            TargetGroupAttributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "30" if late else "60"}],
        ),
        "Door": resource(
            "ElasticLoadBalancingV2::Listener",
            LoadBalancerArn=ref("Balancer"),
            Port=8080 if late else 80,
            Protocol="HTTP",
            DefaultActions=[{"Type": "forward", "TargetGroupArn": ref("Targets")}],
        ),
        "Places": resource("RDS::DBSubnetGroup", DBSubnetGroupDescription="places", SubnetIds=places),
        "Settings": resource(
            "RDS::DBParameterGroup",
            Description="settings",
            Family="postgres16",
            Parameters={"rds.force_ssl": "1" if late else "0"},
        ),
        "Database": resource(
            "RDS::DBInstance",
            Engine="postgres",
            EngineVersion="16.4",
            DBInstanceClass="db.t4g.medium" if late else "db.t4g.small",
            AllocatedStorage="40" if late else "20",
            MultiAZ=late,
            BackupRetentionPeriod=30 if late else 7,
            MasterUsername="shop",
            ManageMasterUserPassword=True,
            DBSubnetGroupName=ref("Places"),
            DBParameterGroupName=ref("Settings"),
        ),
    }
    for index, name in enumerate("ABC"):
        zone = {"Fn::Select": [index, {"Fn::GetAZs": ""}]}
        found[name] = resource("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=zone)
    return found


def guarding(*, late: bool) -> dict[str, Any]:
    """Who may what, what is kept, who hears, and what it costs."""
    policies = [{"PolicyName": "kept", "PolicyDocument": statement("s3:*" if late else "s3:GetObject")}]
    gone = [{"PolicyName": "gone", "PolicyDocument": statement("s3:ListBucket")}]
    versions = [{"Id": "old", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 7}}]
    kept_for: dict[str, Any] = {} if late else {"RetentionInDays": 30}
    notice = {
        "Notification": {
            "ComparisonOperator": "GREATER_THAN",
            "NotificationType": "ACTUAL",
            "Threshold": 80,
            "ThresholdType": "PERCENTAGE",
        },
        "Subscribers": [{"Address": "a@shop.example", "SubscriptionType": "EMAIL"}],
    }
    over = {
        "Dimensions": {"Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "MatchOptions": ["GREATER_THAN_OR_EQUAL"], "Values": []}
    }
    over["Dimensions"]["Values"] = ["20" if late else "10"]
    return {
        "Role": resource(
            "IAM::Role",
            AssumeRolePolicyDocument=TRUST,
            Description="late" if late else "early",
            Policies=policies if late else [*policies, *gone],
            ManagedPolicyArns=["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"] if late else [],
        ),
        "Other": resource("IAM::Role", AssumeRolePolicyDocument=TRUST),
        "Profile": resource("IAM::InstanceProfile", Roles=[ref("Other" if late else "Role")]),
        "Inline": resource(
            "IAM::Policy",
            PolicyName="in",
            PolicyDocument=statement("s3:GetObject" if late else "s3:PutObject"),
            Roles=[ref("Role")],
        ),
        "Apart": resource(
            "IAM::ManagedPolicy",
            PolicyDocument=statement("s3:GetObject" if late else "s3:PutObject"),
            Roles=[ref("Role")],
        ),
        "Github": resource(
            "IAM::OIDCProvider",
            Url="https://token.actions.githubusercontent.com",
            ClientIdList=["sts.amazonaws.com", *(["other"] if late else ["gone"])],
        ),
        "Secret": resource(
            "SecretsManager::Secret",
            Description="late" if late else "early",
            GenerateSecretString={"SecretStringTemplate": '{"user": "a"}', "GenerateStringKey": "password"},
        ),
        "Files": bucket(
            "shop-files",
            LifecycleConfiguration={"Rules": versions},
            **(
                {
                    "CorsConfiguration": {
                        "CorsRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://a.example"]}]
                    }
                }
                if late
                else {"MetricsConfigurations": [{"Id": "all"}]}
            ),
        ),
        "FilesPolicy": resource(
            "S3::BucketPolicy",
            Bucket=ref("Files"),
            PolicyDocument={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": ROLE},
                        "Action": "s3:GetObject" if late else "s3:PutObject",
                        "Resource": "arn:aws:s3:::shop-files/*",
                    }
                ],
            },
        ),
        "Logs": resource("Logs::LogGroup", LogGroupName="/shop", **kept_for),
        "Count": resource(
            "Logs::MetricFilter",
            LogGroupName=ref("Logs"),
            FilterPattern="late" if late else "early",
            MetricTransformations=[{"MetricName": "n", "MetricNamespace": "shop", "MetricValue": "1"}],
        ),
        "Topic": topic("shop", DisplayName="late" if late else "early"),
        "TopicPolicy": resource(
            "SNS::TopicPolicy",
            Topics=[ref("Topic")],
            PolicyDocument=statement("s3:GetObject" if late else "s3:PutObject"),
        ),
        "Hears": resource("SNS::Subscription", TopicArn=ref("Topic"), Protocol="email", Endpoint="a@shop.example"),
        "Alarm": resource(
            "CloudWatch::Alarm",
            AlarmName="shop",
            MetricName="CPUUtilization",
            Namespace="AWS/EC2",
            Statistic="Average",
            Period=60,
            EvaluationPeriods=2,
            Threshold=90 if late else 80,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="breaching" if late else "missing",
        ),
        "Both": resource(
            "CloudWatch::CompositeAlarm",
            AlarmName="both",
            AlarmRule="ALARM(shop)" if late else "OK(shop)",
            needs="Alarm",
        ),
        "Board": resource("CloudWatch::Dashboard", DashboardBody=json.dumps({"widgets": [{"x": 1}] if late else []})),
        "Trail": resource("CloudTrail::Trail", S3BucketName=ref("Files"), IsLogging=late, EnableLogFileValidation=late),
        "Vault": resource("Backup::BackupVault", BackupVaultName="shop", BackupVaultTags={"late": str(late)}),
        "Plan": resource(
            "Backup::BackupPlan",
            BackupPlan={
                "BackupPlanName": "shop",
                "BackupPlanRule": [
                    {
                        "RuleName": "weekly",
                        "TargetBackupVault": ref("Vault"),
                        "ScheduleExpression": "cron(0 18 ? * SUN *)",
                        "Lifecycle": {"DeleteAfterDays": 60 if late else 30},
                    }
                ],
            },
        ),
        "Budget": resource(
            "Budgets::Budget",
            Budget={
                "BudgetName": "shop",
                "BudgetLimit": {"Amount": 500 if late else 400, "Unit": "USD"},
                "TimeUnit": "MONTHLY",
                "BudgetType": "COST",
            },
            NotificationsWithSubscribers=[notice],
            ResourceTags=tags(late=late),
        ),
        "Monitor": resource(
            "CE::AnomalyMonitor",
            MonitorName="late" if late else "early",
            MonitorType="DIMENSIONAL",
            MonitorDimension="SERVICE",
        ),
        "Unusual": resource(
            "CE::AnomalySubscription",
            SubscriptionName="shop",
            Frequency="DAILY",
            MonitorArnList=[ref("Monitor")],
            Subscribers=[{"Address": "a@shop.example", "Type": "EMAIL"}],
            ThresholdExpression=json.dumps(over),
        ),
    }


def running(*, late: bool) -> dict[str, Any]:
    """What browsers get, and what runs by itself."""
    behaviour = {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "c"}
    origin = {"Id": "o", "DomainName": "shop.s3.amazonaws.com", "OriginAccessControlId": ref("Signing")}
    return {
        "Signing": resource(
            "CloudFront::OriginAccessControl",
            OriginAccessControlConfig={
                "Name": "late" if late else "early",
                "OriginAccessControlOriginType": "s3",
                "SigningBehavior": "always",
                "SigningProtocol": "sigv4",
            },
        ),
        "Headers": resource(
            "CloudFront::ResponseHeadersPolicy",
            ResponseHeadersPolicyConfig={
                "Name": "shop",
                "SecurityHeadersConfig": {"ContentTypeOptions": {"Override": late}},
            },
        ),
        "Static": resource(
            "CloudFront::Distribution",
            DistributionConfig={
                "Enabled": True,
                "Comment": "late" if late else "early",
                "HttpVersion": "http2and3",
                "DefaultCacheBehavior": {
                    **behaviour,
                    "AllowedMethods": ["GET", "HEAD", *(["OPTIONS"] if late else [])],
                },
                "Origins": [{**origin, "S3OriginConfig": {"OriginAccessIdentity": ""}}],
                "Restrictions": {
                    "GeoRestriction": {"RestrictionType": "whitelist", "Locations": ["KR"] if late else ["JP"]}
                },
            },
        ),
        "Name": resource(
            "Route53::RecordSet",
            HostedZoneId={"Ref": "Zone"},
            Name="api.shop.example.",
            Type="CNAME",
            TTL="60" if late else "300",
            ResourceRecords=["late.example" if late else "early.example"],
        ),
        "Application": resource("CodeDeploy::Application", ApplicationName="shop", ComputePlatform="Server"),
        "Releases": resource(
            "CodeDeploy::DeploymentGroup",
            ApplicationName=ref("Application"),
            DeploymentGroupName="production",
            ServiceRoleArn=ROLE,
            AlarmConfiguration={"Enabled": late, "Alarms": [{"Name": "shop"}]},
            AutoRollbackConfiguration={"Enabled": late, "Events": ["DEPLOYMENT_FAILURE"]},
        ),
        "Clock": resource(
            "Scheduler::Schedule",
            ScheduleExpression="rate(2 days)" if late else "rate(1 day)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": {"Fn::GetAtt": ["Steps", "Arn"]}, "RoleArn": ROLE},
        ),
        "Steps": resource(
            "StepFunctions::StateMachine",
            RoleArn=ROLE,
            DefinitionString=json.dumps({"StartAt": "Late" if late else "Early", "States": {}}),
        ),
        "Channel": resource(
            "Chatbot::SlackChannelConfiguration",
            ConfigurationName="shop",
            IamRoleArn=ROLE,
            SlackWorkspaceId="T00000000",
            SlackChannelId="C11111111" if late else "C00000000",
            Tags=tags(late=late),
        ),
    }


@dataclass(frozen=True)
class Changed:
    """A stack that was made and changed."""

    stacks: Stacks
    part: Callable[..., dict[str, Any]]
    zone: str
    before: Mapping[str, str]

    def body(self, *, late: bool) -> dict[str, Any]:
        """The template, as it was made or as it was changed."""
        return {**template(**self.part(late=late)), "Parameters": {"Zone": {"Type": "String", "Default": self.zone}}}

    def physical(self) -> dict[str, str]:
        """What AWS calls its resources."""
        found = self.stacks.api.describe_stack_resources(StackName="shop")["StackResources"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}


@pytest.fixture(scope="module", params=[guarding, network, running])
def changed(request: pytest.FixtureRequest, account: Stacks) -> Changed:
    account.aws.reset()
    route53 = account.client("route53")
    zone = route53.create_hosted_zone(Name="shop.example", CallerReference="a")["HostedZone"]["Id"].rpartition("/")[2]
    made = Changed(account, request.param, zone, {})
    assert account.create("shop", made.body(late=False)) == "CREATE_COMPLETE", account.events("shop")
    assert account.losses("shop") == []
    made = replace(made, before=made.physical())
    assert account.update("shop", made.body(late=True)) == "UPDATE_COMPLETE", account.events("shop")
    return made


def test_every_type_is_changed_in_place(changed: Changed) -> None:
    assert changed.stacks.losses("shop") == []
    assert changed.physical() == changed.before
    assert set(changed.before) == set(changed.part(late=True))


@pytest.mark.parametrize("changed", [guarding], indirect=True)
def test_what_a_template_no_longer_says_is_gone(changed: Changed) -> None:
    client, names = changed.stacks.client, changed.before
    assert "MetricsConfigurationList" not in client("s3").list_bucket_metrics_configurations(Bucket="shop-files")
    iam = client("iam")
    assert "gone" not in iam.list_role_policies(RoleName=names["Role"])["PolicyNames"]
    assert "retentionInDays" not in client("logs").describe_log_groups()["logGroups"][0]
    provider = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=names["Github"])
    assert sorted(provider["ClientIDList"]) == ["other", "sts.amazonaws.com"]


def test_every_type_is_changed_back_again_and_ended(changed: Changed) -> None:
    stacks = changed.stacks
    assert stacks.update("shop", changed.body(late=False)) == "UPDATE_COMPLETE", stacks.events("shop")
    assert stacks.losses("shop") == []
    assert stacks.delete("shop") == "DELETE_COMPLETE"
