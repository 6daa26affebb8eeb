"""Access keys of AWS that templates hand to containers, functions and services."""

import pytest

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.readers.repository.configuration.lasting_keys import holder_of, is_access_key, lasting_keys
from holdfast.readers.repository.kubernetes import reader as kubernetes
from holdfast.readers.repository.platforms import apprunner, copilot
from holdfast.readers.repository.policies import reader as policies
from holdfast.readers.repository.templates.document import READER as TEMPLATES
from tests.readers.repository.templates.support import read, told
from tests.readers.repository.terraform.support import told as terraform


@pytest.mark.parametrize(
    "name",
    [
        "AWS_ACCESS_KEY_ID",
        "AWS_ACCESS_KEY",
        "S3_ACCESS_KEY",
        "cloud.aws.credentials.access-key",
        "APP_SES_ACCESS_KEY_ID",
        "AMAZON_ACCESS_KEY_ID",
    ],
)
def test_names_of_access_keys(name: str) -> None:
    assert is_access_key(name)


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "ACCESS_KEY", "AWS_REGION", "PAY_ACCESS_KEY", "AWS_KEY_ARN"])
def test_names_of_other_things(name: str) -> None:
    assert not is_access_key(name)


@pytest.mark.parametrize(
    ("name", "holder"),
    [
        ("github-actions", "workflow"),
        ("shop-ci", "workflow"),
        ("CIUser", "workflow"),
        ("ecr-push-user", "workflow"),
        ("backend_user", "application"),
        ("s3-uploader-user", "application"),
        ("transactions", None),
        ("cindy", None),
        ("ses-smtp-user", None),
        ("admin", None),
    ],
)
def test_whose_keys_those_of_a_user_are(name: str, holder: str | None) -> None:
    assert holder_of(name) == holder


def test_a_user_without_a_key_in_the_code_gets_one_by_hand() -> None:
    text = """
        resource "aws_iam_user" "push" { name = "image-push" }
        resource "aws_iam_user" "kim" { name = "kim" }
        resource "aws_iam_user" "deploy" { name = "deploy" }
        resource "aws_iam_user_login_profile" "deploy" { user = aws_iam_user.deploy.name }
    """
    assert _keys(terraform(text, "Credential")) == ["Credential main.tf:1 form=static-key holder=workflow"]


def test_a_key_is_shown_with_its_secret_and_none_for_storage_elsewhere() -> None:
    lines = [("AWS_SECRET_ACCESS_KEY", Location("a.tf", 4, 4)), ("AWS_ACCESS_KEY_ID", Location("a.tf", 6, 6))]
    (key,) = lasting_keys({"kind": "declared"}, lines)
    assert (key.at.start_line, key.at.end_line) == (4, 6)
    assert not list(lasting_keys({"kind": "declared"}, [*lines, ("S3_ENDPOINT", Location("a.tf", 7, 7))]))
    assert list(lasting_keys({"kind": "declared"}, [*lines, ("CACHE_ENDPOINT", Location("a.tf", 7, 7))]))


def test_each_key_of_several_is_shown_with_its_own_secret() -> None:
    rows = {4: "SES_ACCESS_KEY", 5: "SES_SECRET_KEY", 30: "S3_ACCESS_KEY", 31: "S3_SECRET_KEY"}
    lines = [(name, Location("a.tf", row, row)) for row, name in rows.items()]
    found = lasting_keys({"kind": "declared"}, lines)
    assert [(key.at.start_line, key.at.end_line) for key in found] == [(4, 5), (30, 31)]


def _keys(readings: list[str]) -> list[str]:
    return [line for line in readings if line.startswith("Credential") and "instance-role" not in line]


def test_tasks_of_every_template_show_theirs() -> None:
    task = """
        {"family": "shop", "containerDefinitions": [{"name": "web", "image": "shop", "secrets": [
          {"name": "AWS_ACCESS_KEY_ID", "valueFrom": "arn:aws:ssm:x"},
          {"name": "AWS_SECRET_ACCESS_KEY", "valueFrom": "arn:aws:ssm:x"}
        ]}]}
    """
    stack = """
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - Name: web
                  Environment:
                    - Name: AWS_ACCESS_KEY_ID
                      Value: !Ref Key
    """
    configuration = """
        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name    = "web"
            secrets = [
              { name = "AWS_ACCESS_KEY_ID", valueFrom = aws_ssm_parameter.id.arn },
            ]
          }])
        }
    """
    key = "form=static-key holder=application"
    assert _keys(told(read(policies.READER, task, "task.json"))) == [f"Credential 2-3 {key}"]
    assert _keys(told(read(TEMPLATES, stack, "stack.yaml"))) == [f"Credential 8-9 {key}"]
    assert terraform(configuration, "Credential") == [f"Credential main.tf:6 {key}"]


def test_manifests_show_theirs() -> None:
    deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            spec:
              containers:
                - name: web
                  env:
                    - name: AWS_ACCESS_KEY_ID
                      valueFrom: {secretKeyRef: {name: aws, key: id}}
    """
    service = """
        name: web
        type: Backend Service
        image: {location: shop}
        secrets:
          AWS_ACCESS_KEY_ID: /copilot/shop/id
    """
    runner = """
        runtime: python3
        run:
          command: start
          secrets:
            - name: AWS_ACCESS_KEY_ID
              value-from: arn:aws:ssm:x
    """
    assert len(_keys(told(read(kubernetes.READER, deployment, "k8s/web.yaml")))) == 1
    assert len(_keys(told(read(copilot.READER, service, "copilot/web/manifest.yml")))) == 1
    assert len(_keys(told(read(apprunner.READER, runner, "apprunner.yaml")))) == 1


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        (("AWS_KEY", "AWS_SECRET"), (1, 2)),
        (("APP_S3_KEY_ID", "APP_S3_SECRET"), (1, 2)),
        (("S3_KEY", "S3_BUCKET"), None),
        (("AWS_KEY", "S3_SECRET"), None),
        (("KEY", "SECRET"), None),
    ],
)
def test_a_key_by_a_short_name_needs_its_secret_beside_it(
    names: tuple[str, str], lines: tuple[int, int] | None
) -> None:
    given = [(name, Location.lines("serverless.yml", row, row)) for row, name in enumerate(names, start=1)]
    said = {"kind": EvidenceKind.DECLARED, "environment": None, "old": False}
    found = [(one.at.start_line, one.at.end_line) for one in lasting_keys(said, given)]
    assert found == ([lines] if lines else [])
