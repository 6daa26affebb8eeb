"""Backups that may have failed while their script goes on as if nothing had happened."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.handed_on import starts
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_NONEMPTY = regex(r"^(?:\[+|test) (?:! )?-[sf] ")
_DONE_WORD = regex(r"complete|success|done|finish|완료|성공|完了|成功|終了", re.IGNORECASE)
_A_BACKUP = regex(r"(?i)(?:^|[-_.: ])(?:back-?up|dump|\w{0,10}dump)(?:[-_.:]|$)")
_RUNS_CONTAINER = regex(r"^(?:docker(?: compose|-compose)|docker-compose)\b.* (?:run|exec)\b")
_GIVES_BACK = regex(r"(?i)restore|list|clean|prune|verify|check|test")
_PASSES_ON = regex(
    r"^(?:aws s3 (?:cp|mv|sync)|aws s3api put-object|scp|rsync|rclone|s3cmd put|gsutil cp|gzip|pigz|xz|bzip2|zstd|tar"
    r"|zip|7z|gpg|openssl|mv|cp|curl)\b"
)
"""What takes an empty file as gladly as a full one."""


_FAR = 400
"""Commands among which a script says what became of a backup."""


def goes_on(command: Command, source: Source) -> bool:
    """After a backup that may have failed, the script deletes older ones, passes on its file, or says it is done."""
    following = source.commands[command.order + 1 : command.order + 1 + _FAR]
    if any(_NONEMPTY.match(other.text) or "$?" in other.args for other in following[:8]):
        return False
    says = source.says
    made = {source.script.expand(one.target) for one in command.redirects if one.operator in (">", ">|")}
    for other in following:
        if other.function != command.function and other.function in says:
            continue
        deletes = other.name == "find" and other.has("-delete", "-exec", "-execdir")
        told = other.name in says and _DONE_WORD.search(other.text)
        sent = _PASSES_ON.match(other.text) and any(source.script.expand(arg) in made for arg in other.args)
        if (deletes or told or sent) and not any(mark.startswith("if ") for mark in other.branch):
            return True
    return False


_UPLOADS = regex(
    r"^(?:aws s3 (?:cp|sync)|aws\b.* s3 (?:cp|sync)|aws s3api put-object|s3cmd\b.* ?put|mc (?:cp|mirror)"
    r"|rclone\b.* ?(?:copy(?:to)?|sync)|gsutil\b.* ?cp|scp|rsync)\b"
)


def lost_with(command: Command, source: Source) -> Command | None:
    """What deletes the file that this command sends away, whether or not it has arrived."""
    if not _UPLOADS.match(command.text) or not source.makes_backup:
        return None
    sent = {source.script.expand(arg).removesuffix("/") for arg in command.args if not arg.startswith("-")}
    for other in source.commands[command.order + 1 :]:
        if other.function != command.function or other.remote != command.remote:
            continue
        if any("$?" in arg for arg in other.args):
            return None
        gone = {source.script.expand(arg).removesuffix("/") for arg in other.args} if other.name == "rm" else set()
        if gone & sent and other.branch == command.branch:
            return other
    return None


def has_it_made(command: Command, source: Source) -> bool:
    """Another of the repository's scripts makes the backup, by its name."""
    return any(name in source.known_scripts and _A_BACKUP.search(name) for name in starts(command))


def calls_backup(command: Command) -> bool:
    """A script, recipe or container that is called after a backup, wherever it is kept."""
    if _RUNS_CONTAINER.match(command.text) and any(map(_A_BACKUP.search, command.args[1:])):
        return not _GIVES_BACK.search(command.text)
    return any(_A_BACKUP.search(name) and not _GIVES_BACK.search(name) for name in starts(command))
