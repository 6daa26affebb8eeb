"""Modules of the registry beyond plain resources: groups ready for a service, roles, containers in maps."""

import pytest

from holdfast.model.facts import Database, Placement
from tests.readers.repository.terraform.support import readings, told


@pytest.mark.parametrize(("name", "port"), [("ssh", 22), ("postgresql", 5432), ("https-443", 443)])
def test_a_group_that_is_ready_for_one_service_opens_its_port_where_the_sources_stand(name: str, port: int) -> None:
    call = f"""
        module "group" {{
          source = "terraform-aws-modules/security-group/aws//modules/{name}"
          %s
        }}
    """
    assert told(call % 'ingress_cidr_blocks = ["0.0.0.0/0"]') == [
        f"Ingress main.tf:3 from_port={port} to_port={port} sources=0.0.0.0/0 target=group"
    ]
    assert told(call % "") == []


def test_roles_tell_their_trust_and_the_policies_of_awss_own() -> None:
    assert told(
        """
        module "deploy" {
          source                        = "terraform-aws-modules/iam/aws//modules/iam-assumable-role-with-oidc"
          role_name                     = "deploy"
          provider_url                  = "token.actions.githubusercontent.com"
          oidc_fully_qualified_subjects = ["repo:shop/api:environment:production"]
          role_policy_arns              = ["arn:aws:iam::aws:policy/AdministratorAccess"]
        }
        module "pods" {
          source       = "terraform-aws-modules/iam/aws//modules/iam-assumable-role-with-oidc"
          provider_url = module.eks.oidc_provider
        }
        module "host" {
          source                  = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"
          role_name               = "host"
          trusted_role_services   = ["ec2.amazonaws.com"]
          custom_role_policy_arns = ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]
          attach_poweruser_policy = true
        }
        """
    ) == [
        (
            "Trust main.tf:1 role=deploy provider=token.actions.githubusercontent.com "
            "subjects=repo:shop/api:environment:production@5"
        ),
        "Policy main.tf:6 principal=deploy principal_type=deploy-role managed=AdministratorAccess",
        "Policy main.tf:16 principal=host principal_type=instance-role managed=AmazonS3FullAccess",
        "Policy main.tf:17 principal=host principal_type=instance-role managed=PowerUserAccess",
    ]


@pytest.mark.parametrize(
    ("arguments", "handed"),
    [
        ("", True),
        ('type = "String"', True),
        ("secure_type = true", False),
        ('type = "SecureString"', False),
        ("ignore_value_changes = true", False),
    ],
)
def test_a_parameter_of_the_registrys_module_is_plain_unless_told(arguments: str, *, handed: bool) -> None:
    text = f"""
        module "password" {{
          source = "terraform-aws-modules/ssm-parameter/aws"
          name   = "/shop/db-password"
          value  = random_password.db.result
          {arguments}
        }}
        """
    expected = "HandedSecret main.tf:4 to=Parameter Store names=db_password"
    assert told(text, "HandedSecret") == ([expected] if handed else [])


def test_the_containers_of_a_service_in_a_map_tell_their_image_and_their_secrets() -> None:
    found = told(
        """
        module "ecs" {
          source = "terraform-aws-modules/ecs/aws"
          services = {
            api = {
              desired_count = 2
              container_definitions = {
                web = {
                  image       = "${module.ecr.repository_url}:latest"
                  environment = [{ name = "DB_PASSWORD", value = var.db_password }]
                  secrets     = [{ name = "JWT_SECRET", valueFrom = aws_ssm_parameter.jwt.arn }]
                }
              }
            }
          }
        }
        module "mailer" {
          source = "terraform-aws-modules/lambda/aws"
          environment_variables = {
            API_KEY = var.api_key
          }
        }
        """,
        "StandingName",
        "HandedSecret",
        "SecretStore",
    )
    assert found == [
        "StandingName main.tf:8 name=web",
        "HandedSecret main.tf:9 to=web names=DB_PASSWORD",
        "SecretStore main.tf:10 service=parameter-store name=JWT_SECRET",
        "HandedSecret main.tf:19 to=mailer names=API_KEY",
    ]


