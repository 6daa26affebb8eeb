"""Keeps what regular expressions compile to from one run to the next, as Python keeps what its modules compile to."""

import marshal
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

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
    file = _file(form) if form else None
    if file is None:
        yield
        return
    if not regex.known():
        regex.know(_read(file))
    yield
    new = {key: regex.program(key) for key in regex.unknown() if key not in regex.known()}
    if new:
        regex.know(new)
        _write(file, {**_read(file), **new})


def _file(form: str) -> Path | None:
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        return Path(base).expanduser() / "holdfast" / f"patterns-{form}"
    except RuntimeError:  # nobody's home
        return None


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


def _write(file: Path, programs: dict[regex.Key, regex.Program]) -> None:
    """Replace the file in one step: others may read it, or write theirs, at the same time."""
    told = marshal.dumps(programs)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(zlib.crc32(told).to_bytes(4, "big") + told)
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
