"""What moto lacks of Budgets and Cost Explorer: subscribers, changes, and what looks for unusual spending."""

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.kept.shelf import number, plain, shelf, take
from holdfast.rig.cloudformation.wire import Answerer, Call, refuse

_ABSENT_MONITOR, _ABSENT_SUBSCRIPTION = "UnknownMonitorException", "UnknownSubscriptionException"


def _budget(call: Call, name: Any) -> Any:
    from moto.budgets.models import budgets_backends

    found = budgets_backends[call.account]["aws"].budgets[str(call.given["AccountId"])].get(str(name))
    if found is None:
        raise refuse("NotFoundException", f"the budget {name} doesn't exist")
    return found


def _create_budget(call: Call) -> Mapping[str, Any]:
    """Give it to moto, which takes all but its tags."""
    from moto.budgets.models import budgets_backends

    account, budget = str(call.given["AccountId"]), dict(call.given["Budget"])
    notices = [dict(one) for one in call.given.get("NotificationsWithSubscribers", ())]
    budgets_backends[call.account]["aws"].create_budget(account, budget, notices)
    arn = f"arn:aws:budgets::{account}:budget/{budget['BudgetName']}"
    shelf(call, "tags", world=True)[arn] = {one["Key"]: one["Value"] for one in call.given.get("ResourceTags", ())}
    return {}


def _budget_tags(call: Call) -> Mapping[str, Any]:
    kept = shelf(call, "tags", world=True).get(str(call.given["ResourceARN"]), {})
    return {"ResourceTags": [{"Key": key, "Value": value} for key, value in kept.items()]}


def _tag_budget(call: Call) -> Mapping[str, Any]:
    kept = shelf(call, "tags", world=True).setdefault(str(call.given["ResourceARN"]), {})
    kept |= {one["Key"]: one["Value"] for one in call.given["ResourceTags"]}
    return {}


def _untag_budget(call: Call) -> Mapping[str, Any]:
    kept = shelf(call, "tags", world=True).get(str(call.given["ResourceARN"]), {})
    for key in call.given["ResourceTagKeys"]:
        kept.pop(key, None)
    return {}


def _update_budget(call: Call) -> Mapping[str, Any]:
    new = call.given["NewBudget"]
    found = _budget(call, new["BudgetName"])
    found.budget = {**found.budget, **new}
    return {}


def _notification(call: Call) -> Any:
    for one in _budget(call, call.given["BudgetName"]).notifications:
        if _bare(one.details) == _bare(call.given["Notification"]):
            return one
    raise refuse("NotFoundException", "there is no such notification")


def _bare(details: Mapping[str, Any]) -> dict[str, str]:
    own = {key: value for key, value in details.items() if key not in {"NotificationState", "ThresholdType"}}
    return {key: f"{float(value):g}" if key == "Threshold" else str(value) for key, value in own.items()}


def _subscribers(call: Call) -> Mapping[str, Any]:
    return {"Subscribers": list(_notification(call).subscribers)}


def _create_monitor(call: Call) -> Mapping[str, Any]:
    arn = f"arn:aws:ce::{call.account}:anomalymonitor/{number()}"
    made = {**dict(call.given["AnomalyMonitor"]), "MonitorArn": arn, "DimensionalValueCount": 0}
    shelf(call, "monitor", world=True)[arn] = made
    shelf(call, "tags", world=True)[arn] = {"tags": list(call.given.get("ResourceTags", ()))}
    return {"MonitorArn": arn}


def _monitors(call: Call) -> Mapping[str, Any]:
    wanted = call.given.get("MonitorArnList")
    if wanted:
        return {"AnomalyMonitors": [take(call, "monitor", arn, _ABSENT_MONITOR, world=True) for arn in wanted]}
    return {"AnomalyMonitors": list(shelf(call, "monitor", world=True).values())}


def _update_monitor(call: Call) -> Mapping[str, Any]:
    found = take(call, "monitor", call.given["MonitorArn"], _ABSENT_MONITOR, world=True)
    found |= plain(call.given)
    return {"MonitorArn": found["MonitorArn"]}


def _end_monitor(call: Call) -> Mapping[str, Any]:
    take(call, "monitor", call.given["MonitorArn"], _ABSENT_MONITOR, world=True)
    shelf(call, "monitor", world=True).pop(str(call.given["MonitorArn"]))
    return {}


def _create_subscription(call: Call) -> Mapping[str, Any]:
    arn = f"arn:aws:ce::{call.account}:anomalysubscription/{number()}"
    made = {**dict(call.given["AnomalySubscription"]), "SubscriptionArn": arn, "AccountId": call.account}
    shelf(call, "subscription", world=True)[arn] = made
    shelf(call, "tags", world=True)[arn] = {"tags": list(call.given.get("ResourceTags", ()))}
    return {"SubscriptionArn": arn}


def _subscriptions(call: Call) -> Mapping[str, Any]:
    wanted, found = call.given.get("SubscriptionArnList"), shelf(call, "subscription", world=True)
    if wanted:
        named = [take(call, "subscription", arn, _ABSENT_SUBSCRIPTION, world=True) for arn in wanted]
        return {"AnomalySubscriptions": named}
    monitor = call.given.get("MonitorArn")
    matching = [one for one in found.values() if not monitor or monitor in one.get("MonitorArnList", ())]
    return {"AnomalySubscriptions": matching}


def _update_subscription(call: Call) -> Mapping[str, Any]:
    found = take(call, "subscription", call.given["SubscriptionArn"], _ABSENT_SUBSCRIPTION, world=True)
    found |= plain(call.given)
    return {"SubscriptionArn": found["SubscriptionArn"]}


def _end_subscription(call: Call) -> Mapping[str, Any]:
    take(call, "subscription", call.given["SubscriptionArn"], _ABSENT_SUBSCRIPTION, world=True)
    shelf(call, "subscription", world=True).pop(str(call.given["SubscriptionArn"]))
    return {}


def _tags(call: Call) -> Mapping[str, Any]:
    kept = shelf(call, "tags", world=True).get(str(call.given["ResourceArn"]), {})
    return {"ResourceTags": kept.get("tags", [])}


ANSWERERS: dict[str, dict[str, Answerer]] = {
    "budgets": {
        "CreateBudget": _create_budget,
        "ListTagsForResource": _budget_tags,
        "TagResource": _tag_budget,
        "UntagResource": _untag_budget,
        "UpdateBudget": _update_budget,
        "DescribeSubscribersForNotification": _subscribers,
    },
    "ce": {
        "CreateAnomalyMonitor": _create_monitor,
        "GetAnomalyMonitors": _monitors,
        "UpdateAnomalyMonitor": _update_monitor,
        "DeleteAnomalyMonitor": _end_monitor,
        "CreateAnomalySubscription": _create_subscription,
        "GetAnomalySubscriptions": _subscriptions,
        "UpdateAnomalySubscription": _update_subscription,
        "DeleteAnomalySubscription": _end_subscription,
        "ListTagsForResource": _tags,
    },
}
