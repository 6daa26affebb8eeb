"""What a job or script does after a release was started that only seems to ask it how it is."""

from collections.abc import Sequence

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.delivery import Probe
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import activation

_LOOKS = regex(
    r"^docker (?:container )?(?:ps|ls|logs)\b|^(?:docker-compose|docker compose)\b.* (?:ps|logs)\b"
    r"|^systemctl\b.* (?:status|is-active)\b|^service \S+ status\b|^pm2 (?:status|list|ls|show|logs)\b|^(?:ps|pgrep)\b"
)


def looks_after(commands: Sequence[Command]) -> tuple[Command, Command] | None:
    """First and last of the commands that look at what runs once a release was started, and ask it nothing."""
    live = max((number for number, command in enumerate(commands) if activation(command)), default=len(commands))
    behind = commands[live + 1 :]
    looks = [number for number, command in enumerate(behind) if _LOOKS.search(command.text)]
    if not looks:
        return None
    before = looks[0] - 1
    while before >= 0 and behind[before].name in ("echo", "printf"):
        before -= 1
    first = before if before >= 0 and behind[before].name == "sleep" else looks[0]
    return behind[first], behind[looks[-1]]


def seems_to_ask(asked: Sequence[Probe], source: Source) -> Location | None:
    """Where a script asks a question whose answer changes nothing, or else only looks at what it has started."""
    live = max((command.order for command in source.activations), default=0)
    late = next((probe.command for probe in asked if probe.command.order > live), None)
    looked = (late, late) if late else looks_after(source.commands)
    # Without a wait, or a question of its status, it shows a list for whoever reads along.
    waited = looked and (looked[0].name == "sleep" or any(one.loop or one.condition for one in looked))
    if looked is None or not (late or waited) or looked[1].end_line - looked[0].line >= MAX_LINES:
        return None
    return source.place(*looked)
