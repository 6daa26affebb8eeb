"""Logs, images and snapshots that a script has AWS keep, and for which nothing in it says when they are deleted."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Emptied, KeptForGood
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_KINDS = (
    ("logs", "aws logs create-log-group", "aws logs put-retention-policy"),
    ("images", "aws ecr create-repository", "aws ecr put-lifecycle-policy"),
)
"""What is kept, the command that makes its place, and the one that gives it an end."""
_NAME = regex(r"--(?:log-group-name|repository-name)[= ][\"']?(?P<name>[\w./${}-]{1,120})")


def kept_for_good(source: Source) -> Iterator[KeptForGood | Emptied]:
    """The first place of each kind for which the script gives no end at all; a guide's next page may give one."""
    for what, makes, ends in _KINDS if source.snippet.kind is not EvidenceKind.INSTRUCTED else ():
        if any(ends in command.text for command in source.commands):
            continue
        made = next((command for command in source.commands if command.text.startswith(makes)), None)
        if made is not None:
            yield KeptForGood(**source.common(made), what=what, name=_name(made))
    yield from _snapshots(source)


_SNAPSHOT = regex(
    r"^aws (?:--?[\w-]+ \S+ ){0,3}(?:ec2 create-(?:snapshots?|image)|rds create-db-(?:cluster-)?snapshot"
    r"|lightsail create-(?:instance|disk|relational-database)-snapshot)\b"
)
_DELETES = regex(
    r"^aws (?:--?[\w-]+ \S+ ){0,3}(?:ec2 (?:delete-snapshot|deregister-image)|rds delete-db-(?:cluster-)?snapshot"
    r"|lightsail delete-(?:instance|disk|relational-database)-snapshot)\b"
)
_ENDS = regex(r"(?i)\bdelete[-_](?:\w{1,20}[-_]){0,3}snapshot|deregister[-_]image|retention|prune|expire")


def _snapshots(source: Source) -> Iterator[KeptForGood | Emptied]:
    """What a clock has the script make under a new name each time, where it deletes none of the earlier ones."""
    if source.schedule is None:
        return
    deletes = next((one for one in source.commands if _DELETES.match(one.text)), None)
    if deletes is not None:
        yield Emptied(**source.common(deletes), what="snapshots")
    if _ENDS.search(source.snippet.text):
        return
    made = next((one for one in source.commands if _SNAPSHOT.match(one.text)), None)
    if made is not None and not made.function:
        yield KeptForGood(**source.common(made), what="snapshots")


def _name(command: Command) -> str:
    match = _NAME.search(command.text)
    return match["name"] if match else ""
