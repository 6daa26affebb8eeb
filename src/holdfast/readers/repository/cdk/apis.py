"""APIs of a CDK program: what they tell browsers, and what they answer by themselves."""

from collections.abc import Callable

from holdfast.readers.repository.cdk.calls import Call
from holdfast.readers.repository.cdk.constructs import Maker, picked
from holdfast.readers.repository.text.nodes import Node, build


def _api(make: Maker, props: Node) -> None:
    """An API with its rules for browsers; the rest of it is told by what it calls."""
    cors = _rule(props)
    if cors is not None:
        _preflight(make, cors)
    else:
        make.add("AWS::ApiGatewayV2::Api", picked(props, Body="apiDefinition"))


def _rule(props: Node) -> Node | None:
    return props.get("corsPreflight") or props.get("defaultCorsPreflightOptions")


def _preflight(make: Maker, cors: Node) -> None:
    """What an API, or one resource of it, tells browsers before they ask."""
    told = build(picked(cors, AllowOrigins="allowOrigins", AllowCredentials="allowCredentials"), cors.line)
    rule = Node(told.value, cors.line, cors.end, cors.key_line)
    make.add("AWS::ApiGatewayV2::Api", {"CorsConfiguration": rule})


def _socket(make: Maker, _: Node) -> None:
    make.add("AWS::ApiGatewayV2::Api", {"ProtocolType": "WEBSOCKET"})


def _refused(make: Maker, props: Node) -> None:
    """What API Gateway answers where it lets nobody through to a function."""
    headers = props.child("responseHeaders").entries()
    named = {f"gatewayresponse.header.{name}": node for name, node in headers.items()}
    make.add("AWS::ApiGateway::GatewayResponse", {"ResponseParameters": named})


def _edge(make: Maker, props: Node) -> None:
    """What a distribution tells browsers of what it answers."""
    behavior = props.child("corsBehavior")
    told = {
        "AccessControlAllowCredentials": behavior.get("accessControlAllowCredentials"),
        "AccessControlAllowOrigins": {"Items": behavior.get("accessControlAllowOrigins")},
    }
    make.add("AWS::CloudFront::ResponseHeadersPolicy", {"ResponseHeadersPolicyConfig": {"CorsConfig": told}})


def _mocked(call: Call) -> None:
    """`new MockIntegration({ integrationResponses: […] })` answers without a function."""
    given = [
        {"ResponseParameters": one.get("responseParameters")} for one in call.options.items("integrationResponses")
    ]
    call.make.add("AWS::ApiGateway::Method", {"Integration": {"IntegrationResponses": given}})


def _resource(call: Call) -> None:
    cors = _rule(call.options)
    if cors is not None:
        _preflight(call.make, cors)


APIS: dict[str, Callable[[Maker, Node], None]] = {
    **dict.fromkeys(("HttpApi", "RestApi", "LambdaRestApi", "SpecRestApi", "StepFunctionsRestApi"), _api),
    "WebSocketApi": _socket,
    "GatewayResponse": _refused,
    "ResponseHeadersPolicy": _edge,
}
"""Constructs by class name, each with the function that makes its resources."""

API_METHODS: dict[str, Callable[[Call], None]] = {
    "addCorsPreflight": lambda call: _preflight(call.make, call.options),
    **dict.fromkeys(("addResource", "addProxy"), _resource),
    "addGatewayResponse": lambda call: _refused(call.make, call.options),
    "MockIntegration": _mocked,
}
"""Methods by name, each with what it changes."""
