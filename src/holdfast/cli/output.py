"""Where a report goes: standard output, or a file."""

import sys
from pathlib import Path

from holdfast.model.errors import UsageError


def write(text: str, output: Path | None) -> None:
    """Write a report; raises UsageError when the file cannot be written."""
    if output is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            "cannot be written", where=str(output), next_step=f"choose another --output ({error.strerror})"
        ) from error
