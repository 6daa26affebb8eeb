"""Secrets that a deployment or a start makes up anew each time, so that nothing asks for the real ones."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.source import BECOMES, Source
from holdfast.readers.repository.shell.syntax.command import Command

_LARAVEL = regex(r"\bartisan (?:(?P<key>key:generate)|jwt:secret)\b(?!.* --show\b)")
_RANDOM = (
    r"(?:openssl rand|uuidgen|pwgen|(?:bundle exec )?(?:\S{0,40}/)?(?:rails|rake) secret"
    r"|(?:head|cat|tr) [^)\n]{0,40}/dev/u?random|python[\d.]* -c [^\n]{0,60}(?:secrets|token_)"
    r"|node -[ep] [^\n]{0,60}randomBytes)"
)
_KEPT = regex(
    r"(?:^|[\"'\s])(?P<name>(?:[A-Z][A-Z0-9]*_){0,4}(?:SECRET|SECRET_KEY|KEY_BASE|JWT_KEY|APP_KEYS?|SIGNING_KEY"
    rf"|ENCRYPTION_KEY|SESSION_KEY))=[\"']?(?:\$\(|`)\s*{_RANDOM}",
    re.MULTILINE,
)
_ASKS = regex(r"^&& .*(?:\[|\btest\b|grep)")


def made_up(commands: Iterable[Command]) -> Iterator[tuple[Command, str]]:
    """The commands that do so without looking whether there is one already, each with the name of the secret."""
    for command in commands:
        if any(not mark.startswith("&& ") or _ASKS.match(mark) for mark in command.branch) or command.function:
            continue
        made = _LARAVEL.search(command.text) if command.name not in ("echo", "printf") else None
        if made:
            yield command, "APP_KEY" if made["key"] else "JWT_SECRET"
            continue
        written = command.document.text[:20_000] if command.document and command.redirects else ""
        keeps = command.name in ("=", "export") or bool(command.redirects)
        found = _KEPT.search("\n".join((*command.args, written))) if keeps else None
        if found is not None:
            yield command, found["name"]


_MISSING = regex(r"^if \[+ (?:-z |!? ?-n )?[\"']?\$\{?(?:APP_KEY|JWT_SECRET)\b")


def _but_for_itself(command: Command) -> tuple[str, ...]:
    """The conditions of a command, without the question whether the environment brings the secret."""
    return tuple(mark for mark in command.branch if not _MISSING.match(mark))


def made_up_facts(source: Source) -> Iterator[ConfigurationLoader]:
    """Those of a script that puts releases out, or that each start of the application goes through."""
    starts = source.entry_point or BECOMES.search(source.snippet.text) is not None
    again = source.hooked or source.sent or starts
    if source.embedded or source.instructed or not (again or is_deploy_script(source)):
        return
    # In a container, what stands in for a missing variable is forgotten with it.
    commands = [replace(one, branch=_but_for_itself(one)) for one in source.commands] if starts else source.commands
    for command, name in made_up(commands):
        yield ConfigurationLoader(**source.common(command), source="environment", missing="silent", names=(name,))
