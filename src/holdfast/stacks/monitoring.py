"""Monitoring: the topic that people hear, the alarms of a list of watches, one dashboard with all of them."""

from collections.abc import Iterable, Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_chatbot as chatbot
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from holdfast.model.product import Alerts
from holdfast.stacks.place import Place
from holdfast.stacks.policies import OWN_ACCOUNT, trust
from holdfast.stacks.watch import Watch

_COLUMNS, _HEIGHT = 24, 6


def topic_name(product: str) -> str:
    """The one topic of a product in a region: people confirm it once, and not for each environment."""
    return f"{product}-alarms"


def topic_arn(product: str, region: str = "${AWS::Region}") -> str:
    """The topic's ARN, as a token; the stack that holds it is deployed before those that use it."""
    name = topic_name(product)
    return str(cdk.Fn.sub(f"arn:${{AWS::Partition}}:sns:{region}:${{AWS::AccountId}}:{name}"))


class Topic(Construct):
    """Where alarms go: to each address, and to Slack by `Slack`.

    Args:
        scope: the stack.
        product: the product's name.
        alerts: who is told.
    """

    def __init__(self, scope: Construct, *, product: str, alerts: Alerts) -> None:
        super().__init__(scope, "Topic")
        made = sns.CfnTopic(self, "Topic", topic_name=topic_name(product), display_name=product)
        for number, address in enumerate(alerts.email, start=1):
            sns.CfnSubscription(self, f"Mail{number}", topic_arn=made.ref, protocol="email", endpoint=address)
        services = ["cloudwatch.amazonaws.com"]
        publish = {
            "Sid": "Alarms",
            "Effect": "Allow",
            "Principal": {"Service": services},
            "Action": "sns:Publish",
            "Resource": made.ref,
            "Condition": {"StringEquals": dict(OWN_ACCOUNT)},
        }
        tls = {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "sns:Publish",
            "Resource": made.ref,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        sns.CfnTopicPolicy(
            self, "Policy", topics=[made.ref], policy_document={"Version": "2012-10-17", "Statement": [publish, tls]}
        )
        self.arn = made.ref


class Slack(Construct):
    """The channel that hears the topics, through Amazon Q Developer in chat applications (AWS Chatbot).

    An account may bind a channel once only, so one construct binds it to the topics of all regions. The channel's role
    may do nothing: people read alarms there, and command nothing.

    Args:
        scope: the stack.
        product: the product's name.
        alerts: with the ids of workspace and channel.
        topics: ARNs.
    """

    def __init__(self, scope: Construct, *, product: str, alerts: Alerts, topics: Sequence[str]) -> None:
        super().__init__(scope, "Slack")
        role = iam.CfnRole(
            self,
            "Role",
            description="The Slack channel: nothing is allowed",
            assume_role_policy_document=trust("chatbot.amazonaws.com", StringEquals=OWN_ACCOUNT),
        )
        chatbot.CfnSlackChannelConfiguration(
            self,
            "Channel",
            configuration_name=topic_name(product),
            iam_role_arn=role.attr_arn,
            slack_workspace_id=alerts.slack_workspace_id or "",
            slack_channel_id=alerts.slack_channel_id or "",
            sns_topic_arns=list(topics),
            guardrail_policies=[_deny_all()],
            logging_level="ERROR",
        )


class Alarms(Construct):
    """An alarm for each watch; each calls the topic, when it begins and when it is over.

    Args:
        scope: the stack.
        prefix: that names begin with.
        watches: what is watched.
        topic: ARN.
    """

    def __init__(self, scope: Construct, *, prefix: str, watches: Iterable[Watch], topic: str) -> None:
        super().__init__(scope, "Monitoring")
        self.watches = tuple(watches)
        self._prefix = prefix
        self._topic = topic
        made = {watch.name: self._alarm(watch) for watch in self.watches}
        self.stopping = [made[watch.name].ref for watch in self.watches if watch.stops_releases]

    def _alarm(self, watch: Watch) -> cloudwatch.CfnAlarm:
        percentile = watch.statistic.startswith("p")
        return cloudwatch.CfnAlarm(
            self,
            watch.name,
            alarm_name=f"{self._prefix}-{watch.name}",
            alarm_description=f"{watch.what}. No data: {watch.missing}, because {watch.why}.",
            namespace=watch.namespace,
            metric_name=watch.metric,
            statistic=None if percentile else watch.statistic,
            extended_statistic=watch.statistic if percentile else None,
            dimensions=[
                cloudwatch.CfnAlarm.DimensionProperty(name=name, value=value)
                for name, value in watch.dimensions.items()
            ],
            comparison_operator=watch.side,
            threshold=round(watch.limit, 2),
            period=watch.seconds,
            evaluation_periods=watch.points,
            datapoints_to_alarm=watch.wrong or watch.points,
            treat_missing_data=watch.missing,
            evaluate_low_sample_count_percentile="ignore" if percentile else None,
            actions_enabled=True,
            alarm_actions=[self._topic],
            ok_actions=[self._topic],
        )


class Board(Construct):
    """One dashboard: a picture for each metric that an alarm watches, with the alarm's limit in it.

    Args:
        scope: the stack.
        place: the environment.
        watches: what is watched.
    """

    def __init__(self, scope: Construct, *, place: Place, watches: Iterable[Watch]) -> None:
        super().__init__(scope, "Board")
        pictures = [_picture(watch, number) for number, watch in enumerate(watches)]
        body = cdk.Stack.of(self).to_json_string({"widgets": pictures})
        cloudwatch.CfnDashboard(self, "Board", dashboard_name=place.name, dashboard_body=body)


class LogGroups(Construct):
    """The groups that hosts write to, with an end to what is kept; a group that a host made itself would keep all.

    Args:
        scope: the stack.
        place: the environment.
    """

    def __init__(self, scope: Construct, *, place: Place) -> None:
        super().__init__(scope, "HostLogs")
        for kind in ("metrics", "nginx-access", "nginx-error"):
            group = logs.CfnLogGroup(
                self, kind, log_group_name=f"/holdfast/{place.name}/{kind}", retention_in_days=place.log_days
            )
            group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)


def _picture(watch: Watch, number: int) -> Mapping[str, object]:
    three = _COLUMNS // 3
    named = [text for pair in watch.dimensions.items() for text in pair]
    options = {"stat": watch.statistic, "period": watch.seconds}
    return {
        "type": "metric",
        "x": three * (number % 3),
        "y": _HEIGHT * (number // 3),
        "width": three,
        "height": _HEIGHT,
        "properties": {
            "region": cdk.Aws.REGION,
            "title": watch.name,
            "view": "timeSeries",
            "metrics": [[watch.namespace, watch.metric, *named, options]],
            "annotations": {"horizontal": [{"label": watch.name, "value": round(watch.limit, 2)}]},
        },
    }


def _deny_all() -> str:
    return str(cdk.Fn.sub("arn:${AWS::Partition}:iam::aws:policy/AWSDenyAll"))
