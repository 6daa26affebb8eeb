"""Secrets in the environments that Terraform writes: tasks, functions, App Runner, Beanstalk, modules."""

from tests.readers.repository.terraform.support import told

TASKS = """
    variable "db_password" {}
    locals {
      settings = {
        NODE_ENV    = "production"
        DB_PASSWORD = var.db_password
      }
    }
    resource "aws_ecs_task_definition" "written" {
      family = "written"
      container_definitions = jsonencode([{
        name  = "api"
        image = "example.com/api:1"
        environment = [
          { name = "PORT", value = "80" },
          {
            name  = "DB_PASSWORD"
            value = var.db_password
          },
        ]
        secrets = [{ name = "JWT_SECRET", valueFrom = aws_ssm_parameter.jwt.arn }]
      }])
    }
    resource "aws_ecs_task_definition" "looped" {
      family = "looped"
      container_definitions = jsonencode([{
        name        = "worker"
        image       = "example.com/api:1"
        environment = [for key, value in local.settings : { name = key, value = value }]
      }])
    }
"""


def test_a_secret_of_a_task_is_shown_where_its_value_is_handed_over() -> None:
    written, looped = told(TASKS, "HandedSecret")
    assert written == "HandedSecret main.tf:15-18 to=api names=DB_PASSWORD"
    assert looped == "HandedSecret main.tf:5 to=worker names=DB_PASSWORD"


OTHERS = """
    variable "key" {}
    resource "aws_lambda_function" "f" {
      function_name = "f"
      environment {
        variables = {
          TABLE   = "orders"
          API_KEY = var.api_key
        }
      }
    }
    resource "aws_apprunner_service" "a" {
      service_name = "a"
      source_configuration {
        image_repository {
          image_configuration {
            runtime_environment_variables = {
              API_KEY = var.api_key
            }
          }
        }
      }
    }
    resource "aws_elastic_beanstalk_environment" "b" {
      name        = "b"
      application = "shop"
      setting {
        namespace = "aws:elasticbeanstalk:application:environment"
        name      = "API_KEY"
        value     = var.api_key
      }
      setting {
        namespace = "aws:autoscaling:asg"
        name      = "SECRET_SIZE"
        value     = var.secret_size
      }
    }
    module "service" {
      source = "git::https://example.com/modules.git//service"
      environment_variables = {
        API_KEY = var.api_key
      }
      tags = { API_KEY = var.api_key }
    }
"""


def test_functions_app_runner_beanstalk_and_modules_have_environments_too() -> None:
    assert told(OTHERS, "HandedSecret") == [
        "HandedSecret main.tf:7 to=f names=API_KEY",
        "HandedSecret main.tf:17 to=a names=API_KEY",
        "HandedSecret main.tf:26-30 to=b names=API_KEY",
        "HandedSecret main.tf:40 to=service names=API_KEY",
    ]


def test_a_secret_written_out_among_beanstalks_settings_is_given_away_there() -> None:
    text = """
    resource "aws_elastic_beanstalk_environment" "shop" {
      name        = "shop"
      application = "shop"
      setting {
        namespace = "aws:elasticbeanstalk:application:environment"
        name      = "JWT_SECRET"
        value     = "Zx8kq2LmP0vT5yRw"
      }
    }
    """
    assert told(text, "ExposedSecret") == ["ExposedSecret main.tf:7 name=JWT_SECRET form=token"]


def test_the_variables_of_a_function_are_given_whenever_it_runs() -> None:
    text = """
        resource "aws_lambda_function" "api" {
          environment {
            variables = {
              TABLE = aws_dynamodb_table.orders.name
            }
          }
        }
        """

    assert told(text, "HandedSettings") == ["HandedSettings main.tf:4 to=api names=TABLE"]


