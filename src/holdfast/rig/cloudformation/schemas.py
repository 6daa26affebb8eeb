"""What AWS says of its resource types: the provider schemas that cfn-lint brings, read one by one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from holdfast.model.errors import IncompleteError


@dataclass(frozen=True, slots=True)
class Schema:
    """One resource type.

    Attributes:
        kind: its name, such as `AWS::EC2::VPC`.
        body: the schema itself, as JSON would hold it.
    """

    kind: str
    body: Mapping[str, Any]

    @property
    def fixed(self) -> frozenset[str]:
        """Properties that can only be changed by replacing the resource, at the top level."""
        return _tops(self.body.get("createOnlyProperties"))

    def fixed_within(self, name: str) -> list[list[str]]:
        """Where within a property a change replaces the resource, as keys from outside inwards."""
        said = self.body.get("createOnlyProperties", ())
        paths = (str(path).removeprefix("/properties/").split("/") for path in said)
        return [path for path in paths if path[0] == name and len(path) > 1]

    @property
    def sometimes_fixed(self) -> frozenset[str]:
        """Properties of which some changes replace the resource."""
        return _tops(self.body.get("conditionalCreateOnlyProperties")) - self.fixed

    @property
    def written_only(self) -> frozenset[str]:
        """Properties that AWS never gives back."""
        return frozenset(path.removeprefix("/properties/") for path in self.body.get("writeOnlyProperties", ()))

    @property
    def tags(self) -> str:
        """The property that holds its tags; empty when it has none."""
        tagging = self.body.get("tagging") or {}
        named = str(tagging.get("tagProperty", "/properties/Tags")).removeprefix("/properties/")
        return named if named in self.body.get("properties", {}) else ""

    def problems(self, properties: Mapping[str, Any]) -> Iterator[str]:
        """What AWS would refuse before it makes anything: unknown keys, and required ones that are missing."""
        yield from self._problems(properties, self.body, "")

    def _problems(self, value: Any, shape: Mapping[str, Any], path: str) -> Iterator[str]:
        if "$ref" in shape:
            shape = self.body["definitions"].get(str(shape["$ref"]).rpartition("/")[2], {})
        if isinstance(value, list) and isinstance(shape.get("items"), dict):
            for index, item in enumerate(value):
                yield from self._problems(item, shape["items"], f"{path}/{index}")
        known = shape.get("properties")
        if not isinstance(value, dict) or not isinstance(known, dict):
            return
        for key, item in value.items():
            if key in known:
                yield from self._problems(item, known[key], f"{path}/{key}")
            elif shape.get("additionalProperties") is False and "patternProperties" not in shape:
                yield f"#{path}: extraneous key [{key}] is not permitted"
        for key in shape.get("required", ()):
            if key not in value:
                yield f"#{path}: required key [{key}] not found"


def _tops(paths: Any) -> frozenset[str]:
    found = (str(path).removeprefix("/properties/") for path in paths or ())
    return frozenset(path for path in found if "/" not in path)


@cache
def schema(kind: str) -> Schema | None:
    """The schema of a resource type; None when AWS has no such type."""
    named = _index().get(kind)
    if named is None:
        return None
    return Schema(kind, json.loads((_folder() / "resources" / f"{named}.json").read_text("utf-8")))


@cache
def _index() -> dict[str, str]:
    found: dict[str, str] = json.loads((_folder() / "providers/us-east-1.json").read_text("utf-8"))
    return found


def _folder() -> Path:
    # Found, not imported: cfn-lint brings a computer algebra system, which takes seconds to load.
    spec = find_spec("cfnlint")
    if spec is None or not spec.submodule_search_locations:
        raise IncompleteError("cfn-lint is not here", where="cfnlint", next_step="install `holdfast[rig]`")
    return Path(spec.submodule_search_locations[0]) / "data/schemas"
