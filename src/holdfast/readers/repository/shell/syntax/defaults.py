"""What the variables of a script hold where nobody hands it anything: `TAG=${TAG:-latest}`."""

from collections.abc import Iterable, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command

_DEFAULT = regex(r"\$\{\w+:?-(?P<value>[^{}$]*)\}")


def left_alone(variables: Mapping[str, str]) -> dict[str, str]:
    """The values of variables with every default in its place."""
    return {name: _DEFAULT.sub(lambda match: match["value"], value) for name, value in variables.items()}


def default_tag(commands: Iterable[Command]) -> Command | None:
    """Where a tag that nobody hands in becomes `latest`; None where no command says so."""
    return next((one for one in commands if one.name == "=" and _is_tag(one.args[0])), None)


def _is_tag(assignment: str) -> bool:
    name, _, value = assignment.partition("=")
    return bool(_DEFAULT.search(value)) and value.endswith("-latest}") and name.lower().endswith(("tag", "version"))
