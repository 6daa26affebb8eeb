"""Where a script says which host it releases to: one address, written into it, is one host."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_REACHES = frozenset(("ssh", "scp", "rsync", "sftp"))
_VARIABLE = regex(r"^(?:[^\s@:/]{1,60}@)?\$\{?(?P<name>[A-Za-z_]\w{0,60})\}?(?::|$)")
_ADDRESS = regex(
    r"^(?:\$\{\w{1,60}:?-)?(?:[\w.-]{1,40}@)?(?!127\.|0\.0\.0\.0|localhost)(?:\d{1,3}(?:\.\d{1,3}){3}|[a-zA-Z][\w-]{0,62}(?:\.[\w-]{1,62}){1,6})\}?$"
)


def written_host(source: Source) -> Command | None:
    """What gives a variable the address that the release is sent to; none where it comes from outside."""
    reached = set(_reached(source))
    given = [(command, *pair) for command in source.commands if reached for pair in _given(command)]
    # An account and a host are put together in a variable of their own.
    reached |= {match["name"] for _, name, value in given if name in reached and (match := _VARIABLE.match(value))}
    return next((command for command, name, value in given if name in reached and is_address(value)), None)


def is_address(value: str) -> bool:
    """It is that of one host, written out: a name with a dot or a number, and none of the own machine."""
    return _ADDRESS.match(value) is not None


def _given(command: Command) -> Iterator[tuple[str, str]]:
    for name, _, value in (word.partition("=") for word in command.args if command.name in ASSIGNS):
        yield name, value.strip("\"'")


def _reached(source: Source) -> Iterator[str]:
    for command in source.commands:
        matches = map(_VARIABLE.match, command.args) if command.name in _REACHES else ()
        yield from (match["name"] for match in matches if match)
