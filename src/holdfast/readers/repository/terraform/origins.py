"""The websites that APIs and functions let in."""

from collections.abc import Iterator

from holdfast.model.facts import Fact
from holdfast.readers.repository.api_cors import api_cors
from holdfast.readers.repository.terraform.resource import Resource, World


def api(resource: Resource, _: World) -> Iterator[Fact]:
    """An HTTP API of API Gateway, or the address of a function, with its rules for browsers."""
    for name in ("cors_configuration", "cors"):
        for rule in resource.sections(name):
            origins = [item.text() for item in rule.items("allow_origins")]
            credentials = bool(rule.flag("allow_credentials"))
            at = rule.at("allow_origins")
            if found := api_cors(resource.base(at), at, origins, credentials=credentials):
                yield found
