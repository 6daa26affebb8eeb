"""Holdfast's own files, as they are installed: by what everything made from them is known again."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import holdfast

ROOT = Path(holdfast.__file__).parent
"""The folder of the package."""


def files() -> Iterator[Path]:
    """Every file that belongs to the package, in the order of their paths; nothing that Python made beside them."""
    for path in sorted(ROOT.rglob("*")):
        if "__pycache__" not in path.parts and path.is_file():
            yield path


@cache
def package_digest(*folders: str) -> str:
    """SHA-256 over names and contents of all files, in hexadecimal.

    Args:
        folders: the packages that count, such as `stacks`; all when none is named.
    """
    whole = hashlib.sha256()
    for path in files():
        if folders and path.relative_to(ROOT).parts[0] not in folders:
            continue
        whole.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def package_stamp(*folders: str) -> str:
    """Changes with the name, time and size of any source file of these packages; a twentieth of the work of a digest.

    Python itself knows by these what still holds. It is told anew each time, for this machine alone.

    Raises:
        OSError: they are no folders: the program runs from an archive, perhaps.
    """
    rows = sorted(row for folder in folders for row in _stamps(str(ROOT / folder)))
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def _stamps(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                found = entry.stat()
                yield f"{entry.path} {found.st_mtime_ns} {found.st_size}"
            elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                yield from _stamps(entry.path)
