"""Questions that find out which of two copies serves: no answer is an answer to them."""

import re
from itertools import dropwhile, takewhile

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_NAMED = regex(
    r"(?:idle|current|active|running|live)_?(?:port|profile|colou?r|slot|env|set|container|app)|^(?:find|detect|which)_",
    re.IGNORECASE,
)
_SAYS = ASSIGNS | {"echo", "printf"}


def looks_for_one(question: Command, commands: tuple[Command, ...], index: int) -> bool:
    """Its function says so, or its answer only sets variables, before anything is started; `index`: its own."""
    return _NAMED.search(question.function or "") is not None or _only_chooses(question, commands, index)


def _only_chooses(question: Command, commands: tuple[Command, ...], index: int) -> bool:
    if not question.condition or question.loop:
        return False
    asked = dropwhile(lambda one: one.condition and one.branch == question.branch, commands[index + 1 :])
    branches = list(takewhile(lambda one: len(one.branch) > len(question.branch), asked))
    if not all(one.condition or one.name in _SAYS for one in branches):
        return False
    sets = any(one.name in ASSIGNS for one in branches)
    return sets and not any(map(activation, commands[:index])) and any(map(activation, commands[index:]))
