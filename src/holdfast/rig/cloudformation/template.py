"""A CloudFormation template as it is given: parsed, with its parameters' values, in the order of its dependencies."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from holdfast.rig.cloudformation.values import Later, Scope, TemplateError, mentioned

_KNOWN = frozenset({
    "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings", "Conditions",
    "Transform", "Resources", "Outputs",
})  # fmt: skip
_PLACED = frozenset({
    "Type", "Properties", "DependsOn", "Condition", "Metadata", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy",
    "CreationPolicy",
})  # fmt: skip
_LONGEST_INLINE = 51_200
_LONGEST = 1_000_000
"""Quotas of CloudFormation: a template in the call, and one in S3, in bytes (user guide, 2026)."""
_MOST = 500


@dataclass(frozen=True, slots=True)
class Template:
    """A template.

    Attributes:
        text: as it was given.
        body: as JSON holds it.
    """

    text: str
    body: Mapping[str, Any] = field(repr=False)

    @property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        """Resources by logical id."""
        found: Mapping[str, Mapping[str, Any]] = self.body["Resources"]
        return found

    def section(self, name: str) -> Mapping[str, Any]:
        """A section such as `Outputs`; empty when the template has none."""
        return self.body.get(name) or {}

    def values(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The parameters' values: what was given, else their defaults.

        Raises:
            TemplateError: one is missing, unknown, or not allowed.
        """
        declared = self.section("Parameters")
        unknown = sorted(set(given) - set(declared))
        if unknown:
            raise TemplateError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
        missing = [name for name, one in declared.items() if name not in given and "Default" not in one]
        if missing:
            raise TemplateError(f"Parameters: [{', '.join(missing)}] must have values")
        return {name: _value(name, one, given.get(name, one.get("Default"))) for name, one in declared.items()}

    def scope(
        self,
        *,
        names: Mapping[str, Any],
        reference: Callable[[str], Any],
        attribute: Callable[[str, str], Any],
        exported: Callable[[str], Any],
        zones: Callable[[str], list[str]],
    ) -> Scope:
        """Where this template's functions look."""
        return Scope(
            names=names,
            mappings=self.section("Mappings"),
            conditions=self.section("Conditions"),
            reference=reference,
            attribute=attribute,
            exported=exported,
            zones=zones,
        )

    def order(self, wanted: set[str]) -> list[str]:
        """Logical ids of the wanted resources, each after all that it depends on.

        Raises:
            TemplateError: they depend on one another in a circle.
        """
        graph = {logical: self.dependencies(logical) & wanted for logical in self.resources if logical in wanted}
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = ", ".join(sorted(set(error.args[1])))
            raise TemplateError(f"Circular dependency between resources: [{circle}]") from error

    def dependencies(self, logical: str) -> set[str]:
        """What a resource depends on, said or by reference."""
        body = self.resources[logical]
        said = body.get("DependsOn", [])
        named = {said} if isinstance(said, str) else set(said)
        return (named | set(mentioned(body.get("Properties", {})))) & set(self.resources) - {logical}


def parse(text: str, *, inline: bool = True) -> Template:
    """Read a template in JSON.

    Args:
        text: the template.
        inline: whether it came in the call itself, where it may be 51,200 bytes long.

    Raises:
        TemplateError: it is none, or refers to what it does not have.
    """
    longest = _LONGEST_INLINE if inline else _LONGEST
    if len(text.encode()) > longest:
        raise TemplateError(
            "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {longest}"
        )
    try:
        body = json.loads(text)
    except ValueError as error:
        raise TemplateError(f"Template format error: JSON not well-formed. ({error})") from error
    if not isinstance(body, dict) or not isinstance(body.get("Resources"), dict) or not body["Resources"]:
        raise TemplateError("Template format error: At least one Resources member must be defined.")
    template = Template(text, body)
    for problem in _problems(template):
        raise TemplateError(problem)
    template.order(set(template.resources))
    return template


def _problems(template: Template) -> Iterator[str]:
    unknown = sorted(set(template.body) - _KNOWN)
    if unknown:
        yield f"Invalid template property or properties [{', '.join(unknown)}]"
    if len(template.resources) > _MOST:
        count = f"Number of resources, {len(template.resources)}, is greater than maximum allowed, {_MOST}"
        yield f"Template format error: {count}"
    known = {*template.resources, *template.section("Parameters")}
    for logical, body in template.resources.items():
        if "Type" not in body:
            yield f"Template format error: [/Resources/{logical}] Every Resources object must contain a Type member."
        strange = sorted(set(body) - _PLACED)
        if strange:
            yield f"Invalid template resource property '{strange[0]}'"
        said = body.get("DependsOn", [])
        asked = {*([said] if isinstance(said, str) else said), *mentioned(body.get("Properties", {}))}
        absent = sorted(name for name in asked if name not in known and not name.startswith("AWS::"))
        if absent:
            yield (
                f"Template format error: Unresolved resource dependencies [{', '.join(absent)}] "
                "in the Resources block of the template"
            )
    for output in template.section("Outputs").values():
        absent = sorted(name for name in mentioned(output) if name not in known and not name.startswith("AWS::"))
        if absent:
            yield (
                f"Template format error: Unresolved resource dependencies [{', '.join(absent)}] "
                "in the Outputs block of the template"
            )


def _value(name: str, declared: Mapping[str, Any], given: Any) -> Any:
    if isinstance(given, Later):
        return given
    allowed = declared.get("AllowedValues")
    if allowed is not None and given not in allowed:
        choices = ", ".join(map(str, allowed))
        raise TemplateError(f"Parameter '{name}' must be one of AllowedValues [{choices}]")
    kind = str(declared.get("Type", "String"))
    if kind == "Number":
        try:
            float(given)
        except ValueError as error:
            raise TemplateError(f"Parameter '{name}' must be a number.") from error
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        return [part.strip() for part in str(given).split(",")]
    return str(given)
