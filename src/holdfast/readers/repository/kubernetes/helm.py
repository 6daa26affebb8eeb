"""Charts of Helm: what their values say by the names that charts give them, and templates with these filled in."""

import re
from collections.abc import Iterator

from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.configuration.exposed import is_exposed
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.kubernetes.kinds import is_template, is_values
from holdfast.readers.repository.kubernetes.manifests import Manifest
from holdfast.readers.repository.text.command_files import says_commands
from holdfast.readers.repository.text.nodes import Node, NodeError, build, parse_yaml

__all__ = [
    "Chart",
    "chart_of",
    "charts_of",
    "filled_from",
    "filled_in",
    "names_tags",
    "of_values",
    "overridden",
]

_CHART = regex(r"(?:^|/)Chart\.ya?ml$")
_NAME = regex(r"^name:\s*[\"']?([\w.-]{1,60})", re.MULTILINE)
_TAGS = regex(
    r"\bkustomize edit set image\b|\bnewTag\b"
    r"|\bimage\.tag\b|\bimage_?[tT]ag=|\b(?:yq|sed)\b[^\n]{0,200}\b(?:tag|values)\b"
)
_DEEPEST = 4
_COPIES = ("replicaCount", "replicas", "replicasCount")
_LISTS = ("env", "envs", "envVars", "extraEnv", "extraEnvVars", "environment")
_OF_A_POD = ("livenessProbe", "readinessProbe", "command", "args", "ports", "securityContext")
_STORES = frozenset(("postgresql", "mysql", "mariadb", "mongodb"))
"""Charts of databases that others take in."""
_VARIABLE = regex(r"[A-Z][A-Z0-9_]{1,80}$")
_SECRET = regex(
    r"^(?!existing|.*Ref)\w*(?:[pP]assword|[pP]asswd|(?<![pP]ull)[sS]ecret(?:_?[kK]ey)?|[tT]oken|[aA]pi_?[kK]ey|[aA]ccess_?[kK]ey)$"
)
"""What holds one, and does not say under which name the cluster keeps it."""


_IS_A_NAME = regex(r"true|false|[a-z][a-z\d]*(?:-[a-z\d]+)+")
"""As the cluster calls what it keeps: its own kind of secret among others."""


@record(frozen=True)
class Chart:
    """A folder with a chart.

    Args:
        folder: where it lies.
        name: as it calls itself.
        values: those that hold unless another file is named.
        tagged: what releases it names the image's tag.
    """

    folder: str
    name: str
    values: Node
    tagged: bool = False


def charts_of(tree: Tree) -> tuple[Chart, ...]:
    """The charts of a repository, the innermost first."""
    texts = {path.rpartition("/")[0]: tree.open_text(path) for path in tree.paths if _CHART.search(path)}
    # Values beside templates are of a chart, also where the file that gives it its name is not at hand.
    beside = {path.rpartition("templates/")[0].rstrip("/") for path in tree.paths if is_template(path)}
    texts |= {folder: "" for folder in beside - set(texts) if f"{folder}/values.yaml".lstrip("/") in tree.known}
    tagged = bool(texts) and names_tags(tree)
    found: list[Chart] = []
    for folder, text in texts.items():
        if isinstance(text, str):
            named = _NAME.search(text)
            name = named[1] if named else folder.rpartition("/")[2] or "app"
            found.append(Chart(folder, name, _defaults(tree, folder), tagged))
    return tuple(sorted(found, key=lambda chart: -len(chart.folder)))


def names_tags(tree: Tree) -> bool:
    """What releases names the tags of images: those that are written down only keep a place."""
    texts = (tree.open_text(path) for path in tree.paths if says_commands(path))
    return any(isinstance(text, str) and _TAGS.search(text) for text in texts)


def _defaults(tree: Tree, folder: str) -> Node:
    for name in ("values.yaml", "values.yml"):
        path = f"{folder}/{name}".lstrip("/")
        text = tree.open_text(path) if path in tree.known else None
        if isinstance(text, str):
            try:
                return parse_yaml(text)
            except NodeError:
                break
    return Node(None)


def chart_of(path: str, charts: tuple[Chart, ...]) -> Chart | None:
    """The chart that a file lies in; the only one there is takes values that lie elsewhere, too."""
    inside = next((one for one in charts if not one.folder or path.startswith(f"{one.folder}/")), None)
    return inside or (charts[0] if len(charts) == 1 and is_values(path) else None)


