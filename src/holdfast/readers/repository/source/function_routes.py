"""Functions of Lambda that templates have asked for health: whatever their files are called."""

import posixpath
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import Gap
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.file_routes import FileRoute
from holdfast.readers.repository.source.health.health import is_health, joined
from holdfast.readers.repository.source.lambdas import ASKED
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_TEMPLATE = regex(r"(?:^|/)(?:serverless|template|sam|samconfig-template)[\w.-]{0,30}\.ya?ml$")
_MOST_TEMPLATES = 20
_HANDLER = regex(r"(?P<file>[\w./@-]{1,160})\.(?P<function>\w{1,60})")
_VERB = regex(r"(?i)^(?:get|head|any|\*)\s+(?P<path>/\S{0,120})$")


def tell_routes(apps: Iterable[App], tree: Tree) -> None:
    """Note at each source of such a function by what path it is asked, and which of its functions answers."""
    routes = {file: route for path in _templates(tree) for file, route in _of_template(tree, path)}
    if not routes:
        return
    for source in (source for app in apps for source in app.sources):
        route = routes.get(posixpath.splitext(source.path)[0])
        if route is not None:
            source.memo[ASKED] = route


def _templates(tree: Tree) -> list[str]:
    return [path for path in tree.paths if _TEMPLATE.search(path)][:_MOST_TEMPLATES]


def _of_template(tree: Tree, path: str) -> Iterator[tuple[str, FileRoute]]:
    text = tree.open_text(path)
    if isinstance(text, Gap) or ("functions:" not in text and "Serverless::Function" not in text):
        return
    try:
        root = parse_yaml(text)
    except NodeError:
        return  # whoever reads templates tells of it
    for folder, handler, events in (*_serverless(root), *_sam(root)):
        match = _HANDLER.fullmatch(handler)
        asked = next(filter(is_health, map(joined, events)), None)
        if match is not None and asked is not None:
            file = posixpath.normpath(posixpath.join(posixpath.dirname(path), folder, match["file"]))
            yield file, FileRoute(asked, "lambda", (match["function"],))


def _serverless(root: Node) -> Iterator[tuple[str, str, list[str]]]:
    for function in root.child("functions").entries().values():
        told = (event.child(kind) for event in function.items("events") for kind in ("http", "httpApi"))
        paths = [path for one in told if (path := _path(one.text("path") or one.text() or ""))]
        yield "", function.text("handler") or "", paths


def _sam(root: Node) -> Iterator[tuple[str, str, list[str]]]:
    everywhere = root.child("Globals", "Function")
    for resource in root.child("Resources").entries().values():
        if resource.text("Type") != "AWS::Serverless::Function":
            continue
        given = resource.child("Properties")
        folder = given.text("CodeUri") or everywhere.text("CodeUri") or ""
        events = given.child("Events").entries().values()
        paths = [path for event in events if (path := _path(event.text("Properties", "Path") or ""))]
        yield folder, given.text("Handler") or everywhere.text("Handler") or "", paths


def _path(written: str) -> str:
    """Without the verb; what follows any other word, such as `POST`, is the path as well."""
    written = written.strip()
    verb = _VERB.match(written)
    return verb["path"] if verb else written.partition(" ")[2] or written
