"""What a step has a Makefile or a script of package.json do, where that puts a release live."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.parse import commands
from holdfast.readers.repository.shell.steps import activation
from holdfast.readers.repository.tasks import recipes_of, scripts_of

_RUNNERS = frozenset(("npm", "yarn", "pnpm", "bun"))
_TARGET = regex(r"^[A-Za-z][\w.:-]{0,60}$")
_HELD = regex(r"\$\{(\w+)\}")


def made(command: Command, text_of: Callable[[str], str | None]) -> tuple[Command, ...]:
    """The commands of the recipe that a command runs by its name; none where they put nothing live."""
    words = [word for word in command.args if not word.startswith("-") and "=" not in word]
    words = [word for word in words if _TARGET.match(word)]
    if command.name == "make":
        found = _of_makefile(words, command, text_of)
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
    targets = [target for target in targets if target != folder]
    if not text or not targets:
        return ()
    recipes, held = recipes_of(text)
    asked = [recipes[target] for target in targets if target in recipes]
    shell = [one.text for recipe in asked for one in (*(recipes[n] for n in recipe.needs if n in recipes), recipe)]
    return commands("\n".join(_filled(text, held) for text in shell), errexit=True)


def _filled(text: str, held: Mapping[str, str]) -> str:
    """The recipe with what its file's variables hold in their places: the words tell how a release is named."""
    for _ in range(3):
        text = _HELD.sub(lambda match: held.get(match[1], match[0]), text)[:20_000]
    return text


def _of_package(names: list[str], text_of: Callable[[str], str | None]) -> tuple[Command, ...]:
    text = text_of("package.json") if names else None
    script = scripts_of(text).get(names[0]) if text else None
    return commands(re.sub(r"[\r\n]+", " ", script), errexit=True) if script else ()
