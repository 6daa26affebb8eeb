"""The settings that services of a compose file are handed, and what Compose does where one of them is missing."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader, ExposedSecret, RequiredSettings
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed, properties_in
from holdfast.readers.repository.configuration.names import is_needed, is_secret
from holdfast.readers.repository.text.nodes import Node

_DEMANDED = regex(r"\$\{(?P<name>\w{1,100}):?\?")
_PASSED_ON = regex(r"(?:\$\{\w{1,100}\}|\$\w{1,100})?")
_WHOLE = regex(r"\$\{?(?P<name>\w{1,100})\}?")
_LET_GO = regex(r"\$\{\w{1,100}:?-\}")
_NEVER_LET_GO = regex(
    r"(?i)(?:^|_)(?:(?:jwt|session|token|cookie|auth|app|access|refresh)\w{0,20}_?secret|secret_key|(?:jwt|signing)_?key"
    r"|(?:db|database|postgres|pg|mysql|mariadb|mongo)\w{0,20}_?pass(?:word)?)(?:_?(?:key|base))*$"
)
"""What signs tokens and what opens the database: no application can do without, whatever stands behind `:-`."""


def settings_of(node: Node) -> Iterator[tuple[str, tuple[str, int]]]:
    """Name, value and line of each environment variable, in both of the forms that compose knows."""
    environment = node.get("environment")
    if environment is None:
        return
    for name, value in environment.entries().items():
        yield name, (value.text() or "", value.key_line)
    if not environment.entries():
        for item in environment.items():
            name, _, text = (item.text() or "").partition("=")
            yield name, (text, item.line)


def labels_of(node: Node) -> tuple[tuple[str, int], ...]:
    """Each label as `name=value`, with its line, at the service and below `deploy`."""
    found: list[tuple[str, int]] = []
    for labels in (node.child("labels"), node.child("deploy", "labels")):
        named = [(f"{name}={value.text() or ''}", value.key_line) for name, value in labels.entries().items()]
        found += named or [(item.text() or "", item.line) for item in labels.items()]
    return tuple(found)


def properties(node: Node, snippet: Snippet, said: dict[str, Any]) -> Iterator[ExposedSecret]:
    """Secrets among what a program is started with, by its command or by a variable that it reads such things from."""
    told = [(word.text() or "", word.line) for key in ("entrypoint", "command") for word in node.items(key)]
    told += [given for name, given in settings_of(node) if not is_exposed(name, given[0])]
    for text, row in told:
        for name, value in properties_in(text):
            at = covered(snippet.at(row), value)
            yield ExposedSecret(**said, at=at, name=name, form=form_of(name, value))


def demanded(
    applications: Iterable[Node], every: Iterable[Node], snippet: Snippet, said: dict[str, Any]
) -> Iterator[RequiredSettings]:
    """What an application is handed by `${NAME:?…}`: Compose starts nothing where one of these is missing.

    So it starts no application, either, that is handed what only another one of `every` service demands.
    """
    whole = _demands(every)
    for node in applications:
        asked = [(name, row, _DEMANDED.findall(text[:2000])) for name, (text, row) in settings_of(node)]
        found = [(name, row, inner) for name, row, inner in asked if inner]
        if found:
            first = found[0][1]
            last = max(row for _, row, _ in found if row < first + MAX_LINES)
            names = tuple(dict.fromkeys(word for name, _, inner in found for word in (name, *inner)))
            names = tuple(
                dict.fromkeys((*names, *(name for name, (text, _) in settings_of(node) if _hands(name, text, whole))))
            )
            at = snippet.at(first, last)
            yield RequiredSettings(**said, at=at, names=names, before_serving=True, tool="compose")


def passed_on(
    applications: Iterable[Node], every: Iterable[Node], snippet: Snippet, said: dict[str, Any]
) -> Iterator[ConfigurationLoader]:
    """Secrets that an application is handed by `${NAME}`: Compose warns of a missing one, and hands on an empty one.

    Of several applications the one that is handed most of them is shown.
    """
    whole = _demands(every)
    most = max((_secrets(node, whole) for node in applications), key=len, default={})
    if most:
        rows = sorted(most.values())
        at = snippet.at(rows[0], max(row for row in rows if row < rows[0] + MAX_LINES))
        yield ConfigurationLoader(**said, at=at, source="compose", missing="warns", names=tuple(most))


def optional_files(
    applications: Iterable[Node], snippet: Snippet, said: dict[str, Any]
) -> Iterator[ConfigurationLoader]:
    """The first file of settings without which Compose starts an application all the same: `required: false`."""
    files = (file for node in applications for file in node.items("env_file") if file.has("path"))
    file = next((file for file in files if file.text("required") == "false"), None)
    if file is not None:
        at = snippet.at(file.line, max(file.line, min(file.end, file.line + MAX_LINES - 1)))
        yield ConfigurationLoader(**said, at=at, source="compose", missing="silent")


def _demands(every: Iterable[Node]) -> frozenset[str]:
    """The variables without which Compose starts none of a file's services."""
    values = (text[:2000] for node in every for _, (text, _) in settings_of(node))
    return frozenset(name for text in values for name in _DEMANDED.findall(text))


def _hands(name: str, value: str, names: frozenset[str]) -> bool:
    """The value is one of these variables, and nothing else; without a value it is the namesake."""
    handed = _WHOLE.fullmatch(value[:300].strip())
    return (handed["name"] if handed else name if not value else "") in names


def _secrets(node: Node, demanded: frozenset[str]) -> dict[str, int]:
    """The secrets among the settings whose values come from outside as they are, with their rows.

    Where a service demands some of its settings, the rest was let go on purpose, but for what none can do without.
    """
    told = {name: (text[:300].strip(), row) for name, (text, row) in settings_of(node)}
    sorted_out = any(_DEMANDED.search(text) for text, _ in told.values())
    return {
        name: row
        for name, (text, row) in told.items()
        if _is_passed_on(name, text)
        and not _hands(name, text, demanded)
        and (not sorted_out or _NEVER_LET_GO.search(name) is not None)
    }


def _is_passed_on(name: str, value: str) -> bool:
    """A needed secret's whole value is a variable's, or that of its namesake outside."""
    if not (is_secret(name) and is_needed(name)):
        return False
    if _LET_GO.fullmatch(value):
        return _NEVER_LET_GO.search(name) is not None
    return _PASSED_ON.fullmatch(value) is not None
