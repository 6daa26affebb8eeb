"""Modules, copies, environments, and the other forms in which Terraform is written."""

import pytest

from holdfast.model.facts import Alarm, Instance
from tests.readers.repository.terraform.support import readings, told


def test_what_is_counted_to_nothing_is_no_evidence() -> None:
    assert told(
        """
        variable "create" { default = false }
        resource "aws_instance" "off" {
          count         = var.create ? 1 : 0
          instance_type = "t3.micro"
        }
        resource "aws_instance" "none" {
          for_each      = toset([])
          instance_type = "t3.micro"
        }
        resource "aws_instance" "two" {
          count         = 2
          instance_type = "t3.micro"
        }
        """
    ) == [
        "Instance main.tf:10 name=two instance_type=t3.micro@12 count=2@11 role=False purpose=application",
    ]


def test_the_keys_of_for_each_name_environments() -> None:
    assert told(
        """
        resource "aws_s3_bucket" "files" {
          for_each = { prod = "shop-files", stg = "shop-files-stg" }
          bucket   = each.value
        }
        resource "aws_s3_bucket_cors_configuration" "files" {
          for_each = aws_s3_bucket.files
          bucket   = each.value.id
          cors_rule {
            allowed_methods = ["GET"]
            allowed_origins = [each.key == "prod" ? "https://www.example.com" : "*"]
          }
        }
        """
    ) == [
        "Bucket main.tf:1 [production] name=shop-files@2 purpose=uploads versioned=False",
        "BucketCors main.tf:8-11 [production] bucket=shop-files origins=https://www.example.com@10 methods=GET@9",
        "Bucket main.tf:1 [staging] name=shop-files-stg@2 purpose=uploads versioned=False",
        "BucketCors main.tf:8-11 [staging] bucket=shop-files-stg origins=*@10 methods=GET@9",
    ]


def test_the_workspace_chooses_from_a_map() -> None:
    assert told(
        """
        locals {
          settings = {
            default = { type = "t3.micro", count = 1 }
            stg     = { type = "t3.small", count = 1 }
            prd     = { type = "m6i.large", count = 3 }
          }
          setting = lookup(local.settings, terraform.workspace, local.settings["default"])
        }
        resource "aws_instance" "web" {
          count         = local.setting.count
          instance_type = local.setting["type"]
        }
        """
    ) == [
        "Instance main.tf:9 [production] name=web instance_type=m6i.large@5 count=3@5 role=False purpose=application",
        "Instance main.tf:9 [staging] name=web instance_type=t3.small@4 role=False purpose=application",
    ]


@pytest.mark.parametrize(
    "chosen",
    [
        'lookup({ dev = "t3.micro", prod = "m6i.large" }, terraform.workspace, "t3.micro")',
        '{ "dev" : "t3.micro", "prod" : "m6i.large" }[var.environment]',
    ],
)
def test_the_environment_chooses_from_a_map_in_its_place(chosen: str) -> None:
    text = f"""
        resource "aws_instance" "web" {{
          instance_type = {chosen}
        }}
        """
    assert sorted(told(text)) == [
        f"Instance main.tf:1 [{name}] name=web instance_type={size}@2 role=False purpose=application"
        for name, size in (("development", "t3.micro"), ("production", "m6i.large"))
    ]


