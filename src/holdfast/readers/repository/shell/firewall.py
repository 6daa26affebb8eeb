"""What scripts and guides let through the firewall of a host itself, behind the network's own."""

import re
from collections.abc import Iterator

from holdfast.model.facts import Fact, Ingress
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source

_SSH = frozenset(("22", "22/tcp", "ssh", "openssh", "ssh/tcp"))
_NO_SOURCE = frozenset(("any", "anywhere", "0.0.0.0/0", "::/0", ""))
_ACCEPTS = regex(r"-(?:A|I|-append|-insert) INPUT\b.*--dport 22\b.*-j ACCEPT\b")


def firewall_facts(source: Source) -> Iterator[Fact]:
    """Each opening of SSH; from whom it lets in, where that is said."""
    for command in source.commands:
        name, sources = _opened(command)
        if name:
            yield Ingress(**source.common(command), from_port=22, to_port=22, sources=sources, target=name)


def _opened(command: Command) -> tuple[str, tuple[str, ...]]:
    """The firewall in which a command opens SSH and whom it names; no firewall for any other command."""
    words = [word.lower() for word in command.args]
    if command.name == "ufw" and words[:1] in (["allow"], ["limit"]):
        rest = [word for word in words[1:] if word not in ("in", "proto", "tcp")]
        if rest[:1] == ["from"]:
            return ("ufw", _named(rest[1:2])) if rest[-2:] == ["port", "22"] else ("", ())
        port = rest[-1:] if rest[:1] == ["to"] else rest[:1]
        return ("ufw", ()) if port and port[0] in _SSH else ("", ())
    if command.name == "firewall-cmd":
        given = {(command.option("--add-service") or "").lower(), (command.option("--add-port") or "").lower()}
        return ("firewalld", ()) if given & _SSH else ("", ())
    if command.name == "iptables" and _ACCEPTS.search(command.text):
        found = re.search(r"(?:-s|--source) (\S+)", command.text)
        return "iptables", _named([found[1]] if found else [])
    return "", ()


def _named(sources: list[str]) -> tuple[str, ...]:
    return tuple(one for one in sources if one not in _NO_SOURCE)
