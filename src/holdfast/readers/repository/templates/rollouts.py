"""Releases of container services in templates that take down what serves before anything is up in its place."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.platforms.rollouts import OTHERS_DO
from holdfast.readers.repository.templates.stack import Resource

_LEAST = ("DeploymentConfiguration", "MinimumHealthyPercent")


def stops_first(service: Resource) -> Iterator[ScriptFault]:
    """No task has to stay while the next ones start, and somebody asks for them: a lone worker would miss nobody."""
    properties = service.properties
    asked = properties.items("LoadBalancers") or service.traits.get("attached", False)
    handed = properties.text("DeploymentController", "Type") in OTHERS_DO
    if asked and not handed and properties.integer(*_LEAST) == 0:
        said = {**service.said, "at": service.place(*_LEAST)}
        yield ScriptFault(**said, activity="deploy", form="stopped-before-start", command="MinimumHealthyPercent: 0")
