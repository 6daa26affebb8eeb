"""Services of containers: which image a pipeline names instead, and the circuit breaker that stands open."""

import pytest

from holdfast.model.facts import Certificate, Database, Ingress, LoadBalancer, StandingName, Workload
from tests.readers.repository.terraform.support import readings, told

TASK = """
    resource "aws_ecs_task_definition" "web" {
      family                = "web"
      container_definitions = jsonencode([{ name = "web", image = "nginx:latest" }])
      %s
    }
"""


def test_a_task_definition_whose_containers_terraform_ignores_is_left_to_whoever_delivers() -> None:
    ignored = TASK % "lifecycle {\n ignore_changes = [container_definitions]\n }"
    (named,), (left,) = (readings({"main.tf": text}) for text in (TASK % "", ignored))
    assert isinstance(named, StandingName)
    assert isinstance(left, StandingName)
    assert (named.left, left.left) == (False, True)


def test_a_circuit_breaker_that_is_off_is_where_a_way_back_would_stand() -> None:
    text = """
        resource "aws_ecs_service" "web" {
          name          = "web"
          desired_count = 2
          %s
        }
    """
    breaker = "deployment_circuit_breaker {\n enable = false\n rollback = false\n }"
    (off,) = (one for one in readings({"main.tf": text % breaker}) if isinstance(one, Workload))
    (none,) = (one for one in readings({"main.tf": text % ""}) if isinstance(one, Workload))
    assert str(off.where("rollback")) == "main.tf:6"
    assert str(none.where("rollback")) == "main.tf:1"


@pytest.mark.parametrize(("sort", "handed"), [("CODE_DEPLOY", True), ("ECS", False)])
def test_a_service_whose_tasks_another_moves_says_so(sort: str, *, handed: bool) -> None:
    text = f"""resource "aws_ecs_service" "web" {{
          desired_count = 2
          deployment_controller {{
            type = "{sort}"
          }}
        }}
    """
    (service,) = (one for one in readings({"main.tf": text}) if isinstance(one, Workload))
    assert ("handed over" in service.places) is handed


def test_a_service_tells_the_processor_of_the_task_that_it_runs() -> None:
    text = """
        variable "units" { default = 512 }
        resource "aws_ecs_task_definition" "web" {
          family = "web"
          cpu    = var.units
        }
        resource "aws_ecs_service" "web" {
          name            = "web"
          launch_type     = "FARGATE"
          task_definition = aws_ecs_task_definition.web.arn
        }
    """
    (service,) = (one for one in readings({"main.tf": text}) if isinstance(one, Workload))
    assert service.processor == 512


@pytest.mark.parametrize(
    ("written", "sources"),
    [("", ("0.0.0.0/0",)), ('cidrs = ["203.0.113.7/32"]', ("203.0.113.7/32",)), ("cidrs = [var.office]", ())],
)
def test_a_port_of_lightsail_is_open_to_the_world_only_where_nothing_is_said(
    written: str, sources: tuple[str, ...]
) -> None:
    text = f"""
        resource "aws_lightsail_instance_public_ports" "web" {{
          instance_name = "web"
          port_info {{
            protocol  = "tcp"
            from_port = 22
            to_port   = 22
            {written}
          }}
        }}
    """
    (opening,) = (one for one in readings({"main.tf": text}) if isinstance(one, Ingress))
    assert opening.sources == sources


LISTENED = """
    resource "aws_lb" "web" { name = "web" }
    resource "aws_lb_listener" "web" {
      load_balancer_arn = aws_lb.web.arn
      %s
    }
"""


@pytest.mark.parametrize(
    ("listener", "tls"),
    [
        ('protocol = "HTTP"', False),
        ('protocol = "HTTPS"', True),
        ("protocol = var.protocol", True),
        ('protocol = "HTTP"\n default_action {\n type = "redirect"\n }', True),
    ],
)
def test_a_load_balancer_tells_whether_one_of_its_listeners_speaks_tls(listener: str, tls: bool) -> None:
    (balancer,) = (one for one in readings({"main.tf": LISTENED % listener}) if isinstance(one, LoadBalancer))
    assert balancer.tls is tls


@pytest.mark.parametrize(
    ("beside", "assigned", "public"),
    [("", "true", True), ("", "false", None), ('{ name = "api", image = "shop/api:1.2" },', "true", None)],
)
def test_a_database_in_a_task_of_its_own_has_the_address_of_its_service(
    beside: str, assigned: str, public: bool | None
) -> None:
    text = f"""
        resource "aws_ecs_task_definition" "store" {{
          family                = "store"
          container_definitions = jsonencode([{beside} {{ name = "store", image = "postgres:16" }}])
        }}
        resource "aws_ecs_service" "store" {{
          task_definition = aws_ecs_task_definition.store.arn
          network_configuration {{
            subnets          = var.subnets
            assign_public_ip = {assigned}
          }}
        }}
    """
    (database,) = (one for one in readings({"main.tf": text}) if isinstance(one, Database))
    assert database.public is public
    assert str(database.where("public")) == ("main.tf:9" if public else "main.tf:3")


