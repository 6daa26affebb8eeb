"""Keeps what modules compile to in one file, beside what patterns compile to.

Python keeps that by itself, in a file for each module, unless it is told not to (`PYTHONDONTWRITEBYTECODE`, as in most
images of containers) or may not write where the program is installed. There a check of a small repository took two and
a half times as long; elsewhere, reading a thousand small files took a twentieth of it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

from holdfast.actions.cached import Kept, cache_folder, keep

_MOST = 40_000_000
"""Bytes, three times what the modules of a check and the libraries they need take; a longer file is begun anew."""

Key = tuple[str, float, int]
"""A source file's path, when it was changed, and its size in bytes: Python, too, tells by these what still holds."""

_kept: list[Kept[Key, CodeType]] = []
_new: dict[Key, CodeType] = {}


class _Loader(SourceFileLoader):
    """Python's own loader of source files, which looks here before it asks Python."""

    def get_code(self, fullname: str) -> CodeType | None:
        found = self.path_stats(self.path)
        key: Key = self.path, found["mtime"], found["size"]
        code = _kept[0].get(key) if _kept else None
        if code is None:
            code = super().get_code(fullname)
            if code is not None:
                _new[key] = code
        return code


@contextmanager
def kept_modules() -> Iterator[None]:
    """Load modules in the body from what runs before have kept, and keep what they compile to.

    They are found where, and in the order in which, Python finds them. It is no fault when nothing can be kept.
    """
    file = _file()
    if file is None or _kept:
        yield
        return
    hook = FileFinder.path_hook(  # the kinds of files, as Python orders them
        (ExtensionFileLoader, EXTENSION_SUFFIXES), (_Loader, SOURCE_SUFFIXES), (SourcelessFileLoader, BYTECODE_SUFFIXES)
    )
    _kept.append(Kept.read(file, _MOST))
    sys.path_hooks.insert(0, hook)
    sys.path_importer_cache.clear()
    try:
        yield
    finally:
        sys.path_hooks.remove(hook)
        sys.path_importer_cache.clear()
        keep_modules()
        _kept.clear()


def keep_modules() -> None:
    """Keep what this process had to ask Python for; a second process calls it before its end, too."""
    file = _file()
    if file is None or not _new:
        return
    kept: Kept[Key, CodeType] = Kept.read(file, _MOST)  # anew: another process may have added to it
    keep(file, *kept.with_more({key: code for key, code in _new.items() if key not in kept}))
    _new.clear()


def _file() -> Path | None:
    folder = cache_folder()
    form = f"{sys.implementation.cache_tag}-{int.from_bytes(MAGIC_NUMBER[:2], 'little')}-{sys.flags.optimize}"
    return folder / f"modules-{form}" if folder else None
