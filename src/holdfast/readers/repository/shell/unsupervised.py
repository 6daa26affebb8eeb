"""Programs that a deployment starts and leaves to themselves, so that nothing starts them again when they end."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import activation

_LET_GO = regex(r"\b(?:nohup|setsid|daemonize)\b")
_TERMINAL = regex(
    r"^(?:screen\b.* -\w*d\w*m|tmux (?:new-session|new)\b.* -d)\S*\b"
    r".*\b(?:java|node|npm|yarn|python3?|gunicorn|uvicorn)\b"
)
_NEAR = 3
"""Commands within which the shell still lets go of the one before."""


def unsupervised(source: Source) -> Iterator[ScriptFault]:
    """The first such command of a script that deploys."""
    for command in source.commands:
        if command.loop or not (_TERMINAL.search(command.text) or _is_left_alone(command, source)):
            continue
        yield ScriptFault(
            **source.common(source.place(command)),
            activity="start",
            form="unsupervised",
            command=redact(command.text)[:160],
        )
        return


def _is_left_alone(command: Command, source: Source) -> bool:
    if not command.background or activation(command) != "other":
        return False
    rows = source.snippet.text.splitlines()[command.line - 1 : command.end_line]
    behind = source.commands[command.order + 1 : command.order + 1 + _NEAR]
    let_go = any(map(_LET_GO.search, rows)) or any(other.name == "disown" for other in behind)
    return let_go or bool(command.redirects)
