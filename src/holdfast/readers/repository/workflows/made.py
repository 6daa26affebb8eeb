"""What a step has a Makefile, a justfile, a Taskfile or a script of package.json do, where that puts a release live."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.regex import regex
from holdfast.readers.repository import go_task, just
from holdfast.readers.repository.recipes import filled, recipes_of, scripts_of
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.parse import commands
from holdfast.readers.repository.shell.steps import activation

_RECIPES: Mapping[str, tuple[tuple[str, ...], Callable[[str], str]]] = {
    "make": (("Makefile",), str),
    "just": (("justfile", "Justfile", ".justfile"), just.as_makefile),
    "task": (("Taskfile.yml", "Taskfile.yaml"), go_task.as_makefile),
}
"""Where each program looks for its recipes, and how these read as those of `make`."""
_RUNNERS = frozenset(("npm", "yarn", "pnpm", "bun"))
_TARGET = regex(r"^[A-Za-z][\w.:-]{0,60}$")
_CHOSEN = regex(r"^(?P<fixed>[A-Za-z][\w.:-]{2,59}[:._-])(?:\$.*|branch)$")
"""A name whose end is chosen by the run: an expression, or the ref's name, which is told to be a branch."""


def made(command: Command, text_of: Callable[[str], str | None]) -> tuple[Command, ...]:
    """The commands of the recipe that a command runs by its name; none where they put nothing live."""
    words = [word for word in command.args if not word.startswith("-") and "=" not in word.partition("$")[0]]
    named = [word for word in words if _TARGET.match(word)]
    if command.name in _RECIPES:
        found = _of_recipes(named, command, text_of)
    elif command.name in _RUNNERS:
        found = _of_package([word for word in words if word != "run"], text_of)
    else:
        return ()
    return tuple(replace(one, remote=one.remote or command.remote) for one in found) if _acts(found) else ()


def _acts(found: tuple[Command, ...]) -> bool:
    return any(activation(one) for one in found)


def _of_recipes(targets: list[str], command: Command, text_of: Callable[[str], str | None]) -> tuple[Command, ...]:
    folder = command.option("-C", "--directory", "-d", "--dir")
    names, as_makefile = _RECIPES[command.name]
    text = next(filter(None, (text_of(f"{folder}/{name}" if folder else name) for name in names)), None)
    targets = [target for target in targets if target != folder]
    if command.name == "task":
        targets = [go_task.target_of(target) for target in targets]
    if not text or not targets:
        return ()
    recipes, held = recipes_of(as_makefile(text))
    asked = [recipes[target] for target in targets if target in recipes]
    shell = [one.text for recipe in asked for one in (*(recipes[n] for n in recipe.needs if n in recipes), recipe)]
    return commands("\n".join(filled(text, held) for text in shell), errexit=True)


def _of_package(names: list[str], text_of: Callable[[str], str | None]) -> tuple[Command, ...]:
    text = text_of("package.json") if names else None
    script = _script(names[0], scripts_of(text)) if text else None
    return commands(re.sub(r"[\r\n]+", " ", script), errexit=True) if script else ()


def _script(name: str, scripts: Mapping[str, str]) -> str | None:
    """The script of that name; where its end is chosen by the run (`deploy:${{ … }}`), production's or the first."""
    chosen = _CHOSEN.match(name)
    if chosen is None or name in scripts:
        return scripts.get(name)
    fitting = [one for one in scripts if one.startswith(chosen["fixed"])]
    first = next(iter(fitting), "")
    return scripts.get(next((one for one in fitting if environment_of(one) == PRODUCTION), first))
