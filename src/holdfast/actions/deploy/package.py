"""Holdfast's own files, as they are installed: their digest, by which everything made from them is known again."""

import hashlib
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
