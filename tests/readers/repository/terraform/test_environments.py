"""Which environment a fact holds for, and where the value that decides it stands."""

import pytest

from holdfast.model.facts import Workload
from holdfast.readers.repository.terraform import READER
from tests.readers.repository.terraform.support import guide, readings, shown, told

_MODULE = """
    variable "environment" {}
    variable "multi_az" { default = false }
    resource "aws_db_instance" "this" {
      engine                  = "postgres"
      multi_az                = var.multi_az
      backup_retention_period = var.environment == "prod" ? 7 : 0
    }
    """


def _databases(files: dict[str, str]) -> list[str]:
    """Place, environment and the two attributes that differ."""
    words = (line.split() for line in told(files, "Database"))
    return [
        " ".join(one for one in line if one[:4] in ("main", "infr", "[pro", "[sta", "mult", "rete")) for line in words
    ]


def test_folders_name_the_environments_of_the_modules_they_call() -> None:
    files = {
        "infra/modules/rds/main.tf": _MODULE,
        "infra/envs/prod/main.tf": """
            module "db" {
              source      = "../../modules/rds"
              environment = "prod"
              multi_az    = true
            }
            """,
        "infra/envs/staging/main.tf": """
            module "db" {
              source      = "../../modules/rds"
              environment = "staging"
            }
            """,
    }
    assert _databases(files) == [
        "infra/modules/rds/main.tf:3 [production] multi_az=True@infra/envs/prod/main.tf:4 retention_days=7@6",
        "infra/modules/rds/main.tf:3 [staging] multi_az=False@2 retention_days=0@6",
    ]


def test_values_files_name_environments_and_their_lines_are_the_places() -> None:
    files = {
        "main.tf": _MODULE,
        "prod.tfvars": 'environment = "prod"\nmulti_az    = true\n',
        "env/stg.tfvars": 'environment = "stg"\n',
    }
    assert _databases(files) == [
        "main.tf:3 [staging] multi_az=False@2 retention_days=0@6",
        "main.tf:3 [production] multi_az=True@prod.tfvars:2 retention_days=7@6",
    ]


def test_what_is_the_same_in_all_environments_names_none() -> None:
    files = {
        "main.tf": 'variable "x" {}\nresource "aws_eip" "lonely" {}\n',
        "prod.tfvars": "x = 1\n",
        "staging.tfvars": "x = 2\n",
    }
    assert told(files) == ["IdleResource main.tf:2 type=address name=lonely"]


def test_one_environment_that_expressions_tell_apart_holds_for_all() -> None:
    assert _databases({"main.tf": _MODULE}) == ["main.tf:3 multi_az=False@2 retention_days=7@6"]


def test_what_may_be_chosen_counts_only_where_the_choice_matters() -> None:
    text = """
        variable "environment" {
          validation {
            condition = contains(["dev", "staging", "prod"], var.environment)
          }
        }
        resource "aws_eip" "lonely" {}
        """
    assert told(text) == ["IdleResource main.tf:6 type=address name=lonely"]


def test_a_test_server_is_only_a_name_where_nothing_is_called_production() -> None:
    alone = 'resource "aws_eip" "test_server" {}\n'
    beside = alone + 'resource "aws_eip" "prod_server" {}\n'
    assert told(alone) == ["IdleResource main.tf:1 type=address name=test_server"]
    assert told(beside) == [
        "IdleResource main.tf:1 [test] type=address name=test_server",
        "IdleResource main.tf:2 [production] type=address name=prod_server",
    ]


def test_example_values_only_stand_in_where_there_are_no_others() -> None:
    files = {
        "main.tf": """
            variable "size" {}
            variable "kind" { default = "t3.large" }
            resource "aws_instance" "a" { instance_type = var.size }
            resource "aws_instance" "b" { instance_type = var.kind }
            """,
        "terraform.tfvars.example": 'size = "t3.micro"\nkind = "t3.nano"\n',
    }
    assert told(files) == [
        "Instance main.tf:3 name=a instance_type=t3.micro@terraform.tfvars.example:1 role=False purpose=application",
        "Instance main.tf:4 name=b instance_type=t3.large@2 role=False purpose=application",
    ]


