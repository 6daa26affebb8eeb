"""Certbot that a script brings to a host: somebody means to fetch a certificate there, and nothing here does."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Certificate
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_INSTALLERS = frozenset(("apt", "apt-get", "yum", "dnf", "snap", "apk", "zypper", "pip", "pip3", "amazon-linux-extras"))
_FETCHES = frozenset(("certbot", "certbot-auto", "letsencrypt", "acme.sh"))
_PACKAGE = regex(r"^(?:certbot|python\d?-certbot|letsencrypt)(?:-(?:nginx|apache|dns-[\w-]+))?(?:[=~<>].*)?$")


def installed_certbot(source: Source) -> Iterator[Certificate]:
    """A claim for the first such command of a script that does not start Certbot: what does says more."""
    fetches = any(command.name.rpartition("/")[2] in _FETCHES for command in source.commands)
    if fetches or source.instructed or source.actor == "workflow":
        return
    found = next(filter(_installs, source.commands), None)
    if found is not None:
        meant = Certificate(**source.common(found), issuer="letsencrypt", used_by="host")
        yield replace(meant, kind=EvidenceKind.CLAIMED)


def _installs(command: Command) -> bool:
    if command.name.rpartition("/")[2] not in _INSTALLERS or not {"install", "add"} & set(command.args):
        return False
    return any(map(_PACKAGE.match, command.args))