def overridden(base: Node, over: Node) -> Iterator[int]:
    """The lines of values that others take the place of."""
    for key, node in base.entries().items():
        other = over.get(key)
        if other is not None and isinstance(node.value, dict):
            yield from overridden(node, other)
        elif other is not None:
            yield node.key_line


def of_values(snippet: Snippet, chart: Chart) -> Iterator[Manifest]:
    """Manifests that say what a file of values does, each at the lines of that file."""
    for name, node in _mappings(_completed(parse_yaml(snippet.text), chart.values), chart.name):
        if _is_service(node):
            yield from _service(snippet, name, node, tagged=chart.tagged)
        if name in _STORES and node.flag("enabled"):
            image = Node(name, node.line, node.line, node.child("enabled").key_line)
            pods = {"template": {"spec": {"containers": [{"name": name, "image": image}]}}}
            yield _manifest(snippet, "StatefulSet", name, node, {"spec": pods})
        given = {key: one for key, one in node.entries().items() if not isinstance(one.value, (dict, list))}
        settings = {key: one for key, one in given.items() if _VARIABLE.match(key)}
        secrets = {key: one for key, one in given.items() if _SECRET.search(key) and key not in settings}
        if settings:
            yield _manifest(snippet, "ConfigMap", name, node, {"data": settings})
        secrets = {key: one for key, one in secrets.items() if not _IS_A_NAME.fullmatch(one.text() or "")}
        if any(is_exposed(key, one.text() or "") for key, one in secrets.items()):
            yield _manifest(snippet, "Secret", name, node, {"stringData": secrets})


def _completed(values: Node, base: Node) -> Node:
    """Values with the repository of each image of which they only name the tag, as the chart's own values give it."""
    if not isinstance(values.value, dict) or not isinstance(base.value, dict):
        return values
    entries = {key: _completed(one, base.child(key)) for key, one in values.value.items()}
    repository = base.get("repository")
    if "tag" in entries and repository is not None:
        entries.setdefault("repository", repository)
    return replace(values, value=entries)


def _mappings(node: Node, name: str, depth: int = 0) -> Iterator[tuple[str, Node]]:
    """Every mapping with what it is called; what lies in a list is a row of settings."""
    if isinstance(node.value, dict):
        yield name, node
        for key, one in node.entries().items() if depth < _DEEPEST else ():
            yield from _mappings(one, key, depth + 1)


def _is_service(node: Node) -> bool:
    return node.has("image", "repository") or any(node.has(key) for key in _COPIES)


def _manifest(snippet: Snippet, kind: str, name: str, node: Node, said: dict[str, object]) -> Manifest:
    called = {"name": Node(name, node.line, node.line, node.key_line)}
    return Manifest(snippet, kind, build({"kind": kind, "metadata": called, **said}, node.key_line))


def _service(snippet: Snippet, name: str, node: Node, *, tagged: bool) -> Iterator[Manifest]:
    listed = next((one for key in _LISTS if (one := node.get(key)) is not None and isinstance(one.value, list)), None)
    given = {key: node.get(key) for key in _OF_A_POD}
    container = {"name": name, "image": _image(node, tagged=tagged), "env": listed, **given}
    copies = next((one for key in _COPIES if (one := node.get(key)) is not None), None)
    place = replace(node, key_line=(copies or node).key_line)
    scaler = node.child("autoscaling")
    pods = {"template": {"spec": {"containers": [container]}}}
    # Where the values do not say how many there are, the template does.
    kind = "Deployment" if copies is not None or scaler.flag("enabled") else "DaemonSet"
    spec = {"replicas": copies, "strategy": node.get("strategy"), **pods}
    yield _manifest(snippet, kind, name, place, {"spec": spec})
    if scaler.flag("enabled"):
        bounds = ("minReplicas", "maxReplicas", "targetCPUUtilizationPercentage")
        told = {"scaleTargetRef": {"name": name}, **{key: scaler.get(key) for key in bounds}}
        yield _manifest(snippet, "HorizontalPodAutoscaler", name, scaler, {"spec": told})
    door = node.child("ingress")
    if door.flag("enabled"):
        called = {"name": Node(name, door.line, door.line, door.key_line), "annotations": door.get("annotations")}
        yield _manifest(snippet, "Ingress", name, door, {"metadata": called, "spec": {"rules": door.get("hosts")}})
    opened = node.get("service", "type")
    if opened is not None and opened.text() == "LoadBalancer":
        yield _manifest(snippet, "Service", name, node.child("service"), {"spec": {"type": opened}})


