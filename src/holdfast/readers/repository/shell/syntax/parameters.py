"""What AWS has hosts and new tasks run, where the script keeps it in a file or a variable of its own."""

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.scope import State
from holdfast.readers.repository.shell.syntax.unwrap import STARTS_TASK

_HOLDS = "command"
_FILE = "file://"
_VARIABLE = regex(r"\$\{?([A-Za-z_]\w*)\}?$")
_WRITES = (">", ">|")


def with_parameters(name: str, args: list[str], lines: list[int], state: State) -> tuple[list[str], list[int]]:
    """The words of what hands hosts or tasks commands, and their lines, with the file or variable put in for them."""
    if name != "aws" or (args[:2] != ["ssm", "send-command"] and ("aws", *args[:2]) not in STARTS_TASK):
        return args, lines
    found = [_given(word, state) for word in args]
    told = [given[0] if given else word for word, given in zip(args, found, strict=True)]
    return told, [given[1] if given else line for line, given in zip(lines, found, strict=True)]


def _given(word: str, state: State) -> tuple[str, int] | None:
    if word.startswith(_FILE):
        written = (_text(one) for one in reversed(state.found) if _writes(one, word.removeprefix(_FILE)))
        return next(filter(None, written), None)
    match = _VARIABLE.match(word)
    value = state.variables.get(match[1], "") if match else ""
    return (value, state.places[match[1]]) if match and _HOLDS in value and match[1] in state.places else None


def _writes(command: Command, path: str) -> bool:
    into = [redirect.target for redirect in command.redirects if redirect.operator in _WRITES]
    return path in into or (command.name == "tee" and path in command.args)


def _text(command: Command) -> tuple[str, int] | None:
    """What it writes, and the line on which that begins."""
    if command.document is not None:
        return command.document.text, command.document.line
    placed = zip(command.args, command.arg_lines, strict=True)
    return next(((arg, line) for arg, line in placed if _HOLDS in arg), None)
