"""Task definitions whose containers stand in a file that Terraform takes in."""

import pytest

from tests.readers.repository.terraform.support import told

CONTAINERS = """
    [
      {
        "name": "api",
        "image": "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/shop",
        "healthCheck": { "command": ["CMD-SHELL", "curl -f http://localhost:8080/health"] },
        "environment": [{ "name": "DB_PASSWORD", "value": "${db_password}" }],
        "secrets": [{ "name": "JWT_SECRET", "valueFrom": "/shop/jwt" }],
        "memory": ${memory}
      }
    ]
    """


@pytest.mark.parametrize(
    "taken", ['file("${path.module}/containers.json")', 'templatefile("containers.json", { memory = 512 })']
)
def test_containers_in_a_file_of_their_own_are_read_where_they_stand(taken: str) -> None:
    task = f'resource "aws_ecs_task_definition" "api" {{\n  family = "api"\n  container_definitions = {taken}\n}}\n'
    found = told({"infra/main.tf": task, "infra/containers.json": CONTAINERS})
    assert "StandingName infra/containers.json:4 name=api alone=True" in found
    assert "SecretStore infra/containers.json:7 service=parameter-store name=JWT_SECRET" in found
    assert any(line.startswith("HealthProbe infra/containers.json:5") for line in found)
    assert any(line.startswith("HandedSecret infra/containers.json:6") for line in found)


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/shop:latest", True),
        ("111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/shop:${tag}", False),
        ("${repository_url}", False),
        ("111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/shop:v1.4", False),
    ],
)
def test_what_a_template_leaves_open_names_whatever_it_is_given(image: str, *, name: bool) -> None:
    task = 'resource "aws_ecs_task_definition" "api" {\n  container_definitions = templatefile("a.json", {})\n}\n'
    found = told({"main.tf": task, "a.json": f'[{{ "name": "api", "image": "{image}" }}]\n'}, "StandingName")
    assert bool(found) == name


@pytest.mark.parametrize("text", ["", "[", "{}", '"api"', "[1, null]"])
def test_a_file_that_holds_no_containers_says_nothing(text: str) -> None:
    task = 'resource "aws_ecs_task_definition" "api" {\n  container_definitions = file("a.json")\n}\n'
    assert told({"main.tf": task, "a.json": text}, "StandingName", "SecretStore", "Gap") == []
    assert told({"main.tf": task}, "StandingName", "SecretStore", "Gap") == []


def test_a_container_that_takes_an_error_for_an_answer_decides_nothing() -> None:
    task = (
        'resource "aws_ecs_task_definition" "api" {\n  container_definitions = jsonencode([{\n    name = "api"\n'
        '    healthCheck = { command = ["CMD-SHELL", "curl http://localhost/health || exit 1"] }\n  }])\n}\n'
    )
    assert [line for line in told(task) if "HealthProbe" in line] == [
        "HealthProbe main.tf:4 asker=container path=/health decides=False"
    ]


@pytest.mark.parametrize(
    "filled_in", ["${var.memory}", "${ var.memory }", '${lookup(var.sizes, "api")}', "${jsonencode(var.sizes)}"]
)
def test_containers_as_a_text_are_read_though_a_number_or_a_list_in_it_is_filled_in(filled_in: str) -> None:
    text = (
        'resource "aws_ecs_task_definition" "api" {\n  family = "api"\n  container_definitions = <<JSON\n[\n  {\n'
        f'    "name": "api", "memory": {filled_in}, "cpu": ${{var.cpu}}\n,'
        '    "image": "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/shop:latest",\n'
        '    "environment": [{ "name": "DB_PASSWORD", "value": "${var.db_password}" }]\n  }\n]\nJSON\n}\n'
    )
    assert told(text, "StandingName", "HandedSecret") == [
        "StandingName main.tf:7 name=api",
        "HandedSecret main.tf:8 to=api names=DB_PASSWORD",
    ]
