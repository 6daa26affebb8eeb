"""What a variable says that a file of a platform (App Runner, Copilot, Serverless, Zappa) gives its service."""

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.facts import DeveloperMode, ExposedSecret, Fact, StandIn
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.api_cors import setting_cors
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.configuration.modes import is_for_developers
from holdfast.readers.repository.configuration.schema_settings import schema_told
from holdfast.readers.repository.configuration.skipped_checks import skipped_check
from holdfast.readers.repository.configuration.stand_ins import is_stand_in
from holdfast.readers.repository.text.nodes import Node


def platform_setting(snippet: Snippet, said: Mapping[str, Any], name: str, value: Node, to: str = "") -> Iterator[Fact]:
    """A secret that is written out, a developer's mode, the websites that are let in, a check that is passed over.

    Args:
        snippet: the file.
        said: what the facts have in common, but for where they stand.
        name: of the variable.
        value: the node of what it is given.
        to: what is given it, where the file speaks of several.
    """
    text, at = value.text() or "", snippet.at(value.key_line, value.end)
    if is_exposed(name, text):
        yield ExposedSecret(**said, at=covered(at), name=name, form=form_of(name, text))
    yield from read_as_given({**said, "at": at}, to or snippet.path, name, text)


def read_as_given(said: Mapping[str, Any], to: str, name: str, value: str) -> Iterator[Fact]:
    """All but its secret that a setting says, wherever it is written that an application is started with it.

    Args:
        said: what the facts have in common, with where the setting stands.
        to: what is given the setting.
        name: of the setting.
        value: as far as it is known.
    """
    if is_for_developers(name, value):
        yield DeveloperMode(**said, to=to, name=name)
    if is_stand_in(name, value):
        yield StandIn(**said, to=to, name=name)
    yield from switched_by(said, name, value)


def given_by_name(snippet: Snippet, settings: Mapping[str, Node], environment: str | None) -> Iterator[Fact]:
    """The same of those that a file hands over by their names, each at its own line."""
    for name, node in settings.items():
        value = node.text() or ""
        if "{{" in value:  # what another setting says, or a secret
            continue
        said = {"kind": snippet.kind, "at": snippet.at(node.key_line), "environment": environment, "old": snippet.old}
        yield from read_as_given(said, snippet.path, name, value)


def switched_by(said: Mapping[str, Any], name: str, value: str) -> Iterator[Fact]:
    """The websites that a setting lets in, a check of the settings that it has passed over, what becomes of the schema.

    Args:
        said: what the facts have in common, with where the setting stands.
        name: of the setting.
        value: as far as it is known.
    """
    for found in (setting_cors(said, name, value), skipped_check(said, name, value), schema_told(said, name, value)):
        if found is not None:
            yield found
