"""Renewals of certificates by certbot or its like: whether they can work, and who hears that they failed."""

from holdfast.model.evidence import Location
from holdfast.model.facts import CertificateRenewal
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.spoken import failing_branch
from holdfast.readers.repository.shell.syntax.command import Command

_RELOADS = regex(r"nginx|apache|httpd|haproxy|caddy|docker|compose|systemctl|service|reload|restart")
_PROXY = regex(r"(?<![\w-])(?:nginx|apache2|httpd|caddy|haproxy)\b")
_KEPT_HOOKS = ("--pre-hook", "--http-01-port", "--webroot", "-w")
_STOPS = regex(r"\b(?:stop|down|kill)\b")


def answered(command: Command, source: Source) -> dict[str, Location]:
    """Where certbot answers on port 80 itself, as it will at each renewal, and whether a proxy is spoken of.

    Or where it has a person answer (`--manual`), who is not there when a timer renews.
    """
    if command.has("--manual") and not command.has("--manual-auth-hook"):
        return {"by person": source.place(command)}
    if not command.has("--standalone") or command.has(*_KEPT_HOOKS):
        return {}
    at = source.place(command)
    return {"alone": at, **({"proxy": at} if _PROXY.search(source.snippet.text) else {})}


def _frees(command: Command, source: Source) -> bool:
    """The renewal stops what holds port 80, or needs it not."""
    if command.has(*_KEPT_HOOKS, "--nginx", "--apache", "-a", "--authenticator", "--manual"):
        return True
    before = source.commands[: command.order]
    return any(_STOPS.search(other.text) and other.name in _HOLDERS for other in before[-4:])


_HOLDERS = frozenset(("systemctl", "service", "nginx", "docker", "docker-compose", "pm2", "pkill", "killall"))


_IN_IMAGE = regex(r"\bcertbot/(?:certbot|dns-[\w-]+)\b|\bcompose\b[^\n]{0,200}\bcertbot\b")


def _unheard(command: Command, source: Source) -> dict[str, Location]:
    """Where the script says that the renewal has failed, to nobody who would do something about it."""
    told = failing_branch(command, source)
    return {"unheard": source.snippet.at(told[0].line, told[-1].end_line)} if told else {}


def renewal_fact(
    command: Command, source: Source, at: Location, schedule: str | None, tool: str = "certbot"
) -> CertificateRenewal:
    """The fact of a command that renews certificates, started by `schedule`."""
    hook = command.option("--deploy-hook", "--post-hook", "--renew-hook", "--reloadcmd") or ""
    following = source.commands[command.order + 1 :]
    after = any(
        _RELOADS.search(other.text) and other.name in ("nginx", "systemctl", "service", "docker", "docker-compose")
        for other in following
    )
    # A package brings a timer of its own; an image brings none.
    by_hand = schedule is None and not source.hooked and _IN_IMAGE.search(source.snippet.text) is not None
    return CertificateRenewal(
        **source.common(at),
        places={
            **({"frees": at} if tool != "certbot" or _frees(command, source) else {}),
            **({"by hand": at} if by_hand and not command.has("--dry-run") else {}),
            **_unheard(command, source),
        },
        tool=tool,
        schedule=schedule,
        reloads=True if (hook and _RELOADS.search(hook)) or after else (None if schedule is None else False),
        checked=command.has("--dry-run"),
    )
