"""Plans that Terraform wrote as JSON: every value told, modules flattened."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.terraform.project import Module, Project
from holdfast.readers.repository.terraform.run import facts_in
from holdfast.readers.repository.terraform.scope import Inputs, ModuleScope
from holdfast.readers.repository.terraform.syntax import Block, Expression
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError


def plans(snippet: Snippet) -> Iterator[Reading]:
    """The facts of a plan; nothing for a JSON file that is none, whatever its name."""
    if '"planned_values"' not in snippet.text or snippet.kind is EvidenceKind.CLAIMED:
        return
    try:
        root = parse_json(snippet.text).get("planned_values", "root_module")
    except NodeError:
        return
    module = Module("", snippets=[snippet])
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        waiting.extend(node.items("child_modules"))
        module.resources.extend(_block(item, snippet) for item in node.items("resources"))
    scope = ModuleScope.root(Project(), module, Inputs(), snippet.environment)
    yield from facts_in(scope, None)


def _block(node: Node, snippet: Snippet) -> Block:
    values = node.child("values").entries()
    attributes = {name: Expression(value, snippet) for name, value in values.items()}
    kind = "data" if node.text("mode") == "data" else "resource"
    labels = (node.text("type") or "", node.text("name") or "")
    return Block(kind, labels, snippet, node.key_line, node.end, attributes)
