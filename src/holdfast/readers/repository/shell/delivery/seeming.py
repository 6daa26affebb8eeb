"""What a job or script does after a release was started that only seems to ask it how it is, or never asks it."""

import re
from collections.abc import Sequence

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.reader import Probe
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.spoken import failure_is_spoken_of
from holdfast.readers.repository.shell.syntax.command import Command, Failure, that_says

_LOOKS = regex(
    r"^docker (?:container )?(?:ps|ls|logs)\b|^(?:docker-compose|docker compose)\b.* (?:ps|logs)\b"
    r"|^systemctl\b.* (?:status|is-active)\b|^service \S+ status\b|^pm2 (?:status|list|ls|show|logs)\b|^(?:ps|pgrep)\b"
)

SWITCH = regex(
    r"^nginx -s reload|^(?:systemctl|service)\b.*\b(?:nginx|haproxy|caddy)\b|nginx\b.* -s reload|^caddy reload"
    r"|^aws (?:--?[\w-]+ \S+ ){0,3}elbv2 modify-(?:listener|rule)\b|^apache2?ctl (?:-k )?graceful"
    r"|^docker kill (?:-s|--signal)[ =](?:SIG)?HUP\b"
)
"""What has a proxy take up its settings anew."""
_PROXY_FILE = regex(r"nginx|haproxy|caddy|upstream|conf\.d/|sites-(?:enabled|available)|service[-_]?url", re.IGNORECASE)
_REWRITES = frozenset(("tee", "sed", "cp", "ln", "mv", "envsubst", "echo", "cat", "printf", "perl", "awk"))


def looks_after(commands: Sequence[Command]) -> tuple[Command, Command] | None:
    """First and last of the commands that look at what runs once a release was started, and ask it nothing.

    Where two copies take turns, from the one way to the other, if they stand near each other.
    """
    lives = [number for number, command in enumerate(commands) if activation(command)]
    if not lives:
        return None
    says = that_says(commands)
    ends = [*lives[1:], len(commands)]
    turns = [_looks(commands[live + 1 : end], says) for live, end in zip(lives, ends, strict=True)]
    if turns[-1] is None:
        return None
    first, last = next(turn for turn in turns if turn), turns[-1]
    near = last[1].end_line - first[0].line < MAX_LINES
    if near and first[0].branch != last[0].branch:
        return first[0], last[1]
    return first if _is_the_other_way(first[0], last[0]) else last


def _is_the_other_way(one: Command, other: Command) -> bool:
    """The second stands behind the `else` of the question in whose first branch the one stands."""
    marks = zip(one.branch, other.branch, strict=False)
    return any(mark.startswith("if ") and against == f"else {mark[3:]}" for mark, against in marks)


def _looks(behind: Sequence[Command], says: frozenset[str]) -> tuple[Command, Command] | None:
    looks = [number for number, command in enumerate(behind) if _LOOKS.search(command.text)]
    if not looks:
        return None
    before = looks[0] - 1
    while before >= 0 and (behind[before].name in says or behind[before].name == "="):
        before -= 1
    first = before if before >= 0 and behind[before].name == "sleep" else looks[0]
    return behind[first], behind[looks[-1]]


def seems_to_ask(asked: Sequence[Probe], source: Source) -> Location | None:
    """Where a script asks a question whose answer changes nothing, or else only looks at what it has started."""
    live = max((command.order for command in source.activations), default=0)
    late = next((probe.command for probe in asked if probe.command.order > live), None)
    spoken = None if late else only_spoken_of(source)
    looked = (late, late) if late else spoken or looks_after(source.commands)
    # Without a wait, or a question of its status, it shows a list for whoever reads along.
    waited = looked and (looked[0].name == "sleep" or any(one.loop or one.condition for one in looked))
    if looked is None or not (late or spoken or waited) or looked[1].end_line - looked[0].line >= MAX_LINES:
        turn = waits_only(source.commands, source.activated)
        return _switched(source) or (source.place(*turn) if turn else None)
    return source.place(*looked)


_STOPS = regex(
    r"^docker (?:container )?(?:stop|rm|kill)\b|^(?:docker compose|docker-compose)\b.* (?:down|stop|rm|kill)\b"
    r"|^pm2 (?:delete|stop)\b|^systemctl\b.* stop\b|^service \S+ stop\b|^(?:kill|pkill|fuser)\b(?!.* -0)"
)


