"""Keeps what regular expressions compile to from one run to the next, as Python keeps what its modules compile to."""

import marshal
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from holdfast.actions.cached import cache_folder, keep
from holdfast.model import regex

_MOST = 8_000_000
"""Bytes; a file that has grown beyond, with the patterns of many versions, is begun anew."""


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
    new = {key: regex.program(key) for key in regex.unknown() if key not in regex.known()}
    if new:
        regex.know(new)
        told = marshal.dumps({**_read(file), **new})
        keep(file, zlib.crc32(told).to_bytes(4, "big") + told)


def _read(file: Path) -> dict[regex.Key, regex.Program]:
    try:
        kept = file.read_bytes()
    except OSError:
        return {}
    sum_of_rest, rest = kept[:4], kept[4:]
    if len(kept) > _MOST or zlib.crc32(rest).to_bytes(4, "big") != sum_of_rest:
        return {}
    programs: dict[regex.Key, regex.Program] = marshal.loads(rest)  # noqa: S302 - this user's own, as Python's own are
    return programs
