"""Scripts that the clock starts to look how long a certificate is still good for, and whom they call."""

import re
from collections.abc import Iterator

from holdfast.model.facts import Alarm, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source

_LOOKS = ("-enddate", "-checkend", "-dates")
CALLS = regex(
    r"^curl\b.*(?:webhook|hooks\.|slack|discord|telegram|pagerduty|opsgenie|line\.me|chatwork|hc-ping|\$\{?\w*(?:HOOK|URL)\w*)"
    r"|^(?:mail|mailx|sendmail|mutt|ssmtp|msmtp)\b|^aws (?:sns publish|ses send-email|sesv2 send-email)\b"
    r"|^aws cloudwatch put-metric-data\b"
    r"|^\S*(?:notify|alert|slack|알림|通知)",
    re.IGNORECASE,
)
"""What brings word to somebody who is not looking."""
_SPEAKS = frozenset(("echo", "printf", "logger"))


def expiry_facts(source: Source) -> Iterator[Alarm]:
    """Who is told before a certificate ends, or when its renewal fails; what nobody starts tells nobody."""
    if source.schedule is None:
        return
    looking = next(filter(_looks, source.commands), None)
    if looking is not None:
        calls = any(CALLS.search(command.text) for command in source.commands if command.name not in _SPEAKS)
        by_failing = source.actor == "workflow"  # who wrote a scheduled job is written to when it fails
        yield Alarm(
            **source.common(looking), watches=Watched.CERTIFICATE, notifies=calls or by_failing, system="script"
        )
    for command in source.commands:
        renews = command.name in ("certbot", "docker", "docker-compose") and {"certbot", "renew"} <= _words(command)
        if renews and any(CALLS.search(text) for text in command.fallback):
            yield Alarm(**source.common(command), watches=Watched.CERTIFICATE, notifies=True, system="script")


def _looks(command: Command) -> bool:
    return (command.name == "openssl" and command.has("x509") and command.has(*_LOOKS)) or command.name in (
        "ssl-cert-check",
        "check_ssl_cert",
    )


def _words(command: Command) -> set[str]:
    return {command.name, *command.args}
