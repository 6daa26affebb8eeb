"""Commands under names in the manifests of other tools than npm: Composer, Deno, Poe, PDM, Pipenv, cargo-make."""

import tomllib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.tasks.recipes import Recipe
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError

_TABLES = (
    ("tool", "poe", "tasks"),
    ("tool", "taskipy", "tasks"),
    ("tool", "pdm", "scripts"),
    ("tool", "rye", "scripts"),
    ("scripts",),
    ("tasks",),
)
"""Where such tools keep them in TOML; whose names no command stands under hold none."""
_MOST = 400
"""Commands of one manifest in TOML, each of which is looked for in all of its rows."""
_SAYS = ("cmd", "shell", "command", "script")
_OWN = regex(r"^@(?:php|composer|putenv)?\s*")
"""How Composer calls itself, PHP, or another of its scripts."""


def tables(snippet: Snippet) -> Iterator[Recipe]:
    """Each command of such a manifest under its name; what is no such manifest has none, and is others' to read."""
    if snippet.name.endswith((".json", ".jsonc")):
        yield from _of_json(snippet)
        return
    if snippet.name != "pyproject.toml" or "tool." in snippet.text:
        yield from islice(_of_toml(snippet), _MOST)


def _of_toml(snippet: Snippet) -> Iterator[Recipe]:
    try:
        root = tomllib.loads(snippet.text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    for keys in _TABLES:
        if snippet.name == "pyproject.toml" and keys[0] != "tool":
            continue
        table: Any = root
        for key in keys:
            table = table.get(key, {}) if isinstance(table, Mapping) else {}
        for name, said in table.items() if isinstance(table, Mapping) else ():
            text = _text(said)
            if text:
                yield _recipe(snippet, name, text)


def _of_json(snippet: Snippet) -> Iterator[Recipe]:
    key = "scripts" if snippet.name.startswith("composer") else "tasks"
    if f'"{key}"' not in snippet.text:
        return
    try:
        root = parse_json(snippet.text)
    except NodeError:
        return
    for name, node in root.child(key).entries().items():
        for one in node.items() if isinstance(node.value, list) else (node,):
            text = _command(one)
            if text:
                yield Recipe(name, text, one.line, one.line)


def _command(node: Node) -> str:
    return _OWN.sub("", node.text() or node.text("command") or "")


def _text(said: Any) -> str:
    if isinstance(said, str):
        return said
    if isinstance(said, list):
        return "\n".join(one for one in said if isinstance(one, str))
    if not isinstance(said, Mapping):
        return ""
    found = next((_text(said[key]) for key in _SAYS if key in said), "")
    args = said.get("args", [])
    return " ".join((found, *(str(one) for one in args))) if isinstance(args, list) and "command" in said else found


def _recipe(snippet: Snippet, name: str, text: str) -> Recipe:
    """Where the first row of a command stands; a command over several rows begins there."""
    first = next((row for row in text.split("\n") if row.strip()), "")
    shown = first.strip()[:60].replace('"', '\\"')
    rows = list(enumerate(snippet.rows, start=1))
    head = next((number + row.startswith("[") for number, row in rows if name in row), 1)
    line = next((number for number, row in rows if shown in row or first.strip()[:60] in row), head)
    skipped = text.split("\n").index(first) if first in text.split("\n") else 0
    return Recipe(name, text, max(line - skipped, 1), line)
