"""Requests that bring traffic to a new release, and whose refusal nobody sees before the old one is stopped."""

import re
from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.monitoring.messengers import MESSENGERS
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_CHANGES = frozenset(("PUT", "POST", "PATCH", "DELETE"))
_NOTIFIES = regex(
    rf"{MESSENGERS}|hooks?[./]|notif|teams|/login|/tokens?\b|/auth|invalidat|purge|datadog"
    r"|newrelic|sentry",
    re.IGNORECASE,
)
"""Whoever is only told something, or asked for leave, carries no traffic."""

_STOPS = regex(
    r"^docker (?:container )?(?:stop|rm|kill)\b|^(?:docker compose|docker-compose)\b.* (?:stop|rm|kill)\b"
    r"|^pm2 (?:delete|stop)\b|^systemctl\b.* stop\b|^kill\b"
)
_SEES = regex(r"^-[A-Za-z]*f[A-Za-z]*$|^--fail(?:-with-body)?$|^-w$|^--write-out(?:=.*)?$")


def switch_facts(source: Source) -> Iterator[ScriptFault]:
    """The first request of that kind between the start of a release and the end of the one before."""
    if not source.activations or source.instructed:
        return
    started = source.activations[0].order
    for command in source.commands[started + 1 :]:
        if not _asks_unseen(command):
            continue
        later = source.commands[command.order + 1 :]
        if any(_STOPS.search(other.text) and other.remote == command.remote for other in later):
            yield source.fault("deploy", "error-swallowed", command)
            return


def _asks_unseen(command: Command) -> bool:
    """`curl -X PUT …` ends well whatever the server answers, unless it is told to fail or somebody reads the answer."""
    method = (command.option("-X", "--request") or "").upper()
    if command.name != "curl" or method not in _CHANGES or _NOTIFIES.search(command.text):
        return False
    read = command.feeds or "$(" in command.inside or command.condition
    return not read and not any(map(_SEES.match, command.args))
