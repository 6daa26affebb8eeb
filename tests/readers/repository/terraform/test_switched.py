"""What a variable switches off is a claim where it is switched off, and nothing more."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, Budget, Certificate, Fact, Topic
from tests.readers.repository.terraform.support import readings

MAIN = """
resource "aws_budgets_budget" "monthly" {
  count        = var.watch ? 1 : 0
  limit_amount = "50"
}
resource "aws_lb_listener" "https" {
  count    = var.https ? 1 : 0
  port     = 443
  protocol = "HTTPS"
}
resource "aws_lb_listener" "plain" {
  count    = var.https ? 1 : 0
  port     = 80
  protocol = "HTTP"
}
resource "aws_cloudwatch_metric_alarm" "cpu" {
  count       = var.watch ? 1 : 0
  metric_name = "CPUUtilization"
}
"""
VARIABLES = """
variable "https" { default = true }
variable "watch" {
  default = false
}
"""
GIVEN = """
https = false
"""


def _claims(files: dict[str, str]) -> list[str]:
    sorts = (Budget, Certificate, Alarm)
    facts = [one for one in readings(files) if isinstance(one, Fact) and isinstance(one, sorts)]
    return [f"{type(fact).__name__} {fact.at}" for fact in facts if fact.kind is EvidenceKind.CLAIMED]


def test_a_budget_https_and_alarms_that_are_off_are_claims_at_the_switch() -> None:
    files = {"main.tf": MAIN, "variables.tf": VARIABLES, "terraform.tfvars": GIVEN}
    assert _claims(files) == [
        "Budget main.tf:1",
        "Budget variables.tf:3",
        "Certificate terraform.tfvars:1",
        "Alarm variables.tf:3",
    ]


def test_what_is_on_or_not_known_to_be_off_is_no_claim() -> None:
    on = VARIABLES.replace("default = false", "default = true")
    assert _claims({"main.tf": MAIN, "variables.tf": on}) == []
    assert _claims({"main.tf": MAIN.replace("var.watch ? 1 : 0", "0"), "variables.tf": VARIABLES}) == []


SUBSCRIBED = """
resource "aws_sns_topic_subscription" "people" {
  SWITCH
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = var.whom
}
resource "aws_sns_topic" "alerts" { name = "alerts" }
variable "whom" { default = VALUE }
"""


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ('count = var.whom == "" ? 0 : 1', '""'),
        ("count = var.whom == null ? 0 : 1", "null"),
        ("count = length(var.whom)", "[]"),
        ("for_each = toset(var.whom)", "[]"),
    ],
)
def test_a_subscriber_without_an_address_is_a_claim_where_it_stands_and_where_nobody_is_named(
    switch: str, value: str
) -> None:
    files = {"main.tf": SUBSCRIBED.replace("SWITCH", switch).replace("VALUE", value)}
    facts = [one for one in readings(files) if isinstance(one, Topic)]
    claims = [str(one.at) for one in facts if one.kind is EvidenceKind.CLAIMED]
    assert claims == ["main.tf:1", "main.tf:8"]
    assert [one.subscribers for one in facts if one.kind is not EvidenceKind.CLAIMED] == [()]
