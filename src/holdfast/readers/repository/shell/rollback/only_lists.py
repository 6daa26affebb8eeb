"""Rollbacks that only list what one could go back to, since nobody tells them which release is meant."""

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command

_ROLLBACK = regex(
    r"^(?:npx (?:--yes |-y )?|yarn |pnpm (?:exec )?)?(?:serverless|sls|osls) rollback(?= |$)(?! function\b)"
)
_TOLD = regex(r" (?:-t|--timestamp)(?:[ =]|$)")


def only_lists(command: Command) -> bool:
    """`serverless rollback --stage prod` without a timestamp shows the deployments, and changes none.

    Serverless Framework, CLI reference "rollback", 2026-11.
    """
    return _ROLLBACK.match(command.text) is not None and _TOLD.search(command.text) is None
