"""Which release the machines of a group come up with that are made anew: what their template's version names."""

from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command

_RENEWS = regex(r"^aws autoscaling start-instance-refresh\b")
_CHANGES = regex(
    r"^aws (?:ec2 (?:create-launch-template-version|create-image)"
    r"|autoscaling (?:update-auto-scaling-group|create-launch-configuration))\b|^packer build\b"
)
_VERSION = regex(r"\bVersion\W{1,6}?(\$?[\w{}.-]{1,60})")
_PUSHES_LATEST = regex(r"^docker\b.*:latest(?=[\s\"']|$)")


def renewed(commands: Iterable[Command], sort: str | None) -> str | None:
    """The name of such a release, which `sort` is as far as all commands tell; that of others is left.

    Where nobody changes the template, its machines fetch what they have always been told to fetch.
    """
    told = tuple(commands)
    asked = next((command for command in told if _RENEWS.match(command.text)), None)
    if asked is None or any(_CHANGES.match(command.text) for command in told):
        return sort
    version = _VERSION.search(asked.text)
    if version and version[1] not in ("$Latest", "$Default"):
        return None if sort == "none" else sort  # somebody found it out
    return "latest" if any(_PUSHES_LATEST.match(command.text) for command in told) else "none"
