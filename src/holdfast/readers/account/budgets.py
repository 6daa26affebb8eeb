"""Budgets: what a month may cost, and whether anybody is warned."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import Budget, CostReview
from holdfast.readers.account.base import Account, AccountReader, Call, Reach, Reading, Record, each, seen
from holdfast.readers.account.values import child, number, text

BUDGETS = Call("budgets", "describe_budgets", "budgets:ViewBudget", resource="arn:aws:budgets::*:budget/*", page=1000)
NOTIFICATIONS = Call(
    "budgets",
    "describe_notifications_for_budget",
    "budgets:ViewBudget",
    resource="arn:aws:budgets::*:budget/*",
    page=100,
    absent=frozenset(["NotFoundException"]),
)

_MONTHS = {"DAILY": 12 / 365, "MONTHLY": 1, "QUARTERLY": 3, "ANNUALLY": 12}
_REVIEWS = {
    "SAVINGS_PLANS_UTILIZATION": "savings-plan",
    "SAVINGS_PLANS_COVERAGE": "savings-plan",
    "RI_UTILIZATION": "reserved-instances",
    "RI_COVERAGE": "reserved-instances",
}


def _budgets(account: Account, region: str) -> Iterator[Reading]:
    for budget in each(account, BUDGETS, region, "Budgets", AccountId=account.id):
        name = text(budget, "BudgetName") or ""
        arn = f"arn:{account.partition}:budgets::{account.id}:budget/{name}"
        sort = str(budget.get("BudgetType") or "")
        if sort in _REVIEWS:
            yield CostReview(**seen(arn, f"BudgetType: {sort}"), form=_REVIEWS[sort])
        if sort != "COST" or not name:
            continue
        # A notification cannot be without a subscriber: the last one takes it along when it goes.
        told = list(each(account, NOTIFICATIONS, region, "Notifications", AccountId=account.id, BudgetName=name))
        limit = child(budget, "BudgetLimit")
        yield Budget(
            **seen(arn, f"BudgetLimit: {limit.get('Amount', '')} {limit.get('Unit', '')} {budget.get('TimeUnit', '')}"),
            amount=_monthly(budget, limit),
            notifies=bool(told),
            places={"notifies": Location(arn=arn, quote=f"notifications: {len(told)}")},
        )


def _monthly(budget: Record, limit: Record) -> float | None:
    amount, months = number(limit.get("Amount")), _MONTHS.get(str(text(budget, "TimeUnit")))
    if amount is None or months is None or limit.get("Unit") not in (None, "USD"):
        return None
    return round(amount / months, 2)


READER = AccountReader(
    name="budgets",
    serves=frozenset(["cost"]),
    calls=(BUDGETS, NOTIFICATIONS),
    questions=(_budgets,),
    reach=Reach.GLOBAL,
    shows=(Budget,),
)
