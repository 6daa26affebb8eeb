"""Modules that are not at hand, read by what their calls say."""

import pytest

from tests.readers.repository.terraform.support import told

OUTSIDE = '"git::https://git.example.com/modules.git//{name}?ref=v1"'


def test_a_service_of_tasks_is_told_by_its_bounds_and_moves_between_them() -> None:
    assert told(
        f"""
        module "api" {{
          source                    = {OUTSIDE.format(name="fargate")}
          container_port            = 80
          desired_count             = 1
          auto_scaling_min_capacity = 2
          auto_scaling_max_capacity = 6
          listener_arn              = "arn"
        }}
        """
    ) == [
        ("Workload main.tf:1 platform=fargate name=api minimum=2@5 maximum=6@6 desired=2@4 behind_load_balancer=True"),
        "ScalingPolicy main.tf:6 workload=api",
    ]


def test_a_group_of_hosts_with_one_size_does_not_move() -> None:
    assert told(
        f"""
        module "web" {{
          source        = {OUTSIDE.format(name="asg")}
          instance_type = "t3.large"
          min_size      = 2
          max_size      = 2
        }}
        """
    ) == ["Workload main.tf:1 platform=ec2-group name=web minimum=2@4 maximum=2@5 instance_type=t3.large@3"]


def test_a_single_host_is_told_with_its_class_and_the_script_that_it_starts_with() -> None:
    assert told(
        """
        module "web" {
          source        = "cloudposse/ec2-instance/aws"
          ami           = data.aws_ami.linux.image_id
          instance_type = "t2.micro"
          user_data     = <<-EOF
            #!/bin/bash
            docker pull registry.example.com/shop:latest
            docker run -d -p 80:80 registry.example.com/shop:latest
          EOF
        }
        module "bastion" {
          source           = "git::https://git.example.com/host.git"
          ami_id           = "ami-1"
          instance_type    = "t3.nano"
          instance_profile = "sessions"
        }
        """,
        "Instance",
        "StandingName",
    ) == [
        "Instance main.tf:1 name=web instance_type=t2.micro@4 purpose=application",
        "StandingName main.tf:7-8 name=main.tf",
        "Instance main.tf:11 name=bastion instance_type=t3.nano@14 role=True@15 purpose=bastion",
    ]


@pytest.mark.parametrize(("amount", "shown"), [("2", " count=2"), ("0", None), ("var.many", None)])
def test_as_many_hosts_are_told_as_a_module_is_asked_for(amount: str, shown: str | None) -> None:
    given = f'ami_id = "ami-1"\n  instance_type = "t3.micro"\n  instance_count = {amount}'
    found = told(f'module "web" {{\n  source = {OUTSIDE.format(name="host")}\n  {given}\n}}\n', "Instance")
    assert ([shown in line for line in found] if shown else found) == ([True] if shown else [])


def test_a_group_whose_bounds_are_not_known_is_no_single_host() -> None:
    given = 'ami_id = "ami-1"\n  instance_type = "t3.micro"\n  max_size = var.most'
    assert told(f'module "web" {{\n  source = {OUTSIDE.format(name="asg")}\n  {given}\n}}\n') == []


def test_a_database_says_what_is_given_and_nothing_of_what_is_left_out() -> None:
    assert told(
        """
        module "db" {
          source         = "cloudposse/rds/aws"
          engine         = "postgres"
          instance_class = "db.m6g.large"
          multi_az       = true
        }
        """
    ) == [
        "Database main.tf:1 engine=postgresql@3 placement=rds name=db instance_class=db.m6g.large@4 multi_az=True@5",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        "desired_count = 2",  # of what?
        'container_port = 80\n  name = "api"',
        'engine = "redis"',
    ],
)
def test_what_may_be_anything_is_passed_over(arguments: str) -> None:
    assert told(f'module "thing" {{\n  source = "./not-here"\n  {arguments}\n}}\n') == []


@pytest.mark.parametrize(
    ("name", "arguments", "shown"),
    [
        ("store", 'node_type = "cache.t4g.micro"', " node_type=cache.t4g.micro@3"),
        ("elasticache", "num_cache_nodes = 1", " nodes=1@3"),
        ("redis", "cluster_size = 2", " nodes=2@3"),
        ("valkey", "replicas_per_node_group = 0", " nodes=1@3"),
        ("redis", "redis_num_cache_clusters = var.nodes", ""),
    ],
)
def test_the_nodes_of_a_cache_are_told_by_their_class_or_their_number(name: str, arguments: str, shown: str) -> None:
    assert told(f'module "{name}" {{\n  source = "../modules/{name}"\n  {arguments}\n}}\n', "ManagedNode") == [
        f"ManagedNode main.tf:1 service=cache name={name}{shown}"
    ]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("workers", 'instance_type = "t3.micro"\n  cluster_size = 1'),
        ("redis_alarms", 'topic = "ops"'),
        ("build", "num_nodes = 1"),
    ],
)
def test_what_is_no_cache_has_no_nodes_of_one(name: str, arguments: str) -> None:
    assert told(f'module "{name}" {{\n  source = "../modules/{name}"\n  {arguments}\n}}\n', "ManagedNode") == []


