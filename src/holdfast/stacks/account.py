"""What a whole account has once: who hears alarms, GitHub's provider, alarms on root and old keys, the bill."""

import json
from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from holdfast.model.product import Product
from holdfast.stacks.access import NAMESPACE, GithubProvider
from holdfast.stacks.base import HoldfastStack
from holdfast.stacks.cost import Bills
from holdfast.stacks.given import ANOMALY_MONITOR, GITHUB_PROVIDER
from holdfast.stacks.monitoring import Alarms, Slack, Topic, topic_arn
from holdfast.stacks.place import EDGE_REGION
from holdfast.stacks.policies import OWN_ACCOUNT, Statement, allow, arn, document, forced, trust
from holdfast.stacks.storage import Bucket
from holdfast.stacks.watch import of_account

_TRAIL_DAYS = 90
_LOG_DAYS = 30


class AccountStack(HoldfastStack):
    """The stack of what stands for the whole account, in the home region.

    Args:
        scope: the application.
        name: the stack's name.
        product: the spec.
        edge: whether CloudFront's alarms have a topic of their own in us-east-1.
        tags: of everything in it.
    """

    def __init__(self, scope: Construct, name: str, *, product: Product, edge: bool, tags: dict[str, str]) -> None:
        super().__init__(
            scope, name, region=product.region, description=f"{product.name}: the whole account", tags=tags
        )
        topic = Topic(self, product=product.name, alerts=product.alerts)
        if product.alerts.slack_workspace_id and product.alerts.slack_channel_id:
            topics = [topic.arn, *([topic_arn(product.name, EDGE_REGION)] if edge else [])]
            Slack(self, product=product.name, alerts=product.alerts, topics=topics)
        if product.repository:
            existing = self.parameter(GITHUB_PROVIDER, "A provider for GitHub that is there already", default="")
            GithubProvider(self, existing=existing)
        monitor = self.parameter(ANOMALY_MONITOR, "An anomaly monitor that is there already", default="")
        Bills(self, product=product, monitor=monitor)
        RootUse(self, name=product.name)
        KeyAge(self, name=product.name)
        Alarms(self, prefix=product.name, watches=of_account(), topic=topic.arn)
        self.output("Topic", topic.arn, "Where alarms go")


class RootUse(Construct):
    """Every call of the root user, in any region, counted from the account's trail.

    The trail keeps what was done in the account for 90 days. The first trail's management events cost nothing but
    their storage.

    Args:
        scope: the stack.
        name: the product's, with which names begin.
    """

    def __init__(self, scope: Construct, *, name: str) -> None:
        super().__init__(scope, "RootUse")
        trail = f"{name}-account"
        own = {"StringEquals": {"aws:SourceArn": arn("cloudtrail", f"trail/{trail}")}}
        bucket = Bucket(self, "Trail", old_days=30, expire_days=_TRAIL_DAYS)
        policy = bucket.allow([
            _of_trail("TrailLooks", "s3:GetBucketAcl", bucket.arn, own),
            _of_trail("TrailWrites", "s3:PutObject", cdk.Fn.join("/", [bucket.arn, "AWSLogs", "*"]), own),
        ])  # fmt: skip
        group = logs.CfnLogGroup(self, "Log", log_group_name=f"/holdfast/{name}/trail", retention_in_days=_LOG_DAYS)
        group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
        writes = allow("Write", ["logs:CreateLogStream", "logs:PutLogEvents"], [group.attr_arn])
        role = iam.CfnRole(
            self,
            "Role",
            description="CloudTrail writes to its log group",
            assume_role_policy_document=trust("cloudtrail.amazonaws.com", StringEquals=OWN_ACCOUNT),
            policies=[iam.CfnRole.PolicyProperty(policy_name="log", policy_document=document(writes))],
        )
        made = cloudtrail.CfnTrail(
            self,
            "Made",
            trail_name=trail,
            s3_bucket_name=bucket.name,
            is_logging=True,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            cloud_watch_logs_log_group_arn=group.attr_arn,
            cloud_watch_logs_role_arn=role.attr_arn,
        )
        made.add_resource_dependency(policy)
        logs.CfnMetricFilter(
            self,
            "Uses",
            log_group_name=group.ref,
            filter_pattern='{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS '
            '&& $.eventType != "AwsServiceEvent" }',
            metric_transformations=[
                logs.CfnMetricFilter.MetricTransformationProperty(
                    metric_namespace=NAMESPACE, metric_name="RootAccountUsage", metric_value="1"
                )
            ],
        )


