"""What AWS has hosts and new tasks run, where the script keeps it in a file or a variable of its own."""

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import MENTIONED, Command
from holdfast.readers.repository.shell.syntax.scope import State
from holdfast.readers.repository.shell.syntax.unwrap import STARTS_TASK

_HOLDS = "command"
_FILE = "file://"
_VARIABLE = regex(r"\$\{?([A-Za-z_]\w*)\}?$")
_SUBSTITUTION = r"\$\((?P<made>(?:[^<]|<<<|<(?!<)){1,400})\)"
_MADE = regex(_SUBSTITUTION + "$")
_COMMANDS = regex(rf"commands=[\[\s\"']{{0,4}}(?:\$\{{?(?P<name>[A-Za-z_]\w*)\}}?|{_SUBSTITUTION})[\]\s\"']{{0,4}}$")
"""All that a host is given stands in one variable, or is made of one: `commands=[$(echo "$SCRIPT" | jq -Rs .)]`."""
_SHOWS_FILE = regex(r"\s*(?:cat\s+|<\s*)(?P<path>[^\s<>|]+)")
_LISTS = regex(r"\s*\[")
_WRITES = (">", ">|")
_MOST_STEPS = 5


def with_parameters(name: str, args: list[str], lines: list[int], state: State) -> tuple[list[str], list[int]]:
    """The words of what hands hosts or tasks commands, and their lines, with the file or variable put in for them."""
    if name != "aws" or (args[:2] != ["ssm", "send-command"] and ("aws", *args[:2]) not in STARTS_TASK):
        return args, lines
    found = [_given(word, state) for word in args]
    told = [given[0] if given else word for word, given in zip(args, found, strict=True)]
    return told, [given[1] if given else line for line, given in zip(lines, found, strict=True)]


def _given(word: str, state: State) -> tuple[str, int] | None:
    if word.startswith(_FILE):
        return _written(word.removeprefix(_FILE), state)
    match = _VARIABLE.match(word)
    value = state.variables.get(match[1], "") if match else ""
    if match and _HOLDS in value and match[1] in state.places:
        made = _MADE.match(value)
        return (_script(None, made["made"], state) if made else None) or (value, state.places[match[1]])
    given = _COMMANDS.match(word)
    return _script(given["name"], given["made"] or "", state) if given else None


def _script(name: str | None, made: str, state: State) -> tuple[str, int] | None:
    """The script that a variable holds, or that a substitution is made of, which only writes it down in another way."""
    for _ in range(_MOST_STEPS):
        shown = _SHOWS_FILE.match(made)
        text = _written(shown["path"], state) if shown else None
        if text:
            return f"commands={text[0]}", text[1]
        name = name or next((one for one in MENTIONED.findall(made) if one in state.places), None)
        if name not in state.places:
            return None
        value, line = state.variables[name], state.places[name]
        again = _MADE.match(value)
        if again is None:
            return f"commands={value if _LISTS.match(value) else f'${name}'}", line
        name, made = None, again["made"]
    return None


def _written(path: str, state: State) -> tuple[str, int] | None:
    texts = (_text(one) for one in reversed(state.found) if _writes(one, path))
    return next(filter(None, texts), None)


def _writes(command: Command, path: str) -> bool:
    into = [redirect.target for redirect in command.redirects if redirect.operator in _WRITES]
    return path in into or (command.name == "tee" and path in command.args)


def _text(command: Command) -> tuple[str, int] | None:
    """What it writes, and the line on which that begins."""
    if command.document is not None:
        return command.document.text, command.document.line
    placed = zip(command.args, command.arg_lines, strict=True)
    return next(((arg, line) for arg, line in placed if _HOLDS in arg), None)
