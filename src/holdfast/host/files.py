"""Files on a host: what those of one product are called, and how one takes the place of another."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def host_name(product: str, environment: str) -> str:
    """The name that all files of one product in one environment bear on a host."""
    return f"{product}-{environment}"


def replace_text(path: Path, text: str) -> None:
    """Put `text` in the place of `path` in one step: whoever reads it sees all of the old or all of the new.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # The beginning dot and the end keep a file that a killed agent left from being included by `*.conf`.
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(text)
        Path(temporary).replace(path)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
