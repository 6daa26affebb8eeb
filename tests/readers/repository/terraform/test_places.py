"""Where a person would look: the rule that opens, the line that gives a password away; and nothing of the password."""

import pytest

from holdfast.model.facts import (
    Budget,
    ConfigurationLoader,
    Database,
    ExposedSecret,
    Fact,
    FileSystem,
    Ingress,
    Instance,
    ManagedNode,
    Workload,
)
from tests.readers.repository.terraform.support import readings, told

OPENED = """
resource "aws_security_group" "data" {
  dynamic "ingress" {
    for_each = var.open ? [1] : []
    content {
      from_port   = var.port
      to_port     = var.port
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
"""
VARIABLES = """
variable "open" { default = true }
variable "port" { default = 5432 }
"""


def test_a_port_from_a_variable_is_opened_by_the_rule_that_takes_it() -> None:
    (opening,) = told({"main.tf": OPENED, "variables.tf": VARIABLES}, "Ingress")
    assert opening.startswith("Ingress main.tf:4 ")


FROM_A_VARIABLE = """
resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.who
  }
  ingress {
    from_port   = 23
    to_port     = 23
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
WHO = """
variable "who" {
  default = ["0.0.0.0/0"]
}
"""


def test_a_source_from_a_variable_stands_at_the_default_beside_the_rule_that_takes_it() -> None:
    files = {"main.tf": FROM_A_VARIABLE, "variables.tf": WHO}
    variable, literal = (one for one in readings(files) if isinstance(one, Ingress))
    listed = {**files, "main.tf": FROM_A_VARIABLE.replace("var.who", '["10.0.0.0/8", var.who[0]]')}
    among, _ = (one for one in readings(listed) if isinstance(one, Ingress))
    assert among.places == variable.places
    assert {name: str(at) for name, at in variable.places.items()} == {
        "from_port": "main.tf:3",
        "sources": "variables.tf:2",
        "sources taken": "main.tf:3",
    }
    assert "sources taken" not in literal.places


DATABASE = """
resource "aws_db_instance" "main" {
  engine   = "mysql"
  password = %s
}
"""


def test_a_password_that_a_database_is_made_with_is_one_however_much_it_looks_like_an_example() -> None:
    assert told(DATABASE % '"changeme-2024"', "ExposedSecret") == [
        "ExposedSecret main.tf:3 name=password form=password"
    ]


def test_what_nobody_can_be_made_with_is_no_password() -> None:
    for written in ('"<password>"', '"xxxxxxxx"', "var.password", '"${random_password.main.result}"'):
        assert told(DATABASE % written, "ExposedSecret") == []


def test_no_quote_shows_a_secret_that_is_the_default_of_a_variable() -> None:
    text = DATABASE % "var.db_password" + 'variable "db_password" {\n  default = "Sunny!Day-2931"\n}\n'
    found = [one for one in readings({"main.tf": text}) if isinstance(one, (ExposedSecret, ConfigurationLoader))]
    assert {type(fact) for fact in found} == {ExposedSecret, ConfigurationLoader}
    assert [fact.at.quote for fact in found] == ["  default = [hidden]"] * 2


TASK = """
resource "aws_ecs_task_definition" "web" {
  container_definitions = jsonencode([{
    name        = "web"
    image       = "registry/web:1.4.2"
    environment = [
      { name = "CORS_ORIGINS", value = "http://localhost:3000,${var.site}" },
      { name = "LOG_LEVEL", value = "http://localhost:3000" },
    ]
  }])
}
"""


def test_the_websites_that_a_containers_setting_lets_in_are_told() -> None:
    assert told(TASK, "ApplicationCors") == ["ApplicationCors main.tf:6 origins=http://localhost:3000 complete=False"]


@pytest.mark.parametrize(
    ("variable", "found"),
    [
        ('variable "flavour" { default = "plum tree" }', False),
        ('variable "pepper" {\n  sensitive = true\n  default = "plum tree"\n}', True),
        ('variable "db_user" {\n  sensitive = true\n  default = "plum"\n}', False),
        ('variable "pepper" {\n  sensitive = true\n}', False),
        ('variable "db_password" { default = "plum tree" }', True),
    ],
)
def test_a_sensitive_variable_with_a_value_built_in_is_a_default_and_its_value_is_hidden(
    variable: str, found: bool
) -> None:
    every = readings({"main.tf": 'resource "aws_sqs_queue" "q" {}\n' + variable + "\n"})
    facts = [fact for fact in every if isinstance(fact, ConfigurationLoader)]

    assert bool(facts) is found
    assert "plum" not in repr(facts)


POLICY = """
resource "aws_efs_backup_policy" "p" {
  file_system_id = aws_efs_file_system.shelf.id
  backup_policy { status = "ENABLED" }
}
"""


@pytest.mark.parametrize(("more", "kept"), [("", False), (POLICY, True)])
def test_a_file_system_is_copied_where_a_policy_says_so(more: str, kept: bool) -> None:
    every = readings({"main.tf": 'resource "aws_efs_file_system" "shelf" {}\n' + more})

    assert [fact.backed_up for fact in every if isinstance(fact, FileSystem)] == [kept]


NODES = """
resource "aws_elasticache_replication_group" "cache" {
  node_type = var.size
}
resource "aws_mq_broker" "queue" {
  host_instance_type = "mq.t3.micro"
}
"""


def test_nodes_of_caches_and_brokers_tell_their_size_where_it_is_chosen_and_taken() -> None:
    files = {"main.tf": NODES, "variables.tf": 'variable "size" {\n  default = "cache.t3.micro"\n}\n'}
    cache, broker = (one for one in readings(files) if isinstance(one, ManagedNode))
    assert (cache.node_type, str(cache.where("node_type")), str(cache.where("node_type taken"))) == (
        "cache.t3.micro",
        "variables.tf:2",
        "main.tf:2",
    )
    assert (broker.node_type, str(broker.where("node_type"))) == ("mq.t3.micro", "main.tf:5")


def test_nodes_of_a_cache_are_counted_and_its_name_tells_what_it_keeps() -> None:
    text = """
