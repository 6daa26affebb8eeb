"""Which step of a pipeline's job is the one that a release goes live by, of those that change something."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import MADE_ONCE, activation
from holdfast.readers.repository.workflows.acts import Act

_INFRASTRUCTURE = frozenset(("terraform", "static", "cdk"))
"""Methods that put out what an application runs on, or the files beside it."""

_CHECKS = regex(r"^(?:(?:ba)?sh )?\S*(?:verif|health|smoke|check)[\w-]*\.sh\b")
_BESIDE = frozenset(("cd", "echo", "set", "sleep", "curl", "export", "="))


def only_checks(act: Act) -> bool:
    """All that it has a host run is the team's own script that looks at what a step before it has put there."""
    told = [command for command in act.commands if command.name not in _BESIDE]
    return act.method is None and bool(told) and all(_CHECKS.match(command.text) for command in told)


_HANDS_IMAGE = regex(r"\b\w{0,40}(?:image|(?<!s)tag|version|commit|release)\w{0,40}=", re.IGNORECASE)


def remoteness(live: tuple[Act, str]) -> tuple[bool, bool]:
    """How far a step is from being what each release goes live by."""
    act, method = live
    made = [command for command in act.commands if activation(command)]
    first = bool(made) and all(MADE_ONCE.match(command.text) for command in made)
    # Of the stacks on the way, the one that is handed an image carries the application.
    bare = method == "cdk" and not any(_HANDS_IMAGE.search(command.text) for command in act.commands)
    return (method in _INFRASTRUCTURE, first or bare or (not act.commands and method == "ssh") or _starts_nothing(act))


def _starts_nothing(act: Act) -> bool:
    """What it has hosts run is known, and only makes room there for what a later step starts."""
    told = [command for command in act.commands if command.remote]
    return bool(told) and not any(map(activation, told))
