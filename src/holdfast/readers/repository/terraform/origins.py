"""The websites that APIs and functions let in."""

from collections.abc import Iterator

from holdfast.model.facts import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.api_cors import api_cors, edge_cors
from holdfast.readers.repository.terraform.resource import Resource, World

_HEADERS = ("method.response.header.", "gatewayresponse.header.")
_ORIGIN, _COOKIES = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"


def answered(resource: Resource, _: World) -> Iterator[Fact]:
    """What a REST API of API Gateway answers to browsers that ask before they call it."""
    for given in resource.sections("response_parameters"):
        for before in _HEADERS:
            at = given.at(before + _ORIGIN)
            credentials = "true" in (given.text(before + _COOKIES) or "")
            origins = [given.text(before + _ORIGIN)] if given.has(before + _ORIGIN) else []
            if origins and (found := api_cors(resource.base(at), at, origins, credentials=credentials)):
                yield found


def api(resource: Resource, _: World) -> Iterator[Fact]:
    """An HTTP API of API Gateway, or the address of a function, with its rules for browsers."""
    for name in ("cors_configuration", "cors"):
        for rule in resource.sections(name):
            origins = [item.text() for item in rule.items("allow_origins")]
            credentials = bool(rule.flag("allow_credentials"))
            at = rule.at("allow_origins")
            if found := api_cors(resource.base(at), at, origins, credentials=credentials):
                yield found


def of_edge(resource: Resource, _: World) -> Iterator[Fact]:
    """The websites that a distribution's answers let in."""
    for rule in resource.sections("cors_config"):
        given = rule.section("access_control_allow_origins")
        at = given.at("items")
        credentials = bool(rule.flag("access_control_allow_credentials"))
        origins = [item.text() for item in given.items("items")]
        if found := edge_cors(resource.base(at), at, origins, credentials=credentials):
            yield found


_ADMITTED = regex(r"^(?:\w{1,30}_)?cors_(?:allow(?:ed)?_)?origins?$|^allow(?:ed)?_(?:cors_)?origins?$")
_OF_BUCKET = regex(r"(?i)(?<![a-z\d])(?:s3|buckets?|storage|cloudfront|cdn)(?![a-z])")


def of_module(resource: Resource, world: World) -> Iterator[Fact]:
    """What a module that is not at hand is told of the websites that its API lets in; a bucket's are no program's."""
    if any(map(_OF_BUCKET.search, (resource.name or "", resource.written("source")))):
        return
    yield from api(resource, world)
    for argument in filter(_ADMITTED.search, resource.block.attributes):
        origins = [item.text() for item in resource.items(argument)] or [resource.text(argument)]
        cookies = resource.flag("cors_allow_credentials") or resource.flag("allow_credentials")
        said = resource.base(resource.at(argument))
        if any(origins) and (found := api_cors(said, said["at"], origins, credentials=bool(cookies))):
            yield found
