"""Rows of a file of settings that stand among commands, as what somebody is to write into the file opened above."""

from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.listed import COMMAND_FENCES

_SETS = regex(
    r"\s*(?P<name>[A-Z][A-Z0-9_]{2,60})=(?!\$\(|`)(?:\"[^\"\n]{0,400}\"|'[^'\n]{0,400}'|[^\s\"'`;&|]{1,400})?[^\S\n]*(?:\s#.*)?$"
)
_SAYS_NOTHING = regex(r"\s*(?:#.*)?$")
_FILE = regex(r"(?<![\w/*-])(?:[\w./~-]{1,80}/)?\.env(?:\.prod\w*)?(?![\w.*-])")
"""A server's file of settings, and no example of one, nor a developer's."""
_FEWEST = 2
_NEAR = 6
"""Rows within which the command stands that the file is named by."""


@record(frozen=True, slots=True)
class Part:
    """Consecutive rows of a block: `row` is the first of them, from 0."""

    row: int
    text: str
    language: str


def parted(language: str, text: str, above: str) -> Iterator[Part]:
    """A block; one of commands without the runs of settings that `above`, or a row there, means, and these last."""
    rows = text.splitlines() if language in COMMAND_FENCES and "<<" not in text else []
    runs = [run for run in _runs(rows) if _is_meant(rows, run, above)]
    inside = {at for first, last in runs for at in range(first, last + 1)}
    yield Part(0, "\n".join("" if at in inside else row for at, row in enumerate(rows)) if runs else text, language)
    for first, last in runs:
        yield Part(first, "\n".join(rows[first : last + 1]), "env")


def _runs(rows: list[str]) -> Iterator[tuple[int, int]]:
    """First and last rows of settings, one below the other, whatever remarks are between them."""
    run: list[int] = []
    for at, row in enumerate((*rows, "-")):
        if _SETS.match(row):
            run.append(at)
        elif not _SAYS_NOTHING.match(row):
            if len(run) >= _FEWEST:
                yield run[0], run[-1]
            run = []


def _is_meant(rows: list[str], run: tuple[int, int], above: str) -> bool:
    """They are the content of a file that is named above them; what a command takes up again is the shell's."""
    first, last = run
    named = (above, *rows[max(first - _NEAR, 0) : first])
    if not any(map(_FILE.search, named)):
        return False
    names = [match["name"] for row in rows[first : last + 1] if (match := _SETS.match(row))]
    others = "\n".join((*rows[:first], *rows[last + 1 :]))
    return not any(f"${name}" in others or f"${{{name}" in others for name in names)
