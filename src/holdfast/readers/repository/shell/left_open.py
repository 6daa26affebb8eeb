"""Secrets that a script leaves to be filled in, in a file with which it then starts the application all the same."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.exposed import covered
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.releases import is_deploy_script
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import activation
from holdfast.readers.repository.source.names import is_placeholder, is_secret

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
        names = tuple(dict.fromkeys(rows.values()))
        yield ConfigurationLoader(**source.common(at), source="file", missing="default", names=names)


def _open_rows(command: Command, source: Source) -> dict[int, str]:
    """The rows of a file of settings that hold an example in a secret's place, by their numbers."""
    if command.document is None or command.name not in ("cat", "tee"):
        return {}
    written = [redirect.target for redirect in command.redirects if redirect.operator in (">", ">>", ">|")]
    written += [arg for arg in command.args if not arg.startswith("-")] if command.name == "tee" else []
    if not any(_FILE.search(source.script.expand(target)) for target in written):
        return {}
    found: dict[int, str] = {}
    for number, row in enumerate(command.document.text.splitlines(), start=command.document.line):
        match = _ROW.match(row[:400])
        if match and is_secret(match["name"]) and is_placeholder(match["value"]) and not _REAL.search(match["value"]):
            found[number] = match["name"]
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


_STANDS_IN = regex(r"^(?P<name>[A-Za-z_]\w{1,80})=[\"']?\$\{\w{1,80}:?[-=](?P<value>[^\s${}\"'`]{3,200})\}[\"']?$")
_GIVES = frozenset(("=", "export", "readonly", "declare", "local", "typeset"))
_TESTS = frozenset(("[", "[[", "test", "case"))


def default_facts(source: Source) -> Iterator[ConfigurationLoader]:
    """Secrets for which a script that puts releases out has a word of its own, where nobody gives them."""
    if source.instructed or not (source.hooked or source.sent or is_deploy_script(source)):
        return
    tested = " ".join(arg for command in source.commands if command.name in _TESTS for arg in command.args)[:50_000]
    for command in source.commands:
        docker = command.name in ("docker", "podman", "docker-compose")
        given = command.args if command.name in _GIVES else command.options("-e", "--env") if docker else ()
        for found in (match for arg in (*given, *map("=".join, command.assigns)) if (match := _STANDS_IN.match(arg))):
            name, value = found["name"], found["value"]
            if is_secret(name) and "://" not in value and not value.startswith("/") and f"${name}" not in tested:
                at = covered(source.place(command), value)
                yield ConfigurationLoader(**source.common(at), source="file", missing="default", names=(name,))
