"""Releases and backups that a script passes over when something is missing: it ends well, and nothing was done."""

import re
from collections.abc import Iterator
from itertools import takewhile

from holdfast.model.facts import ScriptFault
from holdfast.model.record import record
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.backup.unheard import calls_backup
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.spoken import leaves_well
from holdfast.readers.repository.shell.syntax.command import Command

_EMPTY = regex(r"^if \[+ .*?-z [\"']?\$\{?(?P<name>\w+)|^\|\| \[+ .*?-n [\"']?\$\{?(?P<there>\w+)")
_HANDED = regex(r"\$\{\{\s*(?:vars|secrets|env|inputs)\.")
_MAY_BE_EMPTY = regex(
    r"(?i)chang|diff|file|commit|tag|version|skip|force|dry|pull|\bpr_|message|exist|found|result|list"
)
"""Names of what a script finds out by itself, or of what somebody may want."""
_RELEASES = regex(
    r"^aws (?:s3 (?:sync|cp)|ecs update-service|lambda update|deploy create-deployment|elasticbeanstalk)\b"
)


_SPEAKS = regex(r"^(?:echo|printf|logger|log\w*|warn\w*|print_\w+|(?:print|msg|say)\w*|info|notice)$", re.IGNORECASE)
_PASSES_OVER = regex(r"skip|not (?:be )?(?:backed|uploaded|saved)|건너|생략|スキップ|飛ばし|省略", re.IGNORECASE)
_NOWHERE = regex(
    r"not (?:set|configured|specified|given|defined|provided)|unset|local(?:ly)? (?:copy |backup )?only|only local"
    r"|미설정|설정되지|설정이 없|로컬에만|未設定|設定されて|指定されて|ローカル(?:に)?のみ",
    re.IGNORECASE,
)
"""Nobody has said where the copy goes, and so it goes nowhere."""
_NOTHING_NEW = regex(
    r"(?i)\bno (?:new |other )?changes?\b|nothing (?:new|changed|to)|unchanged|(?:not|n't) changed?|identical"
    r"|up[- ]to[- ]date|변경 ?(?:사항|내용)?[이은]? ?없|변화 ?없|동일"
    r"|変更(?:が|は)?(?:ない|なし|ありません)|同一|同じ内容"
)
"""The copy that is there is still the newest."""
_OF_A_BACKUP = regex(
    r"back(?:ing|ed)?[- ]?up|dump|upload|snapshot|s3|백업|업로드|バックアップ|アップロード", re.IGNORECASE
)
_WISHED = regex(
    r"skip|dry|\bno_|_only|force|disable|enable|\$\{?(?:do|with|want|should)_"
    r"|\$\{?\w+(?::?-\w*)?\}?[\"']? *(?:!=|==?) *[\"']?(?:yes|no|on|off)\b",
    re.IGNORECASE,
)
"""What somebody who starts the script asked for."""
_ANOTHERS_TURN = regex(r"recovery|standby|replica|primary|secondary|leader|\b(?:is_)?master\b", re.IGNORECASE)
"""The backup is made elsewhere."""
_SETTING = regex(r"-[nz] [\"']?\$\{?\w+")
_UPLOADS = regex(r"^aws s3 (?:cp|sync|mv)\b|^(?:rclone|s3cmd|mc)\b")


def skipped_backups(source: Source) -> Iterator[ScriptFault]:
    """Each branch of a backup that only says that it does nothing, and is heard by nobody."""
    called = tuple(filter(calls_backup, source.commands))
    if not (source.makes_backup or called):
        return
    uploads = (c for c in source.commands if _UPLOADS.match(c.text))
    saves = frozenset(c.order for c in (*source.backups, *called, *uploads))
    asked_before = frozenset(mark for one in source.backups for mark in one.branch)
    yield from _ended_well(source)
    saying = [c for c in source.commands if c.branch and _SPEAKS.match(c.name)]
    saying = [c for c in saying if _says_skipped(c) or _says_impossible(c, asked_before)]
    inside = _inside({c.branch for c in saying}, source, saves)
    for command in saying:
        reason = command.branch[-1]
        kind, _, asked = reason.partition(" ")
        branch = inside[command.branch]
        if _is_wished(asked, holds=kind == "if") or branch.fails:
            continue
        if reason.startswith(("else ", "if ")) and not branch.saves:
            yield ScriptFault(
                **source.common(source.place(command, branch.said_last or command)),
                activity="backup",
                form="error-swallowed",
                command=redact(asked)[:160],
            )


@record(frozen=False)
class _Branch:
    """What happens in a branch, and in those within it.

    Attributes:
        fails: the script ends there, and not well.
        saves: a copy is made there.
        said_last: the last command that only says something.
    """

    fails: bool = False
    saves: bool = False
    said_last: Command | None = None


def _inside(branches: set[tuple[str, ...]], source: Source, saves: frozenset[int]) -> dict[tuple[str, ...], _Branch]:
    """What happens in each of `branches`."""
    found = {branch: _Branch() for branch in branches}
    for command in source.commands:
        around = (command.branch[:depth] for depth in range(1, len(command.branch) + 1))
        for branch in (found[one] for one in around if one in found):
            branch.fails |= command.name in ("exit", "return") and command.args[:1] != ("0",)
            branch.saves |= command.order in saves
            branch.said_last = command if _SPEAKS.match(command.name) else branch.said_last
    return found


