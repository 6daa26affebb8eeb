"""What APIs of a CDK program tell browsers, and answer by themselves."""

import pytest

from tests.readers.repository.cdk.test_cdk import program, stack

_EVERY = "{ 'Access-Control-Allow-Origin': \"'*'\" }"
_MOCKED = "{ 'method.response.header.Access-Control-Allow-Origin': \"'*'\" }"


@pytest.mark.parametrize(
    "body",
    [
        "api.root.addResource('orders', {\n defaultCorsPreflightOptions: { allowOrigins: apigw.Cors.ALL_ORIGINS } });",
        "api.root.addProxy({\n defaultCorsPreflightOptions: { allowOrigins: ['*'] } });",
        "orders.addCorsPreflight({\n allowOrigins: ['*'] });",
        f"api.addGatewayResponse('Refused', {{\n responseHeaders: {_EVERY} }});",
        f"new apigw.GatewayResponse(this, 'Refused', {{\n responseHeaders: {_EVERY} }});",
        f"orders.addMethod('OPTIONS', new apigw.MockIntegration({{\n integrationResponses: [{{ responseParameters: {_MOCKED} }}] }}));",
    ],
)  # fmt: skip
def test_a_part_of_an_api_lets_every_website_in(body: str) -> None:
    told = [line for line in stack(f"    {body}") if line.startswith("ApplicationCors")]
    assert told == ["ApplicationCors 5 origins=(*)"]


@pytest.mark.parametrize(
    "body",
    [
        "api.root.addResource('orders');",
        "api.root.addResource('orders', { defaultIntegration: integration });",
        "api.addGatewayResponse('Refused', { responseHeaders: { 'X-Why': \"'none'\" } });",
        "new apigw.MockIntegration({ integrationResponses: [{ statusCode: '200' }] });",
    ],
)
def test_a_part_of_an_api_that_says_nothing_of_websites_lets_none_in(body: str) -> None:
    assert not [line for line in stack(f"    {body}") if line.startswith("ApplicationCors")]


def test_a_resource_of_an_api_in_python_lets_every_website_in() -> None:
    text = """
        from aws_cdk import aws_apigateway as apigw
        orders = api.root.add_resource("orders",
            default_cors_preflight_options=apigw.CorsOptions(allow_origins=apigw.Cors.ALL_ORIGINS))
    """
    told = [line for line in program({"main.py": text}) if line.startswith("ApplicationCors")]
    assert told == ["ApplicationCors 3 origins=(*)"]
