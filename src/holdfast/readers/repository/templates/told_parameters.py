"""Values that parameters of templates get from other files: a stack around theirs, a list, the settings of SAM."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import islice
from posixpath import dirname, join, normpath

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.evidence import EvidenceKind
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.templates.intrinsics import Evaluator
from holdfast.readers.repository.templates.overridden import overridden
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_NESTED = {
    "AWS::CloudFormation::Stack": ("TemplateURL", "Parameters"),
    "AWS::Serverless::Application": ("Location", "Parameters"),
}
_ADDRESS = regex(r"^https?://[^/]+/")
_HOLES = regex(r"\$\{[^{}]*\}")
_OVERRIDES = regex(r"^\s*parameter_overrides\s*=")
_PAIR = regex(r"""(\w{1,120})=(?:\\?"([^"\\]*)\\?"|([^\s"\\]+))""")
_SAM = ("samconfig.toml", "samconfig.yaml", "samconfig.yml")
"""In the order in which SAM looks for them."""

_DEEPEST = 4
"""How many stacks may be made of one another."""

_ByName = Mapping[str, list[str]]
"""The paths of templates, by the names of their files."""

Told = dict[str, dict[str, Node]]
"""By the path of a template: values by the names of its parameters, each with the text in which it stands."""


def told_parameters(tree: Tree, roots: Mapping[str, tuple[Snippet, Node]]) -> Told:
    """What other files give to the parameters of these templates, by their paths; a list's values before a stack's.

    A file that is for another environment than production says nothing here.
    """
    told: Told = {}
    if not roots:
        return told
    for path, (_, root) in roots.items():
        for values in _samconfig(tree, path, root):
            told.setdefault(path, {}).update(values)
    fitting = _Fitting(roots)
    for values in _lists(tree):
        # A list belongs to the one template that has all of its parameters.
        target = fitting.only_one(values.keys())
        if target is not None:
            told.setdefault(target, {}).update(values)
    for path, values in _commanded(tree, roots):
        told.setdefault(path, {}).update(values)
    _hand_down(told, roots)
    return told


class _Fitting:
    """The templates by the parameters that they have."""

    def __init__(self, roots: Mapping[str, tuple[Snippet, Node]]) -> None:
        self._parameters = {path: root.child("Parameters").entries() for path, (_, root) in roots.items()}
        self._having: dict[str, list[str]] = {}
        for path, known in self._parameters.items():
            for name in known:
                self._having.setdefault(name, []).append(path)

    def only_one(self, names: Set[str]) -> str | None:
        """The path of the one that has all of these; None where there is none, or more."""
        rarest = min((self._having.get(name, []) for name in names), key=len, default=[])
        fitting = list(islice((path for path in rarest if names <= self._parameters[path].keys()), 2))
        return fitting[0] if len(fitting) == 1 else None


def _hand_down(told: Told, roots: Mapping[str, tuple[Snippet, Node]]) -> None:
    """Give what stacks hand to the templates they are made of, with what they are handed themselves."""
    stacks = {path: one for path, one in roots.items() if any(sort in one[0].text for sort in _NESTED)}
    by_name = _by_name(roots)
    own = {path: dict(values) for path, values in told.items()}
    for _ in range(_DEEPEST if stacks else 0):
        before = {path: len(values) for path, values in told.items()}
        for path, (snippet, root) in stacks.items():
            filled = with_parameters(root, told[path]) if path in told else root
            for target, values in _nested(snippet, filled, by_name):
                told[target] = {**told.get(target, {}), **values, **own.get(target, {})}
        if before == {path: len(values) for path, values in told.items()}:
            break


def _commanded(tree: Tree, roots: Mapping[str, tuple[Snippet, Node]]) -> Iterator[tuple[str, dict[str, Node]]]:
    """What commands hand to templates: a script's own default is no choice against a template's."""
    fitting, by_name = _Fitting(roots), _by_name(roots)
    for given in overridden(tree):
        named = _template_at(given.template, "", by_name) if given.template else None
        target = named or fitting.only_one(given.values.keys() | given.unseen)
        if target is not None:
            own = roots[target][1].child("Parameters").entries()
            held = {name for name in given.otherwise if own.get(name, Node(None)).has("Default")}
            # What lets everybody in unless it is told otherwise is told otherwise here.
            closed = [name for name in given.unseen if own.get(name, Node(None)).text("Default") == "*"]
            told = {name: node for name, node in given.values.items() if name not in held}
            yield target, {**told, **dict.fromkeys(closed, Node(None))}


def with_parameters(root: Node, values: Mapping[str, Node]) -> Node:
    """The template with these values in the place of its parameters' defaults; an empty one is whatever it is."""
    parameters = dict(root.child("Parameters").entries())
    for name, value in values.items():
        if name in parameters:
            others = {key: node for key, node in parameters[name].entries().items() if key != "Default"}
            given = {} if value.value is None else {"Default": value}
            parameters[name] = replace(parameters[name], value={**others, **given})
    return replace(root, value={**root.entries(), "Parameters": Node(parameters)})


