"""Caddy as a script starts it by hand: before one program, with a certificate that it fetches by itself."""

from collections.abc import Iterator

from holdfast.model.facts import Fact
from holdfast.readers.repository.proxies.caddy import passed_on
from holdfast.readers.repository.shell.steps.source import Source


def caddy_facts(source: Source) -> Iterator[Fact]:
    """What each such command passes on."""
    for command in source.commands:
        if command.name == "caddy":
            yield from passed_on(command.args, source.common(command))
