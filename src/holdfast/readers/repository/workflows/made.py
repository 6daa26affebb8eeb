"""What a step has a Makefile or a script of package.json do, where that puts a release live."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.regex import regex
from holdfast.readers.repository.just import as_makefile
from holdfast.readers.repository.recipes import filled, recipes_of, scripts_of
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.parse import commands
from holdfast.readers.repository.shell.steps import activation

_RUNNERS = frozenset(("npm", "yarn", "pnpm", "bun"))
_TARGET = regex(r"^[A-Za-z][\w.:-]{0,60}$")
_CHOSEN = regex(r"^(?P<fixed>[A-Za-z][\w.:-]{2,59}[:._-])(?:\$.*|branch)$")
"""A name whose end is chosen by the run: an expression, or the ref's name, which is told to be a branch."""


def made(command: Command, text_of: Callable[[str], str | None]) -> tuple[Command, ...]:
    """The commands of the recipe that a command runs by its name; none where they put nothing live."""
    words = [word for word in command.args if not word.startswith("-") and "=" not in word.partition("$")[0]]
    named = [word for word in words if _TARGET.match(word)]
    if command.name == "make":
        found = _of_makefile(named, command, text_of)
    elif command.name == "just":
        texts = (text_of(name) for name in ("justfile", "Justfile", ".justfile"))
        found = _of_recipes(named, as_makefile(next(filter(None, texts), "")))
    elif command.name in _RUNNERS:
        found = _of_package([word for word in words if word != "run"], text_of)
    else:
        return ()
    return tuple(replace(one, remote=one.remote or command.remote) for one in found) if _acts(found) else ()


def _acts(found: tuple[Command, ...]) -> bool:
    return any(activation(one) for one in found)


def _of_makefile(targets: list[str], command: Command, text_of: Callable[[str], str | None]) -> tuple[Command, ...]:
    folder = command.option("-C", "--directory")
    text = text_of(f"{folder}/Makefile" if folder else "Makefile")
    return _of_recipes([target for target in targets if target != folder], text or "")


def _of_recipes(targets: list[str], text: str) -> tuple[Command, ...]:
    if not text or not targets:
        return ()
    recipes, held = recipes_of(text)
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