def test_modules_of_the_registry_are_read_by_their_arguments() -> None:
    assert told(
        """
        module "vpc" {
          source         = "terraform-aws-modules/vpc/aws"
          azs            = ["ap-northeast-2a", "ap-northeast-2c"]
          public_subnets = ["10.0.1.0/24", "10.0.2.0/24"]
        }
        module "asg" {
          source              = "terraform-aws-modules/autoscaling/aws"
          name                = "web"
          min_size            = 1
          max_size            = 3
          instance_type       = "t3.small"
          vpc_zone_identifier = module.vpc.public_subnets
          scaling_policies = {
            cpu = {
              policy_type = "TargetTrackingScaling"
              target_tracking_configuration = {
                predefined_metric_specification = { predefined_metric_type = "ASGAverageCPUUtilization" }
                target_value = 50.0
              }
            }
          }
        }
        module "alb" {
          source  = "terraform-aws-modules/alb/aws"
          name    = "web"
          subnets = module.vpc.public_subnets
          target_groups = [
            { backend_port = 80, health_check = { path = "/healthz" } },
            { backend_port = 81, health_check = { path = "/", matcher = "200-499" } },
          ]
        }
        module "sg" {
          source              = "terraform-aws-modules/security-group/aws"
          name                = "web"
          ingress_cidr_blocks = ["0.0.0.0/0"]
          ingress_rules       = ["https-443-tcp", "ssh-tcp"]
        }
        module "db" {
          source         = "terraform-aws-modules/rds/aws"
          version        = "~> 6.0"
          identifier     = "shop"
          engine         = "postgres"
          instance_class = "db.t4g.micro"
        }
        module "oidc" {
          source   = "terraform-aws-modules/iam/aws//modules/iam-github-oidc-role"
          name     = "deploy"
          subjects = ["acme/shop:*"]
          policies = { admin = "arn:aws:iam::aws:policy/AdministratorAccess" }
        }
        module "bucket" {
          source     = "terraform-aws-modules/s3-bucket/aws"
          bucket     = "shop-uploads"
          versioning = { enabled = true }
          cors_rule = [{
            allowed_methods = ["PUT"]
            allowed_origins = ["*"]
          }]
        }
        module "service" {
          source     = "terraform-aws-modules/ecs/aws//modules/service"
          name       = "api"
          subnet_ids = module.vpc.private_subnets
        }
        """
    ) == [
        (
            "Workload main.tf:6 platform=ec2-group name=web minimum=1@9 maximum=3@10 desired=1@9 zones=2@12 "
            "health_check=EC2 behind_load_balancer=False"
        ),
        "Instance main.tf:6 name=web instance_type=t3.small@11 role=False purpose=application",
        "ScalingPolicy main.tf:14-20 workload=web metric=cpu target=50.0",
        "LoadBalancer main.tf:23 name=web zones=2@26",
        "HealthProbe main.tf:28 asker=load-balancer path=/healthz",
        "HealthProbe main.tf:29 asker=load-balancer path=/ decides=False",
        "Ingress main.tf:36 from_port=443 to_port=443 sources=0.0.0.0/0 target=web",
        "Ingress main.tf:36 from_port=22 to_port=22 sources=0.0.0.0/0 target=web",
        (
            "Database main.tf:38 engine=postgresql@42 placement=rds name=shop@41 "
            "instance_class=db.t4g.micro@43 multi_az=False retention_days=0 deletion_protection=False "
            "final_snapshot=True encrypted=True public=False point_in_time=False"
        ),
        "Trust main.tf:45 role=deploy provider=token.actions.githubusercontent.com subjects=repo:acme/shop:*@48",
        "Policy main.tf:49 principal=deploy principal_type=deploy-role managed=AdministratorAccess",
        "Bucket main.tf:51 name=shop-uploads@53 purpose=uploads versioned=True@54",
        "BucketCors main.tf:55-58 bucket=shop-uploads origins=*@57 methods=PUT@56",
        (
            "Workload main.tf:60 platform=fargate name=api minimum=1 maximum=10 desired=1 zones=2@63 "
            "behind_load_balancer=False processor=1024"
        ),
        "ScalingPolicy main.tf:60 workload=api metric=cpu",
        "ScalingPolicy main.tf:60 workload=api metric=memory",
        "Rollback main.tf:60 automatic=True target=previous",
    ]


