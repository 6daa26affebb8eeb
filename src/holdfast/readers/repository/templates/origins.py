"""The websites that APIs and functions of a template let in."""

from collections.abc import Callable, Iterator

from holdfast.model.facts.base import Fact
from holdfast.readers.repository.api_cors import api_cors
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


TABLE = {
    "AWS::ApiGatewayV2::Api": _rule("CorsConfiguration"),
    "AWS::Serverless::HttpApi": _rule("CorsConfiguration"),
    "AWS::Serverless::Api": _rule("Cors"),
    "AWS::Lambda::Url": _rule("Cors"),
    "AWS::Serverless::Function": _rule("FunctionUrlConfig", "Cors"),
}
"""Resource types of this subject, each with the function that makes its facts."""
