"""The questions for health that a script asks, and where it goes on although the answer was a bad one."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.facts import HealthProbe
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.asking import let_go
from holdfast.readers.repository.shell.delivery.reader import Probe
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_NEAR = 25
"""Commands behind a question among which its answer is still looked at."""

_GOOD = regex(r"\btrue\b|\b2\d\d\b|-l[te]\b|\(\([^)]*<|-eq 0\b|== ?0\b")
_DENIES = regex(r"!=|-ne\b|-g[et]\b|\(\([^)]*>")
_TEST = regex(r"\[|\(\(")
_ASSIGNED = regex(r"\(*\s*(\w+)")


def probe_facts(asked: Iterable[Probe], asker: str, source: Source) -> Iterator[HealthProbe]:
    """One fact for each path and port that is asked."""
    seen: set[tuple[str | None, int | None]] = set()
    for probe in asked:
        if (probe.path, probe.port) not in seen:
            seen.add((probe.path, probe.port))
            yield HealthProbe(
                **source.common(probe.command),
                places={} if probe.decides else _goes_on(probe.command, source),
                asker=asker,
                path=probe.path,
                port=probe.port,
                decides=probe.decides,
            )


def _goes_on(question: Command, source: Source) -> dict[str, Location]:
    """Where a bad answer is only spoken of: an error belongs there."""
    if calls := let_go(question, source.commands):
        return {"decides": source.place(calls[0])}
    behind = [c for c in source.commands[question.order + 1 :] if c.function == question.function][:_NEAR]
    kept = _kept(question, source.commands)
    for start, command in enumerate(behind):
        mark = command.branch[-1] if command.branch else ""
        # Of several tests that make one condition, none is what is done about a bad answer.
        if (command.condition and command.name == "[") or not _is_bad(mark, question, kept):
            continue
        branch = list(takewhile(lambda one, mark=mark: one.branch[-1:] == (mark,), behind[start:]))  # type: ignore[misc]
        if any(one.name in ("exit", "return") and one.says_failure for one in branch):
            return {}  # silence ends the script
        test = behind[start - 1] if start and behind[start - 1].name == "[" and behind[start - 1].condition else command
        if branch[-1].end_line - test.line < MAX_LINES:
            return {"decides": source.place(test, branch[-1])}
    return {}


def _kept(question: Command, commands: Iterable[Command]) -> frozenset[str]:
    """The variables that tell later how it went: the answer itself, or what the loop around the question counts."""
    found = set()
    for command in commands:
        inside = command.loop and question.loop and abs(command.line - question.line) < _NEAR
        if command.name in ("=", "((", "let") and command.args and (inside or command.line == question.line):
            match = _ASSIGNED.match(command.args[0])
            found.add(match[1] if match else "")
    return frozenset(found - {""})


def _is_bad(mark: str, question: Command, kept: frozenset[str]) -> bool:
    """The branch is taken when the answer was a bad one, or none came in time."""
    denied = mark.startswith("else ")
    about = f"{question.name} " in mark and "[" not in mark
    if about:
        return denied != mark.startswith("if ! ")
    sign = r"\$?" if "((" in mark else r"\$"
    if not _TEST.search(mark) or not any(re.search(rf"{sign}\{{?\b{re.escape(name)}\b", mark) for name in kept):
        return False
    denied = mark.startswith(("else ", "|| "))
    return denied == (_GOOD.search(mark) is not None and _DENIES.search(mark) is None)