def test_terragrunt_inputs_are_arguments_of_the_module_they_name() -> None:
    assert told(
        {
            "live/prod/db/terragrunt.hcl": """
                include "root" { path = find_in_parent_folders() }
                terraform {
                  source = "${get_repo_root()}/modules//db"
                }
                inputs = {
                  multi_az = true
                }
                """,
            "modules/db/main.tf": """
                variable "multi_az" { default = false }
                resource "aws_db_instance" "this" {
                  engine   = "mysql"
                  multi_az = var.multi_az
                }
                """,
        }
    ) == [
        (
            "Database modules/db/main.tf:2 [production] engine=mysql@3 placement=rds name=this "
            "multi_az=True@live/prod/db/terragrunt.hcl:6 retention_days=0 deletion_protection=False "
            "final_snapshot=True encrypted=False public=False point_in_time=False"
        ),
    ]


def test_the_json_form_is_read_like_the_other() -> None:
    assert told(
        {
            "main.tf.json": """
                {
                  "variable": {"size": {"default": "t3.large"}},
                  "resource": {
                    "aws_instance": {
                      "web": {
                        "instance_type": "${var.size}",
                        "count": 2
                      }
                    }
                  }
                }
                """,
        }
    ) == [
        "Instance main.tf.json:5 name=web instance_type=t3.large@6 count=2@7 role=False purpose=application",
    ]


def test_a_plan_is_read_when_it_is_one() -> None:
    assert told(
        {
            "tfplan.json": """
                {
                  "format_version": "1.2",
                  "planned_values": {
                    "root_module": {
                      "resources": [
                        {
                          "address": "aws_db_instance.main",
                          "mode": "managed",
                          "type": "aws_db_instance",
                          "name": "main",
                          "values": {
                            "engine": "postgres",
                            "multi_az": false,
                            "backup_retention_period": 7
                          }
                        }
                      ],
                      "child_modules": [
                        {"resources": [{"mode": "managed", "type": "aws_instance", "name": "web", "values": {"instance_type": "t3.nano"}}]}
                      ]
                    }
                  }
                }
                """,
            "docs/floorplan.json": """
                {"a": 1}
                """,
        }
    ) == [
        (
            "Database tfplan.json:6 engine=postgresql@12 placement=rds name=main multi_az=False@13 "
            "retention_days=7@14 deletion_protection=False final_snapshot=True encrypted=False public=False "
            "point_in_time=True@14"
        ),
        "Instance tfplan.json:19 name=web instance_type=t3.nano role=False purpose=application",
    ]


def test_a_module_that_nobody_calls_is_no_evidence_and_a_circle_ends() -> None:
    assert told(
        {
            "main.tf": """
                module "a" {
                  source = "./modules/a"
                  count  = 0
                }
                module "b" { source = "./modules/b" }
                """,
            "modules/a/main.tf": """
                resource "aws_instance" "a" {
                }
                """,
            "modules/b/main.tf": """
                module "b" {
                  source = "../b"
                }
                module "c" { source = "../c" }
                """,
            "modules/c/main.tf": """
                module "b" {
                  source = "../b"
                }
                resource "aws_eip" "x" {
                }
                """,
            "modules/d/main.tf": """
                resource "aws_instance" "unused" {
                }
                """,
        }
    ) == [
        "IdleResource modules/c/main.tf:4 type=address name=x",
    ]


def test_where_no_file_calls_any_module_each_is_run_with_the_values_of_the_folder_above() -> None:
    variables = """
        variable "size" { default = "t3.micro" }
        variable "image" {
          type = string
        }
        """
    module = """
        resource "aws_instance" "web" {
          ami           = var.image
          instance_type = var.size
        }
        """

    (found,) = told({"infra/variables.tf": variables, "infra/modules/web/main.tf": module})
    assert found.startswith(
        "Instance infra/modules/web/main.tf:1 name=web instance_type=t3.micro@infra/variables.tf:1 "
    )
    for values, size in (("shop.auto.tfvars", "m6i.large"), ("staging.tfvars", "t3.micro")):
        (found,) = told(
            {
                "infra/variables.tf": variables,
                f"infra/{values}": 'size = "m6i.large"',
                "infra/modules/web/main.tf": module,
            }
        )
        assert f"instance_type={size}@infra/" in found
    called = """
        module "other" {
          source = "./modules/other"
        }
        """
    files = {"infra/variables.tf": variables, "infra/modules/web/main.tf": module, "infra/main.tf": called}
    assert told({**files, "infra/modules/other/main.tf": 'locals { of = "shop" }'}) == []


