"""Cost Explorer: moto answers none of these questions, so answers have the documented shapes."""

from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.readers.account import ce
from holdfast.readers.account.base import GLOBAL_REGION, Call, Refused
from tests.readers.account.support import FakeAccount, read, told

MONITOR = "arn:aws:ce::123456789012:anomalymonitor/m-1"
MONITORS = {"get_anomaly_monitors": {"AnomalyMonitors": [{"MonitorArn": MONITOR}]}}


@pytest.mark.parametrize(
    ("subscriptions", "notifies"),
    [
        ([{"MonitorArnList": [MONITOR], "Subscribers": [{"Type": "EMAIL", "Status": "CONFIRMED"}]}], True),
        ([{"MonitorArnList": [MONITOR], "Subscribers": [{"Type": "EMAIL", "Status": "DECLINED"}]}], False),
        ([{"MonitorArnList": [MONITOR], "Subscribers": []}], False),
        ([{"MonitorArnList": ["another"], "Subscribers": [{"Type": "SNS"}]}], False),
        ([{"MonitorArnList": "x", "Subscribers": "y"}, {}], False),
        ([], False),
    ],
)
def test_a_monitor_warns_when_somebody_listens(subscriptions: list[dict[str, Any]], *, notifies: bool) -> None:
    account = FakeAccount({**MONITORS, "get_anomaly_subscriptions": {"AnomalySubscriptions": subscriptions}})

    shown = told(read(ce.READER, account))

    assert shown == [f"Budget anomalymonitor/m-1 anomaly=True notifies={notifies}"]


def test_without_a_monitor_nobody_pays_for_the_second_question() -> None:
    account = FakeAccount({})

    assert read(ce.READER, account) == []
    assert account.asked == ["get_anomaly_monitors", "get_savings_plans_utilization"]


def test_a_savings_plan_is_a_review_with_how_far_it_is_used() -> None:
    use = {"TotalCommitment": "120.5", "UtilizationPercentage": "87.31"}
    spans: list[dict[str, str]] = []

    def answer(_call: Call, _region: str, parameters: dict[str, Any]) -> dict[str, Any]:
        spans.append(parameters["TimePeriod"])
        return {"Total": {"Utilization": use}}

    (review,) = read(ce.READER, FakeAccount({"get_savings_plans_utilization": answer}))

    assert told([review]) == ["CostReview savingsplan/* form=savings-plan"]
    assert review.at.quote == "utilisation in 30 days: 87 %"
    assert spans == [{"Start": "2026-10-26", "End": "2026-11-25"}]


@pytest.mark.parametrize("answer", [(), {}, {"Total": None}, {"Total": {"Utilization": {"TotalCommitment": "none"}}}])
def test_no_plan_is_no_review(answer: Any) -> None:
    assert read(ce.READER, FakeAccount({"get_savings_plans_utilization": answer})) == []


def test_one_refusal_leaves_the_other_question() -> None:
    refused = Refused(ce.MONITORS, GapReason.DENIED, "AccessDenied", GLOBAL_REGION)
    savings = {"Total": {"Utilization": {"TotalCommitment": "1"}}}
    account = FakeAccount({"get_anomaly_monitors": refused, "get_savings_plans_utilization": savings})

    assert told(read(ce.READER, account)) == [
        "Gap ce denied: AccessDenied",
        "CostReview savingsplan/* form=savings-plan",
    ]


def test_its_questions_are_asked_only_when_somebody_pays() -> None:
    assert ce.READER.billed
