"""What an update would do, found without doing it: actions, replacements, and which properties change why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from holdfast.rig.cloudformation.engine import differing, replaces
from holdfast.rig.cloudformation.evaluation import Evaluation
from holdfast.rig.cloudformation.handlers import handler
from holdfast.rig.cloudformation.schemas import schema
from holdfast.rig.cloudformation.state import Resource, Stack, Wanted
from holdfast.rig.cloudformation.values import TemplateError, later, mentioned

_BESIDE = ("DeletionPolicy", "UpdateReplacePolicy", "Metadata", "CreationPolicy", "UpdatePolicy")


def changes(stack: Stack, wanted: Wanted) -> list[dict[str, Any]]:
    """The changes between a stack and a template, as `DescribeChangeSet` shows them.

    Raises:
        TemplateError: the template cannot be evaluated, or changes the type of a resource.
    """
    existing = {logical: one for logical, one in stack.resources.items() if one.physical}
    evaluation = Evaluation(stack, wanted, existing)
    template = wanted.template
    for logical in evaluation.active & set(existing):
        kind = template.resources[logical]["Type"]
        if kind != existing[logical].kind:
            raise TemplateError(
                "Update of resource type is not permitted. The new template modifies resource type of the "
                f"following resources: [{logical}]"
            )
    finder = _Finder(stack, evaluation, existing)
    found = [finder.change(logical) for logical in template.order(evaluation.active)]
    removed = [_removal(one) for logical, one in existing.items() if logical not in evaluation.active]
    return [{"Type": "Resource", "ResourceChange": one} for one in (*filter(None, found), *removed)]


@dataclass
class _Finder:
    stack: Stack
    evaluation: Evaluation
    existing: Mapping[str, Resource]
    replaced: set[str] = field(default_factory=set)

    def change(self, logical: str) -> dict[str, Any] | None:
        """What would happen to one resource; None when nothing."""
        template = self.evaluation.template
        kind = str(template.resources[logical]["Type"])
        properties = self.evaluation.properties(logical)
        old = self.existing.get(logical)
        if old is None:
            return {"Action": "Add", "LogicalResourceId": logical, "ResourceType": kind, "Scope": [], "Details": []}
        names = differing(old.properties, properties)
        beside = [part for part in _BESIDE if old.body.get(part) != template.resources[logical].get(part)]
        if not names and not beside:
            return None
        new = replaces(kind, names, old.properties, properties)
        if new:
            # What refers to it will change, too, when it is looked at.
            self.evaluation.pending.add(logical)
        self.evaluation.moving |= {(logical, name) for name in handler(kind).moving}
        details = [*self._details(logical, kind, names, properties), *map(_beside, beside)]
        return {
            "Action": "Modify",
            "LogicalResourceId": logical,
            "PhysicalResourceId": old.physical,
            "ResourceType": kind,
            "Replacement": "True" if new else "Conditional" if _perhaps(kind, names) else "False",
            "Scope": list(dict.fromkeys(one["Target"]["Attribute"] for one in details)),
            "Details": details,
            **({"PolicyAction": _policy(old)} if new else {}),
        }

    def _details(
        self, logical: str, kind: str, names: list[str], properties: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        written = self.evaluation.template.resources[logical].get("Properties", {})
        known = schema(kind)
        for name in names:
            waits = later(properties.get(name))
            always = bool(known) and name in (known.fixed if known else ())
            target = {
                "Attribute": "Tags" if known and name == known.tags else "Properties",
                "Name": name,
                "RequiresRecreation": "Always" if always else "Conditionally" if _perhaps(kind, [name]) else "Never",
            }
            if waits is not None:
                causes = sorted(waits.of) or [logical]
                yield from (
                    {
                        "Target": target,
                        "Evaluation": "Dynamic",
                        "ChangeSource": _source(one),
                        "CausingEntity": one,
                    }
                    for one in causes
                )
                continue
            parameters = self._parameters(written.get(name))
            yield {
                "Target": target,
                "Evaluation": "Static",
                "ChangeSource": "ParameterReference" if parameters else "DirectModification",
                **({"CausingEntity": parameters[0]} if parameters else {}),
            }

    def _parameters(self, written: Any) -> list[str]:
        declared = self.evaluation.template.section("Parameters")
        return [name for name in mentioned(written) if name in declared and self._changed(name)]

    def _changed(self, name: str) -> bool:
        return self.stack.wanted.parameters.get(name) != self.evaluation.scope.names.get(name)


def _source(entity: str) -> str:
    return "ResourceAttribute" if "." in entity else "ResourceReference"


def _beside(part: str) -> dict[str, Any]:
    target = {"Attribute": part, "RequiresRecreation": "Never"}
    return {"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}


def _perhaps(kind: str, names: list[str]) -> bool:
    known = schema(kind)
    return known is not None and bool(set(names) & known.sometimes_fixed)


def _policy(old: Resource) -> str:
    wish = str(old.body.get("UpdateReplacePolicy", ""))
    return {"Retain": "ReplaceAndRetain", "Snapshot": "ReplaceAndSnapshot"}.get(wish, "ReplaceAndDelete")


def _removal(one: Resource) -> dict[str, Any]:
    wish = str(one.body.get("DeletionPolicy", ""))
    policy = {"Retain": "Retain", "RetainExceptOnCreate": "Retain", "Snapshot": "Snapshot"}.get(wish, "Delete")
    return {
        "Action": "Remove",
        "PolicyAction": policy,
        "LogicalResourceId": one.logical,
        "PhysicalResourceId": one.physical,
        "ResourceType": one.kind,
        "Scope": [],
        "Details": [],
    }
