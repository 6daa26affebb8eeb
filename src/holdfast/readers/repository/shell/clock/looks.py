"""Lines by which the clock has a host looked at, where what is seen only goes into a file."""

from collections.abc import Iterator
from functools import lru_cache

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.monitoring.metrics import watched_by
from holdfast.readers.repository.shell.certificates.expiry import CALLS_FROM_PROGRAM
from holdfast.readers.repository.shell.monitoring.looked_at import (
    ASKS,
    LOOKS_BY_NAME,
    MEASURES,
    RESTARTS,
    SENDS,
    calls_of,
)
from holdfast.readers.repository.shell.steps.at_hand import TextOf
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse

_MAILED = regex(r"(?m)^[ \t]*(?:-?echo[ \t]+)?[\"']?MAILTO[ \t]*=[ \t]*[\"']?[\w.@$%{]")
_DOES_MORE = regex(
    r"(?i)backup|dump|cert|ssl|tls|renew|deploy|clean|rotate|restart|heal(?!th)|recover|cost|billing|price|stock|order"
    r"|sync|import|export|migrat|update|install|fix|repair"
)
_SCRIPT = regex(r"(?:[\w.~${}-]*/)*(?P<name>[\w-]{2,80}(?:\.(?:sh|bash|py|rb|php|pl|[cm]?[jt]s))?)")
_INTERPRETERS = frozenset(("bash", "sh", "zsh", "python", "python3", "node", "ruby", "php", "flock", "nice", "timeout"))
_BEATS = regex(r"(?i)hc-ping|heartbeat|uptime(?:robot|\.betterstack)|cronitor|deadmanssnitch|push/\w")
_ASKS_HEALTH = regex(r"(?i)^(?:curl|wget)\b.*(?:health|status|ping\b|alive|ready|localhost|127\.0\.0\.1)")
_SAYS_NOWHERE = "/dev/null"


def looks_by_clock(line: Source, around: Snippet, text_of: TextOf) -> Iterator[MetricSource]:
    """A line that has somebody look, and nobody called.

    Args:
        line: its commands.
        around: the crontab or script in which it stands; there people may be named to whom what is said is mailed.
        text_of: opens the script that it starts.
    """
    if line.schedule is None or _is_mailed(around.text) or calls_of(line) or _beats(line):
        return
    told = next(filter(None, (_looks_itself(c, line) or _looks_by_script(c, line, text_of) for c in line.commands)), "")
    if told:
        watches = watched_by(told)
        watches = Watched.PROCESS if watches in (Watched.OTHER, Watched.LOGS, Watched.CERTIFICATE) else watches
        at = line.snippet.at(1, len(line.snippet.rows))
        yield MetricSource(**line.common(at), places={"alarms": at}, watches=watches, system=told, by_hand=True)


@lru_cache(maxsize=8)
def _is_mailed(text: str) -> bool:
    """What is said there is mailed; kept, as each line of a long crontab asks it."""
    return _MAILED.search(text) is not None


def _beats(line: Source) -> bool:
    """It brings word somewhere that it ran."""
    texts = [command.text for command in line.commands]
    return any(_BEATS.search(text) for text in texts)


def _looks_itself(command: Command, line: Source) -> str:
    asks = command.name in MEASURES or ASKS.match(command.text) is not None
    if asks and _is_kept(command, line):
        return command.name
    if _ASKS_HEALTH.match(command.text) and not SENDS.search(command.text):
        answered = any(one.branch and (one.name in line.says or RESTARTS.match(one.text)) for one in line.commands)
        return command.name if _is_kept(command, line) or answered else ""
    return ""


def _is_kept(command: Command, line: Source) -> bool:
    written = (*line.writes(command), *(file for one in line.commands[command.order :] for file in one.writes))
    return any(file != _SAYS_NOWHERE for file in written)


def _looks_by_script(command: Command, line: Source, text_of: TextOf) -> str:
    words = (command.name, *command.args[:4]) if command.name in _INTERPRETERS else (command.name,)
    for word in words:
        match = _SCRIPT.fullmatch(word)
        name = match["name"] if match else ""
        if not name or not LOOKS_BY_NAME.search(name) or _DOES_MORE.search(name):
            continue
        text = text_of(name)
        # What a guide has the clock start, it has told of; elsewhere a script that nobody sees may call somebody.
        unseen = line.snippet.kind is EvidenceKind.INSTRUCTED or _is_kept(command, line)
        told = unseen if text is None else _only_writes(name, text)
        return name if told else ""
    return ""


@lru_cache(maxsize=64)
def _only_writes(name: str, text: str) -> bool:
    """The script looks at something, and calls nobody; that it starts again what is down, nobody learns either.

    Kept, as many lines may start the same one.
    """
    if not name.endswith((".sh", ".bash")) and not text.startswith(("#!/bin/", "#!/usr/bin/env bash")):
        return _LOOKS_FROM_PROGRAM.search(text) is not None and not CALLS_FROM_PROGRAM.search(text)
    script = Source(Snippet(name, text), parse(text))
    texts = [command.text for command in script.commands]
    looks = any(c.name in MEASURES for c in script.commands)
    looks = looks or any(ASKS.match(text) or _ASKS_HEALTH.match(text) or text.startswith("curl ") for text in texts)
    return looks and not calls_of(script) and not any(map(_BEATS.search, texts))


_LOOKS_FROM_PROGRAM = regex(
    r"(?i)psutil|disk_usage|loadavg|cpu_?(?:percent|usage)|os\.(?:freemem|cpus)|meminfo|/health|statvfs"
)