@pytest.mark.parametrize(("other", "shared"), [("api:1.2", True), ("postgres:16", None)])
def test_a_database_in_the_task_of_the_application_shares_its_size(other: str, shared: bool | None) -> None:
    files = {
        "main.tf": f"""
        resource "aws_ecs_task_definition" "shop" {{
          cpu    = 256
          memory = 512
          container_definitions = jsonencode([
            {{ name = "other", image = "{other}" }},
            {{ name = "store", image = "mysql:8" }},
          ])
        }}
        """
    }
    store = next(one for one in readings(files) if isinstance(one, Database) and one.name == "store")

    assert store.with_application is shared
    assert str(store.where("with_application")) == "main.tf:3"


@pytest.mark.parametrize(("value", "more"), [("disabled", " off=True"), ("enabled", "")])
def test_a_cluster_tells_whether_it_measures_its_tasks(value: str, more: str) -> None:
    text = f'resource "aws_ecs_cluster" "shop" {{\n  setting {{\n    name  = "containerInsights"\n    value = "{value}"\n  }}\n}}\n'

    assert told(text) == [f"MetricSource main.tf:4 watches=cpu{more}"]


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("", " serves=False"),
        ('resource "aws_apigatewayv2_api" "http" {\n  protocol_type = "HTTP"\n}\n', ""),
        ('resource "aws_lambda_function_url" "open" {\n  function_name = "job"\n}\n', ""),
    ],
)
def test_functions_without_an_api_serve_nobody(more: str, shown: str) -> None:
    function = 'resource "aws_lambda_function" "job" {\n  function_name = "job"\n}\n'

    assert told(function + more, "Workload") == [f"Workload main.tf:1 platform=lambda name=job{shown}"]


READY = """
    module "alb" {
      source = "terraform-aws-modules/alb/aws"
      name   = "web"
      %s
    }
"""


@pytest.mark.parametrize(
    ("listeners", "tls"),
    [
        ('listeners = { web = {\n port = 80\n protocol = "HTTP"\n forward = {}\n } }', False),
        ('listeners = { web = {\n port = 80\n protocol = "HTTP"\n redirect = {}\n } }', True),
        ('listeners = { web = {\n port = 443\n protocol = "HTTPS"\n certificate_arn = var.arn\n } }', True),
        ('http_tcp_listeners = [{ port = 80, protocol = "HTTP" }]', False),
        ('https_listeners = [{ port = 443, certificate_arn = "arn:aws:acm:eu-west-1:1:certificate/1" }]', True),
        ("", None),
    ],
)
def test_a_ready_made_load_balancer_tells_by_its_own_listeners(listeners: str, tls: bool | None) -> None:
    every = readings({"main.tf": READY % listeners})
    (balancer,) = (one for one in every if isinstance(one, LoadBalancer))
    (given,) = [one for one in every if isinstance(one, Certificate)] if "arn" in listeners else [None]
    assert balancer.tls is tls
    assert str(balancer.where("listener")).partition("-")[0] == ("main.tf:1" if tls is None else "main.tf:4")
    assert given is None or (given.issuer, given.used_by) == ("acm", "load-balancer")


@pytest.mark.parametrize(
    ("listeners", "tls"),
    [(("http",), False), (("http", "https"), True), (("tcp",), None), (("ssl",), True)],
)
def test_a_classic_load_balancer_speaks_as_its_listeners_do(listeners: tuple[str, ...], tls: bool | None) -> None:
    blocks = "".join(f'  listener {{\n    lb_port = 80\n    lb_protocol = "{one}"\n  }}\n' for one in listeners)
    [front] = [
        one
        for one in readings({"main.tf": f'resource "aws_elb" "front" {{\n  name = "front"\n{blocks}}}\n'})
        if isinstance(one, LoadBalancer)
    ]
    assert (front.tls, front.where("listener").start_line) == (tls, 3)


def test_a_service_that_scaling_raises_is_counted_where_that_is_said() -> None:
    text = """
        resource "aws_ecs_service" "web" {
          name          = "web"
          desired_count = %d
        }
        resource "aws_appautoscaling_target" "web" {
          min_capacity       = 1
          max_capacity       = 4
          resource_id        = "service/shop/${aws_ecs_service.web.name}"
          scalable_dimension = "ecs:service:DesiredCount"
        }
    """
    for desired, row in ((0, 6), (1, 3)):
        (service,) = (one for one in readings({"main.tf": text % desired}) if isinstance(one, Workload))
        assert (service.desired, str(service.where("desired"))) == (1, f"main.tf:{row}")


