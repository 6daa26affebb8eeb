"""The websites that APIs and functions of a template let in."""

from collections.abc import Callable, Iterator

from holdfast.model.facts import ApplicationCors
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.api_cors import answered_cors, api_cors, edge_cors
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


def _of_edge(resource: Resource) -> Iterator[Fact]:
    """The websites that a distribution's answers let in."""
    rule = resource.properties.child("ResponseHeadersPolicyConfig", "CorsConfig")
    given = rule.get("AccessControlAllowOrigins", "Items")
    if given is None:
        return
    credentials = rule.child("AccessControlAllowCredentials").flag() is True
    origins = [item.text() for item in given.items()]
    if found := edge_cors(resource.said, resource.where(given), origins, credentials=credentials):
        yield found


_LONGEST = 1_000
_COOKIES = regex(r"(?i)Access-Control-Allow-Credentials\\?[\"']\]?\s{0,9}[:,=]\s{0,9}\\?[\"']?true")
_EVERYBODY = regex(r"(?i)Access-Control-Allow-Origin\\?[\"']\]?\s{0,9}[:,=]\s{0,9}\\?[\"']\*\\?[\"']")

_REMARK = regex(r"^\s*(?:#|//|\*).*")


def _written_here(resource: Resource) -> Iterator[Fact]:
    """The header by which a function lets every website in whose program stands in the template itself."""
    for path in (("Code", "ZipFile"), ("InlineCode",)):
        code = resource.properties.get(*path)
        if code is None or "llow-Origin" not in (text := str(code.plain())):
            continue
        snippet = code.home or resource.snippet
        rows = enumerate(snippet.rows[code.key_line - 1 : code.end], start=code.key_line)
        line = next((number for number, row in rows if _EVERYBODY.search(_REMARK.sub("", row[:_LONGEST]))), None)
        if line is not None:
            cookies = _COOKIES.search(text) is not None
            said = {**resource.said, "at": snippet.at(line)}
            yield ApplicationCors(**said, origins=("*",), credentials=cookies)


def _of_function(resource: Resource) -> Iterator[Fact]:
    yield from _rule("FunctionUrlConfig", "Cors")(resource)
    yield from _written_here(resource)


TABLE = {
    "AWS::Lambda::Function": _written_here,
    "AWS::ApiGateway::Method": _answered,
    "AWS::ApiGateway::GatewayResponse": _answered,
    "AWS::ApiGatewayV2::Api": _rule("CorsConfiguration"),
    "AWS::Serverless::HttpApi": _rule("CorsConfiguration"),
    "AWS::Serverless::Api": _of_sam,
    "AWS::CloudFront::ResponseHeadersPolicy": _of_edge,
    "AWS::Lambda::Url": _rule("Cors"),
    "AWS::Serverless::Function": _of_function,
}
"""Resource types of this subject, each with the function that makes its facts."""
