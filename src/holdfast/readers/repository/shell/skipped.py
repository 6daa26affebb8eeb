"""Releases that a script passes over without a word when a setting is missing: it ends well, and nothing is new."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import activation

_EMPTY = regex(r"^if \[+ .*?-z [\"']?\$\{?(?P<name>\w+)|^\|\| \[+ .*?-n [\"']?\$\{?(?P<there>\w+)")
_HANDED = regex(r"\$\{\{\s*(?:vars|secrets|env|inputs)\.")
_MAY_BE_EMPTY = regex(
    r"(?i)chang|diff|file|commit|tag|version|skip|force|dry|pull|\bpr_|message|exist|found|result|list"
)
"""Names of what a script finds out by itself, or of what somebody may want."""
_RELEASES = regex(
    r"^aws (?:s3 (?:sync|cp)|ecs update-service|lambda update|deploy create-deployment|elasticbeanstalk)\b"
)


def skipped(source: Source) -> Iterator[ScriptFault]:
    """The first test for a missing setting that ends a script as if all were well, with a release behind it."""
    for command in source.commands:
        if command.name != "exit" or command.args[:1] != ("0",) or not command.branch:
            continue
        mark = _EMPTY.search(command.branch[-1])
        name = (mark["name"] or mark["there"]) if mark else ""
        if not name or _MAY_BE_EMPTY.search(name) or not _is_handed(name, source):
            continue
        behind = (c for c in source.commands[command.order + 1 :] if c.remote == command.remote)
        if any(activation(c) or _RELEASES.match(c.text) for c in behind):
            asked = _test_before(command, source)
            yield ScriptFault(
                **source.common(source.place(asked, command)),
                activity="deploy",
                form="error-swallowed",
                command=redact(asked.text)[:160],
            )


def _is_handed(name: str, source: Source) -> bool:
    """The script does not find its value out by itself."""
    value = source.script.variables.get(name)
    return name.isupper() and (value is None or _HANDED.search(value) is not None)


def _test_before(end: Command, source: Source) -> Command:
    earlier = reversed(source.commands[: end.order])
    return next((c for c in earlier if c.name == "[" and end.line - c.line < 10), end)
