"""Templates of documents, and what Terraform fills them in with."""

import pytest

from holdfast.model.facts import StandingName

from .support import readings, told

_TEMPLATE = """
    [{ "name": "shop", "image": "${image}", "cpu": ${cpu},
       "environment": [{ "name": "DB_PASSWORD", "value": "${word}" }] }]
"""
_TASK = """
    resource "aws_ecs_task_definition" "shop" {
      family                = "shop"
      container_definitions = DOCUMENT
    }
    variable "image" {
      default = "example/shop:latest"
    }
    variable "word" {}
"""
_VARS = "{ image = var.image, cpu = 256, word = var.word }"
_SOURCE = """
    data "template_file" "shop" {
      template = file("./shop.json.tpl")
      vars     = VARS
    }
""".replace("VARS", _VARS)


def task(document: str) -> str:
    return _TASK.replace("DOCUMENT", document.replace("VARS", _VARS))


@pytest.mark.parametrize(
    "written",
    [
        'templatefile("${path.module}/shop.json.tpl", VARS)',
        "data.template_file.shop.rendered",
    ],
)
@pytest.mark.parametrize("image", ["example/shop:latest", "example/shop:1.4"])
def test_an_image_that_a_template_is_filled_in_with_is_told_where_it_is_written(written: str, image: str) -> None:
    main = task(written).replace("example/shop:latest", image) + _SOURCE
    found = told({"main.tf": main, "shop.json.tpl": _TEMPLATE}, "StandingName")
    assert [line.split()[1] for line in found] == (["main.tf:6"] if image.endswith("latest") else [])


@pytest.mark.parametrize(("tag", "expected"), [("latest", ["main.tf:4"]), ("${var.word}", []), ("1.4", [])])
def test_an_image_of_a_repository_of_the_same_code_is_told_by_its_tag(tag: str, expected: list[str]) -> None:
    main = task('templatefile("shop.json.tpl", { image = "${aws_ecr_repository.shop.repository_url}:TAG" })')
    main = 'resource "aws_ecr_repository" "shop" {}\n' + main.lstrip("\n").replace("TAG", tag)
    found = told({"main.tf": main, "shop.json.tpl": _TEMPLATE}, "StandingName")
    assert [line.split()[1] for line in found] == expected


def test_a_template_may_count_from_the_folder_of_whoever_calls_the_module() -> None:
    files = {
        "live/main.tf": 'module "shop" {\n  source = "./shop"\n}\n',
        "live/shop/main.tf": task('templatefile("./shop.json.tpl", VARS)'),
        "live/shop.json.tpl": _TEMPLATE,
    }
    assert [line.split()[1] for line in told(files, "StandingName")] == ["live/shop/main.tf:6"]


def test_what_a_template_leaves_open_or_is_broken_tells_nothing() -> None:
    main = task('templatefile("shop.json.tpl", { image = var.unknown })')
    assert told({"main.tf": main, "shop.json.tpl": _TEMPLATE}, "StandingName") == []
    assert told({"main.tf": main, "shop.json.tpl": '[{ "name": '}, "StandingName") == []
    assert told({"main.tf": main}, "StandingName") == []


@pytest.mark.parametrize(("tag", "expected"), [("latest", ["shop.json.tpl:1"]), ("1.4", [])])
def test_a_part_of_an_image_is_filled_in_too(tag: str, expected: list[str]) -> None:
    main = task('templatefile("shop.json.tpl", { tag = var.image })').replace("example/shop:latest", tag)
    template = _TEMPLATE.replace("${image}", "example/shop:${tag}")
    found = told({"main.tf": main, "shop.json.tpl": template}, "StandingName")
    assert [line.split()[1] for line in found] == expected


@pytest.mark.parametrize("written", ['templatefile("shop.json.tpl", VARS)', "data.template_file.shop.rendered"])
@pytest.mark.parametrize(
    ("value", "service"),
    [
        ("aws_secretsmanager_secret.key.arn", "secrets-manager"),
        ("aws_secretsmanager_secret_version.key.arn", "secrets-manager"),
        ("data.aws_secretsmanager_secret.key.id", "secrets-manager"),
        ('"${aws_secretsmanager_secret.key.arn}:password::"', "secrets-manager"),
        ("aws_ssm_parameter.key.name", "parameter-store"),
        ("aws_ssm_parameter.key.value", ""),
        ("data.aws_secretsmanager_secret_version.key.secret_string", ""),
        ("aws_cloudwatch_log_group.shop.name", ""),
        ('"eu-west-1"', ""),
    ],
)
def test_stored_secrets_are_handed_to_containers_whose_template_is_not_at_hand(
    written: str, value: str, service: str
) -> None:
    vars_ = f"{{\n    key = {value}\n  }}"
    main = (_TASK.replace("DOCUMENT", written) + _SOURCE.replace(_VARS, "VARS")).replace("VARS", vars_)
    line = next(
        number for number, row in enumerate(main.strip("\n").splitlines(), 1) if row.strip().startswith("key =")
    )
    expected = [f"SecretStore main.tf:{line} service={service} name=key"] if service else []
    assert told({"main.tf": main}, "SecretStore") == expected
    assert told({"main.tf": main, "shop.json.tpl": _TEMPLATE}, "SecretStore") == []


@pytest.mark.parametrize(("tag", "expected"), [("latest", "main.tf:11"), ("1.4", None)])
def test_a_tag_that_a_template_is_filled_in_with_is_shown_where_it_is_chosen(tag: str, expected: str | None) -> None:
    template = '[{ "name": "shop", "image": "${image}:${tag}" }]'
    main = task('templatefile("shop.json.tpl", { image = aws_ecr_repository.shop.repository_url, tag = var.tag })')
    main += f'\n    variable "tag" {{\n      default = "{tag}"\n    }}\n    resource "aws_ecr_repository" "shop" {{}}\n'
    found = [one for one in readings({"main.tf": main, "shop.json.tpl": template}) if isinstance(one, StandingName)]
    shown = [f"{one.places['identity'].path}:{one.places['identity'].start_line}" for one in found]
    assert shown == ([expected] if expected else [])


_WRITTEN = """
resource "aws_ecs_task_definition" "api" {
  family = "api"
  container_definitions = <<EOF
[{
  "name": "api",
  "image": "IMAGE",
  "cpu": ${var.cpu}
}]
EOF
}
variable "cpu" {}
variable "image" {
  default = "bakery/api:latest"
}
locals {
  tag = "latest"
}
"""


@pytest.mark.parametrize(
    ("image", "line"),
    [
        ("${var.image}", 13),
        ("bakery/api:${local.tag}", 6),
        ("${aws_ecr_repository.api.repository_url}:${local.tag}", 6),
    ],
)
def test_holes_of_a_document_that_is_written_as_text_are_what_their_names_come_to(image: str, line: int) -> None:
    found = [one for one in readings({"main.tf": _WRITTEN.replace("IMAGE", image)}) if isinstance(one, StandingName)]
    assert [one.at.start_line for one in found] == [line]


def test_a_hole_that_nobody_tells_and_a_release_are_no_word_for_the_newest() -> None:
    for image in ("${var.unknown}", "bakery/api:${var.unknown}", "${local.name}"):
        assert not told(_WRITTEN.replace("IMAGE", image), "StandingName")
    assert not told(_WRITTEN.replace("IMAGE", "${var.image}").replace(":latest", ":1.4"), "StandingName")
