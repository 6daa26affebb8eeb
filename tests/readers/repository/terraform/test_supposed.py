"""What serves behind a switch that is null by default: which of it is taken to exist, and what stays off."""

import pytest

from holdfast.model.facts import Fact
from tests.readers.repository.terraform.support import readings, told

_FUNCTION = """
    variable "package_path" {{
      type    = string
      default = {default}
    }}
    locals {{
      deployed = var.package_path != null
      names    = var.package_path != null ? {{ api = "api" }} : {{}}
    }}
    resource "aws_lambda_function" "api" {{
      {switch}
      function_name = "shop-api"
      filename      = var.package_path
    }}
    """


def _kinds(text: str) -> set[tuple[str, str]]:
    """Each sort of fact, and how strongly it is said."""
    return {(type(fact).__name__, str(fact.kind)) for fact in readings({"main.tf": text}) if isinstance(fact, Fact)}


def _serves(text: str, files: dict[str, str] | None = None) -> bool:
    return bool(told({"main.tf": text, **(files or {})}, "Workload"))


@pytest.mark.parametrize(
    "switch",
    [
        "count = var.package_path != null ? 1 : 0",
        "count = var.package_path == null ? 0 : 1",
        "count = local.deployed ? 1 : 0",
        "count = local.deployed && true ? 1 : 0",
        'count = var.package_path != null && var.package_path != "" ? 1 : 0',
        'count = length(compact([var.package_path])) > 0 ? 1 : 0',
        "for_each = local.names",
        "for_each = var.package_path != null ? toset([var.package_path]) : toset([])",
    ],
)  # fmt: skip
def test_a_function_that_waits_for_its_package_serves(switch: str) -> None:
    assert _serves(_FUNCTION.format(default="null", switch=switch))


@pytest.mark.parametrize(
    ("default", "switch"),
    [
        ('""', 'count = var.package_path != "" ? 1 : 0'),
        ("false", "count = var.package_path ? 1 : 0"),
        ("0", "count = var.package_path"),
        ("null", "count = var.package_path != null && false ? 1 : 0"),
        ("null", "count = 0"),
    ],
)
def test_a_yes_or_no_an_empty_text_and_nothing_at_all_stay_off(default: str, switch: str) -> None:
    assert not _serves(_FUNCTION.format(default=default, switch=switch))


def test_the_json_form_is_read_likewise() -> None:
    function = '{"count": "${var.zip != null ? 1 : 0}", "function_name": "api"}'
    text = (
        f'{{"variable": {{"zip": {{"default": null}}}}, "resource": {{"aws_lambda_function": {{"api": {function}}}}}}}'
    )
    assert told({"main.tf.json": text}, "Workload")


def test_what_the_repository_gives_decides_and_so_does_a_caller_that_gives_nothing() -> None:
    module = _FUNCTION.format(default="null", switch="count = local.deployed ? 1 : 0")
    other = module.replace("package_path", "other")
    handed = 'variable "zip" { default = null }\nmodule "api" {\n  source = "./api"\n  package_path = var.zip\n}\n'
    assert _serves(module, {"terraform.tfvars": 'package_path = "dist/api.zip"\n'})
    assert not _serves(other, {"terraform.tfvars": "other = null\n"})
    assert _serves(handed, {"api/main.tf": module})
    assert not _serves('module "api" {\n  source = "./api"\n}\n', {"api/main.tf": module})
    assert not _serves('module "api" {\n  source = "./api"\n  package_path = null\n}\n', {"api/main.tf": module})


def test_a_whole_module_that_waits_exists_with_what_is_in_it_but_for_budgets_and_topics() -> None:
    calls = """
        variable "domain" { default = null }
        module "site" {
          count  = var.domain != null ? 1 : 0
          source = "./site"
        }
        module "calls" {
          count  = var.alarm_email != null ? 1 : 0
          source = "./calls"
        }
        variable "alarm_email" { default = null }
        """
    site = """
        resource "aws_cloudfront_distribution" "site" { enabled = true }
        resource "aws_lambda_function" "api" { function_name = "api" }
        resource "aws_budgets_budget" "month" { limit_amount = "10" }
        resource "aws_sns_topic" "calls" {}
        """
    files = {"main.tf": calls, "site/main.tf": site, "calls/main.tf": site.replace('"api"', '"other"')}
    assert [line.split()[:2] for line in told(files) if "Workload" in line or "Budget" in line or "Topic" in line] == [
        ["Workload", "site/main.tf:2"]
    ]


