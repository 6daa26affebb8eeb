"""Scripts that the clock starts to look how long a certificate is still good for, and whom they call."""

import re
from collections.abc import Iterator

from holdfast.model.facts import Alarm, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.monitoring.messengers import MESSENGERS
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_LOOKS = ("-enddate", "-checkend", "-dates")
CALLS = regex(
    r"^(?:curl\b|wget\b.* --post-).*"
    rf"(?:{MESSENGERS}|hooks\.|hc-ping|\$\{{?\w*(?:HOOK|URL)\w*)"
    r"|^(?:mail|mailx|sendmail|mutt|ssmtp|msmtp)\b|^aws (?:sns publish|ses send-email|sesv2 send-email)\b"
    r"|^aws cloudwatch put-metric-data\b"
    r"|^(?:(?:(?:ba|z)?sh|python3?|node|php|ruby|perl) (?:-\S+ ){0,3})?\S*(?:notify|alert|slack|알림|通知)",
    re.IGNORECASE,
)
"""What brings word to somebody who is not looking."""
CALLS_FROM_PROGRAM = regex(
    rf"(?i){MESSENGERS}|smtplib|send_?mail|nodemailer|\bsns\b|\bses\b|sentry"
    r"|(?:requests|httpx|axios|client|session)\.post|put_?metric_?data|notify|teams\b|\bmailx? -"
)
"""What a program brings word with to somebody."""
_SPEAKS = frozenset(("echo", "printf", "logger"))


def expiry_facts(source: Source) -> Iterator[Alarm]:
    """Who is told before a certificate ends, or when its renewal fails; what nobody starts tells nobody."""
    if source.schedule is None:
        return
    looking = next(filter(_looks, source.commands), None)
    if looking is not None:
        calls = any(CALLS.search(command.text) for command in source.commands if command.name not in _SPEAKS)
        # Who wrote a scheduled job is written to when it fails.
        by_failing = source.actor == "workflow" or source.piped
        yield Alarm(
            **source.common(looking), watches=Watched.CERTIFICATE, notifies=calls or by_failing, system="script"
        )
    elif (named := next((one for one in source.commands if _is_called_after_it(one, source)), None)) is not None:
        # What a program does that lies elsewhere is told by its name alone; whom it calls, only by who starts it.
        notifies = True if source.actor == "workflow" else None
        yield Alarm(**source.common(named), watches=Watched.CERTIFICATE, notifies=notifies, system="script")
    for command in source.commands:
        renews = command.name in ("certbot", "docker", "docker-compose") and {"certbot", "renew"} <= _words(command)
        if renews and any(CALLS.search(text) for text in command.fallback):
            yield Alarm(**source.common(command), watches=Watched.CERTIFICATE, notifies=True, system="script")


def _looks(command: Command) -> bool:
    return (
        (command.name == "openssl" and command.has("x509") and command.has(*_LOOKS))
        or command.name
        in (
            "ssl-cert-check",
            "check_ssl_cert",
        )
        or (command.name in _FINDS and _END_SHOWN.search(command.text) is not None)
    )


_FINDS = frozenset(("grep", "awk", "sed"))
_END_SHOWN = regex(r"(?i)expire date|not ?after")
"""What `curl -v` and `openssl` print before the day on which a certificate ends."""


_INTERPRETERS = frozenset(("bash", "sh", "zsh", "python", "python3", "node", "ruby", "php", "npx", "uv", "poetry"))
_TASK = regex(r"[a-z][\w:.-]{2,60}")
_FILE = regex(r"[\w./-]{0,120}?(?P<name>[\w-]{3,60})(?:\.(?:sh|bash|py|rb|js|mjs|ts|php|pl))?")


_RUNS_TASKS = frozenset(("npm", "pnpm", "yarn", "bun", "make", "just", "task", "rake", "composer", "invoke"))


def _is_called_after_it(command: Command, source: Source) -> bool:
    if command.name in _RUNS_TASKS:
        return any(looks_by_name(arg.replace(":", "-")) for arg in command.args[:2] if _TASK.fullmatch(arg))
    words = (command.name, *(command.args[:3] if command.name in _INTERPRETERS else ()))
    for word in words:
        match = _FILE.fullmatch(word)
        if match and looks_by_name(match["name"]) and word.rpartition("/")[2] not in source.known_scripts:
            return True
    return False


_OF_CERTIFICATE = regex(r"(?:^|[^a-z])(?:certs?|certificates?|ssl|tls|x509|https)(?![a-z])", re.IGNORECASE)
_LOOKS_AT_ITS_END = regex(r"expir|valid(?!at)|days|check|monitor|watch|alert|verif|remain", re.IGNORECASE)
_DOES_MORE = regex(
    r"renew|issue|obtain|creat|generat|install|deploy|copy|upload|setup|init|import|self|pinn|lint|trust", re.IGNORECASE
)


def looks_by_name(name: str) -> bool:
    """A program or action of this name looks how long a certificate is good for (`check-tls-expiry`), and no more."""
    told = _CAMEL.sub("_", name)
    return bool(_OF_CERTIFICATE.search(told) and _LOOKS_AT_ITS_END.search(told) and not _DOES_MORE.search(told))


_CAMEL = regex(r"(?<=[a-z])(?=[A-Z])")


def _words(command: Command) -> set[str]:
    return {command.name, *command.args}
