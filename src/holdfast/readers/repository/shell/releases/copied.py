"""A new build that is copied to where it is started: when the copy fails, the old one starts in its place."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.releases import releases
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_COPIES = frozenset(("cp", "mv", "install"))
_PROGRAM = regex(r"\.[jw]ar$")
_RUNS = regex(r"^java\b.*\s-jar\b")


def copied_builds(source: Source) -> Iterator[ScriptFault]:
    """The copy of a program whose failure nobody notices, in what a deployment runs."""
    if not source.hooked and not releases.is_deploy_script(source):
        return
    for command in source.commands:
        if _is_unheeded(command) and _is_program(command, source) and _starts_behind(command, source):
            yield source.fault("deploy", "no-error-exit", command)
            return


def _is_unheeded(command: Command) -> bool:
    return command.name in _COPIES and command.failure is Failure.UNCHECKED and not command.inside


def _is_program(command: Command, source: Source) -> bool:
    words = [source.script.expand(arg).strip("\"'") for arg in command.args if not arg.startswith("-")]
    return len(words) > 1 and any(_PROGRAM.search(word) for word in words[:-1]) and "back" not in words[-1].lower()


def _starts_behind(command: Command, source: Source) -> bool:
    """The program is started further down, and nobody asks first how the copy went."""
    behind = [other for other in source.commands[command.order + 1 :] if other.remote == command.remote]
    if any("$?" in arg for other in behind[:2] for arg in other.args):
        return False
    return any(_RUNS.match(other.text) and not other.branch for other in behind)