_ALARM = """
    variable "package" {{ default = null }}
    variable "alarm_email" {{ default = null }}
    variable "threshold" {{ default = null }}
    resource "aws_lambda_function" "api" {{
      count         = var.package != null ? 1 : 0
      function_name = "api"
    }}
    resource "aws_cloudwatch_metric_alarm" "errors" {{
      count         = {switch} ? 1 : 0
      metric_name   = "Errors"
      namespace     = "AWS/Lambda"
      alarm_actions = ["arn:aws:sns:ap-northeast-1:1:calls"]
      dimensions    = {{ FunctionName = aws_lambda_function.api[0].function_name }}
    }}
    """


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ("var.package != null", "declared"),
        ("var.alarm_email != null", "claimed"),
        ("var.package != null && var.alarm_email != null", "claimed"),
        ("var.threshold != null", "claimed"),
    ],
)
def test_an_alarm_exists_with_what_it_watches_and_waits_for_nothing_else(switch: str, kind: str) -> None:
    assert {said for sort, said in _kinds(_ALARM.format(switch=switch)) if sort == "Alarm"} == {kind}


def test_what_people_are_told_by_stays_the_claim_that_it_is() -> None:
    text = """
        variable "slack_webhook_url" { default = null }
        variable "budget_email" { default = null }
        resource "aws_lambda_function" "calls" {
          count         = var.slack_webhook_url != null ? 1 : 0
          function_name = "calls"
        }
        resource "aws_budgets_budget" "month" {
          count        = var.budget_email != null ? 1 : 0
          limit_amount = "10"
        }
        """
    assert _kinds(text) == {("Budget", "claimed")}


def test_safeguards_of_what_exists_anyway_are_none_that_somebody_has() -> None:
    text = """
        variable "certificate_arn" { default = null }
        variable "vault_arn" { default = null }
        resource "aws_lb" "web" { name = "web" }
        resource "aws_lb_listener" "https" {
          count             = var.certificate_arn != null ? 1 : 0
          load_balancer_arn = aws_lb.web.arn
          protocol          = "HTTPS"
        }
        resource "aws_backup_plan" "daily" {
          count = var.vault_arn != null ? 1 : 0
          name  = "daily"
          rule {
            rule_name         = "daily"
            target_vault_name = var.vault_arn
            schedule          = "cron(0 5 * * ? *)"
          }
        }
        """
    kinds = _kinds(text)
    assert {said for sort, said in kinds if sort == "Certificate"} == {"claimed"}
    assert not any(sort.startswith("Backup") for sort, _ in kinds)


def test_what_stands_in_for_a_thing_that_nobody_gives_leaves_no_room_for_it() -> None:
    text = """
        variable "image" { default = null }
        resource "aws_lambda_function" "from_image" {
          count         = var.image != null ? 1 : 0
          function_name = "one"
        }
        resource "aws_lambda_function" "from_code" {
          count         = var.image == null ? 1 : 0
          function_name = "two"
        }
        """
    assert [line.split()[1] for line in told(text, "Workload")] == ["main.tf:6"]


def test_a_copy_of_a_database_that_only_reads_is_extra() -> None:
    text = """
        variable "replica_class" { default = null }
        resource "aws_db_instance" "main" { engine = "postgres" }
        resource "aws_db_instance" "replica" {
          count               = var.replica_class != null ? 1 : 0
          replicate_source_db = aws_db_instance.main.identifier
        }
        """
    assert [line.split()[1] for line in told(text, "Database")] == ["main.tf:2"]


def test_what_is_given_is_unknown_where_the_thing_takes_it_and_not_absent() -> None:
    text = """
        variable "role_arn" { default = null }
        resource "aws_db_instance" "main" {
          count          = var.role_arn != null ? 1 : 0
          engine         = "postgres"
          instance_class = var.role_arn
          multi_az       = var.role_arn == null
        }
        """
    [fact] = told(text, "Database")
    assert "instance_class" not in fact
    assert "multi_az=False" in fact


def test_many_switches_are_thrown_in_linear_time() -> None:
    one = """
        variable "v{0}" {{ default = null }}
        resource "aws_lambda_function" "f{0}" {{
          count         = var.v{0} != null ? 1 : 0
          function_name = "f{0}"
        }}
        """
    assert len(told("".join(one.format(at) for at in range(1_500)), "Workload")) == 1_500
