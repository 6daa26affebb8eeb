"""Budgets: what a month may cost, and whether anybody is warned."""

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Budget
from holdfast.readers.account import budgets
from holdfast.readers.account.base import GLOBAL_REGION, Refused
from holdfast.rig.aws import ACCOUNT, EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        client = started.client("budgets", GLOBAL_REGION)
        warning = {
            "Notification": {
                "NotificationType": "FORECASTED",
                "ComparisonOperator": "GREATER_THAN",
                "Threshold": 100,
                "ThresholdType": "PERCENTAGE",
            },
            "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "somebody@example.com"}],
        }
        for name, unit, told_to in (("monthly", "MONTHLY", [warning]), ("yearly", "ANNUALLY", [])):
            limit = {"BudgetLimit": {"Amount": "300", "Unit": "USD"}, "TimeUnit": unit, "BudgetType": "COST"}
            client.create_budget(
                AccountId=ACCOUNT, Budget={"BudgetName": name, **limit}, NotificationsWithSubscribers=told_to
            )
        yield started


@pytest.mark.integration
def test_each_budget_is_told_by_the_month_and_whether_it_warns(aws: EmbeddedAws) -> None:
    shown = told(read(budgets.READER, live(aws), GLOBAL_REGION))

    assert shown == [
        "Budget budget/monthly amount=300.0 notifies=True",
        "Budget budget/yearly amount=25.0 notifies=False",
    ]


def account(**budget: Any) -> FakeAccount:
    """An account with one budget."""
    return FakeAccount({"describe_budgets": {"Budgets": [{"BudgetName": "b", "BudgetType": "COST", **budget}]}})


@pytest.mark.parametrize(
    ("sort", "form"), [("SAVINGS_PLANS_UTILIZATION", "savings-plan"), ("RI_COVERAGE", "reserved-instances")]
)
def test_a_budget_on_plans_is_a_review_of_them(sort: str, form: str) -> None:
    """Moto keeps budgets of cost and usage alone."""
    assert told(read(budgets.READER, account(BudgetType=sort))) == [f"CostReview budget/b form={form}"]


@pytest.mark.parametrize(
    "budget",
    [
        {},
        {"BudgetLimit": {"Amount": "many", "Unit": "USD"}, "TimeUnit": "MONTHLY"},
        {"BudgetLimit": {"Amount": "100", "Unit": "KRW"}, "TimeUnit": "MONTHLY"},
        {"BudgetLimit": {"Amount": "100", "Unit": "USD"}, "TimeUnit": "CUSTOM"},
        {"BudgetLimit": "100"},
    ],
)
def test_an_amount_that_cannot_be_told_in_dollars_a_month_is_unsaid(budget: dict[str, Any]) -> None:
    (found,) = read(budgets.READER, account(**budget))

    assert isinstance(found, Budget)
    assert found.amount is None


def test_a_refusal_is_a_gap() -> None:
    refused = Refused(budgets.BUDGETS, GapReason.DENIED, "AccessDenied", GLOBAL_REGION)

    shown = told(read(budgets.READER, FakeAccount({"describe_budgets": refused})))

    assert shown == ["Gap budgets denied: AccessDenied"]
