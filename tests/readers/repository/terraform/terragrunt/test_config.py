"""What stands in Terragrunt's files: includes, locals, other units' outputs, generated files, and what is broken."""

import pytest

from tests.readers.repository.terraform.support import told

_MODULE = """
    variable "size" { default = "db.t3.micro" }
    variable "tags" { default = {} }
    variable "image" { default = "" }
    resource "aws_db_instance" "main" {
      engine         = "postgres"
      instance_class = var.size
      multi_az       = var.tags.zones
    }
    """
_UNIT = """
    include "root" {{
      path = find_in_parent_folders("root.hcl")
      {more}
    }}
    terraform {{
      source = "../../../modules//db"
    }}
    {inputs}
    """


def _facts(root: str, inputs: str = "", more: str = "", **files: str) -> str:
    unit = _UNIT.format(inputs=inputs, more=more)
    others = {path.replace("__", "/") + ".hcl": text for path, text in files.items()}
    every = {"live/root.hcl": root, "live/prod/db/terragrunt.hcl": unit, "modules/db/main.tf": _MODULE, **others}
    return "\n".join(told(every))


def test_inputs_of_an_included_file_reach_the_module_below_the_own_ones() -> None:
    root = 'inputs = {\n  size = "db.m6g.large"\n}\n'
    assert "instance_class=db.m6g.large@live/root.hcl:2" in _facts(root)
    assert "instance_class=db.t3.large@live/prod/db/terragrunt.hcl:8" in _facts(
        root, 'inputs = { size = "db.t3.large" }'
    )


@pytest.mark.parametrize(
    ("strategy", "zones", "size"),
    [("shallow", None, True), ("deep", True, True), ("deep_map_only", True, True), ("no_merge", None, False)],
)
def test_how_a_file_is_included_says_how_its_inputs_are_merged(
    strategy: str, zones: bool | None, *, size: bool
) -> None:
    root = 'inputs = {\n  size = "db.m6g.large"\n  tags = { zones = true }\n}\n'
    found = _facts(root, 'inputs = { tags = { team = "shop" } }', f'merge_strategy = "{strategy}"')
    assert ("multi_az=True@live/root.hcl:3" in found) is bool(zones)
    assert ("db.m6g.large" in found) is size


def test_an_included_files_functions_count_from_the_unit_and_a_files_that_is_read_from_itself() -> None:
    root = """
        locals {
          env     = read_terragrunt_config(find_in_parent_folders("env.hcl"))
          missing = read_terragrunt_config("none.hcl", { locals = { size = "db.none" } })
        }
        inputs = merge(local.missing.locals, local.env.locals, { path = path_relative_to_include() })
        """
    env = 'locals {\n  size = read_terragrunt_config("sizes.hcl").locals.large\n}\n'
    sizes = 'locals {\n  large = "db.m6g.large"\n}\n'
    found = _facts(root, live__prod__env=env, live__prod__sizes=sizes)
    assert "instance_class=db.m6g.large@live/prod/sizes.hcl:2" in found


def test_values_may_stand_in_yaml_in_the_environment_and_in_switches() -> None:
    unit = """
        locals { told = yamldecode(file(find_in_parent_folders("env.yaml"))) }
        feature "zones" { default = true }
        terraform { source = "../../../modules//db" }
        inputs = {
          size = get_env("SIZE", local.told.size)
          tags = { zones = feature.zones.value }
        }
        """
    files = {
        "live/env.yaml": "size: db.m6g.large\n",
        "live/prod/db/terragrunt.hcl": unit,
        "modules/db/main.tf": _MODULE,
    }
    [fact] = told(files, "Database")
    assert "instance_class=db.m6g.large@live/env.yaml:1 multi_az=True@live/prod/db/terragrunt.hcl:2" in fact


def test_values_of_a_tfvars_file_may_be_read_by_name() -> None:
    unit = """
        terraform { source = "../../../modules//db" }
        inputs = merge(jsondecode(read_tfvars_file("../../sizes.tfvars")), { none = read_tfvars_file("none.tfvars") })
        """
    files = {
        "live/sizes.tfvars": 'size = "db.m6g.large"\n',
        "live/prod/db/terragrunt.hcl": unit,
        "modules/db/main.tf": _MODULE,
    }
    [fact] = told(files, "Database")
    assert "instance_class=db.m6g.large@live/sizes.tfvars:1" in fact


