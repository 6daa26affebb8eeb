"""Reads a repository into an estate: every file is opened once, and handed to each reader that wants it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from holdfast.actions.apart import apart, shared
from holdfast.actions.guard import guarded, narrowed
from holdfast.actions.readings import NO_MEMORY, Memory, Recall, Said
from holdfast.model.errors import UsageError
from holdfast.model.estate import Estate
from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.facts import Fact
from holdfast.model.record import record, replace
from holdfast.model.suppression import Mark, marks_in
from holdfast.readers.repository import long_readers, readers, to_be_shared
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


def read_repository(
    root: Path, progress: Progress = silent, meanwhile: Callable[[], None] = idle, memory: Memory = NO_MEMORY
) -> Read:
    """Read the repository at `root`.

    Args:
        root: an existing folder.
        progress: told how many files are done.
        meanwhile: done once, when this process has read its part and a second one perhaps has not.
        memory: what readers said before; of files that have not changed since, they are not asked again.

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
    read = list(chain.from_iterable(_readings(tree, marks, progress, meanwhile, memory)))
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


@record(frozen=True)
class _Answer:
    """What a reader says of the files that it was asked of.

    Args:
        by_path: by their paths, or of all of them together, under no path.
        opened: which other files it opened for that; None for what is not to be kept, or was known.
    """

    by_path: dict[str, list[Reading]]
    opened: frozenset[str] | None = None


_TOGETHER = ""
_Opened = tuple[str, list[Reader], str | Gap]
"""A file that some readers want: its path, these, and its text."""


def _readings(
    tree: Tree, marks: list[Mark], progress: Progress, meanwhile: Callable[[], None], memory: Memory
) -> Iterable[Iterable[Reading]]:
    """What each reader says of each file by itself, file by file, and then of all of its files together."""
    asked = [path for path in tree.paths if not is_asset(path)]
    recall = Recall(memory, tree)
    long = _long(tree, asked)
    # A second process loads what it needs at the same time, though some of that twice.
    by_file = [partial(_of_file, recall, reader, one) for reader, one in long]
    finish = shared(by_file, partial(_tasks, recall, asked), to_be_shared())
    every = readers()
    opened = [*_opened(tree, asked, every, {one.path: one.text for _, one in long}, progress)]
    wanted = _wanted(tree, every, opened)
    first, second = finish([partial(_of_files, recall, reader, wanted[reader.name]) for reader in every], meanwhile)
    told = {reader.name: answer.by_path for reader, answer in zip(every, second, strict=True)}
    for (reader, _), answer in zip(long, first, strict=True):
        told[reader.name] |= answer.by_path
    questions = (*((reader, [one]) for reader, one in long), *((reader, wanted[reader.name]) for reader in every))
    recall.keep(
        Said(reader, snippets, [*chain.from_iterable(answer.by_path.values())], answer.opened)
        for (reader, snippets), answer in zip(questions, (*first, *second), strict=True)
        if answer.opened is not None
    )
    found: list[list[Reading]] = []
    for path, wanting, text in opened:
        if isinstance(text, Gap):
            found.append([replace(text, serves=frozenset().union(*(reader.serves for reader in wanting)))])
            continue
        marks.extend(marks_in(path, text))
        found.extend(told[reader.name].get(path, []) for reader in wanting)
    found.extend(told[reader.name].get(_TOGETHER, []) for reader in every)
    return found


def _long(tree: Tree, asked: Sequence[str]) -> list[tuple[Reader, Snippet]]:
    """The files that take long, and who reads them: none of those that take longest comes last."""
    wanted = ((reader, path, tree.open_text(path)) for reader in long_readers() for path in asked if reader.wants(path))
    long = [(reader, tree.with_text(path, text, reader.kind)) for reader, path, text in wanted if isinstance(text, str)]
    return sorted(long, key=lambda one: len(one[1].text), reverse=True)


def _opened(
    tree: Tree, asked: Sequence[str], every: Sequence[Reader], already: Mapping[str, str], progress: Progress
) -> Iterator[_Opened]:
    for done, path in enumerate(asked):
        progress(done, len(asked))
        if wanting := [reader for reader in every if reader.wants(path)]:
            yield path, wanting, already[path] if path in already else tree.open_text(path)
    progress(len(asked), len(asked))


def _tasks(recall: Recall, asked: Sequence[str]) -> list[Callable[[], _Answer]]:
    """What each reader is asked by a second process, which opens no more files than those readers want that it asks."""
    own = recall.in_another_process()
    return [partial(_of_paths, own, reader, filter(reader.wants, asked)) for reader in readers()]


def _of_paths(recall: Recall, reader: Reader, paths: Iterable[str]) -> _Answer:
    """What a reader says of files that are opened for it; of those that cannot be opened, nothing."""
    texts = ((path, recall.tree.open_text(path)) for path in paths)
    snippets = [recall.tree.with_text(path, text, reader.kind) for path, text in texts if isinstance(text, str)]
    return _of_files(recall, reader, snippets)


def _wanted(tree: Tree, every: Sequence[Reader], opened: Iterable[_Opened]) -> dict[str, list[Snippet]]:
    """What each reader is given; of those that take long, nothing: they are asked file by file."""
    long = {reader.name for reader in long_readers()}
    wanted: dict[str, list[Snippet]] = {reader.name: [] for reader in every}
    for path, wanting, text in opened:
        if isinstance(text, str):
            for reader in (one for one in wanting if one.name not in long):
                wanted[reader.name].append(tree.with_text(path, text, reader.kind))
    return wanted


def _of_file(recall: Recall, reader: Reader, snippet: Snippet) -> _Answer:
    return _recalled(recall, reader, [snippet], snippet.path, partial(reader.read, snippet))


def _of_files(recall: Recall, reader: Reader, snippets: Sequence[Snippet]) -> _Answer:
    if reader.read_together is None:
        heard = ((one.path, _heard(reader, one.path, partial(reader.read, one))) for one in snippets)
        return _Answer({path: said for path, said in heard if said})  # of most files there is nothing to say
    if not (snippets or reader.unasked):
        return _Answer({})
    read = partial(reader.read_together, recall.tree, tuple(snippets))
    return _recalled(recall, reader, snippets, _TOGETHER, read)


def _recalled(
    recall: Recall, reader: Reader, snippets: Sequence[Snippet], under: str, read: Callable[[], Iterable[Reading]]
) -> _Answer:
    """What it said before of the same; else what it says now, and what it opens for that."""
    known = recall.said(reader, snippets)
    if known is not None:
        return _Answer({under: known})
    at = snippets[0].path if snippets else ""
    said, opened = recall.opened_by(partial(_heard, reader, at, read))
    return _Answer({under: said}, opened)


def _heard(reader: Reader, path: str, read: Callable[[], Iterable[Reading]]) -> list[Reading]:
    return [*guarded(reader.name, Location(path=path), reader.serves, read)]
