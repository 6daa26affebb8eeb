"""The templates of the example products, synthesized once for all tests of a run, and ways to look into them."""

import fcntl
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from holdfast.actions.deploy.find import Found
from holdfast.actions.deploy.templates import templates_of
from holdfast.model.deployment import Template
from holdfast.model.product import Product
from holdfast.readers.spec import read_spec
from holdfast.rig.processes import cache_folder

EXAMPLES = Path(__file__).parents[2] / "examples"
SPECS = {"sweetorder": EXAMPLES / "sweetorder" / "after", "ledgerly": EXAMPLES / "ledgerly"}


def product(name: str) -> Product:
    """One of the example products."""
    return read_spec(SPECS[name]).product


@cache
def templates(name: str) -> Mapping[str, Template]:
    """The templates of an example product by the stack's name."""
    # Tests run in several processes, and a Node for each would be too many.
    with (cache_folder() / ".templates.lock").open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return {one.stack: one for one in templates_of(product(name), None, Found(), {})}


def every() -> Iterator[Template]:
    """Every template of both products."""
    for name in SPECS:
        yield from templates(name).values()


def resources(template: Template, kind: str = "") -> Mapping[str, Mapping[str, Any]]:
    """The resources of a template, of one type when `kind` names it, by logical id."""
    found: Mapping[str, Mapping[str, Any]] = template.body["Resources"]
    return {name: block for name, block in found.items() if kind in {"", block["Type"]}}


def properties(template: Template, kind: str) -> list[Mapping[str, Any]]:
    """The properties of every resource of one type."""
    return [block.get("Properties", {}) for block in resources(template, kind).values()]


def one(template: Template, kind: str) -> Mapping[str, Any]:
    """The properties of the only resource of a type."""
    (found,) = properties(template, kind)
    return found


def statements(template: Template, role: str) -> list[Mapping[str, Any]]:
    """What the role whose name or logical id holds `role` is allowed."""
    return [
        statement
        for name, block in resources(template, "AWS::IAM::Role").items()
        if role in f"{name} {block['Properties'].get('RoleName', '')}"
        for policy in block["Properties"].get("Policies", ())
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def listed(value: Any) -> list[Any]:
    """A value that may stand alone, as a list."""
    return value if isinstance(value, list) else [value]