resource "aws_elasticache_cluster" "main" {
  cluster_id      = "shop"
  num_cache_nodes = 1
}
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id    = "shop"
  replicas_per_node_group = 1
}
module "redis" {
  source             = "terraform-aws-modules/elasticache/aws"
  description        = "Queue of the shop"
  num_cache_clusters = 1
}
resource "aws_elasticache_cluster" "untold" {
  node_type = "cache.m7g.large"
}
resource "aws_elasticache_replication_group" "sharded" {
  cluster_mode {
    num_node_groups         = 2
    replicas_per_node_group = 0
  }
}
"""
    found = [one for one in readings({"main.tf": text}) if isinstance(one, ManagedNode)]
    assert [(one.nodes, one.keeps, str(one.where("nodes"))) for one in found] == [
        (1, False, "main.tf:3"),
        (2, True, "main.tf:7"),
        (None, False, "main.tf:14"),
        (1, False, "main.tf:20"),
        (1, True, "main.tf:12"),
    ]


STORES = """
variable "mode" {}
resource "aws_mq_broker" "jobs" {
  host_instance_type = "mq.m5.large"
}
resource "aws_mq_broker" "alone" {
  deployment_mode = "SINGLE_INSTANCE"
}
resource "aws_mq_broker" "pair" {
  deployment_mode = "ACTIVE_STANDBY_MULTI_AZ"
}
resource "aws_mq_broker" "untold" {
  deployment_mode = var.mode
}
resource "aws_memorydb_cluster" "lone" {
  num_replicas_per_shard = 0
}
resource "aws_memorydb_cluster" "usual" {}
resource "aws_opensearch_domain" "books" {
  cluster_config {
    instance_count = 1
  }
}
resource "aws_opensearch_domain" "small" {}
resource "aws_elasticsearch_domain" "wide" {
  cluster_config {
    instance_count = 3
  }
}
resource "aws_opensearch_domain" "app_logs" {}
"""


def test_nodes_of_brokers_and_indexes_are_counted_and_one_is_what_they_begin_with() -> None:
    found = [one for one in readings({"main.tf": STORES}) if isinstance(one, ManagedNode)]
    assert [(one.service, one.name, one.nodes, str(one.where("nodes"))) for one in found] == [
        ("broker", "jobs", 1, "main.tf:2"),
        ("broker", "alone", 1, "main.tf:6"),
        ("broker", "pair", None, "main.tf:9"),
        ("broker", "untold", None, "main.tf:12"),
        ("cache", "lone", 1, "main.tf:15"),
        ("cache", "usual", 2, "main.tf:17"),
        ("search", "books", 1, "main.tf:20"),
        ("search", "small", 1, "main.tf:23"),
        ("search", "wide", 3, "main.tf:26"),
    ]


@pytest.mark.parametrize(("way", "place"), [("true", ""), ("false", "main.tf:6")])
def test_a_service_that_does_not_go_back_shows_where_that_is_said(way: str, place: str) -> None:
    breaker = f"  deployment_circuit_breaker {{\n    enable = true\n    rollback = {way}\n  }}\n"
    text = f'\nresource "aws_ecs_service" "desk" {{\n  desired_count = 2\n\n{breaker}}}\n'
    (service,) = (one for one in readings({"main.tf": text}) if isinstance(one, Workload))
    assert str(service.places.get("rollback", "")) == place


def test_a_budget_that_writes_to_nobody_shows_where_the_address_is_given() -> None:
    budget = """
