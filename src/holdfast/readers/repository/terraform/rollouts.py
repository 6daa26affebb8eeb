"""Releases of container services in Terraform that take down what serves before anything is up in its place."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault, StandingName
from holdfast.readers.repository.platforms.rollouts import OTHERS_DO
from holdfast.readers.repository.terraform.resource import Resource, World

_LEAST = "deployment_minimum_healthy_percent"


def stops_first(service: Resource, _: World) -> Iterator[ScriptFault]:
    """No task has to stay while the next ones start, and somebody asks for them: a lone worker would miss nobody."""
    handed = service.section("deployment_controller").text("type") in OTHERS_DO
    daemon = service.text("scheduling_strategy") == "DAEMON"
    if service.sections("load_balancer") and not handed and not daemon and service.integer(_LEAST) == 0:
        said = service.base(service.at(_LEAST))
        yield ScriptFault(**said, activity="deploy", form="stopped-before-start", command=f"{_LEAST} = 0")


def newest_image(found: Resource, _: World) -> Iterator[StandingName]:
    """Whatever image was pushed last is what the next run of Terraform starts, by its digest or by `latest`."""
    for argument in ("most_recent", "image_tag"):
        if found.flag(argument) or found.text(argument) == "latest":
            yield StandingName(**found.base(found.at(argument)), name=found.name)
            return
