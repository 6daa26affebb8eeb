"""The websites that APIs and functions of a template let in."""

from collections.abc import Callable, Iterator

from holdfast.model.facts.base import Fact
from holdfast.readers.repository.api_cors import answered_cors, api_cors
from holdfast.readers.repository.templates.stack import Resource


def _rule(*path: str) -> Callable[[Resource], Iterator[Fact]]:
    """The rule that stands under these keys."""

    def of(resource: Resource) -> Iterator[Fact]:
        rule = resource.properties.get(*path)
        if rule is None or rule.flag(default=True) is False:
            return
        key = next((name for name in ("AllowOrigins", "AllowOrigin") if rule.has(name)), None)
        node = rule.child(key) if key is not None else rule
        if key is None and isinstance(node.value, dict):
            return
        origins = ["*"] if node.flag() else [item.text() for item in node.items()] or [node.text()]
        credentials = bool(rule.flag("AllowCredentials")) if key is not None else False
        if found := api_cors(resource.said, resource.where(node), origins, credentials=credentials):
            yield found

    return of


def _answered(resource: Resource) -> Iterator[Fact]:
    """What a REST API of API Gateway answers to browsers that ask before they call it."""
    responses = resource.properties.items("Integration", "IntegrationResponses")
    for given in (one.child("ResponseParameters") for one in (*responses, resource.properties)):
        yield from answered_cors(resource.said, given, resource.where)


def _of_sam(resource: Resource) -> Iterator[Fact]:
    """The rule of an API, and what SAM has it answer instead of its functions."""
    yield from _rule("Cors")(resource)
    for response in resource.properties.child("GatewayResponses").entries().values():
        yield from answered_cors(resource.said, response.child("ResponseParameters", "Headers"), resource.where, ("",))


TABLE = {
    "AWS::ApiGateway::Method": _answered,
    "AWS::ApiGateway::GatewayResponse": _answered,
    "AWS::ApiGatewayV2::Api": _rule("CorsConfiguration"),
    "AWS::Serverless::HttpApi": _rule("CorsConfiguration"),
    "AWS::Serverless::Api": _of_sam,
    "AWS::Lambda::Url": _rule("Cors"),
    "AWS::Serverless::Function": _rule("FunctionUrlConfig", "Cors"),
}
"""Resource types of this subject, each with the function that makes its facts."""
