"""Migrations that run as a task of ECS, and how they ended, which nobody asks: to wait for its stop succeeds anyway."""

from collections.abc import Iterator, Sequence
from itertools import islice

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import is_migration
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command, that_says

_STARTS = regex(r"^aws (?:--?[\w-]+ \S+ ){0,3}ecs run-task\b")
_WAITS = regex(r"^aws (?:--?[\w-]+ \S+ ){0,3}ecs wait tasks-stopped\b")
_OF_SCHEMA = regex(
    r"(?i)migrat|\bdb:(?:prepare|setup)\b|upgrade[-_]?(?:db|database)|flyway|liquibase|\balembic upgrade\b"
)
_SHOWS = regex(r"(?i)\b(?:status|current|history|heads?|show\w*|list|pending|--plan|--check|--dry-run)\b")
_OUTCOME = regex(r"(?:exit|stop)Code")
"""What `describe-tasks` says of how a container ended, and of why a task was stopped."""
_PROGRAM = regex(r"\.(?:sh|bash|py|rb|m?[jt]s)$")
_ASKS = frozenset(("grep", "egrep", "awk", "xargs", "while", "read", "[", "test"))
_PRINTS = frozenset(("jq", "aws", "cat", "tee"))
_MOST = 40
"""Tasks of one script: for each all of its commands are gone through."""


def unheeded_tasks(source: Source) -> Iterator[ScriptFault]:
    """The tasks of a script, or of commands that a guide shows, that change the schema and end however they end.

    Whoever only starts one looks at the console; a pipeline's steps are told together, by their jobs.
    """
    typed = source.instructed and not source.whole
    if source.piped or (typed and _OUTCOME.search(source.snippet.text)):
        return  # who types it reads what is printed
    waited = waits(source.commands)
    live = -1 if source.embedded else max(source.activated, default=-1)
    for task in tasks_started(source.commands):
        if not waited and task.order > live:
            continue
        said = f"{source.script.expand(task.option('--overrides') or '')} {task.function or ''}"
        if is_of_schema(task, source.commands, said) and not is_heeded(task, source.commands, source.snippet.text):
            yield source.fault("migration", "error-swallowed", task)


def tasks_started(commands: Sequence[Command]) -> list[Command]:
    """The first commands that start a task of ECS."""
    return list(islice((command for command in commands if _STARTS.match(command.text)), _MOST))


def waits(commands: Sequence[Command]) -> bool:
    """One of the commands waits until a task has stopped."""
    return any(_WAITS.match(command.text) for command in commands)


def is_of_schema(task: Command, commands: Sequence[Command], said: str = "") -> bool:
    """It changes the schema, by the command that it is told to run; without one, by what it and its ARN are called."""
    behind = commands[_at(task, commands) + 1 :]
    run = [c for c in behind if task.line <= c.line <= task.end_line and "aws" in c.inside]
    if run:
        return any(is_migration(c) or (_OF_SCHEMA.search(c.text) and not _SHOWS.search(c.text)) for c in run)
    return any(_OF_SCHEMA.search(text) for text in (task.text, said, *_given(task, commands)))


def is_heeded(task: Command, commands: Sequence[Command], text: str) -> bool:
    """Somebody asks by what code its container ended, or hands the task to a program that may do so.

    Args:
        task: what starts it.
        commands: of the script, or of all steps behind each other.
        text: which they are written in; sums that the shell does are no commands.
    """
    behind = [c for c in commands[_at(task, commands) + 1 :] if c.line > task.end_line or c.order < task.order]
    behind += [c for c in commands[: _at(task, commands)] if c.function]
    says = that_says(commands)
    asked = {name for c in behind if _OUTCOME.search(c.text) for name in _names(c)}
    if any(_asks(c, behind) or _uses(c, asked, says) for c in behind):
        return True
    if any(not asked.isdisjoint(_WORD.findall(sum_)) for sum_ in _SUM.findall(text)):
        return True
    own = set(_given(task, commands))
    return any(_is_handed_on(c) and _mentions(c, own) for c in behind)


def _at(task: Command, commands: Sequence[Command]) -> int:
    return next((number for number, command in enumerate(commands) if command is task), 0)


def _given(task: Command, commands: Sequence[Command]) -> list[str]:
    """The variables that get what it answers."""
    before = commands[: _at(task, commands)][-1:] if "$(" in task.inside else ()
    return [name for c in before if c.line <= task.line <= c.end_line for name in _names(c)]


def _names(command: Command) -> list[str]:
    if command.name == "read":
        return [arg for arg in command.args if arg.isidentifier()]
    return [arg.partition("=")[0] for arg in command.args if "=" in arg] if command.name in ASSIGNS else []


def _asks(command: Command, commands: Sequence[Command]) -> bool:
    """It takes the code at once into a question, without giving it a name first."""
    if not _OUTCOME.search(command.text) or command.name in ASSIGNS or command.name in ("read", "echo", "printf"):
        return False
    if command.condition or command.name not in _PRINTS or not _ASKS.isdisjoint(command.feeds):
        return True
    if command.name == "jq" and command.has("-e", "--exit-status"):
        return True
    named = any(_names(c) and c.line <= command.line <= c.end_line for c in commands)
    return "$(" in command.inside and not named


def _uses(command: Command, names: set[str], says: frozenset[str]) -> bool:
    """It is asked, or handed on to where it may be asked; to say it to whoever reads along asks nothing."""
    if command.name in says:
        return any("GITHUB_" in target for target in command.writes) and _mentions(command, names)
    return command.name not in (*ASSIGNS, "read") and _mentions(command, names)


def _mentions(command: Command, names: set[str]) -> bool:
    text = " ".join((command.text, *command.branch))
    return any(name in names for name in _VARIABLE.findall(text))


_VARIABLE = regex(r"\$\{?#?(\w{1,60})")
_SUM = regex(r"\(\(([^()\n]{1,200})\)\)")
_WORD = regex(r"\w{1,60}")


def _is_handed_on(command: Command) -> bool:
    words = (command.name, *command.args[:2])
    return any(_PROGRAM.search(word) for word in words)
