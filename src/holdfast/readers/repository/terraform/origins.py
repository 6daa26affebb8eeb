"""The websites that APIs and functions let in."""

from collections.abc import Iterator

from holdfast.model.facts import Fact
from holdfast.readers.repository.configuration.api_cors import api_cors
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
