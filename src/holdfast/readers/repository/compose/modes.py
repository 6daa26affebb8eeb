"""Modes for developers that a compose file hands an application, by itself or where a variable is missing."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.facts import DeveloperMode, SwitchedOff
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.settings import settings_of
from holdfast.readers.repository.configuration.modes import is_for_developers, is_switched_off
from holdfast.readers.repository.text.nodes import Node

_INSTEAD = regex(r"\$\{\w{1,100}:?-(?P<value>[^${}]{1,40})\}")


def mode_facts(
    applications: Iterable[tuple[str, Node]], snippet: Snippet, said: dict[str, Any]
) -> Iterator[DeveloperMode | SwitchedOff]:
    """One fact for each such setting of the services, given by name, and for each that switches one off."""
    for to, node in applications:
        for name, (text, row) in settings_of(node):
            otherwise = _INSTEAD.fullmatch(text[:300].strip())
            if is_for_developers(name, (otherwise["value"] if otherwise else text[:300]).strip("\"' ")):
                yield DeveloperMode(**said, at=snippet.at(row), to=to, name=name, instead=otherwise is not None)
            elif otherwise is None and is_switched_off(name, text[:300].strip("\"' ")):
                yield SwitchedOff(**said, at=snippet.at(row), to=to, name=name)
