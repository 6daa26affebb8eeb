"""Where what can be made again is kept from one run to the next; a place that cannot be written is no fault."""

import os
from contextlib import suppress
from pathlib import Path


def cache_folder() -> Path | None:
    """`$XDG_CACHE_HOME/holdfast` or `~/.cache/holdfast`; None where nobody is at home."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        return Path(base).expanduser() / "holdfast"
    except RuntimeError:
        return None


def keep(file: Path, content: bytes) -> bool:
    """Replace a file in one step: others may read it, or write theirs, at the same time. False where that cannot be."""
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        return False
    return True
