"""What watches and who hears of it: alarms, dashboards, logs, trails, topics, chats."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

import json
from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.handlers.base import Api, Handler, Place, Properties, Tagged, listed, pairs

_ALARM_TAGS = Tagged(
    add=("tag_resource", {"ResourceARN": "{arn}", "Tags": "{tags}"}),
    remove=("untag_resource", {"ResourceARN": "{arn}", "TagKeys": "{keys}"}),
    shown=("list_tags_for_resource", {"ResourceARN": "{arn}"}),
)


class Dashboard(Api):
    """A page of charts."""

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it."""
        found = super().read(at, physical)
        return found and {**found, "DashboardBody": json.loads(str(found["DashboardBody"]))}


class LogGroup(Api):
    """Where lines of logs are kept."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Say how long they are kept; for ever, where nothing is said."""
        if "RetentionInDays" in after:
            days = int(after["RetentionInDays"])
            at.call("logs", "put_retention_policy", logGroupName=physical, retentionInDays=days)
        elif "RetentionInDays" in before:
            at.call("logs", "delete_retention_policy", logGroupName=physical)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change how long lines are kept, and tags."""
        self._retag(at, physical, before, after)
        self.complete(at, physical, before, after)

    def described(self, at: Place, physical: str) -> dict[str, Any] | None:
        """What the service says of it: it finds by the beginning of a name."""
        found = at.call("logs", "describe_log_groups", logGroupNamePrefix=physical)["logGroups"]
        return next((dict(one) for one in found if one["logGroupName"] == physical), None)


class MetricFilter(Api):
    """A number out of lines of logs."""

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it; it is known within its group."""
        own = super().create(at, given, name)
        return f"{given['LogGroupName']}|{own}"

    def reference(self, physical: str) -> str:
        """Its name."""
        return physical.partition("|")[2]

    @property
    def silent(self) -> bool:
        """Its name is one within its group."""
        return False

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Put another under the same name; moto would keep both."""
        self.delete(at, physical)
        own = {**after, "FilterName": self.reference(physical)}
        at.call("logs", "put_metric_filter", **self._parameters(at, "put_metric_filter", own))


class Topic(Api):
    """Where notices are sent."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set its attributes, and subscribe those that are named in it."""
        for name in ("DisplayName", "KmsMasterKeyId"):
            if before.get(name) != after.get(name):
                value = str(after.get(name, ""))
                at.call("sns", "set_topic_attributes", TopicArn=physical, AttributeName=name, AttributeValue=value)
        for one in after.get("Subscription", ()):
            at.call("sns", "subscribe", TopicArn=physical, Protocol=one["Protocol"], Endpoint=one["Endpoint"])

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its attributes and tags."""
        self._retag(at, physical, before, after)
        self.complete(at, physical, before, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it."""
        found = super().read(at, physical)
        if found is None:
            return None
        own = at.call("sns", "list_subscriptions_by_topic", TopicArn=physical)["Subscriptions"]
        return {**found, "TopicName": physical.rpartition(":")[2], "Subscription": own}

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """Its names: the short one is the end of its ARN."""
        return {**super().attributes(at, physical), "TopicName": physical.rpartition(":")[2]}