_SERVICE = """
    variable "image" {}
    variable "port" {}
    resource "aws_ecs_task_definition" "app" {
      family                = "app"
      container_definitions = jsonencode([{ name = "app", image = var.image, portMappings = [{ containerPort = var.port }] }])
    }
    """
_APP = """
    dependency "ecr" {
      config_path  = "../ecr"
      mock_outputs = { url = "mock:v1", port = 9 }
    }
    terraform {
      source = "../../../modules//app"
    }
    inputs = {
      image = "${dependency.ecr.outputs.url}:latest"
      port  = dependency.ecr.outputs.port
    }
    """


@pytest.mark.parametrize(
    "ecr",
    [
        {},
        {"live/prod/ecr/terragrunt.hcl": 'terraform { source = "git::https://example.com/ecr.git" }\n'},
        {
            "live/prod/ecr/terragrunt.hcl": 'terraform { source = "../../../modules//ecr" }\n',
            "modules/ecr/main.tf": """
                resource "aws_ecr_repository" "app" { name = "app" }
                output "url" { value = aws_ecr_repository.app.repository_url }
                output "port" { value = 80 }
                """,
        },
    ],
)
def test_an_image_of_another_units_registry_names_no_release_at_the_input(ecr: dict[str, str]) -> None:
    files = {"live/prod/app/terragrunt.hcl": _APP, "modules/app/main.tf": _SERVICE, **ecr}
    assert told(files, "StandingName") == ["StandingName live/prod/app/terragrunt.hcl:9 [production] name=app"]


@pytest.mark.parametrize(
    ("name", "tag", "declared", "shown"),
    [
        ("web_image", "latest", "", True),
        ("web_image", '${get_env("COMMIT")}', "", False),
        ("web_label", "latest", "", False),
        ("web_image", "latest", 'variable "other" {}', False),
    ],
)
def test_an_image_for_a_module_whose_variables_are_not_at_hand_is_shown_at_the_input(
    name: str, tag: str, declared: str, *, shown: bool
) -> None:
    unit = f"""
        terraform {{ source = "../../../modules//web" }}
        inputs = {{
          {name} = "1234.dkr.ecr.ap-northeast-1.amazonaws.com/web:{tag}"
        }}
        """
    module = f'{declared}\nresource "aws_lb" "web" {{ name = var.name }}\n'
    files = {"live/prod/web/terragrunt.hcl": unit, "modules/web/main.tf": module}
    names = ["StandingName live/prod/web/terragrunt.hcl:3 [production] name=web"] if shown else []
    assert told(files, "StandingName") == names


def test_a_mocked_output_is_nothing_that_runs() -> None:
    files = {"live/prod/app/terragrunt.hcl": _APP.replace(":latest", ""), "modules/app/main.tf": _SERVICE}
    assert "mock" not in "\n".join(told(files))


def test_outputs_that_another_units_module_writes_out_reach_the_module() -> None:
    size = 'output "size" {\n  value = "db.m6g.large"\n}\n'
    files = {
        "live/prod/sizes/terragrunt.hcl": 'terraform { source = "../../../modules//sizes" }\n',
        "modules/sizes/main.tf": size,
        "live/prod/db/terragrunt.hcl": """
            dependency "sizes" { config_path = "../sizes" }
            terraform { source = "../../../modules//db" }
            inputs = { size = dependency.sizes.outputs.size }
            """,
        "modules/db/main.tf": _MODULE,
    }
    [fact] = told(files, "Database")
    assert "instance_class=db.m6g.large@modules/sizes/main.tf:2" in fact


def test_what_one_unit_makes_is_not_taken_for_what_another_makes_under_the_same_name() -> None:
    module = """
        variable "group" { default = null }
        resource "aws_security_group" "this" {
          ingress {
            from_port       = 22
            to_port         = 22
            protocol        = "tcp"
            security_groups = [var.group]
          }
        }
        output "id" { value = aws_security_group.this.id }
        """
    unit = """
        dependency "other" { config_path = "../a" }
        terraform { source = "../../modules//group" }
        inputs = { group = dependency.other.outputs.id }
        """
    files = {
        "modules/group/main.tf": module,
        "live/a/terragrunt.hcl": 'terraform { source = "../../modules//group" }\n',
        "live/b/terragrunt.hcl": unit,
    }
    assert any("sources=${aws_security_group.this.id}" in line for line in told(files, "Ingress"))


