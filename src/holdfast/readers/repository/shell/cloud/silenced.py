"""Alarms that a command has call nobody, for good or for a while."""

from collections.abc import Iterator

from holdfast.model.facts import Alarm, Fact
from holdfast.readers.repository.monitoring.metrics import watched_by
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_OFF = "disable-alarm-actions"


def silenced(command: Command, source: Source) -> Iterator[Fact]:
    """Alarms that are told to call nobody, and that nothing in the same script has call again."""
    if source.alarms_are_heard_again:
        return
    for name in command.many("--alarm-names"):
        told = source.script.expand(name)
        yield Alarm(**source.common(command, told), watches=watched_by(told), name=told, notifies=False)


def is_silenced(fact: object) -> bool:
    """It is such an alarm."""
    return isinstance(fact, Alarm) and fact.notifies is False and _OFF in fact.at.quote
