"""Rollbacks that nobody has written: the script is called so, and says itself that it brings nothing back."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.rollback.called import CALLED_ROLLBACK
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_TELLS = regex(
    r"(?i)notif|alert|slack|discord|message|summary|report|remind|announce|confirm|verif|warn|approv|알림|보고|확인|승인"
    r"|通知|報告|確認|承認"
)
"""A step that only speaks of it."""
_ADMITS = regex(
    r"(?i)\b(?:not|isn't|never) (?:\w{1,10} ){0,2}?(?:implemented|supported|automated|written)\b|\bunimplemented\b"
    r"|\bto-?do\b|\bplaceholder\b|\bcoming soon\b"
    r"|\bmanual(?:ly)? (?:\w{1,14} ){0,3}?(?:required|needed|necessary)\b"
    r"|\b(?:must|has to|have to|needs? to) be (?:\w{1,12} )?(?:manually|by hand)\b"
    r"|\b(?:must|has to|have to|needs? to|please) manually\b"
    r"|미구현|구현(?:되지|하지|이)? ?(?:않|안|필요|예정)|수동(?:으로)? ?(?:롤백|복구|되돌|진행|필요)|아직 ?지원"
    r"|未実装|実装(?:されてい|してい)ませ|実装予定|手動で(?:の)?(?:ロールバック|切り戻|戻|復旧|実行)|手動対応"
)
_HARMLESS = frozenset((
    *("[", "[[", "test", "=", "export", "local", "declare", "readonly", "set", "cd", "exit", "return", "read", "sleep"),
    *("true", "false", ":", "mkdir", "date", "wc", "grep", "awk", "cut", "jq", "cat", "tee", "head", "tail", "sort"),
    *("tr", "basename", "dirname", "pwd", "command", "which", "type", "trap", "shift", "echo", "printf", "tput"),
    *("clear", "find", "rm", "ls", "uniq"),
))  # fmt: skip
_ONLY_LOOKS = regex(
    r"^aws (?:--\S+ )?(?:configure|sts|\S{1,40} (?:wait|describe|get|list|head|continue-update-rollback|ls)\b)"
    r"|^(?:npm|yarn|pnpm) (?:install|ci|i)(?= |$)|^xargs(?: -\S+){0,4} rm\b"
    r"|^kubectl\b.{0,60} (?:get|describe|logs)\b|^docker (?:ps|images|logs)\b"
    r"|^git (?:log|status|describe|rev-parse|tag -l|show)\b"
    r"|^curl\b(?:(?!.{0,300}-X ?(?:POST|PUT|PATCH))|(?=.{0,1500}(?i:hook|slack|discord|telegram|teams|chat)))"
)
"""What only asks how things are, or tells somebody; what ends a failed update of a stack brings no other back."""
_LONGEST = 20


def unwritten(source: Source) -> Iterator[ScriptFault]:
    """The rows in which such a script says so, where nothing else in it could bring a release back."""
    # Of a pipeline its own step has to be called so: beside it in its job another one may do the work.
    called = source.snippet.heading.rpartition(" / ")[2] if source.embedded else source.snippet.name
    if not source.whole or not CALLED_ROLLBACK.search(called) or _TELLS.search(called):
        return
    admits = [command for command in source.commands if _admits(command, source)]
    # Calls of its own functions do no more than their commands, which are looked at one by one.
    idle = {*_HARMLESS, *source.says, *(command.function for command in source.commands if command.function)}
    if not admits or any(not _is_idle(command, idle) for command in source.commands):
        return
    near = admits[-1].end_line - admits[0].line < _LONGEST
    yield source.fault("rollback", "rollback-cannot-start", admits[0], admits[-1] if near else None)


def _admits(command: Command, source: Source) -> bool:
    said = command.name in source.says or command.name in ("echo", "printf")
    return said and _ADMITS.search(command.text[:400]) is not None


def _is_idle(command: Command, idle: set[str]) -> bool:
    return command.name in idle or _ONLY_LOOKS.match(command.text) is not None
