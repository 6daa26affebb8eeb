"""Where a person would look: the rule that opens, the line that gives a password away; and nothing of the password."""

from holdfast.model.facts import ConfigurationLoader, ExposedSecret
from tests.readers.repository.terraform.support import readings, told

OPENED = """
resource "aws_security_group" "data" {
  dynamic "ingress" {
    for_each = var.open ? [1] : []
    content {
      from_port   = var.port
      to_port     = var.port
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
"""
VARIABLES = """
variable "open" { default = true }
variable "port" { default = 5432 }
"""


def test_a_port_from_a_variable_is_opened_by_the_rule_that_takes_it() -> None:
    (opening,) = told({"main.tf": OPENED, "variables.tf": VARIABLES}, "Ingress")
    assert opening.startswith("Ingress main.tf:4 ")


DATABASE = """
resource "aws_db_instance" "main" {
  engine   = "mysql"
  password = %s
}
"""


def test_a_password_that_a_database_is_made_with_is_one_however_much_it_looks_like_an_example() -> None:
    assert told(DATABASE % '"changeme-2024"', "ExposedSecret") == [
        "ExposedSecret main.tf:3 name=password form=password"
    ]


def test_what_nobody_can_be_made_with_is_no_password() -> None:
    for written in ('"<password>"', '"xxxxxxxx"', "var.password", '"${random_password.main.result}"'):
        assert told(DATABASE % written, "ExposedSecret") == []


def test_no_quote_shows_a_secret_that_is_the_default_of_a_variable() -> None:
    text = DATABASE % "var.db_password" + 'variable "db_password" {\n  default = "Sunny!Day-2931"\n}\n'
    found = [one for one in readings({"main.tf": text}) if isinstance(one, (ExposedSecret, ConfigurationLoader))]
    assert {type(fact) for fact in found} == {ExposedSecret, ConfigurationLoader}
    assert [fact.at.quote for fact in found] == ["  default = [hidden]"] * 2


TASK = """
resource "aws_ecs_task_definition" "web" {
  container_definitions = jsonencode([{
    name        = "web"
    image       = "registry/web:1.4.2"
    environment = [
      { name = "CORS_ORIGINS", value = "http://localhost:3000,${var.site}" },
      { name = "LOG_LEVEL", value = "http://localhost:3000" },
    ]
  }])
}
"""


def test_the_websites_that_a_containers_setting_lets_in_are_told() -> None:
    assert told(TASK, "ApplicationCors") == ["ApplicationCors main.tf:6 origins=http://localhost:3000 complete=False"]
