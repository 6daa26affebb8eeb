"""Passwords that programs of servers take as a word of their command."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command

_FLAGS = ("--requirepass", "--masterauth")
_USERS = frozenset(("add_user", "change_password"))
_OF_FILE = regex(r"-[a-zA-Z]*b[a-zA-Z]*")
_HERE = regex(r"(?:[/@]|\s)(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\b|//(?:[^\s/@]{1,100}@)?[\w-]{1,60}(?:[:/\s]|$)")
"""The own machine, or a container beside it, whose name has no dots."""
_FILL_UP = ("x", "x-oauth-basic", "unused", "api_token")
"""What stands for a password where the user's name is the token."""
_MADE = regex(r"\bpwd[\"']?\s{0,9}:\s{0,9}[\"'](?P<value>[^\"'\n]{1,100})[\"']")


def passwords_of(command: Command) -> Iterator[str]:
    """Each of them as it stands, which may be a reference: of databases, queues, Nginx's own users, of Curl."""
    yield from command.options(*_FLAGS)
    if command.name == "sqlcmd":
        yield from command.options("-P")
    if command.name == "curl" and not _HERE.search(command.text[:4_000]):
        given = (told.partition(":")[2] for told in command.options("-u", "--user"))
        yield from (word for word in given if word.lower() not in _FILL_UP)
    if command.name == "redis-cli":
        yield from command.options("-a", "--pass")
    if command.name in ("redis-cli", "redis-server"):
        words = [arg.lower() for arg in command.args]
        yield from (
            value for word, value in zip(words, command.args[1:], strict=False) if word in ("requirepass", "masterauth")
        )
    elif command.name == "rabbitmqctl":
        at = next((number for number, arg in enumerate(command.args) if arg in _USERS), len(command.args))
        yield from command.args[at + 2 : at + 3]
    elif command.name == "htpasswd" and any(map(_OF_FILE.fullmatch, command.args)):
        yield from command.args[-1:] if len(command.args) > 3 else ()
    elif command.name in ("mongo", "mongosh"):
        yield from (found["value"] for arg in command.args for found in _MADE.finditer(arg[:2_000]))
