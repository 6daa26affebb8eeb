"""Development servers that a script has a server start for visitors."""

from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.development_servers import (
    is_development_server,
    runs_development_server,
    serves_visitors_too,
)
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_WORDS = ("runserver", "flask", "artisan", "php", "dev", "reload", "serve", "vite", "nodemon", "watch", "start")
_START = regex(r"\b(?:npm|yarn|pnpm|bun)\b[^\n;&|]{0,80}\bstart\b")
_THERE = regex(r"/home/(?:ubuntu|ec2-user|admin|bitnami)\b|/var/www/|/srv/\w|/opt/\w")
_FETCHED = regex(r"(?m)^[^\n#]{0,80}\bgit (?:-C \S+ )?(?:pull|reset --hard)\b")
_BY_NAME = regex(r"(?i)(?:^|[-_.])(?:dev|develop|development|local|test)(?:[-_.]|$)")
_ENTRY = regex(r"(?i)entry(?:[-_]?point)?(?:[-_.]|$)")


def development_servers(source: Source) -> Iterator[ScriptFault]:
    """The first of a script that runs on a server or in a container, and that knows no other."""
    text = source.snippet.text
    if source.instructed or not any(word in text for word in _WORDS) or not _is_for_visitors(source):
        return
    for command in source.commands:
        if _is_started(command, source):
            yield source.fault("start", "development-server", command)
            return


def _is_for_visitors(source: Source) -> bool:
    name, text = source.snippet.name, source.snippet.text
    if _BY_NAME.search(name) or source.snippet.environment in (DEVELOPMENT, TEST):
        return False
    # What `npm start` stands for is told by the package, and its commands are here, too.
    behind = any(one.name not in text and is_development_server(one.text) for one in source.commands)
    if serves_visitors_too(_START.sub("", text) if behind else text):
        return False
    if source.embedded:
        return True  # each command tells by itself where it runs
    lives = source.hooked or source.sent or source.first_boot or is_deploy_script(source)
    return lives or _ENTRY.search(name) is not None or (source.whole and _THERE.search(text) is not None)


def _is_started(command: Command, source: Source) -> bool:
    contained = command.name == "docker" and "run" in command.args[:2]
    starts = runs_development_server(command.text) if contained else is_development_server(command.text)
    return starts and (not source.embedded or bool(command.remote) or _runs_there(source))


def _runs_there(source: Source) -> bool:
    # A pipeline's own step tries the program out, and ends with it; on a server the release is fetched first.
    told = _FETCHED.search(source.snippet.text) or _THERE.search(source.snippet.text)
    return source.sent or source.hooked or source.first_boot or told is not None
