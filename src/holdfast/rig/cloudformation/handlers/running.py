"""What runs by itself and what it costs: releases, schedules, state machines, budgets, a watch on spending."""

# Handlers have one shape, of which not each needs all.

import json
from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.handlers.base import GLOBAL, Api, Handler, Place, Properties, Tagged, listed, pairs


def _group_shown(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "autoScalingGroups": [one["name"] for one in found.get("autoScalingGroups") or ()]}


class DeploymentGroup(Api):
    """Hosts that are given a release together."""

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it; it is known within its application."""
        own = {"DeploymentGroupName": name, **given}
        super().create(at, own, name)
        return f"{own['ApplicationName']}|{own['DeploymentGroupName']}"

    def reference(self, physical: str) -> str:
        """Its name."""
        return physical.partition("|")[2]


class StateMachine(Api):
    """Steps that are taken one after another."""

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it."""
        found = super().read(at, physical)
        if found is None or found.get("status") == "DELETING":
            return None
        return {**found, "DefinitionString": found["definition"]}


def _defined(given: dict[str, Any]) -> dict[str, Any]:
    said = given.get("DefinitionString") or json.dumps(given.get("Definition", {}))
    tags = [{"key": key, "value": value} for key, value in pairs(given.get("Tags")).items()]
    return {**given, "definition": said, "Tags": tags}


class Budget(Handler):
    """How much may be spent, and who hears when it is."""

    kind = "AWS::Budgets::Budget"

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it."""
        own = {"BudgetName": name, **given["Budget"]}
        notices = [dict(one) for one in given.get("NotificationsWithSubscribers", ())]
        wanted: Any = {"Budget": _amounts(own), "NotificationsWithSubscribers": [_notice(one) for one in notices]}
        wanted["ResourceTags"] = listed(pairs(given.get("ResourceTags")))
        at.call("budgets", "create_budget", GLOBAL, AccountId=at.account, **wanted)
        return str(own["BudgetName"])

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change how much, and its tags: who hears is another budget's."""
        budget: Any = _amounts({"BudgetName": physical, **after["Budget"]})
        at.call("budgets", "update_budget", GLOBAL, AccountId=at.account, NewBudget=budget)
        old, new = pairs(before.get("ResourceTags")), pairs(after.get("ResourceTags"))
        tagged: Any = {"ResourceARN": _arn(at, physical)}
        if set(old) - set(new):
            at.call("budgets", "untag_resource", GLOBAL, **tagged, ResourceTagKeys=sorted(set(old) - set(new)))
        if old != new:
            at.call("budgets", "tag_resource", GLOBAL, **tagged, ResourceTags=listed(new))

    def _notices(self, at: Place, physical: str) -> list[dict[str, Any]]:
        named = {"AccountId": at.account, "BudgetName": physical}
        found = at.call("budgets", "describe_notifications_for_budget", GLOBAL, **named)["Notifications"]
        bare = [{key: value for key, value in one.items() if key != "NotificationState"} for one in found]
        return [{"Notification": one, "Subscribers": self._subscribers(at, physical, one)} for one in bare]

    @staticmethod
    def _subscribers(at: Place, physical: str, notice: Mapping[str, Any]) -> Any:
        given: Any = {"AccountId": at.account, "BudgetName": physical, "Notification": notice}
        return at.call("budgets", "describe_subscribers_for_notification", GLOBAL, **given)["Subscribers"]

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it, with its notices."""
        from botocore.exceptions import ClientError  # type: ignore[import-untyped]

        try:
            found = at.call("budgets", "describe_budget", GLOBAL, AccountId=at.account, BudgetName=physical)["Budget"]
        except ClientError:
            return None
        tags = at.call("budgets", "list_tags_for_resource", GLOBAL, ResourceARN=_arn(at, physical))["ResourceTags"]
        return {"Budget": found, "NotificationsWithSubscribers": self._notices(at, physical), "ResourceTags": tags}

    def delete(self, at: Place, physical: str) -> None:
        """End it."""
        at.call("budgets", "delete_budget", GLOBAL, AccountId=at.account, BudgetName=physical)


def _arn(at: Place, name: str) -> str:
    return f"arn:aws:budgets::{at.account}:budget/{name}"


def _amounts(budget: Mapping[str, Any]) -> dict[str, Any]:
    limit = {**budget["BudgetLimit"], "Amount": str(budget["BudgetLimit"]["Amount"])}
    return {**budget, "BudgetLimit": limit}


def _notice(one: Mapping[str, Any]) -> dict[str, Any]:
    notification = {**one["Notification"], "Threshold": float(one["Notification"]["Threshold"])}
    return {"Notification": notification, "Subscribers": [dict(who) for who in one["Subscribers"]]}


class Watch(Api):
    """What looks for unusual spending, or who hears of it."""

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it."""
        found = super().read(at, physical)
        return found and {**found, "ResourceTags": found["Tags"]}


def _expressed(given: dict[str, Any]) -> dict[str, Any]:
    """Expressions are texts in templates and structures in calls."""
    texts = ("ThresholdExpression", "MonitorSpecification")
    return {**given, **{key: json.loads(given[key]) for key in texts if isinstance(given.get(key), str)}}


