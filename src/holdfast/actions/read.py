"""Reads a repository into an estate: every file is opened once, and handed to each reader that wants it."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from pathlib import Path

from holdfast.actions.apart import apart, shared
from holdfast.actions.guard import guarded, narrowed
from holdfast.model.errors import UsageError
from holdfast.model.estate import Estate
from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.facts import Fact
from holdfast.model.record import record, replace
from holdfast.model.suppression import Mark, marks_in
from holdfast.readers.repository import long_readers, readers
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.whole.assets import is_asset
from holdfast.readers.repository.whole.for_others import of_the_team
from holdfast.readers.repository.whole.published import of_who_runs_it
from holdfast.readers.repository.whole.rigs import served
from holdfast.readers.repository.whole.shown_again import told_once
from holdfast.readers.repository.whole.tree import walk

Progress = Callable[[int, int], None]
"""Called with the number of files done and the number of all that readers are asked of."""


def silent(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def idle() -> None:
    """Nothing to do while a second process perhaps still reads."""


@record(frozen=True)
class Read:
    """What a repository says: the estate, and the comments that set findings aside."""

    estate: Estate
    marks: tuple[Mark, ...]


def read_repository(root: Path, progress: Progress = silent, meanwhile: Callable[[], None] = idle) -> Read:
    """Read the repository at `root`.

    Args:
        root: an existing folder.
        progress: told how many files are done.
        meanwhile: done once, when this process has read its part and a second one perhaps has not.

    Raises:
        UsageError: there is no such folder.
    """
    if not root.is_dir():
        raise UsageError(
            "not a folder" if root.exists() else "there is no such folder",
            where=str(root),
            next_step="give the path of a repository's folder",
        )
    tree = replace(walk(root), apart=apart)
    marks: list[Mark] = []
    read = list(chain.from_iterable(_readings(tree, marks, progress, meanwhile)))
    served_here, gaps = narrowed("rigs", read, partial(served, tree=tree))
    gaps += (reading for reading in served_here if isinstance(reading, Gap))
    facts = [reading for reading in served_here if isinstance(reading, Fact)]
    for name, narrow in _NARROWING:
        facts, faults = narrowed(name, facts, partial(narrow, tree=tree))
        gaps += faults
    facts, faults = narrowed("shown again", facts, told_once)
    gaps += faults
    estate = Estate(
        facts=tuple(dict.fromkeys(facts)),
        gaps=_once(gaps),
        skipped=dict(tree.skipped),
        files=len(tree.paths),
    )
    return Read(estate=estate, marks=tuple(marks))


_NARROWING = (("published", of_who_runs_it), ("for others", of_the_team))
"""What takes away, in this order, facts that tell nothing of what this team runs."""


def _once(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """One gap for each place and reason, which serves whatever any of them does."""
    known: dict[tuple[Location, GapReason], Gap] = {}
    for gap in gaps:
        key = (gap.at, gap.reason)
        known[key] = gap.joined(known[key]) if key in known else gap
    return tuple(known.values())


def _readings(
    tree: Tree, marks: list[Mark], progress: Progress, meanwhile: Callable[[], None]
) -> Iterable[Iterable[Reading]]:
    """What each reader says of each file by itself, file by file, and then of all of its files together."""
    asked = [path for path in tree.paths if not is_asset(path)]
    long = [(reader, path) for reader in long_readers() for path in asked if reader.wants(path)]
    long.sort(key=lambda one: _length(tree, one[1]), reverse=True)  # none of those that take longest comes last
    read_apart = shared([partial(_of_path, tree, *one) for one in long]) if long else list
    # A second process loads what it needs at the same time, though some of that twice.
    every = readers()
    elsewhere = {reader.name for reader, _ in long}
    found: list[list[Reading]] = []
    together: dict[str, list[Snippet]] = {reader.name: [] for reader in every if reader.read_together}
    awaited: dict[tuple[str, str], list[Reading]] = {}
    total = len(asked)
    for done, path in enumerate(asked):
        progress(done, total)
        wanting = [reader for reader in every if reader.wants(path)]
        if not wanting:
            continue
        text = tree.open_text(path)
        if isinstance(text, Gap):
            found.append([replace(text, serves=frozenset().union(*(reader.serves for reader in wanting)))])
            continue
        marks.extend(marks_in(path, text))
        for reader in wanting:
            if reader.read_together:
                together[reader.name].append(tree.with_text(path, text, reader.kind))
            elif reader.name in elsewhere:
                found.append(awaited.setdefault((reader.name, path), []))
            else:
                found.append(_of_file(tree, reader, path, text))
    for reader in every:
        if reader.read_together and (together[reader.name] or reader.unasked):
            snippets = tuple(together.pop(reader.name))
            at = Location(path=snippets[0].path if snippets else "")
            found.append([*guarded(reader.name, at, reader.serves, partial(reader.read_together, tree, snippets))])
    meanwhile()
    for (reader, path), readings in zip(long, read_apart(), strict=True):
        awaited.get((reader.name, path), []).extend(readings)
    progress(total, total)
    return found


def _length(tree: Tree, path: str) -> int:
    """Characters; none of what cannot be opened."""
    text = tree.open_text(path)
    return len(text) if isinstance(text, str) else 0


def _of_path(tree: Tree, reader: Reader, path: str) -> list[Reading]:
    """What a reader says of a file that is opened for it; of one that cannot be opened, nothing."""
    text = tree.open_text(path)
    return _of_file(tree, reader, path, text) if isinstance(text, str) else []


def _of_file(tree: Tree, reader: Reader, path: str, text: str) -> list[Reading]:
    snippet = tree.with_text(path, text, reader.kind)
    return [*guarded(reader.name, Location(path=path), reader.serves, partial(reader.read, snippet))]
