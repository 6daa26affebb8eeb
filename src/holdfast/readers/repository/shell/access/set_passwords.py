"""Passwords that a script gives users and servers of a host, written out in what it hands their own programs."""

from collections.abc import Iterator

from holdfast.model.facts import ConfigurationLoader, ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import USER_MADE, covered, is_literal, looks_random
from holdfast.readers.repository.configuration.names import is_placeholder
from holdfast.readers.repository.shell.access.let_in import texts
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_ACCOUNT = regex(r"(?:^|\s)[\w.-]{1,40}:(?P<value>[^\s:$`]{4,100})(?:\s|$)")
_MONGO_ROW = regex(r"(?:^|[\s{,\"'])pwd[\"']?\s?:\s?[\"'](?P<value>[^\"'\n]{1,100})[\"']")
_OF_REDIS = regex(r"(?:^|[\s/|\"'])requirepass[\s\"']+(?P<value>[^\s/|\"'$]{4,100})")
_OF_CLIENT = regex(r"^\s*password\s?=\s?[\"']?(?P<value>[^\s\"'#$]{4,100})")
_CLIENTS_FILE = regex(r"(?:^|/)\.?(?:my|client|mysql\w*)\.cnf$|(?:^|/)\.mylogin")
_MONGO = frozenset(("mongo", "mongosh"))


def set_passwords(command: Command, source: Source) -> Iterator[ExposedSecret]:
    """Each such password that is nobody's example."""
    for value, line, form in _given(command, source):
        if is_literal(value) and not (source.instructed and not looks_random(value)):
            at = covered(source.snippet.at(line), value)
            yield ExposedSecret(**source.common(at), name="password", form=form)


def _given(command: Command, source: Source) -> Iterator[tuple[str, int, str]]:
    """The value, its line, and of what it is the password."""
    if command.name == "chpasswd" or "chpasswd" in command.feeds:
        for text, line in texts(command):
            if match := _ACCOUNT.search(text[:2_000]):
                yield match["value"], line, "host-password"
    elif command.name in ("mysqladmin", "mariadb-admin") and "password" in command.args[:-1]:
        yield command.args[-1], command.line, "password"
    elif command.name in _MONGO and command.document is not None:
        rows = ((_MONGO_ROW.search(text[:2_000]), line) for text, line in texts(command))
        yield from ((match["value"], line, "password") for match, line in rows if match)
    elif command.name in ("sed", "echo", "printf", "tee", "cat") and "requirepass" in _said(command):
        found = ((match["value"], line) for text, line in texts(command) for match in _OF_REDIS.finditer(text[:2_000]))
        yield from ((value, line, "password") for value, line in found if value != "foobared")
    elif command.document is not None and any(map(_CLIENTS_FILE.search, map(source.script.expand, command.writes))):
        rows = ((_OF_CLIENT.search(text[:2_000]), line) for text, line in texts(command))
        yield from ((match["value"], line, "password") for match, line in rows if match)


def _said(command: Command) -> str:
    return command.document.text if command.document else command.text


def unchanged_passwords(source: Source) -> Iterator[ConfigurationLoader]:
    """Users of a database whom a script that sets a server up lets in by the word that was to be replaced first."""
    if source.instructed or not source.sets_up_host:
        return
    for command in source.commands:
        for text, line in texts(command):
            match = USER_MADE.search(text[:2_000])
            if match and is_placeholder(match["value"]) and not match["value"].startswith(("$", "<", "{", "%")):
                at = covered(source.snippet.at(line), match["value"])
                yield ConfigurationLoader(**source.common(at), source="file", missing="default", names=("PASSWORD",))
