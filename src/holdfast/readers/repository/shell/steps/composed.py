"""The services that Compose is told to start by their names."""

from collections.abc import Iterable, Iterator

from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.syntax.command import Command

_TAKES_VALUE = frozenset(
    ("--scale", "-t", "--timeout", "--wait-timeout", "--pull", "--exit-code-from", "--attach", "--no-attach")
)


def named_services(commands: Iterable[Command]) -> tuple[str, ...]:
    """Each service that a release has started so; none where it names one alone, as beside a developer's editor."""
    named = [name for command in commands if activation(command) == "compose" for name in _after_up(command)]
    return tuple(dict.fromkeys(named)) if len(set(named)) > 1 else ()


def _after_up(command: Command) -> Iterator[str]:
    words = command.args[command.args.index("up") + 1 :] if "up" in command.args else ()
    before = ""
    for word in words:
        if not word.startswith("-") and before not in _TAKES_VALUE and "$" not in word:
            yield word
        before = word
