"""Services of containers in Terraform whose releases take down what serves before anything is up in its place."""

import pytest

from holdfast.model.facts import Database
from tests.readers.repository.terraform.support import readings, told

_SERVICE = """
    resource "aws_ecs_service" "api" {
      desired_count                      = 1
      deployment_minimum_healthy_percent = %s
      %s
    }
"""
_BALANCED = 'load_balancer {\n container_name = "api"\n }'


@pytest.mark.parametrize(
    ("least", "more", "stops"),
    [
        ("0", _BALANCED, True),
        ("50", _BALANCED, False),
        ("0", "", False),
        ("0", f'scheduling_strategy = "DAEMON"\n{_BALANCED}', False),
        ("0", f'deployment_controller {{\n type = "CODE_DEPLOY"\n }}\n{_BALANCED}', False),
    ],
)
def test_a_service_that_is_asked_and_of_which_nothing_has_to_stay_stops_first(
    least: str, more: str, stops: bool
) -> None:
    said = "ScriptFault main.tf:3 activity=deploy form=stopped-before-start"
    expected = [f"{said} command=deployment_minimum_healthy_percent = 0"] if stops else []
    assert told(_SERVICE % (least, more), "ScriptFault") == expected


@pytest.mark.parametrize(("image", "open_"), [("mysql:latest", True), ("mongo", True), ("postgres:16", False)])
def test_a_database_in_a_task_tells_where_its_version_is_left_open(image: str, open_: bool) -> None:
    text = f"""
        resource "aws_ecs_task_definition" "db" {{
          family                = "db"
          container_definitions = jsonencode([{{
            name  = "db"
            image = "{image}"
          }}])
        }}
    """
    (database,) = (one for one in readings({"main.tf": text}) if isinstance(one, Database))
    assert ("version" in database.places) is open_
    assert not open_ or str(database.where("version")) == "main.tf:5"


@pytest.mark.parametrize(
    ("argument", "lines"),
    [("most_recent = true", ["2"]), ('image_tag = "latest"', ["2"]), ("image_tag = var.release", []), ("", [])],
)
def test_the_image_that_was_pushed_last_is_what_the_next_run_starts(argument: str, lines: list[str]) -> None:
    text = f'data "aws_ecr_image" "api" {{\n  {argument}\n}}\n'
    assert told(text, "StandingName") == [f"StandingName main.tf:{line} name=api" for line in lines]
