"""Folders that are kept as a copy, packed or as they lie: a backup by its name, whatever lies in them."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_PACKS = regex(r"^(?:tar (?:-?[a-zA-Z]*c[a-zA-Z]*|--create)|zip -\w*r\w*|7z a)(?= )")
_DATA_OF_SERVERS = regex(
    r"(?:^|[\s:'\"(])/var/lib/(?:docker/volumes|mysql|mariadb|postgresql|pgsql|mongodb|mongo)(?=[\s/*'\"]|$)"
)
_FROM = regex(r"(?:-C|--directory)[ =](/\S+?)/? (?:-[\w-]+(?:=\S+)? )*([\w.]\S*)")
"""The folder that `tar` goes to, with the first thing that it takes from there."""
_CALLED_BACKUP = regex(r"backup|(?<![a-z])bak(?![a-z])|백업|バックアップ", re.IGNORECASE)


_PROGRAM = regex(r"(?:^|[\s/])(?:dist|build|out|node_modules|\.next|current|releases?|www|html|code|src)/?(?=\s|$)")


def packs_backup(command: Command, source: Source) -> bool:
    """Files other than the program's own, put into an archive that calls itself a backup."""
    if not _PACKS.match(command.text):
        return False
    words = [source.script.expand(arg) for arg in command.args[1:]]
    archive = next((word for word in words if not word.startswith("-")), "")
    return _CALLED_BACKUP.search(archive) is not None and not _PROGRAM.search(" ".join(words).replace(archive, ""))


def packs_data(command: Command, source: Source) -> bool:
    """The files below a database's server, or all volumes of Docker, put into an archive as they lie there."""
    if not _PACKS.match(command.text):
        return False
    return _DATA_OF_SERVERS.search(_FROM.sub(r"\1/\2", source.script.expand(command.text))) is not None


def is_archive(command: Command, source: Source) -> bool:
    """`tar czf backup.tar.gz shop/`, `cp -r . backups/`: a folder that is called a backup once it is kept twice.

    No release on its way, and no program that is put aside for the way back.
    """
    if _copies_folder(command):
        kept, copy = (source.script.expand(arg) for arg in command.args if not arg.startswith("-"))
        return _CALLED_BACKUP.search(copy) is not None and not _PROGRAM.search(kept)
    if source.activations:
        return packs_backup(command, source)
    if not _PACKS.match(command.text) or _holds_logs(command, source):
        return False
    return _CALLED_BACKUP.search(source.script.expand(command.text)) is not None


_ARCHIVE = regex(r"(?i)\.(?:tar|tgz|zip|7z|gz|bz2|xz|zst)\b")
_OF_LOGS = regex(r"(?i)(?:^|[/_.-])logs?(?:[/*]|$)|\.log(?:$|[.*])")


def _holds_logs(command: Command, source: Source) -> bool:
    """Nothing but logs is put away: no data that anybody wants back."""
    words = [source.script.expand(arg) for arg in command.args[1:] if not arg.startswith("-")]
    kept = [word for word in words if not _ARCHIVE.search(word)]
    return bool(kept) and all(map(_OF_LOGS.search, kept))


def _copies_folder(command: Command) -> bool:
    """`cp -r . "$BACKUP_DIR"/`: all that lies somewhere, and no single file or folder of settings."""
    if command.name not in ("cp", "rsync") or not _WHOLE.search(f" {command.text}"):
        return False
    files = [arg for arg in command.args if not arg.startswith("-")]
    return len(files) == _FROM_AND_TO and not _SETTINGS.search(files[0]) and ":" not in files[1]


_WHOLE = regex(r" (?:-[a-zA-Z]*[rRa][a-zA-Z]*|--recursive|--archive)(?= )")
_FROM_AND_TO = 2
_SETTINGS = regex(r"(?i)^/etc/|nginx|\.(?:conf|env|json|ya?ml|service)\b|\.ssh|node_modules|letsencrypt|cert")
