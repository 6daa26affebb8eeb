"""Reads when the last good backup was finished, from the file that the backup leaves behind."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from holdfast.host.monitoring.metrics import Readings
from holdfast.model.errors import IncompleteError

FILE_NAME = "backup.json"
"""Its name in the product's state folder: `{"finished_at": "2026-11-25T03:00:00+09:00"}`, other keys are its own."""

_LARGEST = 64 * 1024


class BackupAge:
    """Seconds since the last good backup.

    A host without the file gives no metric: in a group exactly one host takes a run. The alarm must therefore treat
    missing data as breaching, or nobody is told that backups never began.

    Args:
        path: the state file.
        clock: the time, with its zone.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._clock = clock

    def collect(self) -> Readings:
        """The age; never below 0, also after the clock was set back.

        Raises:
            IncompleteError: the file is there and does not say when.
        """
        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unusable(f"cannot be opened ({error.strerror})") from error
        try:
            finished = _moment(json.loads(os.read(handle, _LARGEST)))
        except (OSError, ValueError, RecursionError):
            raise self._unusable("does not say when the last backup was finished") from None
        finally:
            os.close(handle)
        return {"backup_age_seconds": max(0.0, (self._clock() - finished).total_seconds())}

    def _unusable(self, happened: str) -> IncompleteError:
        return IncompleteError(happened, where=str(self._path), next_step="run a backup; it writes the file anew")


def _moment(document: object) -> datetime:
    """When it was finished.

    Raises:
        ValueError: it does not say so.
    """
    if not isinstance(document, dict) or not isinstance(document.get("finished_at"), str):
        raise ValueError("no finished_at")
    moment = datetime.fromisoformat(document["finished_at"])
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment
