"""What DynamoDB tables take a second, in templates, CDK programs and Terraform."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk import READER as CDK
from holdfast.readers.repository.templates.document import READER as TEMPLATES
from tests.readers.repository.templates.support import read
from tests.readers.repository.terraform.support import readings

TARGET = """
  Reads:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ServiceNamespace: dynamodb, ResourceId: table/orders, MinCapacity: 1, MaxCapacity: 50}
"""


def template(properties: str, more: str = "", sort: str = "AWS::DynamoDB::Table") -> bool | None:
    text = f"Resources:\n  Orders:\n    Type: {sort}\n    Properties: {{{properties}}}\n{more}"
    [table] = [fact for fact in read(TEMPLATES, text) if isinstance(fact, Database)]
    return table.scales


def program(body: str) -> bool | None:
    text = (
        "import * as cdk from 'aws-cdk-lib';\nexport class Main extends cdk.Stack {\n"
        f"  constructor(scope, id, props) {{\n{body}\n  }}\n}}\n"
    )
    found = CDK.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    [table] = [fact for fact in found if isinstance(fact, Database)]
    return table.scales


@pytest.mark.parametrize(
    ("properties", "more", "scales"),
    [
        ("ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}", "", False),
        ("ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}", TARGET, True),
        ("BillingMode: PAY_PER_REQUEST", "", True),
        ("BillingMode: !Ref Mode", "", None),
        ("TableName: orders", "", None),
    ],
)
def test_a_template_tells_whether_throughput_is_set(properties: str, more: str, *, scales: bool | None) -> None:
    assert template(properties, more) is scales


def test_sams_simple_table_is_paid_by_request_unless_units_are_set() -> None:
    simple = "AWS::Serverless::SimpleTable"
    assert template("TableName: orders", sort=simple) is None
    assert template("ProvisionedThroughput: {ReadCapacityUnits: 5}", sort=simple) is False


def test_a_plugin_of_the_serverless_framework_makes_the_policies() -> None:
    text = """
        service: shop
        provider: {name: aws}
        %s
        resources:
          Resources:
            Orders:
              Type: AWS::DynamoDB::Table
              Properties:
                ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}
        """
    told = [
        (fact.scales, fact.places["scales"].start_line)
        for plugins in ("plugins: [serverless-offline]", "plugins: [serverless-dynamodb-autoscaling]")
        for fact in read(TEMPLATES, text % plugins, "serverless.yml")
        if isinstance(fact, Database)
    ]
    assert told == [(False, 9), (True, 9)]


@pytest.mark.parametrize(
    ("body", "scales"),
    [
        ("new dynamodb.Table(this, 'Orders', { partitionKey: key });", False),
        ("new dynamodb.Table(this, 'Orders', { billingMode: dynamodb.BillingMode.PROVISIONED });", False),
        ("new dynamodb.Table(this, 'Orders', { billingMode: dynamodb.BillingMode.PAY_PER_REQUEST });", True),
        ("new dynamodb.Table(this, 'Orders', { billingMode: props.mode });", None),
        ("new dynamodb.TableV2(this, 'Orders', { partitionKey: key });", None),
        (
            (
                "const orders = new dynamodb.Table(this, 'Orders', { readCapacity: 2 });\n"
                "orders.autoScaleReadCapacity({ minCapacity: 2, maxCapacity: 50 }).scaleOnUtilization({});"
            ),
            True,
        ),
    ],
)
def test_a_table_of_the_cdk_has_fixed_units_unless_it_says_otherwise(body: str, *, scales: bool | None) -> None:
    assert program(body) is scales


@pytest.mark.parametrize(
    ("attributes", "more", "scales"),
    [
        ("read_capacity = 5\n  write_capacity = 5", "", False),
        ('billing_mode = "PROVISIONED"\n  read_capacity = 5', "", False),
        ('billing_mode = "PAY_PER_REQUEST"', "", True),
        ("billing_mode = var.mode", "", None),
        ("", "", None),
        ("read_capacity = 5\n  lifecycle {\n    ignore_changes = [read_capacity, write_capacity]\n  }", "", True),
        (
            "read_capacity = 5",
            (
                'resource "aws_appautoscaling_target" "reads" {\n  service_namespace = "dynamodb"\n'
                '  resource_id = "table/${aws_dynamodb_table.orders.name}"\n}\n'
            ),
            True,
        ),
    ],
)
def test_terraform_tells_it_too(attributes: str, more: str, *, scales: bool | None) -> None:
    text = f'resource "aws_dynamodb_table" "orders" {{\n  name = "orders"\n  {attributes}\n}}\n{more}'
    [table] = [fact for fact in readings({"main.tf": text}) if isinstance(fact, Database)]
    assert table.scales is scales
