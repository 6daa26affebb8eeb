"""Functions that answer requests, and the APIs that stand for them where nothing says which answers what."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import Platform, Workload
from holdfast.readers.repository.templates.stack import Resource, Stack

_API_USERS = (
    "AWS::ApiGateway::Method",
    "AWS::ApiGatewayV2::Integration",
    "AWS::Lambda::Url",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
)
_FUNCTIONS = ("AWS::Serverless::Function", "AWS::Lambda::Function")
_APIS = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::Serverless::Api", "AWS::Serverless::HttpApi")
_GRAPHS = ("AWS::AppSync::GraphQLApi", "AWS::Serverless::GraphQLApi")
_DESCRIPTIONS = ("DefinitionBody", "DefinitionUri", "Body", "BodyS3Location")
_NESTED = "AWS::Serverless::Application"


def _serves(resource: Resource) -> bool:
    """Requests over HTTP reach a function by something that its template says."""
    stack = resource.stack
    served = bool(stack.users(resource, *_API_USERS)) or resource.traits.get("serves", False)
    for permission in stack.users(resource, "AWS::Lambda::Permission"):
        served = served or "apigateway" in (permission.properties.text("Principal") or "")
    events = resource.properties.child("Events").entries().values()
    served = served or any(event.text("Type") in ("Api", "HttpApi") for event in events)
    return served or resource.properties.has("FunctionUrlConfig")


def _has_served(stack: Stack) -> bool:
    """One of its functions is known to be asked."""
    return any(map(_serves, stack.of(*_FUNCTIONS)))


def _is_stood_for(stack: Stack) -> bool:
    return any(map(_is_apart, stack.of(*_APIS))) or any(True for _ in stack.of(*_GRAPHS))


def _function(resource: Resource) -> Iterator[Workload]:
    """One that requests reach; each where none is known to be such, and no API stands for them all."""
    stack = resource.stack
    said: dict[str, Any] = {**resource.said, "platform": Platform.LAMBDA, "name": resource.shown}
    said |= _most_at_once(resource)
    if _serves(resource):
        yield Workload(**said)
        return
    if not stack.once(_is_stood_for) and not stack.once(_has_served):
        # Without any API they run by the clock, or by what happens elsewhere.
        yield Workload(**said, serves=None if any(True for _ in stack.of(*_APIS)) else False)


def _most_at_once(resource: Resource) -> dict[str, Any]:
    """How many requests a function takes at once, where somebody reserved so many and no more."""
    most = resource.properties.integer("ReservedConcurrentExecutions")
    if not most:
        return {}
    return {"maximum": most, "places": resource.places(maximum="ReservedConcurrentExecutions")}


def _is_apart(api: Resource) -> bool:
    """Its routes are told apart from the functions that answer them."""
    return any(map(api.properties.has, _DESCRIPTIONS)) or api.properties.text("ProtocolType") == "WEBSOCKET"


def _described(api: Resource) -> Iterator[Workload]:
    """The API stands for the functions behind it, where none of them says by itself that requests reach it."""
    stack = api.stack
    behind = any(True for _ in stack.of(*_FUNCTIONS, _NESTED))
    if _is_apart(api) and behind and not stack.once(_has_served):
        yield Workload(**api.said, platform=Platform.LAMBDA, name=api.shown)


def _graph(api: Resource) -> Iterator[Workload]:
    """AppSync answers by itself, out of tables and functions that run as often as it asks them."""
    if not api.stack.once(_has_served):
        yield Workload(**api.said, platform=Platform.LAMBDA, name=api.shown)


TABLE = {
    "AWS::Lambda::Function": _function,
    "AWS::Serverless::Function": _function,
    "AWS::AppSync::GraphQLApi": _graph,
    "AWS::Serverless::GraphQLApi": _graph,
    "AWS::Serverless::Api": _described,
    "AWS::Serverless::HttpApi": _described,
    "AWS::ApiGateway::RestApi": _described,
    "AWS::ApiGatewayV2::Api": _described,
}
"""Resource types of this subject, each with the function that makes its facts."""
