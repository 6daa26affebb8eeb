"""Backups that a program makes itself: it starts a database's own tool as a shell would, or copies the file of one."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from holdfast.model.evidence import Location
from holdfast.model.facts import BackupJob, ScriptFault
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.backup.dumps_unheard import unheard
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source

_TOOLS = ("pg_dump", "mysqldump", "mariadb-dump", "mongodump")
_TOOL = r"(?:/\w[\w/]{0,60}/)?(?:pg_dump(?:all)?|mysqldump|mariadb-dump|mongodump)"
_TYPED = regex(
    "|".join(
        rf"{quote}(?P<{name}>(?:[^\"'`\n]{{0,160}}[\s;&|(])?{_TOOL}\s[^{inside}]{{1,600}}){quote}"
        for name, quote, inside in (("double", '"', '"\\n'), ("single", "'", "'\\n"), ("template", "`", "`"))
    )
)
"""A whole command, as `exec` or `os.system` is given one."""
_LISTED = regex(rf"[\[(]\s{{0,40}}[\"'](?P<tool>{_TOOL})[\"']\s{{0,9}},(?P<rest>[^\])]{{0,600}})")
"""The tool and what it is given, one by one."""
_ARGUMENT = regex(r"[\"'`](?P<text>[^\"'`\n]{1,200})[\"'`]")
_TOLD = regex(r"(?i)(?:log\w*|info|warn\w*|error|debug|print\w*|echo|puts|exception|raise|throw\w*|it|test)\W{0,3}f?\Z")
"""Before a sentence that only speaks of the tool."""
_COMMANDS = regex(r"\s-|[>${%|]")
_HOLE = regex(r"(?<!\$)\{(?P<name>\w{1,60})[^{}\n]{0,60}\}")
SENT = regex(
    r"\bupload_file(?:obj)?\(|\bput_object\(|\b[pP]utObject(?:Command)?\(|\bnew Upload\(|\.upload\(\s?\{"
    r"|\bUploader\b|\b[sS]3\w{0,12}\.upload\(|disk\(\s?[\"']s3[\"']\s?\)|\baws s3 (?:cp|mv|sync)\b"
)
_CLOCK = regex(
    r"(?:\bcron\.schedule|\bscheduleJob|\bnew CronJob|@Cron|@Scheduled|\bfrom_crontab|\bAddFunc)\("
    r"\s{0,40}(?:cron\s?=\s?)?[\"'`](?P<clock>[^\"'`\n]{5,60})[\"'`]"
)
_DAILY = regex(
    r"\bschedule\.every\(|\bcrontab\(|\bCronTrigger\(|\badd_job\(|@Cron\(\s?CronExpression\.|\bsetInterval\(|->daily"
    r"|\.scheduled_job\(|\badd_periodic_task\(|@repeat_every\(|@Scheduled\(\s?fixed|@Interval\(|\bscheduleAtFixedRate\("
    r"|\btime\.(?:NewTicker|Tick)\(|\bPeriodicTimer\(|\brepeatEvery\(|\brepeat:\s?\{\s?(?:cron|pattern|every)\b"
)
_TIMED = ("cron", "schedul", "interval", "daily", "periodic", "repeat", "add_job(", "addfunc(", "ticker(", "tick(")
"""Of which one stands in every file with such a clock."""
_MOST = 3
_COPIES = ("shutil.copy", "copyfile")
_COPIED = regex(
    r"\b(?:shutil\.copy(?:2|file)?|copyFile(?:Sync)?)\(\s{0,20}(?P<what>[^,\n()]{1,120}),\s{0,20}(?P<to>[^\n]{1,160})"
)
_OF_DATABASE = regex(r"(?i)(?<![a-z])(?:db|database|sqlite)|\.(?:db|sqlite3?)\b|db_?(?:path|file)")
_KEPT = regex(r"(?i)back-?_?up|(?<![a-z])bak(?![a-z])")
_FOLDER = regex(
    r"(?im)^[ \t]{0,12}(?:(?:const|let|var|private|public|readonly|static|final|String|self\.|this\.)\s{0,3}){0,4}"
    r"\w{0,20}(?:backup|dump)s?_?(?:dir|folder|root|path)\w{0,12}(?:\s?:\s?\w{1,20})?\s?:?=(?!=)[^\n]{1,160}"
)


def dumped(tree: Tree, apps: Iterable[App]) -> Iterator[BackupJob | ScriptFault]:
    """The first dumps of each file that makes any; what sends them away stands in the same file."""
    apps = tuple(apps)
    sources = (source for app in apps for source in app.sources)
    telling = (one for one in sources if one.mentions(*_TOOLS) or (one.mentions(*_COPIES) and one.mentions("backup")))
    making = [one for one in telling if one.by_hand and not is_developers(one.path)]
    if not making:
        return
    # Imported here: most programs dump nothing, and scripts take long to be loaded.
    from holdfast.readers.repository.shell.clock.started import clocks_of

    clocks = clocks_of(tree)
    timed = [(one, told) for app in apps for one in app.sources if (told := clock(one))]
    for source in making:
        started = clocks.get(source.snippet.name) or _started_by(source, timed)
        jobs = tuple(_in_source(source, started))
        yield from jobs
        yield from unheard(source) if jobs else ()


def _started_by(source: Source, timed: Iterable[tuple[Source, str]]) -> str | None:
    """When another file starts it that takes it in by its name, of those that start something by the clock."""
    stem = source.snippet.name.rpartition(".")[0]
    if len(stem) < _SHORTEST:
        return None
    taken = re.compile(rf"(?:\bimport\b|\bfrom\b|\brequire\b)[^\n]{{0,120}}\b{re.escape(stem)}\b")
    return next(
        (told for one, told in timed if one is not source and stem in one.text and taken.search(one.text)), None
    )


_SHORTEST = 4


def clock(source: Source) -> str | None:
    """When a file has something started again and again; "daily" where it does not say when."""
    if not source.mentions(*_TIMED):
        return None
    told = _CLOCK.search(source.code)
    return told["clock"] if told else "daily" if _DAILY.search(source.code) else None


def _in_source(source: Source, started: str | None) -> Iterator[BackupJob]:
    from holdfast.readers.repository.shell import facts_of

    code = source.code
    schedule = clock(source) or started
    away = SENT.search(code) is not None
    folder = {} if away else _folder(source)
    for start, end, command in islice(_commands(source), _MOST):
        part = replace(source.snippet, text=command, heading="program")
        job = next((fact for fact in facts_of(part, schedule=schedule) if isinstance(fact, BackupJob)), None)
        if job is not None:
            yield replace(
                job, at=source.at(start, end), places=folder, destination="s3" if away else job.destination or "host"
            )

    yield from (_of_file(source, match, schedule, away=away) for match in islice(_copies(source), _MOST))


def _copies(source: Source) -> Iterator[re.Match[str]]:
    """Where a program copies the file of a database to where its name says that it is kept."""
    for match in _COPIED.finditer(source.code):
        if _OF_DATABASE.search(match["what"]) and _KEPT.search(match["to"]) and not _KEPT.search(match["what"]):
            yield match


def _folder(source: Source) -> dict[str, Location]:
    """Where the folder for copies gets its path."""
    told = _FOLDER.search(source.code)
    return {"folder": source.at(told.start(), told.end())} if told else {}


def _of_file(source: Source, match: re.Match[str], schedule: str | None, *, away: bool) -> BackupJob:
    snippet = source.snippet
    return BackupJob(
        places=_folder(source),
        kind=snippet.kind,
        at=source.at(match.start(), match.end()),
        environment=snippet.environment,
        old=snippet.old,
        subject="database",
        method="copy",
        schedule=schedule,
        destination="s3" if away else "host",
    )


def _commands(source: Source) -> Iterator[tuple[int, int, str]]:
    code = source.code
    for match in _TYPED.finditer(code):
        before, command = code[max(match.start() - 40, 0) : match.start()], match[0][1:-1]
        if _TOLD.search(before) or not _COMMANDS.search(command):
            continue
        if not only_for_developers(source, match.start()):
            yield match.start(), match.end(), _HOLE.sub(_filled, command)
    for match in _LISTED.finditer(code):
        if not only_for_developers(source, match.start()):
            arguments = " ".join(one["text"] for one in _ARGUMENT.finditer(match["rest"]))
            yield match.start("tool"), match.end("tool"), f"{match['tool']} {arguments}"


def _filled(match: re.Match[str]) -> str:
    return f"${{{match['name']}}}"
