"""Scripts to which one says which release they shall bring: told an earlier one, they bring that back."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_PLACES = frozenset(("checkout", "reset", "switch"))
_HANDED_IN = regex(r"^\$(?:[1-9]|\{[1-9](?::?[-?][^{}]*)?\})$")
_OF_ONES_OWN = regex(r"^\$(?:\{)?(?P<name>[A-Za-z_]\w*)\}?$")
_TASK = regex(r"^aws(?: --?[\w-]+ \S+){0,3} ecs update-service\b")
_NO_RELEASE = regex(r"(?i)branch")
"""Of a branch there is only the newest."""


def chosen(source: Source) -> Iterator[Command]:
    """The commands that put there whatever release the script was handed, be it an old one."""
    if any(command.text.startswith("git pull") for command in source.commands):
        return  # a branch, of which there is only the newest
    for command in source.commands:
        if _TASK.match(command.text) and _is_handed((command.option("--task-definition") or "").strip("\"'"), source):
            yield command
            continue
        if command.name != "git" or not _PLACES.intersection(command.args[:3]):
            continue
        words = [arg.strip("\"'") for arg in command.args if not arg.startswith("-")]
        if words and _is_handed(words[-1], source):
            yield command


def _is_handed(word: str, source: Source) -> bool:
    named = _OF_ONES_OWN.match(word)
    if named is not None and _NO_RELEASE.search(named["name"]):
        return False
    value = source.script.variables.get(named["name"], "") if named is not None else word
    return _HANDED_IN.match(value.strip("\"'")) is not None
