"""When something starts a script by the clock: crontabs, timers, workflows, and scripts that install them."""

import re
from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.evidence import EvidenceKind, Gap
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell.clock.cron_lines import lacks_a_user
from holdfast.readers.repository.shell.clock.elsewhere import clocks_elsewhere, units_elsewhere
from holdfast.readers.repository.shell.clock.told_by_text import crontabs_by_text
from holdfast.readers.repository.shell.steps.handed_on import SCRIPT_NAME, hand_on, starts
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.stencils import own_name

_RUNS_RECIPE = regex(r"\b(?:make|just|npm|yarn|pnpm)\s")
_ON_CALENDAR = regex(r"^[^\S\n]*On(?:Calendar|UnitActiveSec)\s*=\s*(.+)$", re.MULTILINE)
_WORKFLOW_CRON = regex(r"^[^\S\n]*-\s*cron:\s*['\"]?([^'\"#\n]{5,60})", re.MULTILINE)
_EXEC = regex(r"^[^\S\n]*ExecStart\s*=\s*(.+)$", re.MULTILINE)
_FILES = regex(
    r"(?:^|/)(?:[\w-]{0,40}crontab[\w.-]*|cron\.tab|[\w.-]*\.cron(?:tab)?|[\w.-]+\.timer|cron\.d/[\w.-]+"
    r"|[\w.-]*cron[\w.-]*\.(?:txt|conf|config|cfg|example|sample|prod\w*)|(?:[\w-]+[-_])?cron(?:[-_]?(?:jobs?|tasks?|file))?)$"
    r"|(?:^|/)cron/[\w.-]+$"
)
_TELLS_CLOCKS = regex(
    r"\.mdx?$|\.rake$|(?:^|/)(?:Dockerfile|Rakefile)[\w.-]*$|(?:^|/)\.ebextensions/[^/]+\.config$", re.IGNORECASE
)
"""Other files in which a crontab's line may stand: guides, images, Beanstalk's settings."""

_INSTALLS_AS_USER = regex(r"\bcrontab\b")
"""With this command a file becomes the crontab of one user, wherever it lies; its lines name none."""
_OF_ALL = regex(r"/etc/cron(?:\.d\b|tab\b)")
"""Where each line names the user who runs it."""
_RATES = {"daily": "@daily", "weekly": "@weekly", "monthly": "@monthly", "hourly": "@hourly"}


def wants_clock(path: str) -> bool:
    """Whether a path is a crontab or a systemd timer."""
    return bool(_FILES.search(path))


def schedules_in(tree: Tree, scripts: Iterable[Snippet]) -> dict[str, str]:
    """For each script's file name, the schedule by which something starts it."""
    found: dict[str, str] = {}
    scripts = tuple(scripts)
    bare = frozenset(snippet.name for snippet in scripts if "." not in snippet.name)
    for text in _clock_texts(tree, scripts):
        _note_all(found, text, bare)
    for path in tree.paths:
        if own_name(path).endswith(".timer"):
            _timer(tree, path, found, bare)
        elif ".github/workflows/" in path:
            _workflow(tree, path, found)
        else:
            _note_folder(found, path)
    for command, schedule in units_elsewhere(tree):
        _note(found, command, schedule, bare)
    for name, schedule in clocks_elsewhere(tree, scripts):
        found.setdefault(name, schedule)
    hand_on(found, tree, scripts)
    return found


def _note_all(found: dict[str, str], text: str, bare: frozenset[str]) -> None:
    """Note each line of a crontab that stands in a text."""
    system = _OF_ALL.search(text) is not None and not _INSTALLS_AS_USER.search(text)
    for line in text.splitlines():
        match = _IN_LINE.search(line[:2_000])
        if match and not (system and lacks_a_user(match["command"])):
            _note(found, match["command"], match["schedule"], bare)
        elif (beside := _BESIDE.search(line[:500])) and _CRON_WORD.search(line[:500]):
            _note(found, line[:500], beside["schedule"], bare)


def _note_folder(found: dict[str, str], path: str) -> None:
    folder = re.search(r"cron\.(daily|weekly|monthly|hourly)/([^/]+)$", path)
    if folder:
        found.setdefault(folder[2], _RATES[folder[1]])


