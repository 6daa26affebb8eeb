"""Secrets that a script says aloud into the file of settings of an application: `echo NAME=value >> .env`."""

from collections.abc import Iterator

from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed, looks_random
from holdfast.readers.repository.shell.configuration.env_files import ENVIRONMENT_FILE
from holdfast.readers.repository.shell.releases.past_lock import is_release
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_SAYS = frozenset(("echo", "printf"))
_NAMED = regex(r"^\s*(?:export\s+)?(?P<name>[A-Za-z_]\w{1,80})=[\"']?(?P<value>[^\s\"'\\]{1,400})")


def said_values(command: Command, source: Source) -> Iterator[ExposedSecret]:
    """Each secret whose value such a command holds; what only tries a change out may make up what it likes."""
    if command.name not in _SAYS or not any(map(ENVIRONMENT_FILE.search, source.writes(command))):
        return
    if source.actor == "workflow" and not (command.remote or is_release(source)):
        return
    for text, line in zip(command.args, command.arg_lines, strict=True):
        said = _NAMED.match(text[:2_000])
        name, value = said.group("name", "value") if said else ("", "")
        if name and is_exposed(name, value) and (looks_random(value) or not source.instructed):
            at = covered(source.snippet.at(line), value)
            yield ExposedSecret(**source.common(at), name=name, form=form_of(name, value))
