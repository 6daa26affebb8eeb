"""Logs and images that a script has AWS keep, and for which nothing in it says when they are deleted."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import KeptForGood
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source

_KINDS = (
    ("logs", "aws logs create-log-group", "aws logs put-retention-policy"),
    ("images", "aws ecr create-repository", "aws ecr put-lifecycle-policy"),
)
"""What is kept, the command that makes its place, and the one that gives it an end."""
_NAME = regex(r"--(?:log-group-name|repository-name)[= ][\"']?(?P<name>[\w./${}-]{1,120})")


def kept_for_good(source: Source) -> Iterator[KeptForGood]:
    """The first place of each kind for which the script gives no end at all; a guide's next page may give one."""
    for what, makes, ends in _KINDS if source.snippet.kind is not EvidenceKind.INSTRUCTED else ():
        if any(ends in command.text for command in source.commands):
            continue
        made = next((command for command in source.commands if command.text.startswith(makes)), None)
        if made is not None:
            yield KeptForGood(**source.common(made), what=what, name=_name(made))


def _name(command: Command) -> str:
    match = _NAME.search(command.text)
    return match["name"] if match else ""
