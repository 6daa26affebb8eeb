"""Units of Terragrunt: which module each runs, with which inputs, in which environment."""

import pytest

from tests.readers.repository.terraform.support import told

_MODULE = """
    variable "size" { default = "db.t3.micro" }
    variable "environment" { default = null }
    resource "aws_db_instance" "main" {
      engine         = "postgres"
      instance_class = var.size
    }
    """


def _sizes(files: dict[str, str]) -> list[str]:
    """Where each database stands, in which environment, and the class with its place."""
    found = []
    for line in told(files, "Database"):
        words = line.split()
        size = next((word.removeprefix("instance_class=") for word in words if word.startswith("instance_class=")), "")
        environment = words[2] if words[2].startswith("[") else "[]"
        found.append(f"{words[1].partition(':')[0]} {environment} {size}")
    return found


@pytest.mark.parametrize(
    "source",
    [
        "../../../modules//db",
        "../../../modules/db",
        "../../../modules//db?ref=v1",
        "${get_repo_root()}/modules/db",
        "${get_repo_root()}//modules/db",
        "${get_terragrunt_dir()}/../../../modules/db",
        "${get_path_to_repo_root()}/modules//db",
        '${dirname(find_in_parent_folders("root.hcl"))}/../modules/db',
        "${get_parent_terragrunt_dir()}/../modules//db",
        '${get_parent_terragrunt_dir("root")}/../modules//db',
        "${path_relative_from_include()}/../modules//db",
        "../../../modules//${basename(get_terragrunt_dir())}",
        "${local.modules}//db",
        "${include.root.locals.modules}//db",
    ],
)
def test_the_source_of_a_unit_leads_to_a_module_of_the_repository(source: str) -> None:
    unit = f"""
        include "root" {{
          path   = find_in_parent_folders("root.hcl")
          expose = true
        }}
        locals {{
          modules = "../../../modules"
        }}
        terraform {{
          source = "{source}"
        }}
        inputs = {{
          size = "db.m6g.large"
        }}
        """
    root = 'locals { modules = "${get_repo_root()}/modules" }\n'
    files = {"live/root.hcl": root, "live/prod/db/terragrunt.hcl": unit, "modules/db/main.tf": _MODULE}
    assert _sizes(files) == ["modules/db/main.tf [production] db.m6g.large@live/prod/db/terragrunt.hcl:12"]


@pytest.mark.parametrize(
    "source",
    [
        "../../../../../../modules/db",
        "/modules/db",
        "../../../nowhere//db",
        "git::https://github.com/acme/infra.git//modules/db?ref=v1",
        "${get_env(\"MODULES\")}/elsewhere",
    ],
)  # fmt: skip
def test_a_source_elsewhere_runs_no_module_of_the_repository(source: str) -> None:
    unit = f'terraform {{\n  source = "{source}"\n}}\ninputs = {{ size = "db.m6g.large" }}\n'
    files = {"live/prod/db/terragrunt.hcl": unit, "modules/db/main.tf": _MODULE}
    assert not any("db.m6g.large" in size for size in _sizes(files))


def test_each_unit_runs_its_module_in_the_environment_of_its_folder() -> None:
    unit = 'terraform {{ source = "../../../modules//db" }}\ninputs = {{\n  size = "{}"\n}}\n'
    assert _sizes(
        {
            "live/prod/db/terragrunt.hcl": unit.format("db.m6g.large"),
            "live/staging/db/terragrunt.hcl": unit.format("db.t4g.small"),
            "modules/db/main.tf": _MODULE,
        }
    ) == [
        "modules/db/main.tf [production] db.m6g.large@live/prod/db/terragrunt.hcl:3",
        "modules/db/main.tf [staging] db.t4g.small@live/staging/db/terragrunt.hcl:3",
    ]


def test_an_input_names_the_environment_where_no_folder_does() -> None:
    files = {
        "accounts/main/env.hcl": 'locals {\n  environment = "prd"\n}\n',
        "accounts/main/db/terragrunt.hcl": """
            locals { vars = read_terragrunt_config(find_in_parent_folders("env.hcl")) }
            terraform { source = "../../../modules//db" }
            inputs = {
              environment = local.vars.locals.environment
            }
            """,
        "modules/db/main.tf": _MODULE,
    }
    assert _sizes(files) == ["modules/db/main.tf [production] db.t3.micro@1"]


