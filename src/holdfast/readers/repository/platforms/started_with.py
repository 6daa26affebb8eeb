"""What a command tells by which a platform is told to start an application."""

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.facts import DeveloperMode, Fact, ScriptFault
from holdfast.model.redaction import redact
from holdfast.readers.repository.configuration.development_servers import is_development_server
from holdfast.readers.repository.configuration.modes import starts_for_developers

_LONGEST = 160
"""Characters of a command that is shown."""


def started_with(said: Mapping[str, Any], to: str, command: str) -> Iterator[Fact]:
    """A server or a profile for developers, and what each start does to the database's schema.

    Args:
        said: what the facts have in common, with where the command stands.
        to: what it starts.
        command: as one line; empty where the image's own is started.
    """
    if not command.strip():
        return
    # Late, as the shell's words are read by what reads the resources that its commands make.
    from holdfast.readers.repository.shell.releases.entry import hazards
    from holdfast.readers.repository.shell.syntax.parse import parse

    if name := starts_for_developers(command):
        yield DeveloperMode(**said, to=to, name=name)
    commands = parse(command).commands
    for hazard in hazards(commands):
        told = redact(hazard.command.text)[:_LONGEST]
        yield ScriptFault(**said, activity=hazard.activity, form=hazard.form, command=told)
    served = next((one for one in commands if is_development_server(one.text)), None)
    if served is not None:
        told = redact(served.text)[:_LONGEST]
        yield ScriptFault(**said, activity="start", form="development-server", command=told)