@pytest.mark.parametrize(
    ("module", "given"),
    [
        ("eks", 'eks_managed_node_groups = {{ web = {{ iam_role_additional_policies = {{\n    a = "{arn}" }} }} }}'),
        ("ec2-instance", 'iam_role_policies = {{\n    a = "{arn}" }}'),
        ("ecs", 'services = {{ web = {{ tasks_iam_role_policies = {{\n    a = "{arn}" }} }} }}'),
        ("lambda", 'policies = [\n    "{arn}"]'),
    ],
)
def test_policies_of_awss_are_found_wherever_a_ready_made_module_is_given_them(module: str, given: str) -> None:
    arguments = given.format(arn="arn:aws:iam::aws:policy/AdministratorAccess")
    text = f'module "web" {{\n  source = "terraform-aws-modules/{module}/aws"\n  {arguments}\n}}\n'
    assert told(text, "Policy") == ["Policy main.tf:4 principal=web managed=AdministratorAccess"]


@pytest.mark.parametrize("holder", ["role", "user", "group"])
def test_all_the_policies_of_one_holder_in_one_list(holder: str) -> None:
    text = f"""
        resource "aws_iam_{holder}_policy_attachments_exclusive" "app" {{
          {holder}_name = "app"
          policy_arns = [
            "arn:aws:iam::aws:policy/AmazonS3FullAccess",
            aws_iam_policy.own.arn,
          ]
        }}
        """
    sort = "" if holder == "role" else f" principal_type={holder}"
    assert told(text, "Policy") == [f"Policy main.tf:4 principal=app{sort} managed=AmazonS3FullAccess"]


@pytest.mark.parametrize(("said", "kept"), [("point_in_time_recovery_enabled = true", True), ("", False)])
def test_a_table_says_in_one_word_that_it_can_be_had_as_it_was(said: str, kept: bool) -> None:
    (fact,) = told(
        f"""
        module "orders" {{
          source   = "terraform-aws-modules/dynamodb-table/aws"
          hash_key = "id"
          {said}
        }}
        """
    )
    assert ("point_in_time=True" in fact) is kept


def test_a_group_of_the_module_stands_behind_what_it_is_attached_to() -> None:
    (fact,) = told(
        """
        module "group" {
          source   = "terraform-aws-modules/autoscaling/aws"
          min_size = 2
          traffic_source_attachments = { web = { traffic_source_identifier = module.alb.arn } }
        }
        """
    )
    assert "behind_load_balancer=True" in fact


@pytest.mark.parametrize(
    ("given", "has"),
    [
        ("iam_role_policies = { logs = aws_iam_policy.logs.arn }", True),
        ('iam_instance_profile_name = "web"', True),
        ("iam_instance_profile_arn = aws_iam_instance_profile.web.arn", True),
        ('key_name = "web"', False),
    ],
)
def test_a_module_that_makes_the_role_of_its_machines_gives_them_one(given: str, *, has: bool) -> None:
    call = """
        module "asg" {
          source        = "terraform-aws-modules/autoscaling/aws"
          name          = "web"
          instance_type = "m6i.large"
          %s
        }
    """
    (host,) = told(call % given, "Instance")
    assert ("role=True" in host) is has


@pytest.mark.parametrize(
    ("instances", "more", "multi_az"),
    [
        ("{ one = {} }", "", False),
        ("{ one = {}, two = {} }", "", True),
        ("{ one = {} }", "autoscaling_enabled = true", None),
        ("var.instances", "", None),
    ],
)
def test_the_module_for_aurora_tells_its_members_in_a_table(instances: str, more: str, multi_az: bool | None) -> None:
    call = f"""
        module "db" {{
          source         = "terraform-aws-modules/rds-aurora/aws"
          name           = "shop"
          engine         = "aurora-postgresql"
          instance_class = "db.serverless"
          instances      = {instances}
          {more}
        }}
    """
    [found] = [fact for fact in readings({"main.tf": call}) if isinstance(fact, Database)]
    assert found.multi_az is multi_az
    assert found.placement is Placement.AURORA
    if multi_az is not None:
        assert found.places["multi_az"].start_line == 6


def test_an_api_of_the_registry_lets_in_whom_its_rules_name() -> None:
    call = """
        module "api" {
          source             = "terraform-aws-modules/apigateway-v2/aws"
          cors_configuration = { allow_origins = ["%s"], allow_methods = ["*"] }
        }
    """
    assert [line.split()[:2] for line in told(call % "*")] == [["ApplicationCors", "main.tf:3"]]
    assert told(call % "https://shop.example.com") == ["ApplicationCors main.tf:3 origins=https://shop.example.com"]