def test_terraform_beside_a_unit_without_a_source_is_what_it_runs() -> None:
    files = {
        "envs/prod/db/terragrunt.hcl": 'inputs = {\n  size = "db.m6g.large"\n}\n',
        "envs/prod/db/main.tf": _MODULE,
    }
    assert _sizes(files) == ["envs/prod/db/main.tf [production] db.m6g.large@envs/prod/db/terragrunt.hcl:2"]


def test_a_unit_that_is_passed_over_runs_nothing_and_neither_does_a_file_that_others_include() -> None:
    files = {
        "live/terragrunt.hcl": 'terraform { source = "../modules//db" }\ninputs = { size = "db.m6g.large" }\n',
        "live/prod/db/terragrunt.hcl": """
            include { path = find_in_parent_folders() }
            terraform { source = "../../../modules//db" }
            """,
        "live/prod/old/terragrunt.hcl": 'skip = true\nterraform { source = "../../../modules//db" }\n',
        "modules/db/main.tf": _MODULE,
    }
    assert _sizes(files) == ["modules/db/main.tf [production] db.m6g.large@live/terragrunt.hcl:2"]


def test_values_of_tfvars_beside_a_unit_and_those_that_it_hands_on_go_before_its_inputs() -> None:
    unit = """
        include "root" { path = find_in_parent_folders("root.hcl") }
        terraform { source = "../../../modules//db" }
        inputs = { size = "db.t3.small" }
        """
    root = """
        terraform {
          extra_arguments "common" {
            commands           = get_terraform_commands_that_need_vars()
            optional_var_files = ["${get_parent_terragrunt_dir()}/common.tfvars", "/etc/secret.tfvars"]
          }
        }
        """
    files = {"live/root.hcl": root, "live/prod/db/terragrunt.hcl": unit, "modules/db/main.tf": _MODULE}
    beside = {**files, "live/prod/db/terraform.tfvars": 'size = "db.t3.medium"\n'}
    handed = {**beside, "live/common.tfvars": 'size = "db.t3.large"\n'}
    other = {**files, "live/prod/db/other.tfvars": 'size = "db.t3.large"\n'}
    assert [_sizes(each)[0].partition(" db.")[2] for each in (files, beside, handed, other)] == [
        "t3.small@live/prod/db/terragrunt.hcl:3",
        "t3.medium@live/prod/db/terraform.tfvars:1",
        "t3.large@live/common.tfvars:1",
        "t3.small@live/prod/db/terragrunt.hcl:3",
    ]


def test_a_module_of_the_registry_is_read_by_the_inputs_of_its_unit() -> None:
    files = {
        "live/_common/db.hcl": 'terraform { source = "tfr:///terraform-aws-modules/rds/aws?version=6.1.0" }\n',
        "live/prod/db/terragrunt.hcl": """
            include "common" { path = "${get_repo_root()}/live/_common/db.hcl" }
            inputs = {
              engine         = "postgres"
              instance_class = "db.m6g.large"
              multi_az       = true
            }
            """,
    }
    [fact] = told(files, "Database")
    assert fact.startswith("Database live/prod/db/terragrunt.hcl:1 [production] engine=postgresql@3")
    assert "instance_class=db.m6g.large@4 multi_az=True@5" in fact


def test_stacks_make_units_of_files_that_nobody_runs_otherwise() -> None:
    files = {
        "live/prod/terragrunt.stack.hcl": """
            locals { size = "db.m6g.large" }
            unit "db" {
              source = "${get_repo_root()}/units/db"
              path   = "db"
              values = {
                size = local.size
              }
            }
            unit "twice" {
              source = "../../units/db"
              path   = "twice"
              values = { size = "db.t3.small" }
            }
            unit "outside" {
              source = "../../../units/db"
              path   = "outside"
            }
            stack "more" {
              source = "../../stacks/more"
              path   = "more"
              values = { size = "db.t3.large" }
            }
            """,
        "stacks/more/terragrunt.stack.hcl": """
            unit "db" {
              source = "../../../../units/db"
              path   = "db"
              values = { size = values.size }
            }
            """,
        "units/db/terragrunt.hcl": """
            terraform { source = "${get_repo_root()}/modules//db" }
            inputs = { size = values.size }
            """,
        "modules/db/main.tf": _MODULE,
    }
    assert _sizes(files) == [
        "modules/db/main.tf [production] db.m6g.large@live/prod/terragrunt.stack.hcl:1",
        "modules/db/main.tf [production] db.t3.small@live/prod/terragrunt.stack.hcl:12",
        "modules/db/main.tf [production] db.t3.large@live/prod/terragrunt.stack.hcl:21",
    ]


