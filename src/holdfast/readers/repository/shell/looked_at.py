"""Scripts that measure how a host is and tell nobody: only who reads along, or looks into a log, sees it."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.expiry import CALLS
from holdfast.readers.repository.shell.releases import is_deploy_script
from holdfast.readers.repository.shell.source import Source

_MEASURES = {
    "df": Watched.DISK,
    "free": Watched.MEMORY,
    "top": Watched.CPU,
    "vmstat": Watched.CPU,
    "mpstat": Watched.CPU,
}


def looked_at(source: Source) -> Iterator[MetricSource]:
    """One fact for a script of the repository: from the first command that measures to the last one near it."""
    if source.embedded or source.instructed or source.actor == "workflow":
        return
    if source.sets_up_host or is_deploy_script(source):
        return  # a release makes sure that it has room
    if any(CALLS.search(command.text) and _sends(command) for command in source.commands):
        return
    looks = [command for command in source.commands if command.name in _MEASURES]
    if not looks:
        return
    near = [command for command in looks if command.end_line - looks[0].line < MAX_LINES]
    yield MetricSource(
        **source.common(source.snippet.at(near[0].line, near[-1].end_line)),
        watches=_MEASURES[looks[0].name],
        system=", ".join(dict.fromkeys(command.name for command in looks)),
        by_hand=True,
    )


def _sends(command: Command) -> bool:
    """A mere look at an address asks how something is, and tells nobody."""
    return command.name != "curl" or _SENDS.search(command.text) is not None


_SENDS = regex(r"(?i)\s(?:-d|-F|--data\S*|--json|--form)\b|\bPOST\b|hc-ping")
