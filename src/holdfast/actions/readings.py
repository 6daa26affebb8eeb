"""Keeps what guides say from one run to the next: a file that has not changed since is not made out once more.

Guides take most of a check where there are any, and most checks come after a change of some other file.
"""

import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

import holdfast
from holdfast.actions.cached import Kept, cache_folder, keep
from holdfast.model.evidence import Gap, GapReason
from holdfast.model.record import record
from holdfast.readers.repository.base import Reader, Reading, Snippet

_MOST = 24_000_000
"""Bytes: what guides of a few hundred repositories say. A file that has grown beyond is begun anew."""

_TELLS = ("model", "readers/repository")
"""Folders of this program of whose every file it hangs what a reader says."""


@record(frozen=True)
class Memory:
    """What readers said of files before, by what these held and by the very code that read them.

    Args:
        file: where it is kept; None where nothing can be.
        code: tells this program from every other version of it.
        kept: what is known.
    """

    file: Path | None
    code: bytes
    kept: Mapping[bytes, bytes]

    @classmethod
    def opened(cls) -> "Memory":
        """What earlier runs have kept under `$XDG_CACHE_HOME/holdfast` or `~/.cache/holdfast`: nothing, perhaps."""
        folder, code = cache_folder(), _code(Path(holdfast.__file__).parent)
        if folder is None or not code:
            return NO_MEMORY
        file = folder / f"readings-{sys.implementation.cache_tag}"
        return cls(file, code, Kept[bytes, bytes].read(file, _MOST))

    def recalled(self, reader: Reader, snippet: Snippet) -> list[Reading] | None:
        """What a reader said of a whole file that held the same; None where it was not asked."""
        told = self.kept.get(self._key(reader, snippet)) if self.kept else None
        readings: list[Reading] | None = pickle.loads(told) if told is not None else None  # noqa: S301 - this user's own
        return readings

    def keep(self, told: Iterable[tuple[Reader, Snippet, Sequence[Reading]]]) -> None:
        """Keep what was said just now, but for faults of this program's own; it is no fault when that cannot be."""
        new = {
            self._key(reader, one): pickle.dumps([*said]) for reader, one, said in told if not any(map(_is_fault, said))
        }
        if new and self.file is not None:
            kept: Kept[bytes, bytes] = Kept.read(self.file, _MOST)  # anew: another process may have added to it
            keep(self.file, *kept.with_more(new))

    def _key(self, reader: Reader, snippet: Snippet) -> bytes:
        told = blake2b(self.code, digest_size=20)
        for part in (reader.name, snippet.path, snippet.text):
            told.update(part.encode("utf-8", "surrogatepass"))
            told.update(b"\0")
        return told.digest()


NO_MEMORY = Memory(None, b"", {})
"""Nothing is known, and nothing kept."""


def _is_fault(reading: Reading) -> bool:
    return isinstance(reading, Gap) and reading.reason is GapReason.INTERNAL


def _code(package: Path) -> bytes:
    """Changes with every file of which it hangs what readers say; empty where these are no files."""
    try:
        rows = sorted(row for folder in _TELLS for row in _files(str(package / folder)))
    except OSError:
        return b""
    return blake2b("\n".join(rows).encode("utf-8", "surrogatepass"), digest_size=20).digest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                found = entry.stat()
                yield f"{entry.path} {found.st_mtime_ns} {found.st_size}"
            elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                yield from _files(entry.path)
