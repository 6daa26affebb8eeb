"""Scripts that measure how a host is and tell nobody: only who reads along, or looks into a log, sees it."""

from collections import Counter
from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.facts import MetricSource, Watched
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.certificates.expiry import CALLS
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

MEASURES = {
    "df": Watched.DISK,
    "free": Watched.MEMORY,
    "top": Watched.CPU,
    "vmstat": Watched.CPU,
    "mpstat": Watched.CPU,
}

_CHANGES = frozenset(
    ("mkswap", "swapon", "growpart", "resize2fs", "xfs_growfs", "lvextend", "mkfs", "mkfs.ext4", "mkfs.xfs")
)


def looked_at(source: Source) -> Iterator[MetricSource]:
    """One fact for a script of the repository: from the first command that measures to the last one near it."""
    if source.embedded or source.instructed or source.actor == "workflow":
        return
    if source.sets_up_host or is_deploy_script(source) or any(one.name in _CHANGES for one in source.commands):
        return  # a release makes sure that it has room, and who makes some looks whether it is there
    yield from looks(source)


def looks(source: Source) -> Iterator[MetricSource]:
    """The same of any script that is known to be one that looks.

    Where it warns whoever reads along, or the clock starts it, somebody would have to be called: its place `alarms`.
    """
    senders, called = _senders(source), calls_of(source)
    if senders and not called:
        yield _by_hand(source, senders[:1], Watched.PROCESS, senders[0].name)
    if senders or called:
        return
    measuring = [command for command in source.commands if command.name in MEASURES]
    if not measuring:
        yield from tuple(_restarted(source)) or _asked(source)
        return
    first, warned = measuring[0], warnings(source)
    near = [one for one in (*measuring, *warned) if first.line <= one.line and one.end_line - first.line < MAX_LINES]
    at = source.place(first, max(near, key=lambda one: one.end_line))
    far = [one for one in warned if one not in near]
    yield MetricSource(
        **source.common(at),
        places={"alarms": _told_at(far, source) if far else at} if warned or source.schedule else {},
        watches=MEASURES[first.name],
        system=", ".join(dict.fromkeys(command.name for command in measuring)),
        by_hand=True,
    )


def warnings(source: Source) -> list[Command]:
    """What it only says to whoever reads along, where a number lies beyond a bound."""
    said = (one for one in source.commands if one.name in source.says and one.branch and _WARNS.search(one.text))
    return [one for one in said if _BOUND.search(one.branch[-1][:500])]


def _told_at(said: list[Command], source: Source) -> Location:
    """From the question before the first warning to the last one."""
    before = source.snippet.rows[said[0].line - 2] if said[0].line > 1 else ""
    return source.snippet.at(said[0].line - (1 if _QUESTION.match(before[:500]) else 0), said[-1].end_line)


_QUESTION = regex(r"\s*(?:if|elif|else)\b")
_BOUND = regex(r"^(?:if|else) .*(?:\s-(?:gt|ge|lt|le|ne)\s|\(\(.*[<>]|[<>]=?\s?[\d.$]+.{0,20}\bbc\b)")
_WARNS = regex(
    r"(?i)warn|alert|critical|error|danger|exceed|high|too |low\b|\bfull\b|[⚠🚨❌🔴]"
    r"|경고|위험|초과|警告|異常|注意|エラー|超過"
)


def calls_of(source: Source) -> list[Command]:
    """What brings word to somebody; nothing where all that would is left empty or switched off in the script."""
    calls = [
        command
        for command in source.commands
        if CALLS.search(command.text) and _sends(command) and command.name not in source.says
    ]
    senders, unset = _senders(source), _switched_off(source)
    return [] if senders and unset and all(_is_off(command, unset) for command in senders) else calls


def _senders(source: Source) -> list[Command]:
    return [one for one in source.commands if one.name in _PROGRAMS and CALLS.search(one.text) and _sends(one)]


def _by_hand(source: Source, commands: list[Command], watches: Watched, system: str) -> MetricSource:
    at = source.snippet.at(commands[0].line, commands[-1].end_line)
    return MetricSource(**source.common(at), watches=watches, system=system, by_hand=True)


def _switched_off(source: Source) -> frozenset[str]:
    """Settings that the script leaves empty or switches off; none where it takes others from a file."""
    if any(command.name in ("source", ".") for command in source.commands):
        return frozenset()
    told = (_SETTING.match(row[:200]) for row in source.snippet.rows)
    off = frozenset(match["name"] for match in told if match is not None)
    # What begins as `FAILED=0` is given another value further down.
    given = Counter(match["name"] for match in _GIVEN.finditer(source.snippet.text) if match["name"] in off)
    return frozenset(name for name in off if given[name] == 1)


def _is_off(command: Command, unset: frozenset[str]) -> bool:
    """It needs one of these, or comes only behind a condition that asks for one."""
    return any(name in unset for text in (command.text, *command.branch) for name in _VARIABLE.findall(text[:2_000]))


