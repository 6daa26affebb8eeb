"""Cost: a budget that warns before the month is over, and a watch for what costs more than it used to."""

import aws_cdk as cdk
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_ce as ce
from constructs import Construct

from holdfast.model.product import Product

_LEAST_USD = "10"
"""Anomalies that cost less are not told."""


class Bills(Construct):
    """The account's budget and its anomalies; each tells the addresses of `alerts.email`.

    Args:
        scope: the stack.
        product: the spec.
        monitor: ARN of the account's own monitor over all services; empty at deployment: one is made.
    """

    def __init__(self, scope: Construct, *, product: Product, monitor: str) -> None:
        super().__init__(scope, "Bills")
        self._addresses = product.alerts.email
        if product.budget.monthly_usd is not None and self._addresses:
            self._budget(product.budget.monthly_usd)
        self._anomalies(product.name, monitor)

    def _budget(self, limit: float) -> None:
        made = budgets.CfnBudget
        people = [made.SubscriberProperty(subscription_type="EMAIL", address=one) for one in self._addresses]
        # What is spent may be seen too late; what will be spent is foretold, and may be wrong: both.
        told = [
            made.NotificationWithSubscribersProperty(
                notification=made.NotificationProperty(
                    notification_type=kind,
                    comparison_operator="GREATER_THAN",
                    threshold=percent,
                    threshold_type="PERCENTAGE",
                ),
                subscribers=people,
            )
            for kind, percent in (("ACTUAL", 80), ("FORECASTED", 100))
        ]
        # Without a name of its own: for other people to tell, AWS makes another budget in this one's place.
        made(
            self,
            "Budget",
            budget=made.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=made.SpendProperty(amount=limit, unit="USD"),
            ),
            notifications_with_subscribers=told,
        )

    def _anomalies(self, name: str, monitor: str) -> None:
        wanting = cdk.CfnCondition(self, "NoMonitor", expression=cdk.Fn.condition_equals(monitor, ""))
        made = ce.CfnAnomalyMonitor(
            self, "Monitor", monitor_name=name, monitor_type="DIMENSIONAL", monitor_dimension="SERVICE"
        )
        made.cfn_options.condition = wanting
        if not self._addresses:
            return
        people = [ce.CfnAnomalySubscription.SubscriberProperty(type="EMAIL", address=one) for one in self._addresses]
        used = cdk.Fn.condition_if(wanting.logical_id, made.attr_monitor_arn, monitor).to_string()
        ce.CfnAnomalySubscription(
            self,
            "Anomalies",
            subscription_name=name,
            frequency="DAILY",
            monitor_arn_list=[used],
            subscribers=people,
            threshold_expression=(
                '{"Dimensions":{"Key":"ANOMALY_TOTAL_IMPACT_ABSOLUTE","MatchOptions":["GREATER_THAN_OR_EQUAL"],'
                f'"Values":["{_LEAST_USD}"]}}}}'
            ),
        )
