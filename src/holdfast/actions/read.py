"""Reads a repository into an estate: every file is opened once, and handed to each reader that wants it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
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
class _Heard:
    """What a reader says of its files.

    Args:
        by_path: by their paths, or of all of them together, under no path.
        opened: which files it opened for what it says of all together; None where that was known.
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
    recalled = [recall.said(reader, (one,)) for reader, one in long]
    fresh = [one for one, said in zip(long, recalled, strict=True) if said is None]
    # A second process loads what it needs at the same time, though some of that twice.
    by_file = [partial(_told, recall, reader, (one,)) for reader, one in fresh]
    finish = shared(by_file, partial(_tasks, recall, tree, asked), to_be_shared())
    every = readers()
    open_already = {one.path: one.text for _, one in long}
    opened = [*_opened(tree, asked, every, open_already, progress)]
    wanted = _wanted(tree, every, opened)
    ours: list[Callable[[], _Heard]] = [partial(_told, recall, reader, wanted[reader.name]) for reader in every]
    first, second = finish(ours, meanwhile)
    told = {reader.name: heard.by_path for reader, heard in zip(every, second, strict=True)}
    for (reader, one), said in zip(long, recalled, strict=True):
        told[reader.name][one.path] = said or []
    for (reader, one), heard in zip(fresh, first, strict=True):
        told[reader.name][one.path] = heard.by_path.get(one.path, [])
    by_file_now = (Said(reader, (one,), told[reader.name][one.path]) for reader, one in fresh)
    answers = zip(every, second, strict=True)
    new = ((one, heard.by_path, heard.opened) for one, heard in answers if heard.opened is not None)
    together = (Said(one, wanted[one.name], said[_TOGETHER], others) for one, said, others in new)
    recall.keep(chain(by_file_now, together))
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


def _tasks(recall: Recall, tree: Tree, asked: Sequence[str]) -> list[Callable[[], _Heard]]:
    """What each reader is asked by a second process, which opens no more files than those readers want that it asks."""
    known = replace(tree, open_text=cache(tree.open_text))
    own = recall.in_another_process(known)
    return [partial(_of_paths, own, known, reader, filter(reader.wants, asked)) for reader in readers()]


def _of_paths(recall: Recall, tree: Tree, reader: Reader, paths: Iterable[str]) -> _Heard:
    """What a reader says of files that are opened for it; of those that cannot be opened, nothing."""
    texts = ((path, tree.open_text(path)) for path in paths)
    snippets = [tree.with_text(path, text, reader.kind) for path, text in texts if isinstance(text, str)]
    return _told(recall, reader, snippets)


def _wanted(tree: Tree, every: Sequence[Reader], opened: Iterable[_Opened]) -> dict[str, list[Snippet]]:
    """What each reader is given; of those that take long, nothing: they are asked file by file."""
    long = {reader.name for reader in long_readers()}
    wanted: dict[str, list[Snippet]] = {reader.name: [] for reader in every}
    for path, wanting, text in opened:
        if isinstance(text, str):
            for reader in (one for one in wanting if one.name not in long):
                wanted[reader.name].append(tree.with_text(path, text, reader.kind))
    return wanted


def _told(recall: Recall, reader: Reader, snippets: Sequence[Snippet]) -> _Heard:
    if reader.read_together is None:
        heard = ((one.path, _heard(reader, one.path, partial(reader.read, one))) for one in snippets)
        return _Heard({path: said for path, said in heard if said})  # of most files there is nothing to say
    if not (snippets or reader.unasked):
        return _Heard({})
    if (known := recall.said(reader, snippets)) is not None:
        return _Heard({_TOGETHER: known})
    first = snippets[0].path if snippets else ""
    read = partial(reader.read_together, recall.tree, tuple(snippets))
    said, opened = recall.opened_by(partial(_heard, reader, first, read))
    return _Heard({_TOGETHER: said}, opened)


def _heard(reader: Reader, path: str, read: Callable[[], Iterable[Reading]]) -> list[Reading]:
    return [*guarded(reader.name, Location(path=path), reader.serves, read)]
