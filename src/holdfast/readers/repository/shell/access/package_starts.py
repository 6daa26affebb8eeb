"""What the scripts that start a package of Node do to the schema each time, and the secrets that they hold."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.facts import ExposedSecret, ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.shell.releases.entry import hazards
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.nodes import Node

_SETS = frozenset(("cross-env", "cross-env-shell", "env", "export"))
_SETTING = regex(r"(?P<name>[A-Za-z_]\w{1,80})=(?P<value>\S{1,400})$")
_START = regex(r"^(?:pre)?start(?P<named>:prod(?:uction)?)?$")


def start_faults(snippet: Snippet, scripts: Mapping[str, Node]) -> Iterator[ScriptFault]:
    """One for each form; a failure passed over is told where every script's is.

    Where one script is named for production, the others are for developers.
    """
    for name in _starts(scripts):
        text = scripts[name].text() or ""
        for hazard in hazards(parse(text).commands):
            if hazard.form != "error-swallowed":
                part = snippet.part(text, scripts[name].line, heading=f"recipe {name}")
                yield ScriptFault(
                    kind=part.kind,
                    at=part.at(1),
                    environment=part.environment,
                    old=part.old,
                    activity=hazard.activity,
                    form=hazard.form,
                    command=redact(hazard.command.text)[:160],
                )


def start_secrets(snippet: Snippet, scripts: Mapping[str, Node]) -> Iterator[ExposedSecret]:
    """Those whose values a start script sets before its program; nothing of the row is quoted."""
    for name in _starts(scripts):
        for setting, value in _set_in(parse(scripts[name].text() or "").commands):
            if is_exposed(setting, value):
                at = covered(snippet.at(scripts[name].line))
                yield ExposedSecret(
                    kind=snippet.kind,
                    at=at,
                    environment=snippet.environment,
                    old=snippet.old,
                    name=setting,
                    form=form_of(setting, value),
                )


def _starts(scripts: Mapping[str, Node]) -> tuple[str, ...]:
    starts = {name: match["named"] for name in scripts if (match := _START.match(name))}
    return tuple(one for one, named in starts.items() if named or not any(starts.values()))


def _set_in(commands: Iterable[Command]) -> Iterator[tuple[str, str]]:
    """What is set for one command, by the shell itself or by a program that sets it in every shell."""
    for command in commands:
        yield from command.assigns
        for word in command.args if command.name in _SETS else ():
            match = _SETTING.match(word[:500])
            if match is not None:
                yield match["name"], match["value"]