def _nested(snippet: Snippet, root: Node, roots: _ByName) -> Iterator[tuple[str, dict[str, Node]]]:
    """Templates that a stack of this one is made of, and what it hands them: production's last, which counts."""
    evaluator = Evaluator(root)
    blocks = root.child("Resources").entries().items()
    for _, block in sorted(blocks, key=lambda one: environment_of(one[0]) == PRODUCTION):
        address, given = _NESTED.get(block.text("Type") or "", ("", ""))
        properties = block.child("Properties")
        place = evaluator.resolve(properties.child(address)).text() if address else None
        target = _template_at(place, snippet.path, roots) if place else None
        if target is not None and target != snippet.path:
            values = {name: evaluator.resolve(node) for name, node in properties.child(given).entries().items()}
            yield target, {name: _at_home(node, snippet) for name, node in values.items() if _is_plain(node)}


def _by_name(roots: Iterable[str]) -> _ByName:
    found: dict[str, list[str]] = {}
    for path in roots:
        found.setdefault(path.rpartition("/")[2], []).append(path)
    return found


def _template_at(place: str, path: str, roots: _ByName) -> str | None:
    """The template of the repository that an address means: a path beside, or the end of one in a bucket."""
    local = normpath(join(dirname(path), place))
    if local in roots.get(local.rpartition("/")[2], ()):
        return local
    end = _HOLES.sub("", _ADDRESS.sub("", place)).rpartition("/")[2]
    fitting = roots.get(end, ()) if end else ()
    return fitting[0] if len(fitting) == 1 else None


def _lists(tree: Tree) -> Iterator[dict[str, Node]]:
    """Files of parameters as the command line takes them, but for those of other environments."""
    for path in tree.paths:
        if not path.endswith(".json") or not re.search(r"param|config|prod", path, re.IGNORECASE):
            continue
        file = tree.snippet(path, EvidenceKind.DECLARED)
        if not isinstance(file, Snippet) or environment_of(path) not in (None, PRODUCTION):
            continue
        if '"ParameterKey"' in file.text or '"Parameters"' in file.text:
            yield _listed(file)


def _listed(file: Snippet) -> dict[str, Node]:
    try:
        root = parse_json(file.text)
    except (NodeError, RecursionError):
        return {}  # not what it looks like, and told by nobody
    pairs = {item.text("ParameterKey") or "": item.child("ParameterValue") for item in root.items()}
    values = root.child("Parameters").entries() or {name: node for name, node in pairs.items() if name}
    return {name: _at_home(node, file) for name, node in values.items() if _is_plain(node)}


def _samconfig(tree: Tree, path: str, root: Node) -> Iterator[dict[str, Node]]:
    """What `sam deploy` hands to the template beside its settings, in production or by default."""
    beside = next((name for one in _SAM if (name := normpath(join(dirname(path), one))) in tree.known), None)
    if beside is None or not root.has("Parameters"):
        return
    file = tree.snippet(beside, EvidenceKind.DECLARED)
    if not isinstance(file, Snippet):
        return
    rows = _rows_of_table(file) if beside.endswith(".toml") else _rows_of_key(file)
    for number, told in rows:
        found = {match[1]: match[2] or match[3] or "" for match in _PAIR.finditer(told)}
        yield {name: Node(value, number, number, number, home=file) for name, value in found.items()}


def _rows_of_key(file: Snippet) -> Iterator[tuple[int, str]]:
    """The rows in which the settings in YAML tell the values, each with its number."""
    try:
        root = parse_yaml(file.text)
    except (NodeError, RecursionError):
        return  # SAM itself would refuse it
    held = root.child(_production(root.entries()))
    for command in ("global", "deploy"):
        node = held.get(command, "parameters", "parameter_overrides")
        for number in range(node.key_line, node.end + 1) if node is not None else ():
            row = file.rows[number - 1] if number <= len(file.rows) else ""
            if not row.lstrip().startswith("#"):
                yield number, row.replace("'", '"')


def _production(names: Iterable[str]) -> str:
    return next((name for name in names if environment_of(name) == PRODUCTION), "default")


def _rows_of_table(file: Snippet) -> Iterator[tuple[int, str]]:
    """The same of the settings in TOML."""
    try:
        settings = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError:
        return  # SAM itself would refuse it
    table = f"[{_production(settings)}."
    inside = False
    for number, row in enumerate(file.rows, start=1):
        inside = row.strip().startswith(table) if row.lstrip().startswith("[") else inside
        if inside and _OVERRIDES.match(row):
            yield number, row.partition("=")[2]


def _is_plain(node: Node) -> bool:
    return node.value is not None and not isinstance(node.value, (dict, list))


def _at_home(node: Node, snippet: Snippet) -> Node:
    """The value with the text in which it stands; where it is a default itself, that is where."""
    stands = node.origin or node
    return replace(stands, value=node.value, home=stands.home or snippet, origin=None)
