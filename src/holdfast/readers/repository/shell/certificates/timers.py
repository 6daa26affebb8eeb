"""The timer of systemd by which certbot renews: who starts it, and who is told to look whether it runs."""

from holdfast.model.facts import CertificateRenewal
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_TIMER = regex(r"certbot[^\s.]{0,40}\.(?:renew\.)?timer\b")
_LOOKS = frozenset(("status", "is-active", "is-enabled", "list-timers", "show", "cat"))
LOOKS_AT_TIMER = regex(
    r"\bsystemctl(?: --\S{1,40}){0,3} (?:status|is-active|is-enabled|list-timers|show)\b[^\n#]{0,80}certbot"
)


def timer_fact(command: Command, source: Source) -> CertificateRenewal | None:
    """What a call of `systemctl` tells of that timer; whoever looks at it would see that it renews no more."""
    row = " ".join(source.snippet.rows[command.line - 1 : command.end_line])
    if LOOKS_AT_TIMER.search(row):
        at = source.place(command)
        return CertificateRenewal(**source.common(at), places={"looked": at}, tool="certbot", checked=True)
    if _LOOKS.isdisjoint(command.args) and _TIMER.search(command.text):
        return CertificateRenewal(**source.common(command), tool="certbot", schedule="systemd timer")
    return None
