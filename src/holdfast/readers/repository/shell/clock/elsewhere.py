"""Scripts that a program, a job of a cluster, a pipeline or another host's folder starts by the clock."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree

_FILES = regex(r"(?:^|/)Jenkinsfile[\w.-]*$|\.(?:[cm]?[jt]s|py|rb|php|java|kt|ya?ml|json|tf)$")
_COPIES = regex(r"(?i)backup|dump|snapshot|restore")
"""Only what keeps data is asked about: whoever starts another script does not matter."""
_CRON = regex(r"[\"'(](?P<cron>(?:[\d*?][\d*/,-]{0,20}[ \t]+){4,5}[\w*?][\w*/,?#-]{0,20})[\"')]")
_RATE = regex(
    r"(?i)@(?P<named>hourly|daily|weekly|monthly|midnight)\b|->(?P<laravel>hourly|daily|weekly|monthly)(?:At)?\("
    r"|\bevery\(?[ \t:]{0,3}(?:1[. ]?)?(?P<every>hour|day|week|month)s?\b|\brate\(\d{1,3} (?P<rate>hour|day|week)s?\)"
    r"|(?P<job>\bscheduled_job\(|\badd_job\(|\bcrontab\(|\bCI_PIPELINE_SOURCE[^\n]{1,12}schedule\b)"
)
_LEVELS = {"hour": "@hourly", "day": "@daily", "week": "@weekly", "month": "@monthly", "midnight": "@daily"}
_NEAR = 700
"""Characters before and behind the script's name."""
_LONGEST = 300_000
_PUT = regex(
    r"^[^#\n]*\b(?:cp|install|ln|mv)\b[^\n]{0,200}?(?P<name>[\w-]{1,80}\.(?:sh|bash))\b[^\n]{0,80}"
    r"/etc/cron\.(?P<rate>hourly|daily|weekly|monthly)\b",
    re.MULTILINE,
)

_HOLDS_UNITS = regex(r"\.(?:sh|bash|mdx?|tf|tftpl|tpl|tmpl|ya?ml)$")
_STARTS = regex(r"^[^\S\n]*ExecStart[^\S\n]*=[^\S\n]*(?P<command>\S[^\n]{0,500})$", re.MULTILINE)
_TIMER = regex(r"^[^\S\n]*On(?:Calendar|UnitActiveSec)[^\S\n]*=[^\S\n]*(?P<clock>\S[^\n]{0,80})$", re.MULTILINE)


def units_elsewhere(tree: Tree) -> Iterator[tuple[str, str]]:
    """What the services start that other files hold beside their timers, each with its schedule."""
    for path in tree.paths:
        text = tree.open_text(path) if _HOLDS_UNITS.search(path) else None
        if not isinstance(text, str) or len(text) > _LONGEST or "ExecStart" not in text:
            continue
        for service in _STARTS.finditer(text):
            at = service.end()
            timer = _TIMER.search(text, at, at + _NEAR) or _TIMER.search(text, max(at - _NEAR, 0), at)
            if timer is not None:
                yield service["command"], timer["clock"]


def clocks_elsewhere(tree: Tree, scripts: Iterable[Snippet]) -> Iterator[tuple[str, str]]:
    """Each script's name with the schedule that stands beside it."""
    known = tuple(scripts)
    names = {one.name: _alone(one.name) for one in known if "." in one.name and _COPIES.search(one.name)}
    for script in known:
        if "/etc/cron." in script.text:
            yield from ((match["name"], f"@{match['rate']}") for match in _PUT.finditer(script.text))
    for path in tree.paths if names else ():
        text = tree.open_text(path) if _FILES.search(path) else None
        if not isinstance(text, str) or len(text) > _LONGEST:
            continue
        for name, alone in names.items():
            found = alone.search(text) if name in text else None
            clock = _beside(text, found.start()) if found else None
            if clock is not None:
                yield name, clock


def _alone(name: str) -> re.Pattern[str]:
    """The name as a whole: `backup.sh` is no part of `media-backup.sh`."""
    return re.compile(rf"(?<![\w-]){re.escape(name)}\b")


def _beside(text: str, at: int) -> str | None:
    """The clock that stands next to a place: a cron line, or a rate in the words of its language."""
    around = text[max(at - _NEAR, 0) : at + _NEAR]
    if found := _CRON.search(around):
        return " ".join(found["cron"].split())
    rate = _RATE.search(around)
    if rate is None:
        return None
    word = (rate["named"] or rate["laravel"] or rate["every"] or rate["rate"] or "day").lower()
    return _LEVELS.get(word, f"@{word}")
