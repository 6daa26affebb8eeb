"""Scripts that stop production and throw its images away: whoever starts it again has to build or fetch what ran."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.releases.deleted import IMAGE_REMOVAL, KEPT_BACK
from holdfast.readers.repository.shell.releases.releases import PRODUCTION, is_deploy_script
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_STOPS = regex(r"^(?:docker compose|docker-compose)\b.* (?:down|stop|rm)\b|^docker (?:container )?(?:stop|kill|rm)\b")
_STARTS = regex(
    r"^(?:docker compose|docker-compose)\b.* (?:up|start|restart)\b|^docker (?:container )?(?:start|restart|run)\b"
)
_RECIPES = regex(r"(?i)^(?:GNU)?makefile$|\.mk$|^\.?justfile$|^taskfile\b")
_MEANT = regex(r"(?i)destroy|tear|uninstall|nuke|purge|reset|clean|decommission")
"""Names of what takes a product away on purpose."""


def stopped_for_good(source: Source) -> Iterator[ScriptFault]:
    """The first such command of a script that only stops; what a release deletes is told where releases are."""
    recipe = _RECIPES.search(source.snippet.name) is not None
    named = f"{source.snippet.name} {source.snippet.heading}"
    if (source.embedded and not recipe) or source.instructed or _MEANT.search(named) or is_deploy_script(source):
        return
    if recipe and source.activations:
        return  # what starts something again is told as a release
    stops = [command for command in source.commands if _STOPS.match(command.text)]
    if not stops or not any(_is_of_production(command, source) for command in stops):
        return
    for command in source.commands[stops[0].order :]:
        if _STARTS.match(command.text):
            return  # stopped for a while, to be copied or mended
        if IMAGE_REMOVAL.search(command.text) and not KEPT_BACK.search(command.text):
            yield source.fault("deploy", "previous-release-deleted", command)
            return


def _is_of_production(command: Command, source: Source) -> bool:
    named = (
        source.snippet.name,
        source.snippet.heading,
        *(source.script.expand(file) for file in command.options("-f", "--file")),
    )
    return source.hooked or any(map(PRODUCTION.search, named))
