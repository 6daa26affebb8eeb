"""What a step has a Makefile, a justfile, a Taskfile or a script of package.json do, where that puts a release live."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from posixpath import join, normpath

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import commands
from holdfast.readers.repository.tasks import go_task, just
from holdfast.readers.repository.tasks.recipes import filled, recipes_of, scripts_of

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


def made(
    command: Command, text_of: Callable[[str], str | None], folder: str = "", shell: str = ""
) -> tuple[Command, ...]:
    """The commands of the recipe that a command runs by its name; none where they put nothing live.

    Args:
        command: runs it.
        text_of: opens files of the repository.
        folder: where the command runs.
        shell: the text in which it stands.
    """
    words = [word for word in command.args if not word.startswith("-") and "=" not in word.partition("$")[0]]
    named = [word for word in words if _TARGET.match(word)]
    if command.name in _RECIPES:
        found = _of_recipes(named, command, text_of)
    elif command.name in _RUNNERS:
        found = _of_package(command, text_of, (folder, shell), _DEEPEST)
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


def _of_package(
    command: Command, text_of: Callable[[str], str | None], place: tuple[str, str], depth: int
) -> tuple[Command, ...]:
    """The script that is asked for, and those that it has run in turn."""
    chosen = command.option(*_ELSEWHERE)
    words = [word for word in command.args if not word.startswith("-") and word not in (chosen, "run", "run-script")]
    if words[:1] == ["workspace"]:
        chosen, words = (words[1] if len(words) > 1 else None), words[2:]
    if not words or not depth:
        return ()
    inside = _folder(place[0], chosen or _told_before(place[1]).get((command.name, words[0])))
    text = text_of(f"{inside}/package.json" if inside else "package.json")
    script = _script(words[0], scripts_of(text)) if text else _by_its_name(words[0])
    if script is None:
        return ()
    found: list[Command] = []
    script = f"{re.sub(_LINES, ' ', script)} {_added(command)}".rstrip()
    for one in commands(script, errexit=True):
        found.append(one)
        found += _of_package(one, text_of, (inside, script), depth - 1) if one.name in _RUNNERS else ()
        if len(found) > _MOST:
            break
    return tuple(found)


_CALLED_SO = regex(
    r"(?P<tool>cdk|sls|serverless|sam|pulumi|terraform)[:_-](?P<verb>deploy|up|apply)(?:[:_-][\w:-]{1,40})?"
)


def _by_its_name(name: str) -> str | None:
    """What a script most likely runs whose package is not at hand: a tool, and what that does to put something live."""
    told = _CALLED_SO.fullmatch(name)
    return f"{told['tool']} {told['verb']}" if told else None


_DEEPEST = 3
_MOST = 100
"""Commands of one script, with those that it has run in turn: one that calls itself over and over has no end."""
_LINES = r"[\r\n]+"
_ELSEWHERE = ("--prefix", "-C", "--dir", "--cwd", "-w", "--workspace", "-F", "--filter")
"""Options by which the runners of scripts are told another folder, or the package of a workspace."""


_BEFORE = regex(
    r"\b(?P<runner>npm|yarn|pnpm|bun)\s+(?:--prefix|-C|--dir|--cwd|-w|--workspace|-F|--filter)[= ]"
    r"(?P<folder>[^\s;&|]{1,100})\s+(?:run\s+|run-script\s+)?(?P<script>[\w:.-]{1,60})"
)


@lru_cache(maxsize=4)
def _told_before(shell: str) -> dict[tuple[str, str], str]:
    """The folders that runners are told before what they shall do: these are no part of a command as it is parsed."""
    found: dict[tuple[str, str], str] = {}
    for one in _BEFORE.finditer(shell):
        found.setdefault((one["runner"], one["script"]), one["folder"])
    return found


def _folder(folder: str, chosen: str | None) -> str:
    """Where a runner looks for its package: a workspace is called as the folder that it lies in, mostly."""
    if chosen is None:
        return folder
    if chosen.startswith("@"):
        return chosen.partition("/")[2]
    return normpath(join(folder, chosen)).strip("./")


def _added(command: Command) -> str:
    """What a call hands on to the script, behind two dashes."""
    return " ".join(command.args[command.args.index("--") + 1 :]) if "--" in command.args else ""


def _script(name: str, scripts: Mapping[str, str]) -> str | None:
    """The script of that name; where its end is chosen by the run (`deploy:${{ … }}`), production's or the first."""
    chosen = _CHOSEN.match(name)
    if chosen is None or name in scripts:
        return scripts.get(name)
    fitting = [one for one in scripts if one.startswith(chosen["fixed"])]
    first = next(iter(fitting), "")
    return scripts.get(next((one for one in fitting if environment_of(one) == PRODUCTION), first))
