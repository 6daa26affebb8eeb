"""Functions of a template, and the APIs that stand for them."""

import pytest

from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import read, told

_TEMPLATE = """
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Api:
        Type: %s
        Properties: {%s}
      Orders:
        Type: %s
        Properties: {%s}
"""
_FUNCTION = "AWS::Serverless::Function"
_ASKED = "Handler: a.b, Events: {Get: {Type: Api, Properties: {Path: /, Method: get}}}"


@pytest.mark.parametrize(
    ("api", "routes", "behind", "said", "lines"),
    [
        ("AWS::Serverless::Api", "StageName: prod, DefinitionUri: api.yaml", _FUNCTION, "Handler: a.b", ["3-4"]),
        ("AWS::Serverless::HttpApi", "DefinitionBody: {openapi: 3.0.1}", _FUNCTION, "Handler: a.b", ["3-4"]),
        ("AWS::ApiGateway::RestApi", "Body: {openapi: 3.0.1}", "AWS::Lambda::Function", "Handler: a.b", ["3-4"]),
        ("AWS::ApiGatewayV2::Api", "ProtocolType: WEBSOCKET", "AWS::Serverless::Application", "Location: a", ["3-4"]),
        ("AWS::AppSync::GraphQLApi", "Name: shop", "AWS::DynamoDB::Table", "TableName: a", ["3-4"]),
        ("AWS::Serverless::GraphQLApi", "Name: shop", _FUNCTION, "Handler: a.b", ["3-4"]),
        ("AWS::Serverless::Api", "StageName: prod", _FUNCTION, "Handler: a.b", ["6-7"]),
        ("AWS::Serverless::Api", "DefinitionUri: api.yaml", _FUNCTION, _ASKED, ["6-7"]),
        ("AWS::Serverless::Api", "DefinitionUri: api.yaml", "AWS::S3::Bucket", "BucketName: a", []),
    ],
)
def test_an_api_stands_for_functions_that_say_nothing_of_requests(
    api: str, routes: str, behind: str, said: str, lines: list[str]
) -> None:
    facts = told(read(READER, _TEMPLATE % (api, routes, behind, said)))
    assert [one.split()[1] for one in facts if one.startswith("Workload")] == lines


def test_a_function_that_runs_by_the_clock_alone_is_a_workload_that_nobody_asks() -> None:
    text = "    Resources:\n      Night: {Type: AWS::Lambda::Function, Properties: {Handler: a.b}}\n"
    (found,) = [one for one in told(read(READER, text)) if one.startswith("Workload")]
    assert found == "Workload 2 platform=lambda name=Night serves=False"


_PYTHON = """
                def handler(event, context):
                  return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "%s"}}
"""


@pytest.mark.parametrize(
    ("head", "origin", "found"),
    [
        ("Type: AWS::Lambda::Function\n        Properties:\n          Code:\n            ZipFile: |", "*", ["8"]),
        ("Type: AWS::Lambda::Function\n        Properties:\n          Code:\n            ZipFile: !Sub |", "*", ["8"]),
        ("Type: AWS::Serverless::Function\n        Properties:\n          Runtime: python3.12\n          InlineCode: |", "*", ["8"]),
        ("Type: AWS::Serverless::Function\n        Properties:\n          Runtime: python3.12\n          InlineCode: |", "https://shop.example.com", []),
        ("Type: AWS::Lambda::Function\n        Properties:\n          Code:\n            ZipFile: |\n              # \"Access-Control-Allow-Origin\": \"*\" is refused", "https://shop.example.com", []),
        ("Type: AWS::Lambda::Function\n        Properties:\n          Environment:\n            Variables: |", "*", []),
    ],
)  # fmt: skip
def test_a_header_in_a_program_that_stands_in_the_template_lets_every_website_in(
    head: str, origin: str, found: list[str]
) -> None:
    text = f"    Resources:\n      Api:\n        {head}{_PYTHON % origin}"
    told_of = [one for one in told(read(READER, text)) if one.startswith("ApplicationCors")]
    assert [one.split()[1] for one in told_of] == found


@pytest.mark.parametrize(("most", "found"), [("1", "maximum=1"), ("0", None), ("!Ref Most", None)])
def test_the_number_of_requests_that_a_function_takes_at_once_is_what_somebody_reserved(
    most: str, found: str | None
) -> None:
    text = f"""
    Resources:
      Api:
        Type: AWS::Serverless::Function
        Properties:
          Handler: a.b
          FunctionUrlConfig: {{AuthType: NONE}}
          ReservedConcurrentExecutions: {most}
    """
    (function,) = (one for one in told(read(READER, text)) if one.startswith("Workload"))
    assert [word for word in function.split() if word.startswith("maximum=")] == ([found] if found else [])


def test_many_functions_and_apis_are_read_in_time() -> None:
    function = "F%d: {Type: AWS::Serverless::Function, Properties: {Handler: a.b}}"
    api = "A%d: {Type: AWS::Serverless::Api, Properties: {StageName: prod}}"
    rows = "".join(f"      {one % number}\n" for number in range(400) for one in (function, api))
    facts = told(read(READER, f"    Transform: AWS::Serverless-2016-10-31\n    Resources:\n{rows}"))
    assert len([one for one in facts if one.startswith("Workload")]) == 400


@pytest.mark.parametrize(
    ("sort", "said"),
    [
        ("AWS::Lambda::Function", "Code: {ImageUri: 'IMAGE'}"),
        ("AWS::Serverless::Function", "PackageType: Image, ImageUri: 'IMAGE'"),
    ],
)
@pytest.mark.parametrize(("image", "shown"), [("1.dkr.ecr.aws/shop:latest", True), ("1.dkr.ecr.aws/shop:1.4", False)])
def test_a_function_of_whatever_image_is_newest_names_no_release(
    sort: str, said: str, image: str, *, shown: bool
) -> None:
    text = _TEMPLATE % ("AWS::Serverless::Api", "StageName: prod", sort, said.replace("IMAGE", image))
    found = [line for line in told(read(READER, text)) if line.startswith("StandingName")]
    assert found == (["StandingName 8 name=Orders"] if shown else [])
