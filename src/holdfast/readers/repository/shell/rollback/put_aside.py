"""The copy of the running release that a way back stands on: where it fails, a deployment goes on without one."""

import re
from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.rollback.returns import returns
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_COPIES = regex(r"^(?:cp|mv|rsync|tar|docker (?:image )?tag)\b")
_OLDER = regex(r"(?i)(?:^|[^a-z])(?:prev(?:ious)?|old|backups?|bak|last[-_]?good|roll-?back|stable)(?:[^a-z]|$)")
_BESIDE = regex(
    r"\.env\b|\.service\b|nginx|caddy|\.conf\b|sites-|venv|node_modules|\.ini\b|\.ya?ml\b|\.json\b|\.sql\b|\.log\b|\.db\b"
    r"|sqlite|uploads?\b|media\b|crontab|letsencrypt"
)
"""What is no release: settings and data."""
_GOES_BACK = regex(r"(?i)roll-?_?back|revert")


def put_aside(source: Source) -> Iterator[ScriptFault]:
    """Each such copy whose failure is swallowed, in what puts a new release in its place."""
    if not _has_way_back(source):
        return
    live = max((command.order for command in source.activations), default=0)
    for command in source.commands[:live]:
        if _is_unheard(command) and _keeps_release(command, source):
            yield source.fault("rollback", "error-swallowed", command)


def _has_way_back(source: Source) -> bool:
    """The script itself goes back, or another of the repository's does."""
    return any(map(_GOES_BACK.search, source.known_scripts)) or any(True for _ in returns(source.commands))


def _is_unheard(command: Command) -> bool:
    unasked = command.discards_errors and command.failure is Failure.UNCHECKED
    said = command.failure is Failure.SWALLOWED and not any(map(_STOPS.match, command.fallback))
    return unasked or said


_STOPS = regex(r"^(?:exit|return)\b")


def _keeps_release(command: Command, source: Source) -> bool:
    goes_back = command.function and _GOES_BACK.search(command.function)
    if goes_back or not _COPIES.match(command.text) or activation(command):
        return False
    words = [re.sub(r"\$\(.*?\)", "", source.script.expand(arg)) for arg in command.args if not arg.startswith("-")]
    if command.name == "tar":
        words.sort(key=lambda word: _PACKED.search(word) is not None)
    elif command.name == "docker":
        words = words[words.index("tag") + 1 :]
    if len(words) < 2 or any(map(_BESIDE.search, words)):
        return False
    return _OLDER.search(words[-1]) is not None and not any(map(_OLDER.search, words[:-1]))


_PACKED = regex(r"\.(?:tar(?:\.\w+)?|tgz|zip)$")
