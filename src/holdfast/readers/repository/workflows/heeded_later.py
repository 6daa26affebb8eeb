"""Steps whose outcome a later step of their job asks for, and ends or takes back the release by it."""

from holdfast.model.facts import HealthProbe
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.shell.rollback.called import CALLED_ROLLBACK
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.workflows.shape import Job, Step

_ASKS = regex(r"\bsteps\.(?P<step>[\w-]{1,80})\.(?:outcome|conclusion|outputs\.[\w-]{1,80})")
_THROWS = regex(r"\bsetFailed\(|\bthrow\b")
"""How a program that an action runs fails."""


def is_heeded_later(step: Step, job: Job) -> bool:
    """A later step begins only by what this one says of itself, and fails then, or goes back."""
    called = step.node.text("id")
    later = job.steps[job.steps.index(step) + 1 :] if called and step in job.steps else ()
    return any(_asks_for(one, called or "") and _ends(one) for one in later)


def heeded(fact: Reading) -> Reading:
    """What such a step asks decides."""
    return replace(fact, decides=True, places={}) if isinstance(fact, HealthProbe) else fact


def _asks_for(step: Step, called: str) -> bool:
    return any(match["step"] == called for match in _ASKS.finditer(step.condition))


def _ends(step: Step) -> bool:
    script = step.input("script")
    if CALLED_ROLLBACK.search(step.name) or (script is not None and _THROWS.search(script[1])):
        return True
    return any(_fails(command) for shell in step.shells for command in parse(shell.text).commands)


def _fails(command: Command) -> bool:
    return command.name == "false" or (command.name == "exit" and command.says_failure)