def test_a_module_of_the_repository_that_is_switched_off_is_not_taken_for_one_outside() -> None:
    files = {
        "main.tf": 'module "web" {\n  source = "./web"\n  count = 0\n  min_size = 1\n  instance_type = "t3.micro"\n}\n',
        "web/main.tf": 'variable "min_size" {}\nvariable "instance_type" {}\n',
    }
    assert told(files) == []


def test_policies_and_the_path_that_is_asked_are_told_by_the_arguments_of_their_names() -> None:
    assert told(
        f"""
        module "shop" {{
          source          = {OUTSIDE.format(name="beanstalk")}
          instance_type   = "t3.small"
          autoscale_min   = 1
          autoscale_max   = 3
          healthcheck_url = "/ready"
          iam_policy      = "{{\\"Statement\\":[{{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"s3:*\\",\\"Resource\\":\\"*\\"}}]}}"
          policy_name     = "shop"
        }}
        """
    ) == [
        "HealthProbe main.tf:6 asker=load-balancer path=/ready",
        "Policy main.tf:7 principal=shop actions=s3:* resources=*",
        "Workload main.tf:1 platform=ec2-group name=shop minimum=1@4 maximum=3@5 instance_type=t3.small@3",
        "ScalingPolicy main.tf:5 workload=shop",
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            'instance_class = "db.t4g.micro"\n  enable_multi_az = false\n  backup_retention_days = 7',
            [
                (
                    "Database main.tf:1 engine=unknown placement=rds name=x instance_class=db.t4g.micro@3 multi_az=False@4"
                    " retention_days=7@5 point_in_time=True"
                )
            ],
        ),
        (
            'db_instance_type = "db.r6g.large"\n  rds_multi_az_enabled = true',
            ["Database main.tf:1 engine=unknown placement=rds name=x instance_class=db.r6g.large@3 multi_az=True@4"],
        ),
        ('instance_class = "standard"', []),
        ('engine = "docdb"\n  instance_class = "db.r5.large"', []),
        ('instance_type = "t3.micro"', []),
        (
            'instance_type = "t3.micro"\n  key_name = "shop"',
            ["Instance main.tf:1 name=x instance_type=t3.micro@3 purpose=application"],
        ),
        (
            'ssh_allowed_cidr = ["0.0.0.0/0"]',
            ["Ingress main.tf:3 from_port=22 to_port=22 sources=0.0.0.0/0 target=x"],
        ),
        (
            'allowed_ssh_cidrs = ["0.0.0.0/0"]',
            ["Ingress main.tf:3 from_port=22 to_port=22 sources=0.0.0.0/0 target=x"],
        ),
        ('allowed_cidrs = ["0.0.0.0/0"]', []),
        ("ssh_cidr_blocks = var.office", []),
    ],
)
def test_databases_hosts_and_openings_are_told_by_the_names_of_arguments(given: str, expected: list[str]) -> None:
    found = told(f'module "x" {{\n  source = {OUTSIDE.format(name="x")}\n  {given}\n}}\n')
    assert found == expected


_ENTERED = 'engine_version = "15.4"\n  username = "shop"\n  password = var.password'