_SPENDING_TAGS = Tagged(
    add=("tag_resource", {"ResourceArn": "{id}", "ResourceTags": "{tags}"}),
    remove=("untag_resource", {"ResourceArn": "{id}", "ResourceTagKeys": "{keys}"}),
    shown=("list_tags_for_resource", {"ResourceArn": "{id}"}),
    found="ResourceTags",
)

HANDLERS: tuple[Handler, ...] = (
    Api(
        kind="AWS::CodeDeploy::Application",
        service="codedeploy",
        make="create_application",
        named="ApplicationName",
        arn="=arn:aws:codedeploy:{region}:{account}:application:{id}",
        tagged=Tagged(
            add=("tag_resource", {"ResourceArn": "{arn}", "Tags": "{tags}"}),
            remove=("untag_resource", {"ResourceArn": "{arn}", "TagKeys": "{keys}"}),
            shown=("list_tags_for_resource", {"ResourceArn": "{arn}"}),
        ),
        describe=("get_application", {"applicationName": "{id}"}),
        found="application",
        remove=("delete_application", {"applicationName": "{id}"}),
    ),
    DeploymentGroup(
        kind="AWS::CodeDeploy::DeploymentGroup",
        service="codedeploy",
        make="create_deployment_group",
        named="DeploymentGroupName",
        arn="=arn:aws:codedeploy:{region}:{account}:deploymentgroup:{id0}/{id1}",
        returned=_group_shown,
        tagged=Tagged(
            add=("tag_resource", {"ResourceArn": "{arn}", "Tags": "{tags}"}),
            remove=("untag_resource", {"ResourceArn": "{arn}", "TagKeys": "{keys}"}),
            shown=("list_tags_for_resource", {"ResourceArn": "{arn}"}),
        ),
        describe=("get_deployment_group", {"applicationName": "{id0}", "deploymentGroupName": "{id1}"}),
        found="deploymentGroupInfo",
        change="update_deployment_group",
        target={"applicationName": "{id0}", "currentDeploymentGroupName": "{id1}"},
        remove=("delete_deployment_group", {"applicationName": "{id0}", "deploymentGroupName": "{id1}"}),
    ),
    Api(
        kind="AWS::Scheduler::Schedule",
        service="scheduler",
        make="create_schedule",
        named="Name",
        longest=64,
        describe=("get_schedule", {"Name": "{id}"}),
        found="@",
        change="update_schedule",
        target={"Name": "{id}"},
        remove=("delete_schedule", {"Name": "{id}"}),
        gives={"Arn": "Arn"},
    ),
    StateMachine(
        kind="AWS::StepFunctions::StateMachine",
        service="stepfunctions",
        make="create_state_machine",
        named="StateMachineName",
        identity="stateMachineArn",
        longest=80,
        renamed={"name": "StateMachineName", "type": "StateMachineType"},
        turned=_defined,
        tagged=Tagged(
            add=("tag_resource", {"resourceArn": "{id}", "tags": "{small}"}),
            remove=("untag_resource", {"resourceArn": "{id}", "tagKeys": "{keys}"}),
            shown=("list_tags_for_resource", {"resourceArn": "{id}"}),
            found="tags[].{Key: key, Value: value}",
        ),
        describe=("describe_state_machine", {"stateMachineArn": "{id}"}),
        found="@",
        change="update_state_machine",
        target={"stateMachineArn": "{id}"},
        remove=("delete_state_machine", {"stateMachineArn": "{id}"}),
        gives={"Arn": "stateMachineArn", "Name": "name"},
    ),
    Budget(),
    Watch(
        kind="AWS::CE::AnomalyMonitor",
        service="ce",
        region=GLOBAL,
        make="create_anomaly_monitor",
        inside="AnomalyMonitor",
        identity="MonitorArn",
        tagged=_SPENDING_TAGS,
        describe=("get_anomaly_monitors", {"MonitorArnList": ["{id}"]}),
        found="AnomalyMonitors[0]",
        turned=_expressed,
        change="update_anomaly_monitor",
        target={"MonitorArn": "{id}"},
        remove=("delete_anomaly_monitor", {"MonitorArn": "{id}"}),
        gives={"MonitorArn": "MonitorArn"},
    ),
    Watch(
        kind="AWS::CE::AnomalySubscription",
        service="ce",
        region=GLOBAL,
        make="create_anomaly_subscription",
        inside="AnomalySubscription",
        identity="SubscriptionArn",
        tagged=_SPENDING_TAGS,
        describe=("get_anomaly_subscriptions", {"SubscriptionArnList": ["{id}"]}),
        found="AnomalySubscriptions[0]",
        turned=_expressed,
        change="update_anomaly_subscription",
        target={"SubscriptionArn": "{id}"},
        remove=("delete_anomaly_subscription", {"SubscriptionArn": "{id}"}),
        gives={"SubscriptionArn": "SubscriptionArn"},
    ),
)