def test_a_generated_provider_says_where_the_unit_runs() -> None:
    root = """
        locals {
          region = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals.region
        }
        generate "provider" {
          path      = "provider.tf"
          if_exists = "overwrite"
          contents  = <<EOF
        provider "aws" {
          region = "${local.region}"
        }
        EOF
        }
        """
    found = _facts(root, live__prod__region='locals { region = "ap-northeast-1" }\n')
    assert "Region live/root.hcl:9 [production] name=ap-northeast-1" in found


@pytest.mark.parametrize(
    "files",
    [
        {"live/prod/a/terragrunt.hcl": "include {{ path = ((( \n inputs = {"},
        {"live/prod/a/terragrunt.hcl": 'include "root" { path = "terragrunt.hcl" }\nterraform { source = "." }\n'},
        {"live/prod/a/terragrunt.hcl": "include \"x\" { path = include.x.locals.path }\nterraform { source = \".\" }\n"},
        {"live/prod/a/terragrunt.hcl": 'include "x" { path = "../../../../etc/x.hcl" }\nterraform { source = "/etc" }\n'},
        {"live/prod/a/terragrunt.hcl": "locals { a = local.b\nb = local.a }\nterraform { source = local.a }\n"},
        {"live/prod/a/terragrunt.hcl": 'inputs = "none"\nlocals { x = replace("a", "a", "aa") }\nterraform { source = "" }\n'},
        {
            "live/a/terragrunt.hcl": 'include "b" { path = "../b/terragrunt.hcl" }\nterraform { source = "../../m" }\n',
            "live/b/terragrunt.hcl": 'include "a" { path = "../a/terragrunt.hcl" }\nterraform { source = "../../m" }\n',
        },
    ],
)  # fmt: skip
def test_broken_files_and_those_that_include_themselves_say_nothing_or_what_is_wrong(files: dict[str, str]) -> None:
    assert all(line.startswith("Gap ") and line.endswith(" malformed") for line in told(files))


def test_a_broken_file_that_units_include_is_told_once_as_unread() -> None:
    unit = 'include "root" { path = find_in_parent_folders("root.hcl") }\nterraform { source = "../../m" }\n'
    files = {"live/root.hcl": "locals {\n  a = [\n", "live/a/terragrunt.hcl": unit, "live/b/terragrunt.hcl": unit}
    assert told(files) == ["Gap live/root.hcl:1 malformed"]


def test_files_that_read_one_another_and_units_that_wait_for_one_another_come_to_an_end() -> None:
    reads = 'locals {{ other = read_terragrunt_config("{}.hcl")\nsize = local.other.locals.size }}\n'
    unit = """
        locals {{ vars = read_terragrunt_config("a.hcl") }}
        dependency "other" {{ config_path = "../{}" }}
        terraform {{ source = "../../modules//db" }}
        inputs = {{ size = dependency.other.outputs.size }}
        """
    module = _MODULE + '\noutput "size" { value = var.size }\n'
    files = {
        "live/a/a.hcl": reads.format("b"),
        "live/a/b.hcl": reads.format("a"),
        "live/a/terragrunt.hcl": unit.format("b"),
        "live/b/terragrunt.hcl": unit.format("a"),
        "modules/db/main.tf": module,
    }
    assert [line.split()[1] for line in told(files, "Database")] == ["modules/db/main.tf:4", "modules/db/main.tf:4"]


def test_a_long_chain_of_units_comes_to_an_end() -> None:
    unit = """
        dependency "next" {{ config_path = "../u{}" }}
        terraform {{ source = "../../modules//db" }}
        inputs = {{ size = dependency.next.outputs.size }}
        """
    files = {f"live/u{at}/terragrunt.hcl": unit.format(at + 1) for at in range(60)}
    files["modules/db/main.tf"] = _MODULE + '\noutput "size" { value = var.size }\n'
    assert len(told(files, "Database")) == 60
