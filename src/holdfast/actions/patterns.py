"""Keeps what regular expressions compile to from one run to the next, as Python keeps what its modules compile to."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from holdfast.actions.cached import Kept, cache_folder, keep
from holdfast.model import regex

_MOST = 24_000_000
"""Bytes, twice what all patterns take; a file that has grown beyond, with those of many versions, is begun anew."""


@contextmanager
def kept_patterns() -> Iterator[None]:
    """Know in the body what runs before have compiled, and keep what it compiles: a tenth of a megabyte a hundred.

    It is kept under `$XDG_CACHE_HOME/holdfast` or `~/.cache/holdfast`. A file that cannot be read or written, or is
    damaged, is no fault: patterns are compiled, as without it.
    """
    form = regex.form()
    folder = cache_folder() if form else None
    if folder is None:
        yield
        return
    file = folder / f"patterns-{form}"
    if not regex.known():
        regex.know(_read(file))
    yield
    if new := regex.take_made():
        keep(file, *_read(file).with_more(new))
        _forget_older(folder, form)


def _forget_older(folder: Path, form: str) -> None:
    """Delete what earlier versions of this program kept here in a form of their own."""
    kind, _, shape = form.rpartition("-")
    for other in folder.glob(f"patterns-{kind}-*"):
        number = other.name.rpartition("-")[2]
        if number.isdecimal() and int(number) < int(shape):
            with suppress(OSError):
                other.unlink()


def _read(file: Path) -> Kept[regex.Key, regex.Program]:
    return Kept.read(file, _MOST)
