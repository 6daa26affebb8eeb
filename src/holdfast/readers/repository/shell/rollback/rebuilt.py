"""Ways back that build anew what the failed release has left: only the name of what comes out is an older one."""

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.handed_on import starts
from holdfast.readers.repository.shell.steps.purposes import activation, is_build
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_FROM_ELSEWHERE = regex(
    r"^(?:git (?!(?:log|rev-parse|status|describe|diff|show|config|branch|tag|fetch)\b)"
    r"|docker (?:image )?(?:load|pull|tag)\b|docker(?:-compose| compose)\b.* pull\b"
    r"|(?:cp|mv|ln|rsync|scp|tar|unzip|curl|wget|gh|svn)\b|aws (?:s3|ecr)\b)"
)
"""What may bring the sources, or the image, of an earlier release."""
_DEPLOYS = regex(r"(?i)deploy|release|rollout|checkout|fetch")


def rebuilt(source: Source) -> Command | None:
    """The first build of a way back, where nothing has brought it anything else to build from."""
    for command in source.commands:
        own = any(name in source.known_scripts and _DEPLOYS.search(name) for name in starts(command))
        if own or _FROM_ELSEWHERE.match(command.text):
            return None
    builds = (c for c in source.commands if is_build(c) or (c.has("--build") and activation(c) == "compose"))
    return next((c for c in builds if not c.has("--build-arg")), None)