def test_the_only_database_is_run_although_no_file_at_hand_calls_its_module() -> None:
    database = """
        resource "aws_db_instance" "main" {
          engine         = "postgres"
          instance_class = "db.t3.micro"
        }
        """
    host = """
        resource "aws_instance" "web" {
          instance_type = "m6i.large"
        }
        """
    files = {
        "main.tf": 'module "web" { source = "./modules/web" }',
        "modules/web/main.tf": host,
        "modules/old/main.tf": host,
        "modules/data/main.tf": database,
    }

    def told_of(more: dict[str, str]) -> list[str]:
        lines = told({**files, **more})
        return [line.split(":")[0] for line in lines if line.startswith(("Database", "Instance"))]

    assert sorted(told_of({})) == ["Database modules/data/main.tf", "Instance modules/web/main.tf"]
    for more in (
        {"modules/other/main.tf": database},
        {"modules/web/data.tf": database},
        {"data.tf": 'module "data" { source = "terraform-aws-modules/rds/aws" }'},
        {"modules/data/main.tf": "", "examples/data/main.tf": database},
    ):
        assert "Database modules/data/main.tf" not in told_of(more)


def test_instances_over_the_subnets_of_another_module_are_as_many_as_those() -> None:
    files = {
        "main.tf": """
            module "network" { source = "./network" }
            module "web" {
              source  = "./web"
              subnets = module.network.subnets
            }
            """,
        "network/main.tf": """
            locals { zones = ["a", "b", "c"] }
            resource "aws_subnet" "web" {
              for_each          = { for position, zone in local.zones : position => zone }
              availability_zone = each.value
            }
            output "subnets" { value = [for subnet in aws_subnet.web : subnet.id] }
            """,
        "web/main.tf": """
            variable "subnets" { type = list(string) }
            locals { named = { for position, subnet in var.subnets : "web-${position}" => subnet } }
            resource "aws_instance" "web" {
              for_each      = local.named
              instance_type = "m6i.large"
            }
            """,
    }
    assert told(files) == [
        "Instance web/main.tf:3 name=web instance_type=m6i.large@5 count=3 role=False purpose=application",
    ]


def test_subnets_that_are_looked_up_may_be_any_number() -> None:
    (fact,) = told(
        """
        data "aws_subnets" "all" {}
        resource "aws_autoscaling_group" "web" {
          min_size            = 2
          max_size            = 4
          vpc_zone_identifier = data.aws_subnets.all.ids
        }
        """
    )
    assert "zones" not in fact


def test_one_subnet_picked_from_those_looked_up_is_one() -> None:
    (fact,) = told(
        """
        data "aws_subnets" "all" {}
        resource "aws_autoscaling_group" "web" {
          min_size            = 2
          vpc_zone_identifier = [data.aws_subnets.all.ids[0]]
        }
        """
    )
    assert "zones=1" in fact


def test_subnets_that_another_configuration_hands_out_may_be_any_number() -> None:
    (fact,) = told(
        """
        data "terraform_remote_state" "network" { backend = "s3" }
        locals { subnets = data.terraform_remote_state.network.outputs.private_subnet_ids }
        resource "aws_autoscaling_group" "web" {
          min_size            = 2
          vpc_zone_identifier = local.subnets
        }
        """
    )
    assert "zones" not in fact


