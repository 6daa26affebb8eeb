"""Certificates that a script copies from where Let's Encrypt's client keeps them, with nothing that does so again."""

import re
from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.spoken import MESSAGE
from holdfast.readers.repository.shell.syntax.command import Command

_LIVE = regex(
    r"letsencrypt/(?:live|archive)|\.acme\.sh/|/\.lego/certificates|lego/certificates"
    r"|\blive/[^/\s]+/(?:fullchain|privkey|cert|chain)\.pem"
)
_HOOK = regex(
    r"deploy-hook|post-hook|renew-hook|renewal-hooks|--reloadcmd|--installcert|--install-cert|RENEWED_LINEAGE"
)
_RENEWS = regex(r"renew|cert-?sync|deploy[-_]?hook|갱신|更新", re.IGNORECASE)


def copied_certificates(source: Source) -> Iterator[ScriptFault]:
    """The lines that copy one, from the first to the last."""
    text = source.snippet.text
    if not _LIVE.search(text) or _HOOK.search(text) or source.schedule or source.hooked:
        return
    # A script that asks for the certificate anew is started by somebody: nothing here starts it by the clock.
    by_hand = any("certbot" in command.text and "certonly" in command.text for command in source.commands)
    if (_RENEWS.search(source.snippet.path) and not by_hand) or re.search(
        r"renewal-hooks|cron", source.snippet.heading, re.IGNORECASE
    ):
        return
    renewals = (c for c in source.commands if "certbot" in c.text and " renew" in c.text and c.name not in MESSAGE)
    if source.whole and any(not c.has("--dry-run") for c in renewals):
        return
    copies = [command for command in source.commands if _copies_certificate(command, source)]
    if copies:
        last = copies[-1] if copies[-1].end_line - copies[0].line < 10 else copies[0]
        yield source.fault("certificate", "certificate-copied-by-hand", copies[0], last)


_BARE = regex(r"^(?:\./)?(?:fullchain|privkey|cert|chain)\d?\.pem$")


def _copies_certificate(command: Command, source: Source) -> bool:
    words = [source.script.expand(arg) for arg in command.args if not arg.startswith("-")]
    inside = any(_BARE.match(word) for word in words) and _LIVE.search(f"{source.folder_of(command)}/") is not None
    if inside and (command.name in ("cp", "scp", "install") or "pkcs12" in command.args):
        return True
    if command.name in ("cp", "rsync", "scp", "install"):
        return any(_LIVE.search(word) for word in words[:-1]) and not _LIVE.search(words[-1])
    if command.name == "docker" and command.args[:1] == ("cp",):
        return any(_LIVE.search(word) for word in words[1:-1])
    if command.name == "openssl":
        return "pkcs12" in command.args and any(_LIVE.search(word) for word in words)
    return command.name == "cat" and any(_LIVE.search(word) for word in words) and bool(command.redirects)