def test_a_module_that_makes_a_function_gives_its_variables_too() -> None:
    text = """
        module "api" {
          source = "terraform-aws-modules/lambda/aws"
          environment_variables = {
            TABLE = module.table.dynamodb_table_id
          }
        }
        """

    assert told(text, "HandedSettings") == ["HandedSettings main.tf:4 to=api names=TABLE"]


def test_a_secret_written_out_among_a_functions_variables_is_given_away_there() -> None:
    text = """
        resource "aws_lambda_function" "api" {
          function_name = "api"
          environment {
            variables = {
              API_SECRET = "q8Zk21LmPxWe"
              STAGE      = "prod"
              DB_SECRET  = var.secret
            }
          }
        }
        """
    assert told(text, "ExposedSecret") == ["ExposedSecret main.tf:5 name=API_SECRET form=token"]


def test_a_secret_in_a_parameter_that_is_not_encrypted_is_handed_over_plainly() -> None:
    text = """
        resource "aws_ssm_parameter" "password" {
          name  = "/${var.stage}/db/password"
          type  = "%s"
          value = %s
        }
        """
    shown = ["HandedSecret main.tf:4 to=Parameter Store names=password"]
    assert told(text % ("String", "aws_db_instance.main.password"), "HandedSecret") == shown
    assert told(text % ("String", "random_password.db.result"), "HandedSecret") == shown
    assert told(text % ("String", "aws_db_instance.main.endpoint"), "HandedSecret") == []
    assert told(text % ("SecureString", "aws_db_instance.main.password"), "HandedSecret") == []
    assert told(text.replace("value =", "insecure_value =") % ("String", "random_password.db.result")) == shown


def test_secrets_in_the_script_that_a_host_starts_with_are_told_where_they_are_put_in() -> None:
    assert told(
        """
        resource "aws_instance" "web" {
          user_data = <<-EOF
            #!/bin/bash
            export SITE=shop
            docker run -e DB_PASSWORD=${var.db_password} -e HOST=${aws_db_instance.main.address} shop
            echo ${random_password.jwt.result}
          EOF
        }
        resource "aws_launch_template" "api" {
          user_data = base64encode(templatefile("start.sh", {
            db_password = var.db_password
            secret_arn  = aws_secretsmanager_secret.api.arn
            host        = "db"
          }))
        }
        resource "aws_instance" "asks" {
          user_data = <<-EOF
            #!/bin/bash
            SECRET=$(aws secretsmanager get-secret-value --secret-id ${aws_secretsmanager_secret.api.arn})
            TOKEN=$SECRET ./start
          EOF
        }
        """,
        "HandedSecret",
    ) == [
        "HandedSecret main.tf:5-6 to=web names=db_password|password",
        "HandedSecret main.tf:11 to=api names=db_password",
    ]


def test_parts_of_a_script_that_others_put_together_are_looked_at_too() -> None:
    assert told(
        """
        data "cloudinit_config" "web" {
          part {
            content = <<-EOF
              #!/bin/bash
              docker login -u shop -p ${var.registry_token}
            EOF
          }
        }
        resource "aws_instance" "web" {
          user_data = data.cloudinit_config.web.rendered
        }
        """,
        "HandedSecret",
    ) == ["HandedSecret main.tf:5 to=web names=registry_token"]


def test_what_fills_in_a_script_of_a_template_is_handed_over_there() -> None:
    rendered = """
        data "template_file" "start" {
          template = file("${path.module}/start.sh")
          vars = {
            db_host     = var.db_host
            db_password = var.db_password
          }
        }
        resource "aws_launch_template" "web" {
          name_prefix = "web"
          user_data   = base64encode(data.template_file.start.rendered)
        }
    """
    kept = """
        locals {
          start = templatefile("${path.module}/start.sh", {
            db_host     = var.db_host
            db_password = var.db_password
          })
        }
        resource "aws_instance" "web" {
          user_data = local.start
        }
    """
    assert told(rendered, "HandedSecret") == ["HandedSecret main.tf:5 to=web names=db_password"]
    assert told(kept, "HandedSecret") == ["HandedSecret main.tf:4 to=web names=db_password"]


