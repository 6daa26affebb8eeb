"""What a way back needs, and a script deletes before it could be called."""

import re
from collections.abc import Iterator

from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command


def removed_before(first: Command, last: Command, source: Source) -> Iterator[Command]:
    """Commands that delete what the way back needs, and nothing makes it again before it is needed."""
    body = [c for c in source.commands if first.order <= c.order <= last.order and c.function == first.function]
    needs = {
        word
        for c in body
        for word in things(c, source)
        if c.name in ("mv", "cp", "ln", "docker", "java", "tar", "unzip")
    }
    # What its own function makes first is there whenever it is called.
    own = [c for c in source.commands[: first.order] if first.function and c.function == first.function]
    made: set[str] = {made for c in (*own, *body) for made in _made(c, source)}
    needs -= made
    start = first.order if first.function is None else len(source.commands)
    called = {c.name for c in source.commands[:start] if not _at_the_end(c)}
    for command in source.commands[:start]:
        if command.function == first.function and first.function is not None:
            continue
        if _at_the_end(command) or (command.function and command.function not in called):
            continue  # it tidies up when all is over, the way back too
        gone = [thing for thing in _removed(command, source) if thing in needs]
        if not gone or _is_other_way(command, gone, source) or _is_last(command, source):
            continue
        again = (
            c for c in source.commands[command.order + 1 : start] if c.function != first.function or not first.function
        )
        remade = {thing for c in again for thing in _made(c, source)}
        if any(thing not in remade for thing in gone):
            yield command


def _is_other_way(command: Command, gone: list[str], source: Source) -> bool:
    """What it deletes is made in the branch beside it: it runs where there is nothing to keep."""
    around, depth = command.branch[:-1], len(command.branch)
    before = source.commands[: command.order] if depth else ()
    beside = (other for other in before if len(other.branch) == depth and other.branch[:-1] == around)
    made = {thing for other in beside if other.branch != command.branch for thing in _made(other, source)}
    return made.issuperset(gone)


def _is_last(command: Command, source: Source) -> bool:
    """Nothing that could fail comes behind it: the release is live, and nobody goes back any more."""
    behind = (other for other in source.commands[command.order + 1 :] if not other.function)
    lives = bool(source.activations) and source.activations[0].order < command.order
    return lives and not command.function and all(other.name in source.says or other.name == "exit" for other in behind)


def _at_the_end(command: Command) -> bool:
    return any(mark.startswith("trap ") for mark in command.branch)


def things(command: Command, source: Source) -> Iterator[str]:
    """The files, folders and images that a command speaks of, with their variables."""
    for arg in command.args:
        word = source.script.expand(arg).rstrip("/")
        if (
            not word.startswith("-")
            and re.search(r"[/:.]|previous|old|backup|current", word)
            and word not in (".", "..")
        ):
            yield word


def _removed(command: Command, source: Source) -> list[str]:
    if command.name == "rm" or command.text.startswith(("docker rmi", "docker image rm")):
        return [word.removesuffix("/*") for word in things(command, source)]
    return []


_MAKING = frozenset(("mv", "cp", "ln", "rsync", "docker", "mkdir", "git", "unzip", "tar", "scp"))


def _made(command: Command, source: Source) -> list[str]:
    if command.name not in _MAKING:
        return []
    words = [source.script.expand(arg).rstrip("/") for arg in command.args if not arg.startswith("-")]
    if command.name == "docker" and words[:1] in (["tag"], ["build"], ["pull"]):
        return [words[-1], *command.options("-t", "--tag")]
    return [words[-1]] if command.name != "docker" and words else []
