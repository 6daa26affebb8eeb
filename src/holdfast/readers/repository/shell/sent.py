"""Releases that a script sends to a host, and the scripts that it then has the host run."""

import re
from collections.abc import Iterator
from dataclasses import replace

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.parse import Script

NOT_A_RELEASE = regex(
    r"(?:^|/)tmp|\.(?:zip|gz|tgz|tar|log|sql|pid|sock|lock|pem|env)$|cache|node_modules|coverage|logs?(?:/|$|\*)|artifact"
    r"|\.git(?:/|$)"
    r"|(?:^|[/_.-])(?:old|prev\w*|backup|bak|tmp|temp|stag\w*|new|next|failed)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_BESIDE = regex(r"\.(?:ya?ml|conf|ini|toml|service|sh|txt|json|crt|key)$|(?:^|/)\.env|^\d+$")
"""What stands beside a release, and ports."""
_PACKED = regex(r"\.(?:zip|gz|tgz|tar)$")
_PURPOSE = r"(?:deploy|restart|start|update|run|release|reload|up\b|install|setup|remote|server)"
_STARTS = regex(_PURPOSE)
_SENDS = frozenset(("rsync", "scp"))
_HANDS_TO_SHELL = regex(rf"\b(?:ba)?sh (?:-\w+ )*[^\s;|&]*{_PURPOSE}[\w-]*\.sh\b")
_SHELLS = frozenset(("bash", "sh", "source", "."))


def sends_release(command: Command, script: Script) -> bool:
    """It copies what may be a release, and not only what stands beside one, to a host."""
    if command.name not in _SENDS:
        return False
    *sent, target = [script.expand(arg) for arg in command.args if not arg.startswith("-")] or [""]
    return ":" in target and any(not NOT_A_RELEASE.search(word) and not _BESIDE.search(word) for word in sent)


def run_there(script: Script) -> Iterator[Command]:
    """The scripts that a host runs over SSH once a release was sent to it: one of them puts it live."""
    arrived = False
    for command in script.commands:
        arrived = arrived or sends_release(command, script) or _sends_packed(command, script)
        if arrived and command.remote and _runs_script(command):
            yield command
        elif arrived and command.name == "ssh" and _HANDS_TO_SHELL.search(command.text):
            yield replace(command, remote=next((arg for arg in command.args if not arg.startswith("-")), "ssh"))


def _sends_packed(command: Command, script: Script) -> bool:
    """A bundle that the host unpacks."""
    words = [script.expand(arg) for arg in command.args if not arg.startswith("-")]
    return command.name in _SENDS and ":" in (words or [""])[-1] and any(map(_PACKED.search, words[:-1]))


def _runs_script(command: Command) -> bool:
    words = command.args if command.name in _SHELLS else (command.name,)
    name = next((word for word in words if not word.startswith("-")), "").rpartition("/")[2]
    return name.endswith(".sh") and _STARTS.search(name) is not None