_AGE_OF_KEYS = {
    "Comment": "The age in days of the oldest active access key of the account, as a metric",
    "QueryLanguage": "JSONata",
    "StartAt": "Users",
    "States": {
        "Users": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:iam:listUsers",
            "Arguments": {"MaxItems": 1000},
            "Output": {"users": "{% $states.result.Users.UserName ~> $append([]) %}"},
            "Next": "Keys",
        },
        "Keys": {
            "Type": "Map",
            "Items": "{% $states.input.users %}",
            "MaxConcurrency": 4,
            "ItemProcessor": {
                "StartAt": "OfUser",
                "States": {
                    "OfUser": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::aws-sdk:iam:listAccessKeys",
                        "Arguments": {"UserName": "{% $states.input %}"},
                        "Output": "{% $max([0, $states.result.AccessKeyMetadata[Status = 'Active']."
                        "(($toMillis($states.context.State.EnteredTime) - $toMillis(CreateDate)) / 86400000)]) %}",
                        "End": True,
                    }
                },
            },
            "Output": {"oldest": "{% $floor($max([0, $states.result])) %}"},
            "Next": "Tell",
        },
        "Tell": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:cloudwatch:putMetricData",
            "Arguments": {
                "Namespace": NAMESPACE,
                "MetricData": [{"MetricName": "AccessKeyAge", "Value": "{% $states.input.oldest %}", "Unit": "None"}],
            },
            "End": True,
        },
    },
}


class KeyAge(Construct):
    """The age of the oldest access key, measured once a day by a state machine: no function, and free of charge.

    AWS has no metric for it. Step Functions calls IAM and CloudWatch by itself; 4,000 steps a month cost nothing.

    Args:
        scope: the stack.
        name: the product's, with which names begin.
    """

    def __init__(self, scope: Construct, *, name: str) -> None:
        super().__init__(scope, "KeyAge")
        may = document(
            forced("Users", "iam:ListUsers"),
            allow("Keys", ["iam:ListAccessKeys"], [arn("iam", "user/*", region="")]),
            forced("Tell", "cloudwatch:PutMetricData", StringEquals={"cloudwatch:namespace": NAMESPACE}),
        )
        machine = stepfunctions.CfnStateMachine(
            self,
            "Machine",
            state_machine_name=f"{name}-key-age",
            state_machine_type="STANDARD",
            definition_string=json.dumps(_AGE_OF_KEYS),
            role_arn=self._role("Role", "states", "Asks IAM for the age of keys", may),
        )
        starts = document(allow("Start", ["states:StartExecution"], [machine.attr_arn]))
        scheduler.CfnSchedule(
            self,
            "Daily",
            name=f"{name}-key-age",
            description="The age of access keys, once a day",
            schedule_expression="rate(1 day)",
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=machine.attr_arn,
                role_arn=self._role("Clock", "scheduler", "Starts the measuring of keys", starts),
            ),
        )

    def _role(self, name: str, service: str, description: str, may: Statement) -> str:
        made = iam.CfnRole(
            self,
            name,
            description=description,
            assume_role_policy_document=trust(f"{service}.amazonaws.com", StringEquals=OWN_ACCOUNT),
            policies=[iam.CfnRole.PolicyProperty(policy_name="work", policy_document=may)],
        )
        return made.attr_arn


class EdgeTopicStack(HoldfastStack):
    """The topic of alarms in us-east-1: CloudWatch calls topics of its own region alone.

    Args:
        scope: the application.
        name: the stack's name.
        product: the spec.
        tags: of everything in it.
    """

    def __init__(self, scope: Construct, name: str, *, product: Product, tags: dict[str, str]) -> None:
        super().__init__(
            scope, name, region=EDGE_REGION, description=f"{product.name}: alarms in {EDGE_REGION}", tags=tags
        )
        topic = Topic(self, product=product.name, alerts=product.alerts)
        self.output("Topic", topic.arn, "Where alarms go")


def _of_trail(sid: str, action: str, resource: str, condition: Mapping[str, Any]) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }
