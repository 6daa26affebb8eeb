"""Reads a repository into an estate: every file is opened once, and handed to each reader that wants it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from holdfast.actions.guard import guarded
from holdfast.model.errors import UsageError
from holdfast.model.estate import Estate
from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.facts import Fact
from holdfast.model.record import record
from holdfast.model.suppression import Mark, marks_in
from holdfast.readers.repository import readers
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.tree import walk

Progress = Callable[[int, int], None]
"""Called with the number of files done and the number of all."""


def silent(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


@record(frozen=True)
class Read:
    """What a repository says: the estate, and the comments that set findings aside."""

    estate: Estate
    marks: tuple[Mark, ...]


def read_repository(root: Path, progress: Progress = silent) -> Read:
    """Read the repository at `root`.

    Raises:
        UsageError: there is no such folder.
    """
    if not root.is_dir():
        raise UsageError(
            "not a folder" if root.exists() else "there is no such folder",
            where=str(root),
            next_step="give the path of a repository's folder",
        )
    tree = walk(root)
    facts: list[Fact] = []
    gaps: dict[tuple[Location, GapReason], Gap] = {}
    marks: list[Mark] = []
    for reading in _readings(tree, readers(), marks, progress):
        if isinstance(reading, Fact):
            facts.append(reading)
            continue
        key = (reading.at, reading.reason)
        known = gaps.get(key)
        gaps[key] = replace(reading, serves=reading.serves | known.serves) if known else reading
    estate = Estate(
        facts=tuple(dict.fromkeys(facts)),
        gaps=tuple(gaps.values()),
        skipped=dict(tree.skipped),
        files=len(tree.paths),
    )
    return Read(estate=estate, marks=tuple(marks))


def _readings(tree: Tree, every: tuple[Reader, ...], marks: list[Mark], progress: Progress) -> Iterator[Reading]:
    together: dict[str, list[Snippet]] = {reader.name: [] for reader in every if reader.read_together}
    total = len(tree.paths)
    for done, path in enumerate(tree.paths):
        progress(done, total)
        wanting = [reader for reader in every if reader.wants(path)]
        if not wanting:
            continue
        text = tree.open_text(path)
        if isinstance(text, Gap):
            yield replace(text, serves=frozenset().union(*(reader.serves for reader in wanting)))
            continue
        marks.extend(marks_in(path, text))
        for reader in wanting:
            snippet = tree.with_text(path, text, reader.kind)
            if reader.read_together:
                together[reader.name].append(snippet)
            else:
                yield from guarded(reader.name, Location(path=path), reader.serves, partial(reader.read, snippet))
    for reader in every:
        if reader.read_together and together[reader.name]:
            snippets = tuple(together.pop(reader.name))
            at = Location(path=snippets[0].path)
            yield from guarded(reader.name, at, reader.serves, partial(reader.read_together, tree, snippets))
    progress(total, total)