_PROGRAMS = frozenset(("curl", "wget", "mail", "mailx", "sendmail", "mutt", "ssmtp", "msmtp", "aws"))
_SETTING = regex(
    r"^[^\S\n]*(?:export\s+)?(?P<name>[A-Za-z_]\w{1,60})="
    r"(?:[\"']?(?:false|off|no|0|your[-_ ][\w @.-]{1,60}|https://hooks\.slack\.com/services/(?:YOUR|XXX)\S{0,80})[\"']?|[\"']{0,2})"
    r"\s*(?:#.*)?$"
)
_GIVEN = regex(r"(?<![\w$])(?P<name>[A-Za-z_]\w{1,60})(?:\+?=(?!=)|\+\+)")
_VARIABLE = regex(r"\$\{?(\w{1,60})")


def _restarted(source: Source) -> Iterator[MetricSource]:
    """A watchdog: over and over it asks how the program is and starts it again, and nobody learns that it was down."""
    probe = next((command for command in source.commands if _PROBES.match(command.text)), None)
    if probe is None or not (source.schedule or _AGAIN.search(source.snippet.text)):
        return
    again = next((c for c in source.commands if c.branch and c.line >= probe.line and RESTARTS.match(c.text)), None)
    if again is not None and again.end_line - probe.line < MAX_LINES:
        yield _by_hand(source, [probe, again], Watched.PROCESS, probe.name)


def _asked(source: Source) -> Iterator[MetricSource]:
    """What the clock starts to ask how the product is, and that only says or writes down what it heard."""
    text = source.snippet.text
    clock = source.schedule or _CLOCK_SAID.search(text[:2_000]) or _KEPT_IN_LOG.search(text)
    if not clock or not LOOKS_BY_NAME.search(source.snippet.name):
        return
    asked = [command for command in source.commands if _probes(command, source) or ASKS.match(command.text)]
    if not asked or any(RESTARTS.match(command.text) for command in source.commands):
        return
    # What it says of the answer is no word to anybody.
    answers = [command for command in source.commands[asked[0].order :] if command.name in source.says]
    near = [one for one in (*asked, *answers) if one.end_line - asked[0].line < MAX_LINES]
    fact = _by_hand(source, sorted(near, key=lambda one: one.end_line), Watched.PROCESS, asked[0].name)
    yield replace(fact, places={"alarms": fact.at})


_CLOCK_SAID = regex(
    r"(?m)^[^\S\n]*#[^\n]{0,120}(?:(?i:\bcron)|\*/\d{1,2} \*|(?i:\bevery (?:\d{1,3}|five|ten) min)|분 ?마다)"
)
"""A script's own first words say that the clock starts it."""


_KEPT_IN_LOG = regex(
    r"(?i)(?:\btee\s{1,4}(?:-a|--append)|>>)\s{0,4}[\"']?(?:\$\{?\w{0,30}log|[\w./~${}-]{1,120}\.log(?!\w))"
)
"""Its words are added to those of the times before: nobody sits there and reads them."""


def _probes(command: Command, source: Source) -> bool:
    return _PROBES.match(source.script.by_default(command.text)[:2_000]) is not None


LOOKS_BY_NAME = regex(
    r"(?i)(?<![a-z])(?:health|monitor|uptime|heart-?beat|watch(?:er|dog)?|(?:check|status)(?=\.|$)"
    r"|(?:server|system|service|resource|disk|memory|cpu|host|container|site|app)s?[-_](?:check|status|stats|usage|report)"
    r"|check[-_](?:server|system|service|resource|disk|memory|cpu|host|container|site|app|status|process))"
)
"""A script that is called so looks how the product or its host is."""
ASKS = regex(
    r"^(?:docker(?: container)? (?:ps|stats|inspect)|docker(?:-compose| compose)\b.* ps"
    r"|pm2 (?:list|ls|status|jlist|show|describe)|pg_isready|mysqladmin ping|redis-cli ping"
    r"|ps|uptime|iostat|sar|netstat|ss)\b"
)
"""What asks how a program or its host is."""
_PROBES = regex(r"^(?:curl|wget)\b.*(?:localhost|127\.0\.0\.1|health)|^pgrep\b|^systemctl is-active\b")
RESTARTS = regex(
    r"^(?:sudo )?(?:systemctl (?:re)?start|service \S+ (?:re)?start|pm2 (?:restart|start|resurrect)"
    r"|docker(?: |-)compose\b.* (?:restart|up)|docker (?:re)?start)\b"
)
_AGAIN = regex(r"(?m)^[^\S\n]*while (?:true|:|\[ 1 \])")


def _sends(command: Command) -> bool:
    """A mere look at an address asks how something is, and tells nobody."""
    return command.name != "curl" or SENDS.search(command.text) is not None


SENDS = regex(r"\s(?:-d|-F|--data\S*|--json|--form|--post-\w+)\b|\bPOST\b|hc-ping")