variable "mail" {}
resource "aws_budgets_budget" "month" {
  notification {
    subscriber_email_addresses = [var.mail]
  }
}
"""
    files = {"main.tf": budget, "prod.auto.tfvars": 'mail = "your-email@example.com"\n'}
    (found,) = (one for one in readings(files) if isinstance(one, Budget))
    assert (found.notifies, str(found.where("notifies"))) == (False, "prod.auto.tfvars:1")


def test_a_broker_and_a_warehouse_tell_whether_they_are_public() -> None:
    text = """
resource "aws_mq_broker" "jobs" {
  publicly_accessible = true
}
resource "aws_mq_broker" "usual" {}
resource "aws_redshift_cluster" "figures" {
  publicly_accessible = true
}
resource "aws_redshift_cluster" "untold" {}
"""
    found = [one for one in readings({"main.tf": text}) if isinstance(one, ManagedNode)]
    assert [(one.service, one.public, str(one.where("public"))) for one in found] == [
        ("broker", True, "main.tf:2"),
        ("broker", False, "main.tf:4"),
        ("warehouse", True, "main.tf:6"),
        ("warehouse", None, "main.tf:8"),
    ]


LISTED = """
resource "aws_security_group" "desk" {
  dynamic "ingress" {
    for_each = toset(var.doors)
    iterator = door
    content {
      from_port   = door.value
      to_port     = door.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
"""
RULES = """
resource "aws_security_group" "desk" {
  dynamic "ingress" {
    for_each = var.rules
    content {
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = "tcp"
      cidr_blocks = [ingress.value.from]
    }
  }
}
"""
ENTRIES = """
variable "rules" {
  default = [
    { port = 443, from = "0.0.0.0/0" },
    { port = 22, from = "0.0.0.0/0" },
    { port = 3306, from = "10.0.0.0/16" },
  ]
}
"""


def test_a_port_out_of_a_list_stands_in_the_list_beside_the_rule_that_opens_it() -> None:
    doors = 'variable "doors" {\n  default = [\n    80,\n    22,\n  ]\n}\n'
    web, ssh = (one for one in readings({"main.tf": LISTED, "doors.tf": doors}) if isinstance(one, Ingress))
    assert (web.from_port, str(web.at)) == (80, "doors.tf:3")
    assert (ssh.from_port, str(ssh.at), str(ssh.where("sources"))) == (22, "doors.tf:4", "main.tf:9")


def test_a_rule_out_of_a_list_of_rules_is_its_entry_there() -> None:
    files = {"main.tf": RULES, "rules.tf": ENTRIES}
    openings = [one for one in readings(files) if isinstance(one, Ingress)]
    assert [(one.from_port, str(one.at)) for one in openings] == [
        (443, "rules.tf:3"),
        (22, "rules.tf:4"),
        (3306, "rules.tf:5"),
    ]
    assert not any("sources taken" in one.places for one in openings)


def test_a_rule_made_for_each_port_of_a_list_stands_at_its_entry() -> None:
    text = """
    resource "aws_security_group_rule" "desk" {
      for_each = toset([
        "443",
        "5432",
      ])
      type              = "ingress"
      from_port         = tonumber(each.value)
      to_port           = tonumber(each.value)
      protocol          = "tcp"
      cidr_blocks       = ["0.0.0.0/0"]
      security_group_id = "sg-1"
    }
    """
    openings = [one for one in readings({"main.tf": text}) if isinstance(one, Ingress)]
    assert {one.from_port: one.at.start_line for one in openings} == {443: 3, 5432: 4}


@pytest.mark.parametrize(
    ("value", "asks"),
    [
        ("change-me-in-tfvars", True),
        ("REPLACE_ME", True),
        ("changeme", True),
        ("<your-password>", True),
        ("placeholder", True),
        ("admin1234", False),
        ("Harvest2024!", False),
        ("letmein99", False),
    ],
)
def test_a_default_that_only_asks_for_a_value_is_told_from_a_password(value: str, *, asks: bool) -> None:
    text = f'variable "admin_password" {{\n  default = "{value}"\n}}\n'
    (found,) = [one for one in readings({"main.tf": text}) if isinstance(one, ConfigurationLoader)]
    assert ("blank" in found.places) is asks
    assert value not in repr(found)


BOUNDS = """
resource "aws_ecs_service" "api" {
  name          = "api"
  desired_count = var.tasks
}
resource "aws_appautoscaling_target" "api" {
  resource_id  = "service/shop/${aws_ecs_service.api.name}"
  min_capacity = var.least
  max_capacity = 4
}
resource "aws_rds_cluster" "main" {
  engine = "aurora-postgresql"
}
resource "aws_rds_cluster_instance" "main" {
  cluster_identifier = aws_rds_cluster.main.id
  count              = var.members
  instance_class     = "db.r6g.large"
}
variable "tasks" { default = 2 }
variable "least" { default = 1 }
variable "members" { default = 1 }
"""


@pytest.mark.parametrize(("sort", "field", "line"), [(Workload, "minimum", 7), (Database, "multi_az", 15)])
def test_a_value_that_another_block_takes_is_shown_where_that_block_takes_it(
    sort: type[Fact], field: str, line: int
) -> None:
    fact = next(one for one in readings({"main.tf": BOUNDS}) if isinstance(one, sort))
    assert str(fact.where(f"{field} taken")) == f"main.tf:{line}"


def test_what_a_module_makes_says_from_where_the_stack_asks_for_it() -> None:
    files = {
        "envs/prod/main.tf": """
            resource "aws_instance" "own" { instance_type = "t3.micro" }

            module "host" { source = "../../modules/host" }
            """,
        "modules/host/main.tf": 'module "inner" { source = "./inner" }',
        "modules/host/inner/main.tf": 'resource "aws_instance" "web" { instance_type = "t3.micro" }',
    }
    asked = {str(one.at): str(one.places.get("asked from")) for one in readings(files) if isinstance(one, Instance)}
    assert asked == {"envs/prod/main.tf:1": "None", "modules/host/inner/main.tf:1": "envs/prod/main.tf:3"}
