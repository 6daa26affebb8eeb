"""Cost Explorer: anomaly detection, and how far Savings Plans are used; each question costs a cent."""

from collections.abc import Iterator
from datetime import timedelta

from holdfast.model.evidence import Location
from holdfast.model.facts import Budget, CostReview
from holdfast.readers.account.base import Account, AccountReader, Call, Reach, Reading, Record, each, one, seen
from holdfast.readers.account.values import child, number, records, text, texts

MONITORS = Call("ce", "get_anomaly_monitors", "ce:GetAnomalyMonitors", page=100)
SUBSCRIPTIONS = Call("ce", "get_anomaly_subscriptions", "ce:GetAnomalySubscriptions", page=100)
SAVINGS = Call(
    "ce",
    "get_savings_plans_utilization",
    "ce:GetSavingsPlansUtilization",
    absent=frozenset(["DataUnavailableException"]),
)

_DAYS = 30


def _anomalies(account: Account, region: str) -> Iterator[Reading]:
    found = each(account, MONITORS, region, "AnomalyMonitors")
    monitors = [text(monitor, "MonitorArn") or "" for monitor in found]
    if not monitors:
        return
    subscriptions = filter(_reaches_somebody, each(account, SUBSCRIPTIONS, region, "AnomalySubscriptions"))
    heard = {arn for subscription in subscriptions for arn in texts(subscription, "MonitorArnList")}
    for arn in monitors:
        told = Location(arn=arn, quote=f"subscriptions: {'one or more' if arn in heard else 'none'}")
        yield Budget(**seen(arn, told.quote), anomaly=True, notifies=arn in heard, places={"notifies": told})


def _reaches_somebody(subscription: Record) -> bool:
    """Somebody is subscribed and has not declined."""
    return any(person.get("Status") != "DECLINED" for person in records(subscription, "Subscribers"))


def _savings(account: Account, region: str) -> Iterator[Reading]:
    today = account.now.date()
    span = {"Start": (today - timedelta(days=_DAYS)).isoformat(), "End": today.isoformat()}
    answer = one(account, SAVINGS, region, TimePeriod=span)
    use = child(child(answer, "Total"), "Utilization")
    committed, percent = number(use.get("TotalCommitment")), number(use.get("UtilizationPercentage"))
    if committed:
        arn = f"arn:{account.partition}:savingsplans::{account.id}:savingsplan/*"
        used = f"{percent:.0f} %" if percent is not None else "unknown"
        yield CostReview(**seen(arn, f"utilisation in {_DAYS} days: {used}"), form="savings-plan")


READER = AccountReader(
    name="ce",
    serves=frozenset(["cost"]),
    calls=(MONITORS, SUBSCRIPTIONS, SAVINGS),
    questions=(_anomalies, _savings),
    reach=Reach.GLOBAL,
    billed=True,
)
