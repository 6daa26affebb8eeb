"""Reads what each source file says by itself before all are judged together, half of them in a second process."""

from collections.abc import Iterable, Iterator
from functools import partial

from holdfast.model.record import record
from holdfast.readers.repository.base import Apart, not_apart
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Parsed, Source
from holdfast.readers.repository.source.families import Ask, by_file

_LEAST = 150_000
"""Characters of source; for less than that a second process costs more time than it saves."""

_MORE = 1.0
"""How much the second process is given for each character that stays here."""


@record(frozen=True)
class _Known:
    """What is kept of a file that another process has read."""

    parsed: Parsed
    memo: dict[str, object]


def read_ahead(apps: Iterable[App], apart: Apart) -> None:
    """Let every file of these applications that speaks of settings tell what it does, and keep it with the file."""
    work = [(source, ask) for app in apps for source, ask in _asked(app)]
    if sum(len(source.text) for source, _ in work) < _LEAST:
        return
    here, there = _shared(work)
    answer = apart(partial(_all_known, there))
    for source, ask in here:
        ask(source)
    for (source, _), known in zip(there, answer(), strict=True):
        source.parsed = known.parsed
        source.memo |= known.memo


def beside_this(apps: Iterable[App], apart: Apart) -> Apart:
    """How work on these applications is done beside what this process goes on with: apart where that saves time."""
    return apart if sum(len(source.text) for app in apps for source in app.sources) >= _LEAST else not_apart


def _asked(app: App) -> Iterator[tuple[Source, Ask]]:
    is_about, ask = by_file(app.family)
    yield from ((source, ask) for source in app.serving if is_about(source))


def _all_known(work: list[tuple[Source, Ask]]) -> list[_Known]:
    for source, ask in work:
        ask(source)
    told = ("settings", "schemas")
    return [_Known(s.parsed, {name: s.memo[name] for name in told if name in s.memo}) for s, _ in work]


def _shared(work: list[tuple[Source, Ask]]) -> tuple[list[tuple[Source, Ask]], list[tuple[Source, Ask]]]:
    """The files in two parts, neighbours apart: they often cost alike."""
    here: list[tuple[Source, Ask]] = []
    there: list[tuple[Source, Ask]] = []
    weights = [0.0, 0.0]
    for one in work:
        away = weights[1] <= weights[0] * _MORE
        (there if away else here).append(one)
        weights[away] += len(one[0].text)
    return here, there