def test_stacks_beside_one_that_has_its_state_somewhere_are_run_too() -> None:
    database = """
        variable "subnets" {}
        resource "aws_db_instance" "main" {
          engine   = "postgres"
          multi_az = false
        }
    """
    files = {
        "infra/10-data/main.tf": database,
        "infra/20-web/main.tf": 'terraform {\n  backend "s3" {}\n}\n',
        "library/data/main.tf": database,
    }
    assert [line.split()[1] for line in told(files, "Database")] == ["infra/10-data/main.tf:2"]


_KEPT = """
resource "aws_db_instance" "main" {
  engine                  = "postgres"
  multi_az                = local.cfg.multi_az
  backup_retention_period = local.cfg.days
}
"""


def test_what_an_objects_type_gives_by_default_fills_in_what_is_left_out() -> None:
    head = """
variable "db" {
  type    = object({ multi_az = optional(bool, false), days = optional(number, 3), name = string })
  default = { name = "shop", multi_az = true }
}
variable "more" {
  type    = map(object({ days = optional(number, 9) }))
  default = { a = {} }
}
"""
    (one,) = told(head + "locals { cfg = var.db }" + _KEPT, "Database")
    assert " multi_az=True@3 retention_days=3@2 " in one
    (other,) = told(head + 'locals { cfg = var.more["a"] }' + _KEPT, "Database")
    assert "retention_days=9@6" in other


@pytest.mark.parametrize(
    ("path", "text"),
    [("config/prod.yaml", "multi_az: false\ndays: 2\n"), ("config/prod.json", '{"multi_az": false,\n"days": 2}')],
)
def test_a_file_that_is_decoded_gives_its_values_at_its_own_lines(path: str, text: str) -> None:
    decode = f'locals {{ cfg = {path[-4:]}decode(file("${{path.module}}/{path}")) }}\n'
    (known,) = told({"infra/main.tf": decode + _KEPT, f"infra/{path}": text}, "Database")
    assert f" multi_az=False@infra/{path}:1 retention_days=2@infra/{path}:2 " in known
    (unknown,) = told({"infra/main.tf": decode + _KEPT}, "Database")
    assert "multi_az" not in unknown
    (unknown,) = told({"infra/main.tf": decode + _KEPT, f"infra/{path}": "{[broken"}, "Database")
    assert "multi_az" not in unknown


SERVICES = {
    "main.tf": """
        module "part" {
          source   = "./part"
          for_each = { shop = 2, admin = 3 }
          name     = each.key
        }
        module "watch" {
          source = "./watch"
          parts  = { for key, one in module.part : key => { name = one.name, group = one.group } }
        }
    """,
    "part/main.tf": """
        variable "name" {}
        resource "aws_lb_target_group" "this" { name = var.name }
        output "name" { value = "x-${var.name}" }
        output "group" { value = aws_lb_target_group.this.arn_suffix }
    """,
}
WATCH = """
    variable "parts" {}
    locals {
      each = merge([for key, one in var.parts : {
        "${key}-busy"  = { space = "AWS/ECS", metric = "CPUUtilization", of = { ServiceName = one.name } }
        "${key}-wrong" = { space = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", of = { TargetGroup = one.group } }
      }]...)
    }
    resource "aws_cloudwatch_metric_alarm" "this" {
      for_each    = local.each
      alarm_name  = each.key
      namespace   = each.value.space
      metric_name = each.value.metric
      dimensions  = each.value.of
    }
"""


def test_alarms_for_each_copy_of_a_module_are_told_one_by_one() -> None:
    found = [line for line in told({**SERVICES, "watch/main.tf": WATCH}) if line.startswith("Alarm")]
    assert {line.partition("name=")[2].split("@")[0] for line in found} == {
        "shop-busy", "shop-wrong", "admin-busy", "admin-wrong",
    }  # fmt: skip