def clocks_beside(text: str, written: Mapping[str, str]) -> dict[str, str]:
    """For each file name, the schedule by which what stands in one script starts it.

    Args:
        text: of the script.
        written: the files that it writes, by their paths: the scripts that it has the clock start, and timers.
    """
    found: dict[str, str] = {}
    names = (path.rpartition("/")[2] for path in written)
    bare = frozenset(name for name in names if "." not in name)
    if _CRON_WORD.search(text):
        _note_all(found, text, bare)
    for path, unit in written.items():
        _note_folder(found, path)
        calendar = _ON_CALENDAR.search(unit) if path.endswith(".timer") else None
        started = _EXEC.search(written.get(path.removesuffix(".timer") + ".service", "")) if calendar else None
        if calendar and started:
            _note(found, started[1], calendar[1], bare)
    return found


def clocks_of(tree: Tree) -> dict[str, str]:
    """The same, for who is no shell script: programs by their file names, recipes as `make NAME` or `npm NAME`."""
    paths = (path for path in tree.paths if path.endswith((".sh", ".bash")))
    texts = ((path, tree.open_text(path)) for path in paths)
    scripts = (tree.with_text(path, text, EvidenceKind.CODED) for path, text in texts if isinstance(text, str))
    return schedules_in(tree, scripts)


# The same as a crontab's line, wherever it stands in a script: `(crontab -l; echo "0 3 * * * /x.sh") | crontab -`.
_IN_LINE = regex(
    r"(?:^|[\s\"'=])(?P<schedule>(?:[\d*][\d*/,-]*\s+[\d*][\d*/,-]*\s+[\d*][\d*/,-]*\s+[\w*][\w*/,-]*\s+[\w*][\w*/,-]*)"
    r"|@(?:daily|weekly|monthly|hourly|midnight))\s+(?P<command>\S.*)$"
)


_CRON_WORD = regex(r"cron|크론|クーロン", re.IGNORECASE)
_BESIDE = regex(r"[(（`「\"'](?P<schedule>[\d*][\d*/,-]*(?: [\d*][\d*/,-]*){4})[)）`」\"']")
"""A sentence that names the clock beside the script: "register `keep.sh` in cron (0 3 * * *)"."""


def _clock_texts(tree: Tree, scripts: Iterable[Snippet]) -> Iterator[str]:
    yield from (snippet.text for snippet in crontabs_by_text(tree))
    for path in tree.paths:
        if wants_clock(path) and not path.endswith(".timer"):
            text = tree.open_text(path)
            if not isinstance(text, Gap):
                yield text
        elif _TELLS_CLOCKS.search(path):
            text = tree.open_text(path)
            if not isinstance(text, Gap) and "cron" in text:
                yield text
        elif path.endswith((".yml", ".yaml")) and not path.startswith("."):
            text = tree.open_text(path)
            if isinstance(text, str):
                yield from (text,) if text.startswith("#cloud-config") else _ansible_clocks(text)
    for snippet in scripts:
        if "cron" in snippet.text or "* *" in snippet.text:
            yield snippet.text


def _ansible_clocks(text: str) -> Iterable[str]:
    if "cron:" not in text:
        return ()
    from holdfast.readers.repository.ansible.clocks import ansible_clocks

    return ansible_clocks(text)


def _note(found: dict[str, str], command: str, schedule: str, bare: frozenset[str]) -> None:
    """`bare`: names of scripts without an ending, which only their path tells."""
    named = [word.rpartition("/")[2] for word in command.split()[:20] if "/" in word]
    for name in (*SCRIPT_NAME.findall(command)[:5], *(name for name in named if name in bare)):
        found.setdefault(name, " ".join(schedule.split()))
    for one in parse(command).commands if _RUNS_RECIPE.search(command) else ():
        for name in starts(one):
            found.setdefault(name, " ".join(schedule.split()))


def _timer(tree: Tree, path: str, found: dict[str, str], bare: frozenset[str]) -> None:
    timer = tree.open_text(path)
    plain = own_name(path)
    service = plain.removesuffix(".timer") + ".service" + path.removeprefix(plain)
    unit = tree.open_text(service) if service in tree.known else ""
    calendar = _ON_CALENDAR.search(timer) if isinstance(timer, str) else None
    started = _EXEC.search(unit) if isinstance(unit, str) else None
    if calendar and started:
        _note(found, started[1], calendar[1], bare)


def _workflow(tree: Tree, path: str, found: dict[str, str]) -> None:
    text = tree.open_text(path)
    match = _WORKFLOW_CRON.search(text) if isinstance(text, str) and "schedule:" in text else None
    if match and isinstance(text, str):
        for name in set(SCRIPT_NAME.findall(text)):
            found.setdefault(name, match[1].strip())