PROVIDERS = """
    resource "aws_ecs_cluster" "shop" { name = "shop" }
    resource "aws_ecs_cluster_capacity_providers" "shop" {
      cluster_name = aws_ecs_cluster.shop.name
      default_capacity_provider_strategy {
        capacity_provider = "FARGATE_SPOT"
      }
    }
    resource "aws_ecs_service" "web" {
      name          = "web"
      cluster       = aws_ecs_cluster.shop.id
      desired_count = 2
      %s
    }
"""
OWN = 'capacity_provider_strategy {\n        capacity_provider = "%s"\n        weight = %d\n      }\n      '


@pytest.mark.parametrize(
    ("strategy", "row"),
    [
        ("", 5),
        ('launch_type = "FARGATE"', None),
        (OWN % ("FARGATE_SPOT", 1), 13),
        (OWN % ("FARGATE", 0) + OWN % ("FARGATE_SPOT", 1), 17),
        (OWN % ("FARGATE", 1) + OWN % ("FARGATE_SPOT", 4), None),
    ],
)
def test_tasks_that_only_run_on_spare_capacity_are_told(strategy: str, row: int | None) -> None:
    (service,) = (one for one in readings({"main.tf": PROVIDERS % strategy}) if isinstance(one, Workload))
    assert service.spot is (True if row else None)
    assert row is None or str(service.where("spot")) == f"main.tf:{row}"


def test_a_group_that_only_asks_for_spare_machines_is_told() -> None:
    template = """
        resource "aws_launch_template" "web" {
          instance_type = "m6g.large"
          %s
        }
        resource "aws_autoscaling_group" "web" {
          min_size = 2
          max_size = 4
          launch_template { id = aws_launch_template.web.id }
        }
    """
    for market, spare in (('instance_market_options { market_type = "spot" }', True), ("", None)):
        (group,) = (one for one in readings({"main.tf": template % market}) if isinstance(one, Workload))
        assert group.spot is spare
    mixed = """
        resource "aws_autoscaling_group" "web" {
          min_size = 2
          max_size = 4
          mixed_instances_policy {
            instances_distribution {
              on_demand_base_capacity                  = %d
              on_demand_percentage_above_base_capacity = 0
            }
          }
        }
    """
    for base, lent in ((0, True), (2, None)):
        (group,) = (one for one in readings({"main.tf": mixed % base}) if isinstance(one, Workload))
        assert group.spot is lent


def test_a_registry_that_is_told_to_let_tags_be_pushed_anew_is_shown_and_one_that_is_told_nothing_is_not() -> None:
    text = 'resource "aws_ecr_repository" "web" {\n  name = "web"\n  %s\n}\n'
    assert told(text % 'image_tag_mutability = "MUTABLE"', "OverwritableTags")
    assert not told(text % 'image_tag_mutability = "IMMUTABLE"', "OverwritableTags")
    assert not told(text % "", "OverwritableTags")


def test_addresses_that_nobody_filled_in_are_no_subscribers() -> None:
    text = """
        resource "aws_sns_topic" "alerts" { name = "alerts" }
        resource "aws_sns_topic_subscription" "mail" {
          topic_arn = aws_sns_topic.alerts.arn
          protocol  = "email"
          endpoint  = "your-email@example.com"
        }
        resource "aws_budgets_budget" "all" {
          limit_amount = "100"
          notification {
            notification_type          = "ACTUAL"
            subscriber_email_addresses = ["billing@example.com"]
          }
        }
        """
    assert told(text, "Topic", "Budget") == [
        "Topic main.tf:1 name=alerts",
        "Budget main.tf:7 amount=100.0@8 notifies=False@11",
    ]


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ("", ["KeptForGood main.tf:1 what=logs name=api", "KeptForGood main.tf:2 what=images name=shop"]),
        (
            "retention_in_days = 0",
            ["KeptForGood main.tf:1 what=logs name=api", "KeptForGood main.tf:2 what=images name=shop"],
        ),
        ("retention_in_days = var.days", ["KeptForGood main.tf:2 what=images name=shop"]),
    ],
)
def test_logs_and_images_without_an_end_are_told(more: str, kept: list[str]) -> None:
    logs = f'resource "aws_cloudwatch_log_group" "api" {{ {more} }}\n'
    images = 'resource "aws_ecr_repository" "api" { name = "shop" }\n'
    assert told(logs + images, "KeptForGood") == kept
    policy = 'resource "aws_ecr_lifecycle_policy" "api" { repository = aws_ecr_repository.api.name }\n'
    assert told(logs + images + policy, "KeptForGood") == [one for one in kept if "logs" in one]


