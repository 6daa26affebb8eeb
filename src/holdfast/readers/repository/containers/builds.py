"""What an image is built with all the same: packages past their lock file, a step whose failure nobody hears of."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.releases.past_lock import is_left_out, is_passed_over
from holdfast.readers.repository.shell.steps.purposes import is_build, is_fetch
from holdfast.readers.repository.shell.syntax.command import Command, Failure
from holdfast.readers.repository.shell.syntax.parse import parse

_STAGE = regex(r"(?i)^\s*FROM\s.{1,400}\sAS\s(?P<name>\S+)")
_DEVELOPERS = regex(r"(?i)(?:^|[-_])(?:dev(?:elop\w*)?|tests?|debug|lint|ci)(?:$|[-_])")
_FROM = regex(r"(?i)^\s*FROM\s")
_RUN = regex(r"(?i)^\s*RUN\s+(?:--\S+\s+)*(?P<line>\S.*)$")
_MAY = regex(r"\|\||-lock|\bupdate\b|\bupgrade\b|--no-immutable")
"""Whatever has none of it is no such step."""
_LONGEST = 4_000
_NARROW = 4


def build_faults(
    snippet: Snippet, instructions: Iterator[tuple[int, int, str]], said: dict[str, Any]
) -> Iterator[ScriptFault]:
    """Those of the steps of a Dockerfile, but for stages that developers and tests have for themselves."""
    apart = False
    found: dict[str, list[ScriptFault]] = {}
    for start, end, text in instructions:
        if _FROM.match(text[:_LONGEST]):
            yield from chain(*found.values())
            found = {}
            stage = _STAGE.match(text[:_LONGEST])
            apart = stage is not None and _DEVELOPERS.search(stage["name"]) is not None
        run = _RUN.match(text[:_LONGEST])
        if run is None or apart or not (found or _MAY.search(run["line"])):
            continue
        for command in parse(run["line"]).commands:
            if form := _form(command):
                at = snippet.at(*_rows(snippet.rows, start, end, command))
                fault = ScriptFault(**said, at=at, activity="deploy", form=form, command=redact(command.text)[:160])
                found.setdefault(_builder(command), []).append(fault)
            elif builder := _builder(command):
                # The first time only its packages were to be had: that nothing came of it shows here.
                found.pop(builder, None)
    yield from chain(*found.values())


def _builder(command: Command) -> str:
    """The program that a build runs, by its own name or that of its wrapper; empty for what builds nothing."""
    return command.name.removesuffix("w") if is_build(command) else ""


def _form(command: Command) -> str | None:
    if is_passed_over(command) or is_left_out(command):
        return "lock-passed-over"
    needed = is_build(command) or (is_fetch(command) and command.name != "git")
    return "error-swallowed" if needed and command.failure is Failure.SWALLOWED else None


def _rows(rows: list[str], start: int, end: int, command: Command) -> tuple[int, int]:
    """The lines of an instruction; of a long one that on which the command begins."""
    if end - start < _NARROW:
        return start, end
    head = " ".join((command.name, *command.args[:2]))
    row = next((number for number in range(start, end + 1) if head in rows[number - 1]), start)
    return row, row