_ANSWERS = r"(?:docker|pg_isready|mysqladmin|systemctl|nc|redis-cli)\b"
_IS_MISSING = regex(
    rf"^if (?:! )?(?:\[+|test) (?:! )?-[fesdr] |^if ! {_ANSWERS}|^\|\| (?:\[+|test) -[fesdr] |^\|\| {_ANSWERS}"
)
_NOT_THERE = regex(r"^if (?:\[+|test) -[fesdr] ")
"""The branch is taken where something is there, such as a lock."""


def _ended_well(source: Source) -> Iterator[ScriptFault]:
    """What is to be saved is not there, or does not answer, and a script for backups ends as if all were well."""
    if not _OF_A_BACKUP.search(source.snippet.name):
        return
    last_backup = {one.branch: one.order for one in source.backups}
    first: dict[tuple[str, ...], Command] = {}
    for command in source.commands:
        beside = first.setdefault(command.branch, command)
        well = command.name in ("exit", "return") and command.args in ((), ("0",))
        asked = command.branch[-1] if command.branch else ""
        if not well or not _IS_MISSING.match(asked) or _NOT_THERE.match(asked) or _is_wished(asked, holds=True):
            continue
        if last_backup.get(command.branch[:-1], -1) > command.order:
            at = source.place(_test_before(beside, source), command)
            yield ScriptFault(
                **source.common(at), activity="backup", form="error-swallowed", command=redact(asked)[:160]
            )


def _says_skipped(command: Command) -> bool:
    if _NOTHING_NEW.search(command.text):
        return False
    nowhere = _NOWHERE.search(command.text) and _SETTING.search(command.branch[-1])
    return bool(_PASSES_OVER.search(command.text) or nowhere) and _OF_A_BACKUP.search(command.text) is not None


_CANNOT = regex(
    r"(?i)\berr(?:o|or)?\b|\bfail|not (?:running|found|available|reachable)|\bmissing\b|does(?: not|n't) exist"
    r"|오류|에러|실패|없습니다|エラー|失敗|起動していません|見つかりません|ありません"
)


def _says_impossible(command: Command, asked_before: frozenset[str]) -> bool:
    """In the branch beside the one that dumps: there is nothing to dump from, and the script ends well."""
    kind, _, asked = command.branch[-1].partition(" ")
    if kind != "else" or not _CANNOT.search(command.text):
        return False
    return f"if {asked}" in asked_before


_NOT_WISHED = regex(
    r"""["']?\$\{?\w*(?:skip|dry|no_|_only|disable|force)\w*(?::?-\w*)?\}?["']? *==? *["']?(?:false|0|no|off)["']?"""
    r"(?= |$)",
    re.IGNORECASE,
)
"""Somebody may ask to pass it over, and has not."""


def _is_wished(asked: str, *, holds: bool) -> bool:
    """`holds`: what is asked is so in this branch; in the one beside it, it is not."""
    settled = _SETTING.sub("", asked)
    wished = _WISHED.search(_NOT_WISHED.sub("", settled) if holds else settled)
    return wished is not None or _ANOTHERS_TURN.search(asked) is not None


def skipped(source: Source) -> Iterator[ScriptFault]:
    """The first test for a missing setting, file or service that ends a script well, with a release behind it."""
    releases = (c for c in source.commands if activation(c) or _RELEASES.match(c.text))
    last_release = {c.remote: c.order for c in releases}
    for command in source.commands:
        if command.name != "exit" or not command.branch or last_release.get(command.remote, -1) < command.order:
            continue
        if not leaves_well(command, source):
            continue
        if _is_unset(command, source):
            yield source.fault("deploy", "error-swallowed", _test_before(command, source), command)
        elif (asked := _told_missing(command, source)) is not None:
            yield source.fault("deploy", "error-swallowed", asked, command)


def _is_unset(end: Command, source: Source) -> bool:
    """It stands behind a test whether a setting is empty that the script is handed."""
    mark = _EMPTY.search(end.branch[-1])
    name = (mark["name"] or mark["there"]) if mark else ""
    return bool(name) and not _MAY_BE_EMPTY.search(name) and _is_handed(name, source)


def _told_missing(end: Command, source: Source) -> Command | None:
    """The question whether what the release needs is there or answers, where the script calls the answer an error."""
    asked = end.branch[-1]
    if not _IS_MISSING.match(asked) or _NOT_THERE.match(asked) or _is_wished(asked, holds=True):
        return None
    above = source.commands[max(0, end.order - _REACH) : end.order]
    body = list(takewhile(lambda one: one.branch == end.branch and one.name in source.says, reversed(above)))
    before = source.commands[max(0, end.order - len(body) - 1)]
    said = " ".join(one.text for one in body)
    asks = before.condition or before.fallback
    if not asks or not _CANNOT.search(said) or _PASSES_OVER.search(said) or _NOTHING_NEW.search(said):
        return None
    return before


def _is_handed(name: str, source: Source) -> bool:
    """The script does not find its value out by itself."""
    value = source.script.variables.get(name)
    return name.isupper() and (value is None or _HANDED.search(value) is not None)


_REACH = 100
"""Commands on ten lines, at most."""


def _test_before(end: Command, source: Source) -> Command:
    earlier = reversed(source.commands[max(0, end.order - _REACH) : end.order])
    return next((c for c in earlier if c.name == "[" and end.line - c.line < 10), end)
