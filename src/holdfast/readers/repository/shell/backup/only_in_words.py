"""Backups that a script only speaks of: it begins one, calls it done, and copies nothing between."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_BACKUP = regex(r"(?i)back(?:ing|ed)?[- ]?up|백업|バックアップ")
_DONE = regex(
    r"(?i)complete|success|\bdone\b|finished|created|saved|완료|성공|생성됨|생성했|완성|完了|成功|作成しました"
)
_BEGINS = regex(r"(?i)\.\.\.|…|\b(?:creat|mak|tak|start|backing|perform|runn)\w*|생성|시작|진행|중|作成|開始|実行|中")
_NOT_DONE = regex(r"(?i)skip|\bno\b|\bnot\b|fail|건너|없|실패|スキップ|なし|失敗")
_OFFERED = regex(r"^\w+ (?:-\w+ )?\s*(?:\d{1,2}[.)]|\[\w\]|--?\w|[\w-]{1,20} {2,})(?!.*(?:\.\.\.|…))")
"""An entry of a menu, or of the help of a command."""
_PREPARES = frozenset(("mkdir", "touch", "cd", "date", "sleep", "chmod", "chown", *ASSIGNS))
"""What makes room for a copy, and copies nothing."""


def only_in_words(source: Source) -> Iterator[ScriptFault]:
    """Each pair of such messages, with nothing between them but what makes room for a copy."""
    begun: Command | None = None
    for command in source.commands:
        says = command.name in source.says
        if begun is not None and says and _is_behind(begun, command) and _calls_done(command):
            yield ScriptFault(
                **source.common(source.place(begun, command)),
                activity="backup",
                form="error-swallowed",
                command=redact(command.text)[:160],
            )
            begun = None
        elif says and _BACKUP.search(command.text):
            begun = command if _begins(command) else None
        elif not says and command.name not in _PREPARES:
            begun = None


def _is_behind(begun: Command, command: Command) -> bool:
    return command.function == begun.function and command.branch == begun.branch and command.remote == begun.remote


def _begins(command: Command) -> bool:
    text = command.text
    return _BEGINS.search(text) is not None and not (_NOT_DONE.search(text) or _OFFERED.match(text))


def _calls_done(command: Command) -> bool:
    text = command.text
    return bool(_BACKUP.search(text) and _DONE.search(text)) and not (_NOT_DONE.search(text) or _OFFERED.match(text))
