"""What a variable says that a file of a platform (App Runner, Copilot, Serverless, Zappa) gives its service."""

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.facts import ExposedSecret, Fact, StandIn
from holdfast.readers.repository.api_cors import setting_cors
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.nodes import Node
from holdfast.readers.repository.skipped_checks import skipped_check
from holdfast.readers.repository.stand_ins import is_stand_in


def platform_setting(snippet: Snippet, said: Mapping[str, Any], name: str, value: Node) -> Iterator[Fact]:
    """A secret that is written out, the websites that are let in, a check of the settings that is passed over.

    Args:
        snippet: the file.
        said: what the facts have in common, but for where they stand.
        name: of the variable.
        value: the node of what it is given.
    """
    text, at = value.text() or "", snippet.at(value.key_line, value.end)
    if is_exposed(name, text):
        yield ExposedSecret(**said, at=covered(at), name=name, form=form_of(name, text))
    if is_stand_in(name, text):
        yield StandIn(**said, at=at, to=snippet.path, name=name)
    yield from switched_by({**said, "at": at}, name, text)


def switched_by(said: Mapping[str, Any], name: str, value: str) -> Iterator[Fact]:
    """The websites that a setting lets in, and a check of the settings that it has passed over.

    Args:
        said: what the facts have in common, with where the setting stands.
        name: of the setting.
        value: as far as it is known.
    """
    for found in (setting_cors(said, name, value), skipped_check(said, name, value)):
        if found is not None:
            yield found
