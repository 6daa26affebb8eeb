"""What scripts set up on a host: databases, certificates and their renewal, metric sources."""

import re
from collections.abc import Iterator

from holdfast.model.facts import (
    ComposedAtBirth,
    Fact,
    MetricSource,
    Placement,
    Watched,
)
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.availability.as_server import asked_there
from holdfast.readers.repository.shell.availability.databases import databases
from holdfast.readers.repository.shell.availability.made_there import made_there
from holdfast.readers.repository.shell.certificates.obtained import certificate_facts
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command


def setup_facts(source: Source) -> Iterator[Fact]:
    """Facts of what the script installs on the host that it runs on."""
    seen: set[tuple[str, str | None]] = set()
    composed = [command for command in source.commands if activation(command) == "compose" and not command.branch]
    if composed and source.sets_up_host:
        yield ComposedAtBirth(**source.common(composed[0]))
    for command in source.commands:
        for database in databases(command, source):
            if (database.engine, database.name) not in seen:
                seen.add((database.engine, database.name))
                made = made_there(database, command, source) if database.placement is Placement.HOST else None
                yield replace(database, at=made) if made else database
        yield from _metrics(command, source)
    if not seen and not source.instructed:
        yield from asked_there(source)
    yield from certificate_facts(source)


_SENT = regex(r"^(?:\S*perl\s+(?:-\S+\s+)*)?\S*mon-put-instance-data\.pl\b(?!.*--verify)")
"""The scripts that sent a host's memory and disk to CloudWatch before there was an agent."""


def _metrics(command: Command, source: Source) -> Iterator[Fact]:
    text = command.text
    agent = "amazon-cloudwatch-agent-ctl" in text and ("fetch-config" in text or "-a start" in text)
    if agent or _SENT.match(text):
        yield MetricSource(**source.common(command), watches=Watched.MEMORY)
    elif re.match(r"^pm2 install pm2-(?:server-monit|metrics|prometheus)", text):
        yield MetricSource(**source.common(command), watches=Watched.PROCESS, system="pm2")
