"""Timetables that an application keeps in its own language: Ruby's whenever, and Laravel's scheduler."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell.clock.cron_lines import CronLine

_WHENEVER = regex(r"(?:^|/)config/schedule\.rb$")
_LARAVEL = regex(r"(?:^|/)(?:app/Console/Kernel|routes/console|bootstrap/app)\.php$")
_EVERY = regex(r"^\s*every[\s(]+(?P<when>[^#\n]{1,200}?)\)?\s+do\b")
_RUNS = regex(
    r"^\s*(?P<how>command|rake|runner|script)[\s(]+(?P<quote>[\"'])(?P<what>[^\n]{1,1000}?)(?P=quote)\s*\)?\s*(?:,|$)"
)
_ENDS = regex(r"^\s*end\b")
_SCHEDULED = regex(
    r"(?:\$schedule\s*->|\bSchedule::)(?P<how>command|exec)\(\s*(?P<quote>[\"'])(?P<what>[^\"'\n]{1,1000})(?P=quote)[^;{}]{0,200}?\)"
    r"\s*(?P<when>->[^;{}]{1,400})"
)
_CALLS = {"rake": "bundle exec rake ", "runner": "bin/rails runner ", "script": "ruby "}
_MOST = 200
"""Entries of one timetable that are looked at."""


def is_timetable(path: str) -> bool:
    """Whether a path is such a timetable."""
    return bool(_WHENEVER.search(path) or _LARAVEL.search(path))


def timetable_lines(snippet: Snippet) -> Iterator[CronLine]:
    """What it starts, as the lines of a crontab."""
    yield from _of_whenever(snippet) if snippet.path.endswith(".rb") else _of_laravel(snippet)


_DISKS = regex(r"[\"']destination[\"']\s*=>\s*\[[^;]{0,2000}?[\"']disks[\"']\s*=>\s*\[(?P<disks>[^\]]{0,400})\]")
_NAMED = regex(r"[\"'](?P<name>[\w-]{1,60})[\"']")
_ON_THE_HOST = frozenset(("local", "public"))


def laravel_store(tree: Tree) -> str | None:
    """Where Laravel's package for backups sends them, as its settings name the disks; None where these do not tell."""
    path = next((path for path in tree.paths if path.endswith("config/backup.php")), None)
    text = tree.open_text(path) if path else None
    match = _DISKS.search(text) if isinstance(text, str) else None
    names = {one["name"] for one in _NAMED.finditer(match["disks"])} if match else set()
    if names and names <= _ON_THE_HOST:
        return "host"
    return "s3" if any("s3" in name for name in names) else None


def _of_whenever(snippet: Snippet) -> Iterator[CronLine]:
    when = ""
    for number, row in enumerate(snippet.rows, start=1):
        begun = _EVERY.match(row[:2_000])
        if begun is not None:
            when = begun["when"].strip()
        elif _ENDS.match(row):
            when = ""
        elif when and (told := _RUNS.match(row[:2_000])):
            yield CronLine(number, when, _CALLS.get(told["how"], "") + told["what"])


def _of_laravel(snippet: Snippet) -> Iterator[CronLine]:
    for count, told in enumerate(_SCHEDULED.finditer(snippet.text)):
        if count >= _MOST:
            return
        if _row_before(snippet.text, told.start()).lstrip().startswith(("//", "#", "*")):
            continue
        line = snippet.text.count("\n", 0, told.start()) + 1
        when = " ".join(told["when"].split()).removeprefix("->")
        yield CronLine(line, when, told["what"] if told["how"] == "exec" else f"php artisan {told['what']}")


def _row_before(text: str, offset: int) -> str:
    """What stands on the line before `offset`."""
    return text[text.rfind("\n", 0, offset) + 1 : offset]
