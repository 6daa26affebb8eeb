"""Variables that stand for the product's image, and come to whatever was pushed last."""

import pytest

from holdfast.model.facts import StandingName

from .support import readings


def names(**files: str) -> list[tuple[str, int, str | None]]:
    found = readings({path.replace("__", "."): text for path, text in files.items()})
    return [(one.at.path, one.at.start_line, one.name) for one in found if isinstance(one, StandingName)]


def variable(name: str, default: str) -> str:
    return f'variable "{name}" {{\n  default = "{default}"\n}}\n'


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("backend_image", "bakery-api:latest"),
        ("container_image", "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/bakery:latest"),
        ("image_uri", "ghcr.io/bakery/api:latest"),
        ("image_tag", "latest"),
        ("app_image_tag", "latest"),
        ("docker_tag", "latest"),
    ],
)
def test_a_variable_of_the_products_image_that_nobody_sets_stands_for_whatever_was_pushed_last(
    name: str, default: str
) -> None:
    assert names(variables__tf=variable(name, default)) == [("variables.tf", 2, name)]


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("backend_image", "bakery-api:1.4.2"),
        ("proxy_image", "nginx:latest"),
        ("builder_image", "node:latest"),
        ("agent_image", "datadog/agent:latest"),
        ("ami", "latest"),
        ("image_id", "latest"),
        ("postgres_version", "latest"),
        ("image_tag", ""),
    ],
)
def test_a_release_a_vendors_image_and_what_is_none_stand_for_themselves(name: str, default: str) -> None:
    assert names(variables__tf=variable(name, default)) == []


def test_what_a_file_of_values_gives_is_shown_there_and_a_release_in_it_is_one() -> None:
    text = variable("image_tag", "latest")
    assert names(variables__tf=text, terraform__tfvars='image_tag = "1.4.2"\n') == []
    empty = 'variable "image" {}\n'
    found = names(variables__tf=empty, terraform__tfvars='region = "x"\nimage = "bakery/api:latest"\n')
    assert found == [("terraform.tfvars", 2, "image")]


TASK = """
resource "aws_ecs_task_definition" "api" {
  family = "api"
  container_definitions = jsonencode([{ name = "api", image = var.image }])
}
"""


def test_what_a_task_takes_is_shown_once_and_what_nothing_takes_beside_it_is_not() -> None:
    text = variable("image", "bakery/api:latest") + variable("worker_image", "bakery/worker:latest")
    assert names(main__tf=TASK, variables__tf=text) == [("variables.tf", 2, "api")]


def test_what_is_handed_to_something_that_tells_no_image_is_shown_where_it_is_set() -> None:
    text = variable("image", "bakery/api:latest")
    run = 'resource "kubernetes_deployment" "api" {\n  image = var.image\n}\n'
    assert names(main__tf=run, variables__tf=text) == [("variables.tf", 2, "image")]
    assert names(main__tf=run + TASK.replace("var.image", '"x"'), variables__tf=text) == [("variables.tf", 2, "image")]


def test_a_module_takes_its_image_from_whoever_calls_it() -> None:
    call = 'module "api" {\n  source = "./api"\n  image = "bakery/api:1.4.2"\n}\n'
    found = readings({"main.tf": call, "api/main.tf": variable("image", "bakery/api:latest")})
    assert not [one for one in found if isinstance(one, StandingName)]


def test_what_a_variable_has_by_itself_may_be_given_a_release() -> None:
    text = variable("image", "bakery/api:latest")
    for files in ({"main.tf": TASK, "variables.tf": text}, {"variables.tf": text}):
        (found,) = (one for one in readings(files) if isinstance(one, StandingName))
        assert found.places["identity"] == found.at
    written = TASK.replace("var.image", '"bakery/api:latest"')
    (found,) = (one for one in readings({"main.tf": written}) if isinstance(one, StandingName))
    assert "identity" not in found.places
