"""Whether the application that runs is told which release it is."""

import re
from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.reader import expanded
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.release_names import COMMIT, sort_of_label, unwritten
from holdfast.readers.repository.shell.syntax.command import Command

_TELLS_NAME = (
    r"(?:(?:GIT|APP|RELEASE|BUILD|IMAGE|COMMIT|SENTRY|NEXT_PUBLIC|VITE|DD)_){0,4}"
    r"(?:SHA|COMMIT|HASH|VERSION|RELEASE|REVISION|REV|TAG|BUILD_ID)"
)
_TELLS = regex(rf"^{_TELLS_NAME}=.*[$`{{]", re.IGNORECASE)
_LABEL = regex(r"org\.opencontainers\.image\.(?:revision|version)|git[-_.]?(?:commit|sha)", re.IGNORECASE)
_RELEASE_FILE = regex(
    r"(?:version|revision|release|commit|build[-_]?info)s?(?:\.\w+)?$|deploy(?:ment)?s?\.(?:log|txt)$|\.env[\w.-]*$",
    re.IGNORECASE,
)


def carries_identity(commands: Iterable[Command], variables: Mapping[str, str] | None = None) -> bool:
    """The running application is told which release it is; `variables` as for `identity_of`."""
    return any(True for _ in identity_commands(commands, variables))


def identity_commands(
    commands: Iterable[Command], variables: Mapping[str, str] | None = None
) -> Iterator[tuple[Command, str]]:
    """The commands that tell it, and where it then stands ("environment", "image-label", "file")."""
    values = variables or {}
    for command in commands:
        if command.name in ("docker", "docker-compose"):
            given = command.options("-e", "--env", "--build-arg")
            if any(_TELLS.match(value) for value in given):
                yield command, "environment"
            elif any(_LABEL.search(value) for value in command.options("--label", "-l")):
                yield command, "image-label"
            continue
        exports = command.name == "export" and any(_TELLS.match(arg) and sort_of_label(arg) for arg in command.args)
        alone = any(_TELLS.match(f"{name}={value}") for name, value in command.assigns)
        if exports or (alone and activation(command)):
            yield command, "environment"
        elif (
            command.redirects
            and command.name in ("echo", "printf", "git", "cat", "jq")
            and _names_release(command, values)
        ):
            yield command, "file"


def _names_release(command: Command, values: Mapping[str, str]) -> bool:
    writes = [r.target for r in command.redirects if r.operator in (">", ">>", "&>")]
    document = command.document.text[:2_000] if command.document else ""
    text = expanded(f"{command.text} {document}", values)
    return bool(COMMIT.search(unwritten(text))) and any(_RELEASE_FILE.search(target) for target in writes)
