"""Scripts that are not in the repository at hand, and what a step that deploys by one hands to it."""

from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command

UNSEEN = "unseen"
"""The method of a deployment by a script that nobody can look into from here."""

_SHELLS = frozenset(("bash", "sh", "zsh", "source", "."))
_DEPLOYS = regex(
    r"(?i)(?:^|[^a-z])(?:re)?(?:deploy|roll-?out)(?!.{0,12}(?:preview|docs?|pages|storybook))|배포|デプロイ"
)
_OTHERWISE = regex(
    r"(?i)(?:^|[^a-z])(?:pre|post|prepare|before|after|un|tests?|verif\w*|validat\w*|checks?|smoke|health\w*|lint|"
    r"build|bundle|pack\w*|set-?up|install\w*|bootstrap|notif\w*|slack|announce|log-?in|wait\w*|previews?|docs?|"
    r"storybook|clean\w*|tear-?down|destroy|dry-?run|roll-?back|plan|diff|summary|print|show|report|status)(?:[^a-z]|$)"
)
"""What stands around a deployment, or looks at one."""
_TRIES = regex(r"(?i)--?(?:dry-?run|check|what-?if|help|version|plan)\b")


def is_call(command: Command, row: str) -> bool:
    """It starts a script by its path: one that ends in `.sh`, or a program that stands in a folder and has no ending.

    Args:
        command: the command.
        row: the line on which it stands.
    """
    if command.remote or _TRIES.search(command.text):
        return False
    if command.name in _SHELLS:
        return next((arg for arg in command.args if not arg.startswith("-")), "").endswith(".sh")
    if command.name.endswith(".sh"):
        return True
    return _DEPLOYS.search(command.name) is not None and "." not in command.name and _is_placed(command.name, row)


def _is_placed(name: str, row: str) -> bool:
    before, found, _ = row[:400].partition(f"/{name}")
    return bool(found) and (before.rpartition(" ")[2].strip("\"'.~/") + "x").replace("/", "").isidentifier()


def puts_out(calls: Iterable[Command], *names: str) -> bool:
    """A step that calls scripts is a deployment by its name, or by that of the script.

    Args:
        calls: the calls of scripts that are not at hand.
        names: the step's.
    """
    told = any(_is_named_so(name) for name in names)
    for command in calls:
        script = command.name if command.name not in _SHELLS else next(iter(command.args), "")
        script = script.rpartition("/")[2].removesuffix(".sh")
        if _is_named_so(script) or (told and not _OTHERWISE.search(script)):
            return True
    return False


def _is_named_so(name: str) -> bool:
    return _DEPLOYS.search(name) is not None and _OTHERWISE.search(name) is None