def test_a_stack_that_takes_itself_makes_nothing_without_end() -> None:
    stack = 'stack "a" {\n  source = "."\n  path = "a"\n}\n'
    other = 'stack "b" {\n  source = "${get_repo_root()}/live/c"\n  path = "b"\n}\n'
    back = other.replace("live/c", "live/b")
    files = {f"live/{at}/terragrunt.stack.hcl": text for at, text in zip("abc", (stack, other, back), strict=True)}
    assert told(files) == []


def test_stacks_that_each_take_the_next_one_many_times_do_not_multiply_without_end() -> None:
    takes = 'stack "k{0}" {{\n  source = "${{get_repo_root()}}/s{1}"\n  path = "k{0}"\n}}\n'
    files = {f"s{at}/terragrunt.stack.hcl": "".join(takes.format(k, at + 1) for k in range(30)) for at in range(6)}
    files["s6/terragrunt.stack.hcl"] = 'unit "a" {\n  source = "../../../u"\n  path = "a"\n}\n'
    assert told(files, "Database") == []


_NETWORK = """
    variable "zones" {}
    resource "aws_subnet" "private" {
      count             = length(var.zones)
      availability_zone = var.zones[count.index]
    }
    output "ids" { value = aws_subnet.private[*].id }
    """
_GROUP = """
    variable "ids" {}
    resource "aws_autoscaling_group" "web" {
      min_size            = 2
      max_size            = 4
      vpc_zone_identifier = var.ids
    }
    """


@pytest.mark.parametrize(("zones", "expected"), [('["a", "b"]', 2), ('["a"]', 1)])
def test_what_another_unit_makes_is_followed_where_its_outputs_refer_to_it(zones: str, expected: int) -> None:
    files = {
        "modules/vpc/main.tf": _NETWORK,
        "modules/web/main.tf": _GROUP,
        "live/prod/vpc/terragrunt.hcl": f'terraform {{ source = "../../../modules//vpc" }}\ninputs = {{ zones = {zones} }}\n',
        "live/prod/web/terragrunt.hcl": """
            dependency "vpc" { config_path = "../vpc" }
            terraform { source = "../../../modules//web" }
            inputs = { ids = dependency.vpc.outputs.ids }
            """,
    }
    [fact] = told(files, "Workload")
    assert f"zones={expected}@" in fact


def test_a_role_of_another_unit_is_known_for_whose_it_is() -> None:
    role = """
        resource "aws_iam_role" "deploy" {
          name               = "github-deploy"
          assume_role_policy = jsonencode({ Statement = [{
            Effect    = "Allow"
            Action    = "sts:AssumeRoleWithWebIdentity"
            Principal = { Federated = "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com" }
          }] })
        }
        output "name" { value = aws_iam_role.deploy.name }
        """
    rights = """
        variable "role" {}
        resource "aws_iam_role_policy_attachment" "all" {
          role       = var.role
          policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
        }
        """
    files = {
        "modules/role/main.tf": role,
        "modules/rights/main.tf": rights,
        "live/prod/role/terragrunt.hcl": 'terraform { source = "../../../modules//role" }\n',
        "live/prod/rights/terragrunt.hcl": """
            dependency "role" { config_path = "../role" }
            terraform { source = "../../../modules//rights" }
            inputs = { role = dependency.role.outputs.name }
            """,
    }
    [fact] = told(files, "Policy")
    assert "principal=github-deploy principal_type=deploy-role managed=AdministratorAccess" in fact