class TopicPolicy(Handler):
    """Who may send to topics."""

    kind = "AWS::SNS::TopicPolicy"

    def reference(self, physical: str) -> str:
        """Its made-up name."""
        return physical.partition("|")[0]

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Put it."""
        self._put(at, given)
        return "|".join((name, *map(str, given["Topics"])))

    @staticmethod
    def _put(at: Place, given: Properties) -> None:
        said = json.dumps(given["PolicyDocument"])
        for topic in given["Topics"]:
            at.call("sns", "set_topic_attributes", TopicArn=topic, AttributeName="Policy", AttributeValue=said)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Put another."""
        self._put(at, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the topics say of it."""
        from botocore.exceptions import ClientError  # type: ignore[import-untyped]

        _, *topics = physical.split("|")
        try:
            found = [at.call("sns", "get_topic_attributes", TopicArn=topic)["Attributes"] for topic in topics]
        except ClientError:
            return None
        return {"Topics": topics, "PolicyDocument": json.loads(found[0]["Policy"])}

    def delete(self, at: Place, physical: str) -> None:
        """Nothing: the topics go back to letting only their owner, which moto does by itself when they end."""


class Subscription(Api):
    """Someone who hears."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set its attributes."""
        for name in ("FilterPolicy", "RawMessageDelivery", "FilterPolicyScope"):
            if name in after and before.get(name) != after[name]:
                value = after[name] if isinstance(after[name], str) else json.dumps(after[name])
                at.call(
                    "sns",
                    "set_subscription_attributes",
                    SubscriptionArn=physical,
                    AttributeName=name,
                    AttributeValue=value,
                )

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set its attributes."""
        self.complete(at, physical, before, after)


class Trail(Api):
    """A record of every call."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Start or stop it."""
        on = str(after["IsLogging"]).lower() == "true"
        at.call("cloudtrail", "start_logging" if on else "stop_logging", Name=physical)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it, and whether it records."""
        found = super().read(at, physical)
        if found is None:
            return None
        on = at.call("cloudtrail", "get_trail_status", Name=physical)["IsLogging"]
        return {**found, "IsLogging": on, "EnableLogFileValidation": found.get("LogFileValidationEnabled")}

    def _retag(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        old, new = pairs(before.get("Tags")), pairs(after.get("Tags"))
        arn = str((self.described(at, physical) or {})["TrailARN"])
        lost = {key: value for key, value in old.items() if key not in new}
        if lost:
            at.call("cloudtrail", "remove_tags", ResourceId=arn, TagsList=listed(lost))
        if new and old != new:
            at.call("cloudtrail", "add_tags", ResourceId=arn, TagsList=listed(new))


def _tags_named(given: dict[str, Any]) -> dict[str, Any]:
    """CloudTrail calls tags a list of tags."""
    return {**given, **({"TagsList": given["Tags"]} if "Tags" in given else {})}


HANDLERS: tuple[Handler, ...] = (
    Api(
        kind="AWS::CloudWatch::Alarm",
        service="cloudwatch",
        make="put_metric_alarm",
        named="AlarmName",
        tagged=_ALARM_TAGS,
        arn="AlarmArn",
        describe=("describe_alarms", {"AlarmNames": ["{id}"], "AlarmTypes": ["MetricAlarm"]}),
        found="MetricAlarms[0]",
        remove=("delete_alarms", {"AlarmNames": ["{id}"]}),
        gives={"Arn": "AlarmArn"},
    ),
    Api(
        kind="AWS::CloudWatch::CompositeAlarm",
        service="cloudwatch",
        make="put_composite_alarm",
        named="AlarmName",
        tagged=_ALARM_TAGS,
        arn="AlarmArn",
        describe=("describe_alarms", {"AlarmNames": ["{id}"], "AlarmTypes": ["CompositeAlarm"]}),
        found="CompositeAlarms[0]",
        remove=("delete_alarms", {"AlarmNames": ["{id}"]}),
        gives={"Arn": "AlarmArn"},
    ),
    Dashboard(
        kind="AWS::CloudWatch::Dashboard",
        service="cloudwatch",
        make="put_dashboard",
        named="DashboardName",
        unheld={"Tags": "moto tags no dashboards"},
        describe=("get_dashboard", {"DashboardName": "{id}"}),
        found="@",
        remove=("delete_dashboards", {"DashboardNames": ["{id}"]}),
    ),
    LogGroup(
        kind="AWS::Logs::LogGroup",
        service="logs",
        make="create_log_group",
        named="LogGroupName",
        longest=512,
        tagged=Tagged(
            add=("tag_log_group", {"logGroupName": "{id}", "tags": "{map}"}),
            remove=("untag_log_group", {"logGroupName": "{id}", "tags": "{keys}"}),
            shown=("list_tags_log_group", {"logGroupName": "{id}"}),
            found="tags",
        ),
        describe=("describe_log_groups", {}),
        found="logGroups[0]",
        remove=("delete_log_group", {"logGroupName": "{id}"}),
        gives={"Arn": "arn"},
    ),
    MetricFilter(
        kind="AWS::Logs::MetricFilter",
        service="logs",
        make="put_metric_filter",
        named="FilterName",
        describe=("describe_metric_filters", {"logGroupName": "{id0}", "filterNamePrefix": "{id1}"}),
        found="metricFilters[0]",
        remove=("delete_metric_filter", {"logGroupName": "{id0}", "filterName": "{id1}"}),
    ),
    Topic(
        kind="AWS::SNS::Topic",
        service="sns",
        make="create_topic",
        named="TopicName",
        identity="TopicArn",
        renamed={"Name": "TopicName"},
        tagged=Tagged(
            add=("tag_resource", {"ResourceArn": "{id}", "Tags": "{tags}"}),
            remove=("untag_resource", {"ResourceArn": "{id}", "TagKeys": "{keys}"}),
            shown=("list_tags_for_resource", {"ResourceArn": "{id}"}),
        ),
        describe=("get_topic_attributes", {"TopicArn": "{id}"}),
        found="Attributes",
        remove=("delete_topic", {"TopicArn": "{id}"}),
        gives={"TopicArn": "TopicArn"},
    ),
    TopicPolicy(),
    Subscription(
        kind="AWS::SNS::Subscription",
        service="sns",
        make="subscribe",
        identity="SubscriptionArn",
        added={"ReturnSubscriptionArn": True},
        describe=("get_subscription_attributes", {"SubscriptionArn": "{id}"}),
        found="Attributes",
        remove=("unsubscribe", {"SubscriptionArn": "{id}"}),
        gives={"Arn": "SubscriptionArn"},
    ),
    Trail(
        kind="AWS::CloudTrail::Trail",
        service="cloudtrail",
        make="create_trail",
        named="TrailName",
        longest=128,
        renamed={"Name": "TrailName"},
        turned=_tags_named,
        tagged=Tagged(
            add=("add_tags", {}),
            remove=("remove_tags", {}),
            shown=("list_tags", {"ResourceIdList": ["{arn}"]}),
            found="ResourceTagList[0].TagsList",
        ),
        arn="TrailARN",
        describe=("get_trail", {"Name": "{id}"}),
        found="Trail",
        change="update_trail",
        target={"Name": "{id}"},
        remove=("delete_trail", {"Name": "{id}"}),
        gives={"Arn": "TrailARN"},
    ),
    Api(
        kind="AWS::Chatbot::SlackChannelConfiguration",
        service="chatbot",
        make="create_slack_channel_configuration",
        named="ConfigurationName",
        identity="ChannelConfiguration.ChatConfigurationArn",
        renamed={
            "SlackTeamId": "SlackWorkspaceId",
            "GuardrailPolicyArns": "GuardrailPolicies",
        },
        tagged=Tagged(
            add=("tag_resource", {"ResourceARN": "{id}", "Tags": "{long}"}),
            remove=("untag_resource", {"ResourceARN": "{id}", "TagKeys": "{keys}"}),
        ),
        describe=("describe_slack_channel_configurations", {"ChatConfigurationArn": "{id}"}),
        found="SlackChannelConfigurations[0]",
        change="update_slack_channel_configuration",
        target={"ChatConfigurationArn": "{id}"},
        remove=("delete_slack_channel_configuration", {"ChatConfigurationArn": "{id}"}),
        gives={"Arn": "ChatConfigurationArn"},
    ),
)
