"""Keeps what readers say from one run to the next: of files that have not changed since, nothing is made out again.

A reader hangs on what it is given and on the files that it opens on its way, and on nothing else. Most checks come
after a change of a few files; the others are most of what a check reads.
"""

import pickle
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from holdfast.actions.cached import Kept, cache_folder, keep
from holdfast.actions.package import package_stamp
from holdfast.model.evidence import Gap, GapReason
from holdfast.model.record import record, replace
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree

T = TypeVar("T")

_MOST = 12_000_000
"""Bytes: what some hundred repositories say. A file that has grown beyond is begun anew."""

_MOST_READINGS = 5_000
"""Of one reader, about a megabyte."""

_TELLS = ("model", "readers")
"""Folders of this program of whose every file it hangs what a reader says."""

_PARSERS = ("ast_grep_py", "markdown_it", "yaml")
"""Where these libraries lie, the folder changes with each library that is put there anew."""


@record(frozen=True)
class Memory:
    """What readers said before.

    Args:
        file: where it is kept; None where nothing can be.
        code: tells this program from every other version of it.
        kept: by what a reader was asked, the files that it opened and what it said, pickled.
    """

    file: Path | None
    code: bytes
    kept: Mapping[bytes, bytes]

    @classmethod
    def opened(cls) -> "Memory":
        """What earlier runs have kept under `$XDG_CACHE_HOME/holdfast` or `~/.cache/holdfast`: nothing, perhaps."""
        folder, code = cache_folder(), _code()
        if folder is None or not code:
            return NO_MEMORY
        file = folder / f"readings-{sys.implementation.cache_tag}"
        return cls(file, code, Kept[bytes, bytes].read(file, _MOST))


NO_MEMORY = Memory(None, b"", {})
"""Nothing is known, and nothing kept."""


@record(frozen=True)
class Said:
    """What a reader said of files that it was given together, and which others it opened for that."""

    reader: Reader
    snippets: Sequence[Snippet]
    readings: Sequence[Reading]
    opened: frozenset[str] = frozenset()

    @property
    def is_sound(self) -> bool:
        """No fault of this program's own is in it, and it is no more than can be kept."""
        faults = (isinstance(one, Gap) and one.reason is GapReason.INTERNAL for one in self.readings)
        return len(self.readings) <= _MOST_READINGS and not any(faults)


class Recall:
    """A memory, asked in one repository by one process."""

    def __init__(self, memory: Memory, tree: Tree) -> None:
        """What readers open of `self.tree` is seen here."""
        self._memory = memory
        self._plain = tree
        self._digests: dict[str, bytes] = {}
        self._opened: set[str] = set()
        self.tree = replace(tree, open_text=self._open, apart=self._begin)

    def in_another_process(self) -> "Recall":
        """The same for a process that opens by itself what it needs, each file once."""
        return Recall(self._memory, replace(self._plain, open_text=cache(self._plain.open_text)))

    def said(self, reader: Reader, snippets: Sequence[Snippet]) -> list[Reading] | None:
        """What a reader said of these where all that it hangs on was the same; None where it has to be asked."""
        told = self._memory.kept.get(self._key(reader, snippets)) if self._memory.kept else None
        if told is None:
            return None
        opened: Mapping[str, bytes]
        readings: list[Reading]
        opened, readings = pickle.loads(told)  # noqa: S301 - what this user's own check wrote, and nobody else may
        return readings if all(self._digest(path) == digest for path, digest in opened.items()) else None

    def opened_by(self, read: Callable[[], T]) -> tuple[T, frozenset[str]]:
        """What `read` gives, and which files it opened, here or in a process that it began."""
        self._opened.clear()
        return read(), frozenset(self._opened)

    def keep(self, told: Iterable[Said]) -> None:
        """Keep what was said just now; it is no fault when that cannot be."""
        file = self._memory.file
        new = {self._key(one.reader, one.snippets): self._packed(one) for one in told if one.is_sound} if file else {}
        if file is not None and new:
            kept: Kept[bytes, bytes] = Kept.read(file, _MOST)  # anew: another process may have added to it
            keep(file, *kept.with_more(new))

    def _open(self, path: str) -> str | Gap:
        self._opened.add(path)
        return self._plain.open_text(path)

    def _begin(self, work: Callable[[], T], /) -> Callable[[], T]:
        begun = self._plain.apart(lambda: (work(), frozenset(self._opened)))

        def result() -> T:
            given, opened = begun()
            self._opened |= opened
            return given

        return result

    def _packed(self, said: Said) -> bytes:
        opened = {path: self._digest(path) for path in sorted(said.opened)}
        return pickle.dumps((opened, [*said.readings]), protocol=pickle.HIGHEST_PROTOCOL)

    def _key(self, reader: Reader, snippets: Sequence[Snippet]) -> bytes:
        # Who reads files together may look which others there are.
        beside = self._listing if reader.read_together is not None else b""
        parts = (part for one in snippets for part in (one.path, one.text))
        return _digest_of(self._memory.code, beside, reader.name, *parts)

    @cached_property
    def _listing(self) -> bytes:
        return _digest_of(repr(sorted(self._plain.skipped.items())), *self._plain.paths)

    def _digest(self, path: str) -> bytes:
        if path not in self._digests:
            text = self._plain.open_text(path)
            self._digests[path] = _digest_of(text if isinstance(text, str) else repr(text))
        return self._digests[path]


def _digest_of(*parts: str | bytes) -> bytes:
    told = blake2b(digest_size=20)
    for part in parts:
        told.update(part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass"))
        told.update(b"\0")
    return told.digest()


def _code() -> bytes:
    """Changes with every file and library of which it hangs what readers say; empty where these are no files."""
    try:
        folders = {Path(path).parents[1] for path in map(_place, _PARSERS) if path}
        beside = sorted(f"{folder} {folder.stat().st_mtime_ns}" for folder in folders)
        return _digest_of(package_stamp(*_TELLS), *beside)
    except OSError:
        return b""


def _place(library: str) -> str | None:
    found = find_spec(library)
    return found.origin if found is not None else None
