"""What the scripts that start a package of Node do to the schema each time."""

from collections.abc import Iterator, Mapping

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nodes import Node
from holdfast.readers.repository.shell.entry import hazards
from holdfast.readers.repository.shell.parse import parse

_START = regex(r"^(?:pre)?start(?P<named>:prod(?:uction)?)?$")


def start_faults(snippet: Snippet, scripts: Mapping[str, Node]) -> Iterator[ScriptFault]:
    """One for each form; a failure passed over is told where every script's is.

    Where one script is named for production, the others are for developers.
    """
    starts = {name: match["named"] for name in scripts if (match := _START.match(name))}
    for name in (one for one, named in starts.items() if named or not any(starts.values())):
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
