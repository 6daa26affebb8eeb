"""Settings that a script takes from AWS or a vault straight into its environment, and then starts the product."""

from collections.abc import Iterator

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.configuration.loaded import LOOKS
from holdfast.readers.repository.shell.steps.purposes import FETCHES_SECRETS
from holdfast.readers.repository.shell.steps.source import BECOMES, Source
from holdfast.readers.repository.shell.syntax.command import Command

_TAKES_IN = frozenset(("eval", "source", ".", "export", "declare"))
_ANSWER = regex(r"[\"']?(?:\$\(|<\(|`)\s*(?P<asks>[^\0]{1,400})")
"""What a command answers, as the whole of a word."""


def into_environment(source: Source) -> Iterator[ConfigurationLoader]:
    """The first such command: it succeeds whatever became of the fetch, also under `set -e`."""
    if source.instructed or source.actor == "workflow" or LOOKS.search(source.snippet.text):
        return
    becomes = BECOMES.search(source.snippet.text)
    starts = source.snippet.text.count("\n", 0, becomes.start()) + 1 if becomes else 0
    last = max([starts, *(one.line for one in source.activations if not one.remote)])
    for command in source.commands:
        if command.line < last and not command.remote and _takes_answer(command):
            yield ConfigurationLoader(**source.common(command), source="script", missing="silent")
            return


def _takes_answer(command: Command) -> bool:
    words = command.args[:1] if command.name in _TAKES_IN else ()
    if command.name == "read":
        words = tuple(one.target for one in command.redirects if one.operator == "<")
    asked = (match["asks"] for match in map(_ANSWER.match, words) if match)
    return any(FETCHES_SECRETS.search(one) for one in asked)