def test_settings_that_a_loop_gives_to_beanstalk_stand_in_its_map() -> None:
    looped = """
        resource "aws_elastic_beanstalk_environment" "shop" {
          name = "shop"
          dynamic "setting" {
            for_each = {
              DB_HOST       = var.db_host
              DB_PASSWORD   = var.db_password
              AWS_ACCESS_KEY_ID = var.key
            }
            content {
              namespace = "aws:elasticbeanstalk:application:environment"
              name      = setting.key
              value     = setting.value
            }
          }
        }
    """
    assert told(looped, "HandedSecret") == ["HandedSecret main.tf:6 to=shop names=DB_PASSWORD"]
    assert told(looped, "Credential") == ["Credential main.tf:7 form=static-key holder=application"]


def test_a_file_of_settings_in_a_bucket_is_handed_to_a_task_that_gets_no_secret_otherwise() -> None:
    text = """
    resource "aws_ecs_task_definition" "api" {
      family = "api"
      container_definitions = jsonencode([{
        name  = "api"
        image = "example.com/api:1"
        environmentFiles = [{ value = "arn:aws:s3:::shop/api.env", type = "s3" }]
      }])
    }
"""
    assert told(text, "HandedSecret") == ["HandedSecret main.tf:6 to=api"]
    kept = text.replace("environmentFiles", 'secrets = [{ name = "A", valueFrom = "b" }]\n        environmentFiles')
    assert told(kept, "HandedSecret") == []


def test_a_setting_that_lets_in_websites_is_told_wherever_terraform_gives_it() -> None:
    origins = '"http://localhost:3000,https://shop.example.com"'
    text = f"""
        resource "aws_lambda_function" "f" {{
          environment {{
            variables = {{ ALLOWED_ORIGINS = {origins} }}
          }}
        }}
        resource "aws_elastic_beanstalk_environment" "b" {{
          setting {{
            namespace = "aws:elasticbeanstalk:application:environment"
            name      = "CORS_ORIGIN"
            value     = "*"
          }}
        }}
        module "service" {{
          source      = "git::https://git.example.com/service.git"
          environment = {{
            CORS_ORIGINS = {origins}
          }}
        }}
    """
    assert [line.split(" ", 2)[1:] for line in told(text, "ApplicationCors")] == [
        ["main.tf:3", "origins=http://localhost:3000|https://shop.example.com"],
        ["main.tf:10", "origins=*"],
        ["main.tf:16", "origins=http://localhost:3000|https://shop.example.com"],
    ]


def test_a_secret_kept_as_a_bare_text_is_given_away_where_it_is_written() -> None:
    text = """
        resource "aws_secretsmanager_secret_version" "signing" {
          secret_id     = aws_secretsmanager_secret.signing.id
          secret_string = "Zx8kq2LmP0vT5yRw"
        }
        resource "aws_secretsmanager_secret_version" "kept" {
          secret_id     = aws_secretsmanager_secret.kept.id
          secret_string = var.kept
        }
    """
    assert told(text, "ExposedSecret") == ["ExposedSecret main.tf:3 name=secret_string form=token"]


def test_what_only_keeps_a_place_among_the_variables_of_an_app_of_amplify_is_told() -> None:
    branch = """
        resource "aws_amplify_branch" "main" {
          app_id      = "a"
          branch_name = "main"
          environment_variables = {
            STAGE        = "production"
            DATABASE_URL = "PLACEHOLDER_SET_IN_CONSOLE"
          }
        }
        """
    assert told(branch, "StandIn") == ["StandIn main.tf:6 to=main name=DATABASE_URL"]
    kept = branch.replace("aws_amplify_branch", "kubernetes_config_map").replace("environment_variables", "data")
    assert told(kept, "StandIn") == []