def test_appsync_answers_by_itself_where_no_function_is_told() -> None:
    api = 'resource "aws_appsync_graphql_api" "shop" {\n  name = "shop"\n}\n'
    function = 'resource "aws_lambda_function" "work" {\n  function_name = "work"\n}\n'
    assert [line.split()[1] for line in told(api, "Workload")] == ["main.tf:1"]
    assert [line.split()[1] for line in told(api + function, "Workload")] == ["main.tf:4"]


BOUNDS = """
    resource "aws_appautoscaling_target" "web" {
      min_capacity       = 0
      max_capacity       = 1
      resource_id        = "%s"
      scalable_dimension = "ecs:service:DesiredCount"
      service_namespace  = "ecs"
    }
"""


def test_bounds_of_a_service_that_is_made_elsewhere_are_read_by_themselves() -> None:
    assert told(BOUNDS % "service/shop/web", "Workload") == [
        "Workload main.tf:1 platform=ecs name=web minimum=0@2 maximum=1@3"
    ]
    assert told(BOUNDS % "service/${module.cluster.name}/${module.web.name}", "Workload") == []
    table = BOUNDS.replace('"ecs"', '"dynamodb"') % "table/orders"
    assert told(table, "Workload") == []
    service = 'resource "aws_ecs_service" "web" {\n  name = "web"\n  desired_count = 1\n}\n'
    assert len(told({"main.tf": BOUNDS % "service/shop/web", "ecs.tf": service}, "Workload")) == 1


def test_a_listener_given_its_certificate_by_a_module_that_is_not_at_hand_speaks_tls() -> None:
    listener = """
        module "tls" {
          source = "git::https://git.example.com/terraform/tls.git"
        }
        resource "aws_lb_listener" "https" {
          port            = 443
          protocol        = "HTTPS"
          certificate_arn = module.tls.arn
        }
    """
    assert told(listener, "Certificate") == ["Certificate main.tf:7 issuer=acm used_by=load-balancer"]
    kept = listener.replace("module.tls.arn", "data.aws_ssm_parameter.tls.value").replace(
        'module "tls" {', 'data "aws_ssm_parameter" "tls" {'
    )
    assert told(kept, "Certificate") == ["Certificate main.tf:7 issuer=acm used_by=load-balancer"]


def test_a_serverless_cluster_of_the_first_kind_fails_over_by_itself() -> None:
    cluster = 'resource "aws_rds_cluster" "db" {\n  engine = "aurora-postgresql"\n  %s\n}\n'
    (serverless,) = readings({"main.tf": cluster % 'engine_mode = "serverless"'})
    (provisioned,) = readings({"main.tf": cluster % ""})
    assert isinstance(serverless, Database)
    assert isinstance(provisioned, Database)
    assert (serverless.multi_az, provisioned.multi_az) == (True, None)


@pytest.mark.parametrize(("skips", "kept"), [("true", False), ("false", None)])
def test_a_database_of_lightsail_may_go_without_a_last_copy(skips: str, kept: bool | None) -> None:
    text = f"""
        resource "aws_lightsail_database" "shop" {{
          blueprint_id        = "mysql_8_0"
          bundle_id           = "small_2_0"
          skip_final_snapshot = {skips}
        }}
    """
    (database,) = (one for one in readings({"main.tf": text}) if isinstance(one, Database))
    assert (database.final_snapshot, str(database.where("final_snapshot"))) == (kept, "main.tf:4")


MADE_GROUP = """
    resource "aws_ecs_task_definition" "web" {
      container_definitions = jsonencode([{
        name  = "web"
        image = "shop/web:3.1.0"
        logConfiguration = {
          logDriver = "awslogs"
          options = {
            awslogs-group        = "/shop/web"
            awslogs-create-group = "true"
          }
        }
      }])
    }
"""


def test_a_group_of_logs_that_a_containers_driver_makes_is_kept_for_good() -> None:
    assert told(MADE_GROUP, "KeptForGood") == ["KeptForGood main.tf:9 what=logs name=/shop/web"]
    assert told(MADE_GROUP.replace('"true"', '"false"'), "KeptForGood") == []
    group = 'resource "aws_cloudwatch_log_group" "web" {\n  name = "/shop/web"\n  retention_in_days = 30\n}\n'
    assert told({"main.tf": MADE_GROUP, "logs.tf": group}, "KeptForGood") == []


@pytest.mark.parametrize(
    ("told_of_tags", "overwritten"),
    [('repository_image_tag_mutability = "MUTABLE"', True), ("", False)],
)
def test_a_module_makes_a_registry_whose_tags_stand_unless_it_is_told_otherwise(
    told_of_tags: str, *, overwritten: bool
) -> None:
    text = f"""
        module "ecr" {{
          source          = "terraform-aws-modules/ecr/aws"
          repository_name = "shop"
          {told_of_tags}
        }}
    """
    assert bool(told(text, "OverwritableTags")) is overwritten
