"""APIs that stand for what answers behind them: their routes are described elsewhere, or AppSync resolves them."""

from collections.abc import Iterator

from holdfast.model.facts import Platform, Workload
from holdfast.readers.repository.templates.compute import serves
from holdfast.readers.repository.templates.stack import Resource

_DESCRIPTIONS = ("DefinitionBody", "DefinitionUri", "Body", "BodyS3Location")
_FUNCTIONS = ("AWS::Serverless::Function", "AWS::Lambda::Function")
_NESTED = "AWS::Serverless::Application"


def _described(api: Resource) -> Iterator[Workload]:
    """The API stands for the functions behind it, where none of them says by itself that requests reach it."""
    properties, stack = api.properties, api.stack
    apart = any(map(properties.has, _DESCRIPTIONS)) or properties.text("ProtocolType") == "WEBSOCKET"
    functions = tuple(stack.of(*_FUNCTIONS))
    behind = bool(functions) or any(True for _ in stack.of(_NESTED))
    if apart and behind and not any(map(serves, functions)):
        yield Workload(**api.said, platform=Platform.LAMBDA, name=api.shown)


def _graph(api: Resource) -> Iterator[Workload]:
    """AppSync answers by itself, out of tables and functions that run as often as it asks them."""
    if not any(map(serves, api.stack.of(*_FUNCTIONS))):
        yield Workload(**api.said, platform=Platform.LAMBDA, name=api.shown)


TABLE = {
    "AWS::AppSync::GraphQLApi": _graph,
    "AWS::Serverless::GraphQLApi": _graph,
    "AWS::Serverless::Api": _described,
    "AWS::Serverless::HttpApi": _described,
    "AWS::ApiGateway::RestApi": _described,
    "AWS::ApiGatewayV2::Api": _described,
}
"""Resource types of this subject, each with the function that makes its facts."""
