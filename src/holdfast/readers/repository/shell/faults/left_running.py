"""Steps of a release that run on in the background, so that it ends well whatever becomes of them."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.releases import releases
from holdfast.readers.repository.shell.steps.purposes import is_build, is_fetch, is_migration
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_SCRIPT = regex(r"^[\w./${}~-]{0,200}?(?P<name>[\w-]{1,80}\.(?:ba)?sh)$")
_RUNS = frozenset(("bash", "sh", "nohup", "setsid", "source", "."))
_SERVES = regex(r"(?i)^(?:start|run|serve|launch|boot|watch|tail|monitor|worker|server)")
"""A script of that name may be the application itself, which goes on running."""


def left_running(source: Source) -> Iterator[ScriptFault]:
    """What a script of a release sends into the background, and never waits for."""
    if source.instructed or "&" not in source.snippet.text:
        return
    part = _is_part(source)
    for command in source.commands:
        if not command.background or "$(" in command.inside or not (part or (command.remote and source.embedded)):
            continue
        if _matters(command, source) and not _awaited(command, source):
            yield source.fault("deploy", "error-swallowed", command)


def _is_part(source: Source) -> bool:
    named = not source.embedded and releases.is_named_after_releases(source)
    return source.hooked or source.sent or named or releases.is_deploy_script(source)


def _matters(command: Command, source: Source) -> bool:
    if is_build(command) or is_fetch(command) or is_migration(command):
        return True
    if command.has("-c"):
        return False  # what it is told to run stands by itself
    words = (command.name, *(arg for arg in command.args if not arg.startswith("-")))
    called = next((word for word in words if word not in _RUNS), "")
    match = _SCRIPT.match(called)
    if match is None:
        return False
    own = match["name"] in source.known_scripts and source.hooked
    return releases.names_a_release(match["name"]) or (own and not _SERVES.match(match["name"]))


def _awaited(command: Command, source: Source) -> bool:
    """Somebody waits for it, or notes its process down to do so."""
    behind = source.commands[command.order + 1 :]
    return any(other.name == "wait" for other in behind) or any(
        "$!" in arg for other in behind[:3] for arg in other.args
    )
