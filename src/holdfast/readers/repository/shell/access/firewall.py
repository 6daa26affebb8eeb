"""What scripts and guides let through the firewall of a host itself, behind the network's own."""

import re
from collections.abc import Iterator

from holdfast.model.facts import Fact, Ingress
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.cloud.arguments import in_turn
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_SERVICES = {
    "ssh": 22,
    "openssh": 22,
    "mysql": 3306,
    "mysqld": 3306,
    "postgresql": 5432,
    "postgres": 5432,
    "mongod": 27017,
    "mongodb": 27017,
    "redis": 6379,
}
_TOLD = frozenset((22, 3306, 5432, 27017, 6379))
"""Ports by which somebody gets at the host, or at its data: of what users come in by, nothing is told."""

_OF_APPLICATIONS = range(3000, 10000)
"""Ports that an application takes as a rule: past a proxy on its host nobody else needs them."""

_NO_SOURCE = frozenset(("any", "anywhere", "0.0.0.0/0", "::/0", ""))
_ACCEPTS = regex(r"-(?:A|I|-append|-insert) INPUT\b.*--dport (?P<port>\d{2,5})\b.*-j ACCEPT\b")


def firewall_facts(source: Source) -> Iterator[Fact]:
    """Each opening of SSH or of a database, from whom it lets in, where that is said; of an application for all."""
    for command in source.commands:
        for turn in in_turn(command):
            name, port, sources = _opened(turn)
            if port in _TOLD or (port in _OF_APPLICATIONS and not sources):
                yield Ingress(**source.common(command), from_port=port, to_port=port, sources=sources, target=name)


def _opened(command: Command) -> tuple[str, int, tuple[str, ...]]:
    """The firewall in which a command opens a port, and whom it names; port 0 for any other command."""
    words = [word.lower() for word in command.args]
    if command.name == "ufw" and words[:1] in (["allow"], ["limit"]):
        rest = [word for word in words[1:] if word not in ("in", "proto", "tcp")]
        if rest[:1] == ["from"]:
            return ("ufw", _port(rest[-1]), _named(rest[1:2])) if rest[-2:-1] == ["port"] else ("", 0, ())
        port = rest[-1:] if rest[:1] == ["to"] else rest[:1]
        return ("ufw", _port(port[0]), ()) if port else ("", 0, ())
    if command.name == "firewall-cmd":
        given = (command.option("--add-service") or command.option("--add-port") or "").lower()
        return ("firewalld", _port(given), ())
    accepts = _ACCEPTS.search(command.text) if command.name == "iptables" else None
    if accepts is not None:
        found = re.search(r"(?:-s|--source) (\S+)", command.text)
        return "iptables", int(accepts["port"]), _named([found[1]] if found else [])
    return "", 0, ()


def _port(said: str) -> int:
    """The port that `3306/tcp` or `mysql` names; 0 for what is none."""
    said = said.removesuffix("/tcp")
    return int(said) if said.isdecimal() and len(said) <= _LONGEST_PORT else _SERVICES.get(said, 0)


_LONGEST_PORT = 5


def _named(sources: list[str]) -> tuple[str, ...]:
    return tuple(one for one in sources if one not in _NO_SOURCE)