def _image(node: Node, *, tagged: bool) -> Node | None:
    """The image by its parts, at the line of its tag; `tagged`: whatever releases it names another."""
    repository, tag = node.text("image", "repository"), node.get("image", "tag")
    if not repository:
        return node.get("image") if node.text("image") and not tagged else None
    named = tag.text() if tag is not None and not tagged else None
    place = tag if tag is not None and named else node.child("image", "repository")
    return Node(f"{repository}:{named or 'chart'}", place.line, place.end, place.key_line)


_MOST_OPEN = 50
"""Blocks inside of each other: nobody writes a template with more."""
_NOTE = regex(r"\{\{-?\s*/\*.{0,2000}?\*/\s*-?\}\}", re.DOTALL)
_ROW = regex(r"^\s*(?:\{\{[^{}]{0,400}\}\}\s*)+$")
_ACTION = regex(r"\{\{-?\s*(?P<word>if|else|end|range|with|define|block)\b(?P<rest>[^{}]{0,400}?)-?\}\}")
_AGAIN = regex(r"\s*if\b(?P<condition>.*)")
_HOLE = regex(r"\{\{-?\s*(?P<said>[^{}]{0,400}?)\s*-?\}\}")
_PATH = regex(r"^\.Values((?:\.\w{1,60}){1,8})")
_DEFAULT = regex(r"\bdefault\s+[\"']?([\w./:-]{1,100})")
_CONDITION = regex(r"^\s*(?P<not>not\s+)?\.Values(?P<path>(?:\.\w{1,60}){1,8})\s*$")


@record(frozen=True)
class _Block:
    """A block of a template: whether the way that is open in it is shown, and whether one was."""

    shown: bool
    done: bool


def filled_in(text: str, chart: Chart) -> str:
    """A template with the chart's own values in it, line by line: of two ways the one that holds, of many rows one."""
    text = _NOTE.sub(lambda note: "\n" * note[0].count("\n"), text)
    rows: list[str] = []
    blocks: list[_Block] = []
    for row in text.split("\n"):
        alone = _ROW.match(row) is not None
        for action in _ACTION.finditer(row) if alone else ():
            blocks = _within(blocks, action["word"], action["rest"], chart)
        if len(blocks) > _MOST_OPEN:
            return ""
        passed = alone or not all(block.shown for block in blocks)
        rows.append("" if passed else _HOLE.sub(lambda hole: _filled(hole["said"], chart), row))
    return "\n".join(rows)


def filled_from(row: str, chart: Chart) -> Node | None:
    """The value that stands in the last hole of a template's row, where it is one of the chart's own and no secret."""
    found: Node | None = None
    for hole in _HOLE.finditer(row):
        path = _PATH.match(hole["said"])
        keys = path[1].strip(".").split(".") if path is not None else []
        if keys and not _SECRET.search(keys[-1]):
            found = chart.values.get(*keys) or found
    return found if found is not None and found.text() else None


def _within(blocks: list[_Block], word: str, rest: str, chart: Chart) -> list[_Block]:
    """The blocks that are open behind an action."""
    if word == "end":
        return blocks[:-1]
    if word == "else":
        again = _AGAIN.match(rest)
        done = bool(blocks) and blocks[-1].done
        shown = not done and (again is None or _holds(again["condition"], chart))
        return [*blocks[:-1], _Block(shown=shown, done=shown or done)]
    shown = word != "if" or _holds(rest, chart)
    return [*blocks, _Block(shown=shown, done=shown)]


def _holds(condition: str, chart: Chart) -> bool:
    """Whether the values switch it on; what is more than one of them may well be."""
    told = _CONDITION.match(condition)
    if told is None:
        return True
    node = chart.values.get(*told["path"].strip(".").split("."))
    return bool(node is not None and node.value) is not bool(told["not"])


def _filled(said: str, chart: Chart) -> str:
    path = _PATH.match(said)
    if path is not None:
        keys = path[1].strip(".").split(".")
        if _SECRET.search(keys[-1]) or is_secret(keys[-1]):
            return f"${{{keys[-1]}}}"  # whatever quotes the row would show it
        node = chart.values.get(*keys)
        otherwise = _DEFAULT.search(said)
        text = (node.text() if node is not None else None) or (otherwise[1] if otherwise else "")
        return text.replace("\n", " ").replace('"', "'")
    return chart.name if said.startswith(("include", "template", ".Chart.Name", ".Release")) else ""