def test_an_empty_example_stands_where_whoever_copies_it_writes_theirs() -> None:
    bucket = """
        resource "aws_s3_bucket_cors_configuration" "a" {
          bucket = "files"
          cors_rule {
            allowed_methods = ["PUT"]
            allowed_origins = length(var.sites) > 0 ? var.sites : ["*"]
          }
        }
        """
    open_to_all = "BucketCors main.tf:3-6 bucket=files origins=*@5 methods=PUT@4"
    assert told({"main.tf": bucket, "terraform.tfvars": "sites = []\n"}) == [open_to_all]
    assert told({"main.tf": bucket, "terraform.tfvars.example": "sites = []\n"}) != [open_to_all]


def test_a_block_in_a_guide_keeps_the_guides_lines_and_an_elision_is_no_gap() -> None:
    text = """
        resource "aws_instance" "web" {
          instance_type = "t3.micro"
        }
        resource "aws_lb" "web" {
          ...
        }
        """
    readings = list(READER.read(guide(text)))
    assert shown(readings) == [
        "Instance docs/guide.md:11 name=web instance_type=t3.micro@12 role=False purpose=application"
    ]
    assert [getattr(reading, "kind", None) for reading in readings] == ["instructed"]


def test_what_files_of_several_environments_say_alike_is_shown_in_productions() -> None:
    files = {
        "main.tf": """
            variable "copies" { type = number }
            resource "aws_ecs_service" "web" {
              name          = "web"
              desired_count = var.copies
            }
            """,
        "envs/dev.tfvars": "copies = 1",
        "envs/prod.tfvars": "copies = 1",
    }
    (service,) = (fact for fact in readings(files) if isinstance(fact, Workload))
    assert service.environment is None
    assert service.where("desired").path == "envs/prod.tfvars"


def test_what_an_emulator_is_told_is_for_development() -> None:
    text = """
        provider "aws" {
          region = "us-east-1"
          endpoints {
            s3 = "ADDRESS"
          }
        }
        resource "aws_ecs_service" "web" { name = "web" }
        """
    (local,) = (
        one
        for one in readings({"main.tf": text.replace("ADDRESS", "http://localhost:4566")})
        if isinstance(one, Workload)
    )
    assert local.environment == "development"
    (real,) = (
        one
        for one in readings({"main.tf": text.replace("ADDRESS", "https://s3.us-east-1.amazonaws.com")})
        if isinstance(one, Workload)
    )
    assert real.environment is None


@pytest.mark.parametrize(
    ("condition", "more", "expected"),
    [
        ('var.environment == "staging"', "", ["[staging] 7", "[production] 30"]),
        ('lower(var.environment) == "staging"', "", ["[staging] 7", "[production] 30"]),
        ('"${var.environment}" == "staging"', "", ["[staging] 7", "[production] 30"]),
        ('"staging" == lower(var.environment)', "", ["[staging] 7", "[production] 30"]),
        (
            'var.environment == "staging"',
            'validation {\n condition = contains(["staging", "qa"], var.environment)\n}',
            ["[test] 30", "[staging] 7"],
        ),
        ('var.environment == "prod"', "", ["7"]),
    ],
)
def test_what_is_told_apart_from_the_others_by_its_name_has_production_beside_it(
    condition: str, more: str, expected: list[str]
) -> None:
    text = f"""
        variable "environment" {{
          type = string
          {more}
        }}
        resource "aws_db_instance" "this" {{
          engine                  = "postgres"
          backup_retention_period = {condition} ? 7 : 30
        }}
        """
    words = (line.split() for line in told(text, "Database"))
    short = [" ".join(one for one in line if one[0] == "[" or one.startswith("retention")) for line in words]
    assert [one.replace("retention_days=", "").partition("@")[0] for one in short] == expected
