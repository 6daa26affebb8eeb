"""Images in Terraform that come to whatever was pushed last, where they are written and by variables."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.images.applications import is_own
from holdfast.readers.repository.images.tags import standing
from holdfast.readers.repository.terraform.project import source_of
from holdfast.readers.repository.terraform.resource import Resource
from holdfast.readers.repository.terraform.scope import ModuleScope
from holdfast.readers.repository.terraform.syntax import Block
from holdfast.readers.repository.terraform.values import Place, Value

_TAKEN = regex(r"\bvar\.(\w+)")


def unnamed_image(resource: Resource, image: Value | None, name: str) -> Iterator[StandingName]:
    """An image that names no release, as it is written here or by what a variable is given, which is shown too."""
    identity = standing((image.text() or "").strip()) if image is not None else None
    if image is None or image.place is None or identity is None:
        return
    place = image.place
    written = "\n".join(place.snippet.rows[place.start - 1 : place.end])
    taken = (resource.scope.lookup("var", told) for told in _TAKEN.findall(written))
    spots = (value.place for value in taken if value is not None and value.place is not None)
    # What a variable has by itself may be given a release as well.
    own = (place,) if ".tfvars" in place.snippet.path or _row(place).lstrip().startswith("default") else ()
    shown = next((spot.location() for spot in (*spots, *own) if "latest" in _row(spot)), None)
    said = resource.base(place.location(), {"identity": shown} if shown else None)
    # A file of its own that this code takes in as it is: whoever releases past it has it put back at the next run.
    taken_in = place.snippet.path != resource.place.snippet.path and place.snippet.path.endswith(".json")
    yield StandingName(**said, name=name, identity=identity, alone=taken_in)


def _row(place: Place) -> str:
    return place.snippet.rows[place.start - 1]


_IMAGE = regex(
    r"(?i)(?:^|_)image(?:_(?:tag|uri|url|name|version))?$|(?:^|_)(?:image|docker|container|ecr)_?(?:tag|version)$"
)
_WHOLE = regex(r"[\w.$-][^\s:@]{0,200}(?::\d{1,5}/[^\s:@]{1,200})?:[\w.-]{1,100}")


def newest_by_variable(scope: ModuleScope, told: Iterable[Reading]) -> Iterator[StandingName]:
    """Those of a configuration that is run which `told` does not show already where something takes them."""
    if scope.path:
        return
    named = [fact for fact in told if isinstance(fact, StandingName)]
    shown = {at for fact in named for at in (fact.at, *fact.places.values())}
    left = any(fact.left for fact in named)
    for name, block in scope.state.module.variables.items():
        value = scope.lookup("var", name) if _IMAGE.search(name) else None
        text = (value.text() or "").strip() if value is not None and value.known else ""
        if value is None or value.place is None or not _stands_for_the_newest(text):
            continue
        at = value.place.location()
        if at not in shown and _is_taken_unseen(name, scope):
            yield StandingName(kind=block.snippet.kind, at=at, name=name, left=left, places={"identity": at})


def _is_taken_unseen(name: str, scope: ModuleScope) -> bool:
    """What takes it tells no image by itself, or is not at hand where nothing else starts one."""
    module = scope.state.module
    takers = [one for one in (*module.resources, *module.calls) if _names(one, name)]
    if not takers:
        return not any(_tells_images(one, scope) for one in (*module.resources, *module.calls))
    return not any(_tells_images(one, scope) for one in takers)


def _names(block: Block, variable: str) -> bool:
    rows = block.snippet.rows[block.line - 1 : block.end]
    return any(f"var.{variable}" in row and re.search(rf"\bvar\.{variable}\b", row) for row in rows)


def _tells_images(block: Block, scope: ModuleScope) -> bool:
    if block.type == "module":
        return scope.state.project.resolve(source_of(block), scope.folder) is not None
    return block.labels[0] in _TELL_IMAGES


_TELL_IMAGES = frozenset(
    (
        "aws_ecs_task_definition",
        "aws_apprunner_service",
        "aws_lambda_function",
        "aws_instance",
        "aws_launch_template",
        "aws_launch_configuration",
        "template_file",
    )
)
"""Resources that are read for the image they start, or take for it: what else is told of one would be told twice."""


def _stands_for_the_newest(text: str) -> bool:
    return text == "latest" or (_WHOLE.fullmatch(text) is not None and standing(text) == "latest" and is_own(text))
