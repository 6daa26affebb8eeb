"""Secrets that a script leaves to be filled in, in a file with which it then starts the application all the same."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader, is_administrators
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.configuration.names import is_placeholder, is_secret
from holdfast.readers.repository.shell.configuration.blanks import TO_FILL_IN
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_FILE = regex(r"(?:^|/)(?:[\w-]{1,40})?\.env(?!\.(?:example|sample|template|dist|local|dev|test))[\w.-]{0,30}$")
_ROW = regex(r"^\s*(?:export\s+)?(?P<name>[A-Za-z_]\w{1,80})=[\"']?(?P<value>[^\s\"'#$`]{4,200})[\"']?\s*$")
_REAL = regex(r"^[$%<{*]|^(?:null|none|true|false|local|test|undefined)$", 0)
_WAITS = frozenset(("nano", "vi", "vim", "read", "exit"))
"""What gives somebody the time to fill them in."""


def left_open_facts(source: Source) -> Iterator[ConfigurationLoader]:
    """Each such file, at the rows of the secrets: whoever guesses the example's value gets in."""
    if source.instructed:
        return
    for command in source.commands:
        rows = _open_rows(command, source)
        if not rows or not _is_started_with(command, source):
            continue
        first, last = min(rows), min(max(rows), min(rows) + MAX_LINES - 1)
        at = covered(source.snippet.at(first, last))
        names = tuple(dict.fromkeys(name for name, _ in rows.values()))
        opens = any(is_administrators(name) and not TO_FILL_IN.search(value) for name, value in rows.values())
        places = {} if opens else {"blank": at}
        yield ConfigurationLoader(**source.common(at), places=places, source="file", missing="default", names=names)


def _open_rows(command: Command, source: Source) -> dict[int, tuple[str, str]]:
    """Name and value in the rows of a file of settings that hold an example in a secret's place, by their numbers."""
    if command.document is None or command.name not in ("cat", "tee"):
        return {}
    if not any(_FILE.search(source.script.expand(target)) for target in command.writes):
        return {}
    found: dict[int, tuple[str, str]] = {}
    for number, row in enumerate(command.document.text.splitlines(), start=command.document.line):
        match = _ROW.match(row[:400])
        if match and is_secret(match["name"]) and is_placeholder(match["value"]) and not _REAL.search(match["value"]):
            found[number] = match["name"], match["value"]
    return found


def _is_started_with(command: Command, source: Source) -> bool:
    """The application starts behind it on the same machine, and nobody is waited for in between."""
    for other in source.commands[command.order + 1 :]:
        if other.remote != command.remote:
            continue
        if other.name in _WAITS and not other.branch:
            return False
        if activation(other):
            return True
    return False


_TAKES_ITS_PLACE = regex(r"(?m)^[ \t]*exec[ \t]+[^<>&\d\s]")
_DEVELOPERS = regex(r"(?i)(?<![a-z])(?:local|dev|test|ci)(?![a-z])|develop")


def _hands_over(source: Source) -> bool:
    """A program takes the script's place in the end, as is done in a container and nowhere else."""
    if source.embedded or _DEVELOPERS.search(source.snippet.path):
        return False
    return _TAKES_ITS_PLACE.search(source.snippet.text) is not None


def _is_supervised(source: Source) -> bool:
    """What it starts goes on behind it under a manager of processes, as on a server."""
    if source.embedded or _DEVELOPERS.search(source.snippet.path):
        return False
    return any(command.name in _MANAGERS for command in source.activations)


_MANAGERS = frozenset(("pm2", "systemctl", "supervisorctl"))


_STANDS_IN = regex(
    r"^(?P<name>[A-Za-z_]\w{1,80})=[\"']?\$\{\w{1,80}:?[-=](?:\$\{\w{1,80}:?[-=]){0,3}[\"']?(?P<value>[^\s${}\"'`]{3,200})[\"']?\}{1,4}[\"']?$"
)
_GIVES = frozenset(("=", "export", "readonly", "declare", "local", "typeset"))
_TESTS = frozenset(("[", "[[", "test", "case"))


def default_facts(source: Source) -> Iterator[ConfigurationLoader]:
    """Secrets for which a script that puts releases out, or sets a server up, has a word where nobody gives them.

    So has one with which a container starts: what it hands over is the only thing that the program sees.
    """
    releases = source.hooked or source.sent or source.sets_up_host or is_deploy_script(source)
    serves = releases or _hands_over(source) or _is_supervised(source)
    if source.instructed or not serves:
        return
    tested = " ".join(arg for command in source.commands if command.name in _TESTS for arg in command.args)[:50_000]
    for command in source.commands:
        found = [(one["name"], one["value"]) for one in _instead(command) if f"${one['name']}" not in tested]
        for name, value in (*found, *_where_empty(command)):
            if is_secret(name) and "://" not in value and not value.startswith("/"):
                at = covered(source.place(command), value)
                yield ConfigurationLoader(**source.common(at), source="file", missing="default", names=(name,))


def _instead(command: Command) -> Iterator[re.Match[str]]:
    """What a command gives a variable that is missing, as a part of its value."""
    docker = command.name in ("docker", "podman", "docker-compose")
    given = command.args if command.name in _GIVES else command.options("-e", "--env") if docker else ()
    words = [*given, *map("=".join, command.assigns)]
    if command.name == ":":
        yield from filter(None, map(_SETS.match, command.args))
    yield from filter(None, map(_STANDS_IN.match, words))


def _where_empty(command: Command) -> Iterator[tuple[str, str]]:
    """What it sets in a branch that is taken where the variable is empty."""
    asked = command.branch[-1] if command.branch else ""
    for word in command.args if command.name in _GIVES and _EMPTY.match(asked) else ():
        match = _WRITTEN.match(word)
        if match is not None and re.search(rf"\$\{{?{match['name']}\b", asked):
            yield match["name"], match["value"]


_SETS = regex(r"^\$\{(?P<name>[A-Za-z_]\w{1,80}):?=[\"']?(?P<value>[^\s${}\"'`]{3,200})[\"']?\}$")
_EMPTY = regex(r"^(?:if \[\[? -z|\|\| \[\[? -n) |^if \[\[? [\"']?\$\{?\w{1,80}(?::-)?\}?[\"']? ==? [\"']{2} ")
_WRITTEN = regex(r"^(?P<name>[A-Za-z_]\w{1,80})=[\"']?(?P<value>[^\s${}\"'`]{3,200})[\"']?$")
