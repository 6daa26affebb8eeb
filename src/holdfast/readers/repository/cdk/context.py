"""What a CDK program is run with, from the `context` of the file `cdk.json` at its root."""

from collections.abc import Mapping

from holdfast.model.evidence import EvidenceKind
from holdfast.model.record import replace
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError

_SWITCHES = ("@aws-cdk/", "aws-cdk:", "@aws-cdk-")
"""How the switches of the CDK itself begin: they say how it builds, and nothing of the product."""


def context_beside(tree: Tree, snippets: tuple[Snippet, ...]) -> Mapping[str, Node]:
    """The settings by name, of the nearest such file above all files of the program."""
    above = [path for path in tree.paths if path.rpartition("/")[2] == "cdk.json" and _holds(path, snippets)]
    file = tree.snippet(max(above, key=len), EvidenceKind.DECLARED) if above else None
    return _settings(file) if isinstance(file, Snippet) else {}


def _holds(path: str, snippets: tuple[Snippet, ...]) -> bool:
    folder = path.removesuffix("cdk.json")
    return all(snippet.path.startswith(folder) for snippet in snippets)


def _settings(file: Snippet) -> Mapping[str, Node]:
    try:
        context = parse_json(file.text).child("context")
    except (NodeError, RecursionError):
        return {}  # the CDK itself would refuse it; what the program sets without it is told all the same
    told = ((name, node) for name, node in context.entries().items() if not name.startswith(_SWITCHES))
    return {name: replace(node, home=file) for name, node in told}