def waits_only(commands: Sequence[Command], live: frozenset[int] | None = None) -> tuple[Command, Command] | None:
    """From a start over a wait of so many seconds to where the copy before it is stopped, or the proxy turned.

    Where two copies take turns, both ways are shown when they stand near each other. `live`: the orders of the starts.
    """
    turns: list[tuple[Command, Command]] = []
    started: dict[object, Command] = {}
    waited: dict[object, Command] = {}
    for command in commands:
        place = (command.branch, command.function, command.remote)
        starts = command.order in live if live is not None else activation(command) is not None
        if starts and not SWITCH.search(command.text):
            started[place] = command
        elif command.name == "sleep" and not command.loop and place in started:
            waited[place] = started[place]
        elif place in waited and (_STOPS.search(command.text) or SWITCH.search(command.text)):
            turns.append((waited.pop(place), command))
    if not turns:
        return None
    first, last = turns[0][0], turns[-1][1]
    last = last if last.end_line - first.line < _NEAR else turns[0][1]
    return (first, last) if last.end_line - first.line < MAX_LINES else None


_NEAR = 20
"""Lines within which two ways belong together."""


def _switched(source: Source) -> Location | None:
    """From the start of a release to where the proxy is turned to it: in between somebody would have to ask it."""
    started = [c for c in source.activations if not SWITCH.search(c.text)]
    turned = next((c for c in reversed(source.commands) if SWITCH.search(c.text)), None)
    if not started or turned is None:
        return None
    before = [c for c in started if c.order < turned.order]
    written = [c for c in source.commands[: turned.order] if before and c.order > before[-1].order]
    written = [c for c in written if _rewrites_proxy(c, source)]
    if not written:
        return None
    first = before[-1] if turned.end_line - before[-1].line < MAX_LINES else written[0]
    return source.place(first, turned) if turned.end_line - first.line < MAX_LINES else source.place(turned)


def _rewrites_proxy(command: Command, source: Source) -> bool:
    if command.name not in _REWRITES:
        return False
    words = command.args if command.name not in ("echo", "printf", "cat") else ()
    # A file that is put there as it is sets the proxy up; it turns nothing from one release to another.
    chosen = command.name not in ("cp", "ln", "mv") or command.branch or any("$" in word for word in words)
    return bool(chosen) and any(_PROXY_FILE.search(source.script.expand(word)) for word in (*words, *command.writes))


_ASKS_STATE = regex(
    r"^systemctl\b.* (?:is-active|status)\b|^service \S+ status\b|^pm2 (?:pid|describe|show)\b|^pgrep\b"
    r"|^(?:docker|docker-compose)\b.* ps\b|^nc\b.* -\w*z|^lsof\b.* -i|^fuser\b"
    r"|^ssh\b.* (?:ss|netstat|lsof|pgrep|docker ps|systemctl is-active|pm2 (?:pid|describe|show|list|status))\b"
)


def _asks_state(command: Command) -> bool:
    listed = _LISTS.match(command.text) and "grep" in command.feeds
    return bool(listed or _ASKS_STATE.search(command.text))


_LISTS = regex(r"^(?:pm2 (?:list|ls|status|jlist)|ss|netstat|ps)\b")
"""Lists in which somebody looks for what shall run."""


def looks_only(source: Source) -> Location | None:
    """Where a script that is to judge a release looks whether its process runs: one that answers nothing does, too."""
    looks = [c for c in source.commands if _asks_state(c) or _LOOKS.search(c.text)]
    if not looks:
        return None
    waits = [c for c in source.commands[: looks[0].order] if c.name == "sleep"]
    first = waits[-1] if waits and looks[0].line - waits[-1].end_line <= 1 else looks[0]
    return source.place(first, looks[-1] if looks[-1].end_line - first.line < MAX_LINES else looks[0])


def _is_started_before(asks: Command, source: Source) -> bool:
    """What runs has been started by then; what a function asks, by itself."""
    starts = [one.order for one in source.activations if not asks.function or one.function == asks.function]
    return bool(starts) and starts[-1] < asks.order


def only_spoken_of(source: Source) -> tuple[Command, Command] | None:
    """First and last question whether what was started runs, where a bad answer gets nothing but a word."""
    says = source.says
    asked = [c for c in source.commands if _asks_state(c) and _is_started_before(c, source)]
    # Of a list that somebody looks through, what is handed on has no failure of its own.
    unheard = (Failure.SWALLOWED, Failure.HIDDEN)
    spoken = [
        c
        for c in asked
        # In a substitution, what is said instead is a value, which is looked at afterwards.
        if (c.failure in unheard and "$(" not in c.inside and any(t.partition(" ")[0] in says for t in c.fallback[:1]))
        or failure_is_spoken_of(c, source)
    ]
    if not spoken or any(c.failure in (Failure.STOPS, Failure.HANDLED) for c in asked if c not in spoken):
        return None
    return spoken[0], spoken[-1] if spoken[-1].end_line - spoken[0].line < MAX_LINES else spoken[0]
