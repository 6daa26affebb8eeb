"""Ways back that a trap shall begin, and failures that end the script past that trap."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.reader import ROLLBACK
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_ERRTRACE = regex(r"^-\w*E")
_AT_ANY_END = frozenset(("EXIT", "0"))


def passed_over(source: Source) -> Iterator[tuple[Command, Command]]:
    """First and last command of what ends a script once a release was started, and never begins its way back.

    `trap … ERR` hears neither of `exit`, nor, without `set -E`, of what fails inside a function.
    """
    traps = [one for one in source.commands if one.name == "trap" and _leads_back(one, source)]
    if any(not _AT_ANY_END.isdisjoint(one.args[1:]) for one in traps):
        return
    for trap in (one for one in traps if "ERR" in one.args[1:]):
        here = [one for one in source.commands if (one.remote, one.inside) == (trap.remote, trap.inside)]
        after = [one for one in here if one.order > trap.order and not one.function and one.errexit]
        live = next((one.order for one in after if _starts(one, here)), None)
        if live is not None:
            yield from _unheard([one for one in after if one.order > live], here, _handler(trap))


def _handler(trap: Command) -> str:
    return trap.args[0].partition(" ")[0].strip(";") if trap.args else ""


def _leads_back(trap: Command, source: Source) -> bool:
    """It calls a function of the script that by its name brings an earlier release back."""
    handler = _handler(trap)
    return bool(ROLLBACK.search(handler)) and any(one.function == handler for one in source.commands)


def _starts(command: Command, here: list[Command]) -> bool:
    """It puts the release live, by itself or in a function that it calls."""
    return activation(command) is not None or any(activation(one) for one in here if one.function == command.name)


def _unheard(after: list[Command], here: list[Command], handler: str) -> Iterator[tuple[Command, Command]]:
    traced = any(one.name == "set" and ("errtrace" in one.args or any(map(_ERRTRACE.match, one.args))) for one in here)
    seen = {handler}
    for command in after:
        if command.name == "exit" and _ends(command, here, handler):
            yield command, command
        elif command.name not in seen:
            seen.add(command.name)
            body = [one for one in here if one.function == command.name]
            ends = [one for one in body if (one.name == "exit" or not traced) and _ends(one, here, handler)]
            if ends:
                yield body[0], ends[-1]


def _ends(command: Command, here: list[Command], handler: str) -> bool:
    """It is there to end the script with a failure, and nothing went back before it."""
    bad = command.name == "false" or (command.name == "exit" and command.says_failure)
    if not bad or command.condition or command.fallback:
        return False
    before = (one for one in here if one.name == handler and one.order < command.order)
    return not any(one.function == command.function and one.branch == command.branch for one in before)
