"""Modes for developers in which a script puts the product live: by a setting before the command, or a property."""

from collections.abc import Iterator

from holdfast.model.facts import DeveloperMode
from holdfast.readers.repository.modes import is_for_developers, starts_for_developers
from holdfast.readers.repository.shell.source import Source


def mode_facts(source: Source) -> Iterator[DeveloperMode]:
    """One fact for each such command; what a guide has a person type may well be for their own machine."""
    if source.instructed:
        return
    for command in source.activations:
        expand = source.script.expand
        names = [name for name, value in command.assigns if is_for_developers(name, expand(value))]
        if command.name == "java" and (property_ := starts_for_developers(expand(" ".join(command.args)))):
            names.append(property_)
        for name in names:
            yield DeveloperMode(**source.common(command), to=source.snippet.name, name=name)