@pytest.mark.parametrize(
    ("name", "source", "given", "expected"),
    [
        ("store", "rds", "instances = 1\n  backup_retention_period = 7", "aurora multi_az=False@3 retention_days=7@4"),
        (
            "store",
            "aurora-cluster",
            f"instances = {{ one = {{}}, two = {{}} }}\n  {_ENTERED}",
            "aurora multi_az=True@3",
        ),
        ("store", "postgres", f"replica_count = 1\n  {_ENTERED}", "aurora multi_az=True@3"),
        ("main_db", "x", _ENTERED, "rds"),
        ("main_db", "x", f"enable_multi_az = true\n  {_ENTERED}", "rds multi_az=True@3"),
        # Beside a database, or another store.
        ("db_user", "postgres-user", _ENTERED, None),
        ("db_secret", "secret", _ENTERED, None),
        ("rds_alarms", "rds-alarms", "instances = 2\n  engine_version = 1", None),
        ("database", "redis", "backup_retention_period = 7", None),
        ("store", "rds", "username = var.name", None),
    ],
)
def test_a_module_called_after_a_database_keeps_one_where_it_is_given_what_databases_are(
    name: str, source: str, given: str, expected: str | None
) -> None:
    found = told(f'module "{name}" {{\n  source = {OUTSIDE.format(name=source)}\n  {given}\n}}\n')
    placement, _, rest = (expected or "").partition(" ")
    assert [one.removesuffix(" point_in_time=True") for one in found] == (
        [f"Database main.tf:1 engine=unknown placement={placement} name={name} {rest}".strip()] if expected else []
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("cpu_threshold = 80", "alarm_actions = [aws_sns_topic.a.arn]"), ["watches=cpu name=cpu_threshold"]),
        (
            ("error_rate_alarm_threshold = 5", "alarm_sns_topic_arn = var.topic"),
            ["watches=error-rate name=error_rate_alarm_threshold"],
        ),
        (
            ('instance_class = "db.t3.small"', "alarm_free_disk_threshold_bytes = 5", "sns_topic = var.topic"),
            ["watches=database-storage name=alarm_free_disk_threshold_bytes"],
        ),
        (
            ('instance_class = "db.t3.small"', "cpu_credit_balance_threshold = 5", "notification_topic_arn = var.t"),
            ["watches=credits name=cpu_credit_balance_threshold"],
        ),
        (("cpu_threshold = 80", "alarm_actions = []"), ["watches=cpu name=cpu_threshold notifies=False"]),
        (("cpu_threshold = 80",), []),
        (("scale_up_after = 80", "alarm_actions = [aws_sns_topic.a.arn]"), []),
        (("evaluation_threshold = 2", "alarm_actions = [aws_sns_topic.a.arn]"), []),
    ],
)
def test_thresholds_are_alarms_where_a_call_says_who_is_told(given: tuple[str, ...], expected: list[str]) -> None:
    lines = "\n  ".join(given)
    found = told(f'module "x" {{\n  source = {OUTSIDE.format(name="x")}\n  {lines}\n}}\n', "Alarm")
    plain = [line.partition(" notifies=True")[0].partition(" watches")[2] for line in found]
    assert [f"watches{one.partition('@')[0]}" for one in plain] == expected


@pytest.mark.parametrize("name", ["multi_az", "db_multi_az", "multi_availability_zone", "enable_multi_az"])
def test_a_database_in_one_zone_is_told_where_its_variable_says_so(name: str) -> None:
    (found,) = told(
        f"""
        variable "spread" {{ default = false }}
        module "x" {{
          source         = {OUTSIDE.format(name="x")}
          instance_class = "db.m6g.large"
          {name} = var.spread
        }}
        """
    )
    assert found.endswith("multi_az=False@1")


@pytest.mark.parametrize(
    ("name", "threshold", "expected"),
    [
        ("error_rate_alarm", "alarm_threshold", "error-rate"),
        ("slow_latency_alarm", "threshold", "response-time"),
        ("shop", "alarm_threshold", ""),
    ],
)
def test_a_module_with_one_threshold_is_told_by_its_own_name(name: str, threshold: str, expected: str) -> None:
    given = f"{threshold} = 10\n  alarm_actions = [aws_sns_topic.calls.arn]"
    found = told(f'module "{name}" {{\n  source = {OUTSIDE.format(name="x")}\n  {given}\n}}\n', "Alarm")
    assert [line.split()[2] for line in found] == ([f"watches={expected}"] if expected else [])


@pytest.mark.parametrize(
    ("argument", "image", "shown"),
    [
        ("container_image", "${aws_ecr_repository.app.repository_url}:latest", True),
        ("image", "1234.dkr.ecr.ap-northeast-1.amazonaws.com/app:latest", True),
        ("container_image", "${aws_ecr_repository.app.repository_url}:${var.commit}", False),
        ("sidecar_image", "public.ecr.aws/datadog/agent:latest", False),
        ("image_id", "ubuntu:latest", False),
    ],
)
def test_an_image_that_names_no_release_is_shown_at_its_argument(argument: str, image: str, *, shown: bool) -> None:
    source = OUTSIDE.format(name="fargate")
    found = told(f'module "api" {{\n  source = {source}\n  {argument} = "{image}"\n}}\n', "StandingName")
    assert found == (["StandingName main.tf:3 name=api"] if shown else [])


@pytest.mark.parametrize(
    ("name", "argument", "origins"),
    [
        ("api", 'cors_allow_origins = ["*"]', "*"),
        ("api", 'cors_allowed_origins = ["https://shop.example"]', "https://shop.example"),
        ("api", 'allowed_origins = ["http://localhost:3000"]', "http://localhost:3000"),
        ("api", 'cors_configuration = { allow_origins = ["*"] }', "*"),
        ("api", "cors_allow_origins = []", None),
        ("api", "cors_allow_origins = var.origins", None),
        ("api", 'cors_allow_methods = ["*"]', None),
        ("s3", 'cors_allowed_origins = ["*"]', None),
    ],
)
def test_the_websites_that_an_api_lets_in_are_told_but_not_those_of_a_bucket(
    name: str, argument: str, origins: str | None
) -> None:
    found = told(f'module "{name}" {{\n  source = {OUTSIDE.format(name=name)}\n  {argument}\n}}\n')
    assert found == ([f"ApplicationCors main.tf:3 origins={origins}"] if origins else [])
