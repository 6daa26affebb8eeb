"""Scripts that ask whoever starts them whether they shall go on."""

from collections.abc import Iterable

from holdfast.readers.repository.shell.syntax.command import Command


def answers(commands: Iterable[Command]) -> frozenset[str]:
    """How what somebody at the keys answers is written further down: `$REPLY` and `${REPLY}`."""
    reads = (one for one in commands if one.name == "read" and not one.fed_by)
    told = (next((arg for arg in one.args[-1:] if arg.isidentifier()), "REPLY") for one in reads)
    return frozenset(form for name in told for form in (f"${name}", f"${{{name}}}"))


def is_agreed_to(command: Command, commands: tuple[Command, ...]) -> bool:
    """Somebody at the keys has said that it shall be done: else the script has ended, or passes it over."""
    before = commands[: command.order]
    forms = answers(before)
    ended = [mark for one in before if one.name in ("exit", "return") for mark in one.branch]
    return any(form in mark for form in forms for mark in (*command.branch, *ended))
