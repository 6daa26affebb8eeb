"""Files of settings that a script looks into once they are written, and without which it ends."""

from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import GIVES_UP, TESTS, Command, Failure

_ONLY_THERE = regex(r"(?:\[+|test) (?:! )?-[ef] ")
"""Whether the file exists: what is written into it makes it, whatever came."""
_FAR = 200
"""Commands behind it among which somebody looks."""
_READS = frozenset(("grep", "egrep", "wc", "jq", "awk", "test", "[", "[[", "stat"))


def looked_into(files: Iterable[str], writer: Command, source: Source) -> bool:
    """Behind `writer`, what `files` hold decides whether the script goes on."""
    names = {name for file in files if (name := file.rpartition("/")[2])}
    behind = source.commands[writer.order + 1 : writer.order + 1 + _FAR] if names else ()
    return any(_ends_by(one, names, source) or _must_find(one, names, source) for one in behind)


def _ends_by(command: Command, names: set[str], source: Source) -> bool:
    if command.name not in GIVES_UP or not command.says_failure:
        return False
    asked = (source.script.expand(mark) for mark in command.branch if not _ONLY_THERE.search(mark))
    return any(name in mark for mark in asked for name in names)


def _must_find(command: Command, names: set[str], source: Source) -> bool:
    """`grep -q ^DB_URL= .env`, where its failure ends the script."""
    if command.name not in _READS or command.failure is not Failure.STOPS:
        return False
    if command.name in TESTS and _ONLY_THERE.search(command.text):
        return False
    return any(source.script.expand(arg).rpartition("/")[2] in names for arg in command.args)
