"""What a script, recipe or task starts in its turn: a clock that starts the one starts the other."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.json_object import json_object

SCRIPT_NAME = regex(r"[\w.-]{1,80}\.(?:sh|bash|py|[cm]?[jt]s|rb|php)\b(?!\.)")
_INTERPRETERS = regex(
    r"^(?:(?:ba|z|da|k)?sh|source|\.|python[\d.]*|node|ruby|php|ts-node|tsx|bun|nohup|nice|ionice|time|sudo|env)$"
)
_NAMES = frozenset(("make", "just", "npm", "yarn", "pnpm"))
_TAKES_A_WORD = frozenset(("-C", "-f", "--prefix", "--cwd", "--dir", "--justfile", "--working-directory"))
_RECIPES = {"make": ("Makefile", "makefile", "GNUmakefile"), "just": ("justfile", "Justfile", ".justfile")}


def hand_on(found: dict[str, str], tree: Tree, scripts: Iterable[Snippet]) -> None:
    """Give the clock of each name in `found` to what it starts, and to what that starts."""
    texts = {snippet.name: snippet.text for snippet in scripts}
    waiting = list(found)
    while waiting:
        caller = waiting.pop()
        text = texts.get(caller) or (_text_of(caller, tree) if " " in caller else "")
        called = (name for command in parse(text).commands for name in starts(command)) if text else ()
        for name in called:
            if name not in found:
                found[name] = found[caller]
                waiting.append(name)


def starts(command: Command) -> Iterator[str]:
    """The file name of the script that a command starts, or `make NAME`, `just NAME`, `npm NAME` for a recipe's."""
    if command.name in _NAMES:
        runner = command.name if command.name in _RECIPES else "npm"
        yield from (f"{runner} {name}" for name in _recipes(command))
        return
    for word in (command.name, *command.args):
        if word.startswith("-") or _INTERPRETERS.match(word):
            continue
        name = word.rpartition("/")[2]
        if SCRIPT_NAME.fullmatch(name):
            yield name
        return


def _recipes(command: Command) -> Iterator[str]:
    """The names among the words of a runner: no options, what belongs to them, or variables."""
    before = ""
    for word in command.args:
        if before not in _TAKES_A_WORD and word != "run" and re.fullmatch(r"\w[\w:.-]*", word):
            yield word
        before = word


def _text_of(named: str, tree: Tree) -> str:
    """What a recipe or a task of the repository's own does."""
    runner, _, name = named.partition(" ")
    if runner == "npm":
        return _task(name, tree)
    texts = (tree.open_text(path) for path in tree.paths if path.rpartition("/")[2] in _RECIPES[runner])
    begins = re.compile(rf"(?m)^{re.escape(name)}(?: [^:\n]*)?:(?!=)[^\n]*\n(?P<body>(?:[ \t]+\S[^\n]*(?:\n|\Z))+)")
    found = next((match for text in texts if isinstance(text, str) and (match := begins.search(text))), None)
    return "\n".join(row.strip().lstrip("@-+ ") for row in found["body"].splitlines()) if found else ""


def _task(name: str, tree: Tree) -> str:
    for path in tree.paths:
        text = tree.open_text(path) if path.rpartition("/")[2] == "package.json" else None
        if not isinstance(text, str) or f'"{name}"' not in text:
            continue
        scripts = json_object(text).get("scripts")
        task = scripts.get(name) if isinstance(scripts, dict) else None
        if isinstance(task, str):
            return task
    return ""