def test_what_a_loop_over_something_unknown_would_make_is_told_once() -> None:
    found = [line for line in told({"main.tf": WATCH}) if line.startswith("Alarm")]
    assert len(found) == 2
    assert {word for line in found for word in line.split() if word.startswith("watches=")} == {
        "watches=cpu@4", "watches=error-rate@5",
    }  # fmt: skip


def test_a_single_module_is_taken_apart_by_what_it_gives_out() -> None:
    files = {
        "main.tf": """
            module "sizes" { source = "./sizes" }
            locals { all = module.sizes }
            resource "aws_instance" "one" { instance_type = local.all.small }
        """,
        "sizes/main.tf": 'output "small" { value = "m7g.large" }\n',
    }
    assert any("instance_type=m7g.large" in line for line in told(files))


def test_a_list_made_of_something_unknown_has_no_length() -> None:
    found = told(
        """
        variable "zones" {}
        resource "aws_instance" "web" {
          count         = length([for zone in var.zones : zone.id])
          instance_type = "m7g.large"
        }
        """
    )
    assert not any("count=" in line for line in found)


@pytest.mark.parametrize(
    ("count", "name", "expected"),
    [
        ("var.enable ? var.hosts : 0", "web${count.index + 1}", 2),
        ("var.hosts", "web${count.index + 1}", 2),
        ("var.hosts", "web", 1),
        ("var.enable ? 1 : 0", "web${count.index + 1}", 1),
        ("3", "web${count.index + 1}", 3),
    ],
)
def test_copies_that_are_told_apart_are_several_where_nobody_sees_their_number(
    count: str, name: str, expected: int
) -> None:
    text = f"""
        variable "hosts" {{}}
        variable "enable" {{}}
        resource "aws_instance" "web" {{
          count         = {count}
          instance_type = "t3.medium"
          tags          = {{ Name = "{name}" }}
        }}
        """
    [found] = [one for one in readings({"main.tf": text}) if isinstance(one, Instance)]
    assert found.count == expected


@pytest.mark.parametrize(
    ("handed", "shown"),
    [('  size = "t3.micro"\n', " instance_type=t3.micro@main.tf:3"), ("", "")],
)
def test_where_nothing_tells_which_of_two_values_holds_it_is_the_one_that_a_call_hands_in(
    handed: str, shown: str
) -> None:
    files = {
        "main.tf": f'module "web" {{\n  source = "./web"\n{handed}}}\n',
        "web/main.tf": 'resource "aws_instance" "web" {\n  instance_type = var.large ? "m7i.large" : var.size\n}\n',
    }
    (instance,) = told(files, "Instance")
    assert instance.startswith(f"Instance web/main.tf:1 name=web{shown} ")


ALARMS = {
    "main.tf": """
        module "alarms" {
          source = "./alarms"
          %s
        }
        variable "topic" { default = "" }
        """,
    "alarms/main.tf": """
        variable "topic" { default = "" }
        locals {
          called = var.topic != "" ? [var.topic] : []
        }
        resource "aws_cloudwatch_metric_alarm" "cpu" {
          metric_name   = "CPUUtilization"
          namespace     = "AWS/EC2"
          alarm_actions = local.called
        }
        """,
}


@pytest.mark.parametrize(
    ("given", "notifies", "place"),
    [("", False, "main.tf:1"), ("topic = var.topic", None, None), ('topic = "arn:aws:sns:x"', True, None)],
    ids=["left out", "given by whoever runs it", "given"],
)
def test_a_call_that_leaves_out_whom_alarms_call_is_where_that_is_mended(
    given: str, place: str | None, *, notifies: bool | None
) -> None:
    files = {**ALARMS, "main.tf": ALARMS["main.tf"] % given}

    (alarm,) = [fact for fact in readings(files) if isinstance(fact, Alarm)]

    assert alarm.notifies is notifies
    assert place is None or str(alarm.where("notifies")) == place
