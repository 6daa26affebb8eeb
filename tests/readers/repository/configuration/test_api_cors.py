"""The websites that APIs of AWS let in, in templates, Terraform and CDK programs."""

import pytest

from holdfast.model.facts import ApplicationCors
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.policies.reader import READER as POLICIES
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.cdk.test_cdk import stack
from tests.readers.repository.templates.support import read
from tests.readers.repository.templates.support import told as shown
from tests.readers.repository.terraform.support import told


@pytest.mark.parametrize(
    ("sort", "rule", "expected"),
    [
        (
            "AWS::Serverless::HttpApi",
            "CorsConfiguration: {AllowOrigins: [https://a.example, http://localhost:3000], AllowCredentials: true}",
            "origins=(https://a.example, http://localhost:3000) credentials=True",
        ),
        ("AWS::Serverless::HttpApi", "CorsConfiguration: true", "origins=(*)"),
        ("AWS::Serverless::HttpApi", "CorsConfiguration: false", None),
        (
            "AWS::Serverless::Api",
            "Cors: \"'https://a.example,https://b.example'\"",
            "origins=(https://a.example, https://b.example)",
        ),
        ("AWS::Serverless::Api", "Cors: {AllowMethods: \"'GET'\"}", None),
        ("AWS::Serverless::Api", "Cors: {AllowOrigin: \"'*'\"}", "origins=(*)"),
        (
            "AWS::ApiGatewayV2::Api",
            "CorsConfiguration: {AllowOrigins: [!Sub 'https://${Domain}', https://a.example]}",
            "origins=(https://a.example) complete=False",
        ),
        ("AWS::Lambda::Url", "Cors: {AllowOrigins: ['*']}", "origins=(*)"),
        (
            "AWS::ApiGateway::Method",
            (
                "Integration: {IntegrationResponses: [{ResponseParameters: {"
                "method.response.header.Access-Control-Allow-Origin: \"'*'\", "
                "method.response.header.Access-Control-Allow-Credentials: \"'true'\"}}]}"
            ),
            "origins=(*) credentials=True",
        ),
        (
            "AWS::ApiGateway::GatewayResponse",
            "ResponseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: \"'https://a.example'\"}",
            "origins=(https://a.example)",
        ),
        ("AWS::ApiGateway::Method", "HttpMethod: GET", None),
        (
            "AWS::Serverless::Api",
            "GatewayResponses: {DEFAULT_4XX: {ResponseParameters: {Headers: {Access-Control-Allow-Origin: \"'*'\"}}}}",
            "origins=(*)",
        ),
        (
            "AWS::Serverless::Api",
            "GatewayResponses: {DEFAULT_4XX: {ResponseParameters: {Headers: {X-Kind: \"'*'\"}}}}",
            None,
        ),
    ],
)
def test_templates_tell_whom_an_api_lets_in(sort: str, rule: str, expected: str | None) -> None:
    text = f"""
        AWSTemplateFormatVersion: "2010-09-09"
        Parameters: {{Domain: {{Type: String}}}}
        Resources:
          Api:
            Type: {sort}
            Properties:
              {rule}
        """
    found = [line for line in shown(read(READER, text)) if line.startswith("ApplicationCors")]
    assert [line.split(" ", 2)[2][: len(expected or "")] for line in found] == ([expected] if expected else [])


def test_terraform_and_cdk_tell_it_too() -> None:
    assert told(
        """
        resource "aws_apigatewayv2_api" "main" {
          name = "shop"
          cors_configuration {
            allow_origins     = ["https://a.example", var.other]
            allow_credentials = true
          }
        }
        resource "aws_lambda_function_url" "hook" {
          cors { allow_origins = ["*"] }
        }
        """,
        "ApplicationCors",
    ) == [
        "ApplicationCors main.tf:4 origins=https://a.example credentials=True complete=False",
        "ApplicationCors main.tf:9 origins=*",
    ]
    assert stack("""
        new apigateway.RestApi(this, 'Api', {
          defaultCorsPreflightOptions: { allowOrigins: apigateway.Cors.ALL_ORIGINS } });
        new apigwv2.HttpApi(this, 'Http', {
          corsPreflight: { allowOrigins: ['http://localhost:3000'], allowCredentials: true } });
        new apigwv2.HttpApi(this, 'Plain');
        """) == [
        "ApplicationCors 6 origins=(*)",
        "ApplicationCors 8 origins=(http://localhost:3000) credentials=True",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("\"'*'\"", "origins=*"),
        ("var.pages", "origins=https://a.example"),
        ("\"'https://a.example'\"", "origins=https://a.example"),
    ],
)
def test_terraform_tells_what_a_rest_api_answers_to_browsers(value: str, expected: str) -> None:
    text = f"""
        variable "pages" {{
          default = "'https://a.example'"
        }}

        resource "aws_api_gateway_integration_response" "asked" {{
          response_parameters = {{
            "method.response.header.Access-Control-Allow-Origin" = {value}
          }}
        }}
        """
    [line] = told(text, "ApplicationCors")
    assert expected in line


@pytest.mark.parametrize(
    ("path", "text", "origins"),
    [
        ("open.json", """{"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}""", ["*"]),
        (
            "one.json",
            """{"method.response.header.Access-Control-Allow-Origin": "'https://a.example'"}""",
            ["https://a.example"],
        ),
        ("in.json", """{"responseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}}""", ["*"]),
        ("text.json", """{"note": "set gatewayresponse.header.Access-Control-Allow-Origin"}""", []),
    ],
)
def test_a_file_tells_what_a_gateway_answers(path: str, text: str, origins: list[str]) -> None:
    found = [one for one in POLICIES.read(Snippet(path, text)) if isinstance(one, ApplicationCors)]
    assert [origin for one in found for origin in one.origins] == origins


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        ("gatewayresponse.header.Access-Control-Allow-Origin=\"'*'\"", ["*"]),
        ("""'{"gatewayresponse.header.Access-Control-Allow-Origin": "'"'"'*'"'"'"}'""", ["*"]),
        ("gatewayresponse.header.Access-Control-Allow-Origin=\"'https://a.example'\"", ["https://a.example"]),
        ("file://cors.json", []),
        ("gatewayresponse.header.X-Origin=\"'*'\"", []),
    ],
)
def test_a_command_tells_it_too(given: str, origins: list[str]) -> None:
    text = (
        f"aws apigateway put-gateway-response --rest-api-id a --response-type DEFAULT_4XX --response-parameters {given}"
    )
    found = [one for one in facts_of(Snippet("api.sh", text + "\n")) if isinstance(one, ApplicationCors)]
    assert [origin for one in found for origin in one.origins] == origins
