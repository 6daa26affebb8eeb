"""`release`: write at deploy time which release runs on this host, and show it."""

import os
from datetime import UTC, datetime
from pathlib import Path

from holdfast.host.releases.identity import RELEASE_FILE, Release, read_release, write_release


def write(*, commit: str, tag: str, environment: str, built_at: str, file: Path = RELEASE_FILE) -> Path:
    """Write the release file and return its path; `built_at` is now (UTC) when it is empty.

    Raises:
        UsageError: a value does not have its shape.
        IncompleteError: the file cannot be written.
    """
    moment = built_at or datetime.now(UTC).isoformat(timespec="seconds")
    write_release(Release(commit=commit, tag=tag, built_at=moment, environment=environment), file)
    return file


def show(file: Path = RELEASE_FILE) -> Release:
    """The release that launcher and agent would tell: from `HOLDFAST_RELEASE`, else from the file."""
    return read_release(os.environ, file)
