"""The settings of a Pulumi program's stacks, from the files `Pulumi.STACK.yaml` beside it."""

from collections.abc import Mapping

from holdfast.model.environments import SERVING, canonical
from holdfast.model.evidence import EvidenceKind
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_FILE = regex(r"(?:^|/)Pulumi\.(?P<stack>[\w-]{1,60})\.ya?ml$")
_MOST = 20
REGION = "aws:region"
"""The setting in which what names no provider is made."""

Stacks = Mapping[str, Mapping[str, Node]]
"""Settings by the name of their stack; each setting by its name without the project before it."""


def stacks_beside(tree: Tree, snippets: tuple[Snippet, ...]) -> Stacks:
    """The settings of the stacks whose files lie in a folder of the program, or above it."""
    folders = {""} | {snippet.path[:index] for snippet in snippets for index in _ends(snippet.path)}
    found: dict[str, dict[str, Node]] = {}
    for path in tree.paths:
        match = _FILE.search(path)
        if match is None or path.rpartition("/")[0] not in folders or len(found) >= _MOST:
            continue
        file = tree.snippet(path, EvidenceKind.DECLARED)
        if isinstance(file, Snippet):
            found[match["stack"]] = _settings(file)
    return found


def _ends(path: str) -> list[int]:
    return [index for index, letter in enumerate(path) if letter == "/"]


def _settings(file: Snippet) -> dict[str, Node]:
    try:
        config = parse_yaml(file.text).child("config")
    except (NodeError, RecursionError):
        return {}  # Pulumi itself would refuse it; what the program sets without it is told all the same
    told = {name.rpartition(":")[2]: node for name, node in config.entries().items()}
    if (region := config.get(REGION)) is not None:
        told[REGION] = region  # the program's own settings may have one of the same name
    return {name: replace(node, home=file) for name, node in told.items() if not isinstance(node.value, (dict, list))}


def settings_for(stacks: Stacks, environment: str | None) -> Mapping[str, Node]:
    """The settings of the stack of one environment; where none is named, of the one that serves people."""
    by_name = {canonical(name): settings for name, settings in stacks.items()}
    for name in (environment,) if environment else SERVING:
        if name in by_name:
            return by_name[name]
    return next(iter(stacks.values())) if len(stacks) == 1 and environment is None else {}
