"""Variables of a Terraform configuration: where a resource takes one, and secrets that have a value built in."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import ConfigurationLoader, Fact
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.configuration.exposed import covered, only_names
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.terraform.evaluate import evaluate
from holdfast.readers.repository.terraform.resource import Resource
from holdfast.readers.repository.terraform.scope import ModuleScope
from holdfast.readers.repository.terraform.syntax import Block, Expression


def with_takers(resource: Resource, reading: Reading) -> Reading:
    """The reading, with the resource's line beside each value that stands elsewhere, as a variable's default does."""
    if not isinstance(reading, Fact) or not reading.places:
        return reading
    whole = resource.whole.location()
    takers: dict[str, Location] = {}
    for name, at in reading.places.items():
        if name.endswith(" taken") or f"{name} taken" in reading.places or _within(at, whole):
            continue
        named = resource.block.attributes.get(name)
        expression = named if named is not None else _taking(resource, at)
        if expression is not None:
            takers[f"{name} taken"] = expression.place().location()
    return replace(reading, places={**reading.places, **takers}) if takers else reading


def _taking(resource: Resource, at: Location) -> Expression | None:
    """The expression of a resource, or of a block in it, that comes to the value which stands at `at`."""
    if resource.takers is None:
        told = ((line, one) for one in _expressions(resource.block) for line in _stands_in(one, resource))
        resource.takers = {}
        for line, expression in told:
            resource.takers.setdefault(line, expression)
    return resource.takers.get((at.path, at.start_line))


def _expressions(whole: Block) -> Iterator[Expression]:
    waiting = [whole]
    while waiting:
        block = waiting.pop()
        yield from block.attributes.values()
        waiting.extend(block.blocks)


_NAMES_ONE = regex(r"\b(?:var|local)\.\w")


def _stands_in(expression: Expression, resource: Resource) -> Iterator[tuple[str, int]]:
    """The files and lines in which what a variable or a local value holds is written."""
    value = evaluate(expression, resource.scope) if _NAMES_ONE.search(expression.text()) else None
    for one in (value, *value.items()) if value is not None else ():
        if one.place is not None:
            place = one.place.location()
            yield place.path, place.start_line


def _within(at: Location, whole: Location) -> bool:
    return at.path == whole.path and whole.start_line <= at.start_line <= whole.end_line


def built_in_secrets(scope: ModuleScope) -> Iterator[ConfigurationLoader]:
    """Secrets among the variables of a configuration that is run whose value is written out as the default."""
    if scope.path:
        return
    for name, block in scope.state.module.variables.items():
        expression = block.attributes.get("default")
        if expression is None or name in scope.state.inputs.values or not _is_secret(name, block, scope):
            continue
        value = evaluate(expression, scope)
        text = (value.text() or "").strip() if value.known else ""
        if text:
            at = covered(expression.place().location(), value.text())
            yield ConfigurationLoader(
                kind=block.snippet.kind,
                at=at,
                source="terraform",
                missing="default",
                names=(name,),
                # What only asks for a value is a hole in the settings, and nobody's password.
                places={"blank": at} if _ASKS_FOR_ONE.search(text[:200]) else {},
            )


_ASKS_FOR_ONE = regex(
    r"(?i)change[-_ ]?(?:me|this|in)|replace[-_ ]?(?:me|this|with)|(?:^|\W)your[-_ ]|placeholder|todo"
)


def _is_secret(name: str, block: Block, scope: ModuleScope) -> bool:
    """By its name, or by `sensitive`: Terraform keeps its value out of what it prints."""
    if is_secret(name):
        return True
    expression = None if only_names(name) else block.attributes.get("sensitive")
    value = evaluate(expression, scope) if expression is not None else None
    return value is not None and value.known and value.text() == "true"
