"""Fetches a WAL file from the archive for a recovery, and the segments after it with it.

What it answers decides over data: "there is none" ends a recovery, so it says so only when the archive answered, and
when nothing later is there either. Everything else stops the recovery with a reason.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.wal.archive import Bucket, NotInArchiveError, WalArchive
from holdfast.host.backup.wal.names import LEAST_SEGMENT_BYTES, SEGMENT_BYTES, Segment
from holdfast.host.backup.wal.take import AHEAD, BROKEN

SETTINGS, CREDENTIALS = "settings.json", "credentials"

FETCHED, NONE = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long it tries, in seconds.

    Attributes:
        store: for a store that does not answer, before the recovery is stopped.
        gap: for a segment that is not there while later ones are: a shipper sends several at once.
        pause: between two attempts; doubled up to 15 s.
    """

    store: float = 300
    gap: float = 30
    pause: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches the files of one recovery.

    Attributes:
        archive: where from.
        system: the cluster's system identifier.
        folder: where segments wait that were fetched ahead; made when missing.
        ahead: segments fetched ahead at most; each takes its size on disk.
        say: told why it waits or stops, one line each.
        patience: how long it tries.
        ends_before: a segment that is known to be missing, at which the recovery shall end well; empty: none shall.
    """

    archive: WalArchive
    system: str
    folder: Path
    ahead: int = 8
    say: Callable[[str], None] = lambda _: None
    patience: Patience = field(default_factory=Patience)
    ends_before: str = ""

    def fetch(self, name: str, to: Path) -> int:
        """Bring one file to `to`, whole or not at all: 0, it is there; 1, there is none; 150, stop the recovery."""
        deadline = time.monotonic() + self.patience.store
        pause = self.patience.pause
        while True:
            try:
                return self._fetch(name, to)
            except BackupError as failure:
                self.say(f"{name}: {failure}")
                if failure.cause is not Cause.STORE_UNREACHABLE or time.monotonic() + pause > deadline:
                    self.say(f"{name}: the recovery is stopped here; mend it, and start the server again: it goes on")
                    return BROKEN
            time.sleep(pause)
            pause = min(15.0, pause * 2)

    def _fetch(self, name: str, to: Path) -> int:
        deadline = time.monotonic() + self.patience.gap
        while True:
            with suppress(NotInArchiveError):
                self._into(name, to, ahead=True)
                return FETCHED
            later = self.archive.has_later(self.system, name) if Segment.parse(name, LEAST_SEGMENT_BYTES) else ""
            # Whoever began this recovery has read that it ends at this gap, and wants what lies before it.
            if not later or name == self.ends_before:
                return NONE
            if time.monotonic() > deadline:
                raise BackupError(
                    Cause.STORE_MISSING,
                    f"this segment is missing from the archive, and later ones are there ({later}): a gap",
                    where=self.archive.key(self.system, name),
                    next_step="restore without --to-time: it brings back everything before the gap; or to an earlier "
                    "moment, or from a newer base backup",
                )
            time.sleep(min(self.patience.pause, 2.0))

    def _into(self, name: str, to: Path, *, ahead: bool) -> None:
        # Beside its goal and under its own name: a file that is there is whole.
        coming = to.with_name(f"{to.name}.{os.getpid()}.coming")
        try:
            segment_bytes = self.archive.get(self.system, name, coming)
            if segment_bytes and coming.stat().st_size != segment_bytes:
                raise BackupError(
                    Cause.STORE_DAMAGED,
                    "the segment is cut short",
                    where=self.archive.key(self.system, name),
                    next_step="recover to a moment before it, or from a newer base backup",
                )
            coming.replace(to)
        except OSError as error:
            raise BackupError(
                Cause.DISK_FULL if error.errno == 28 else Cause.TARGET,
                f"cannot be written ({error.strerror})",
                where=str(to),
                next_step="make room, and start the server again",
            ) from error
        finally:
            coming.unlink(missing_ok=True)
        segment = Segment.parse(name, segment_bytes or SEGMENT_BYTES)
        if ahead and segment is not None and self.ahead:
            self._fetch_ahead(segment, segment_bytes or SEGMENT_BYTES)

    def _fetch_ahead(self, segment: Segment, segment_bytes: int) -> None:
        """Fetch the segments that follow, several at once; what does not come is asked for again in its turn."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            for old in self.folder.iterdir():
                old.unlink(missing_ok=True)

        def one(step: int) -> None:
            name = segment.next(step).name(segment_bytes)
            with suppress(BackupError):
                self._into(name, self.folder / name, ahead=False)

        with ThreadPoolExecutor(4, "ahead") as pool:
            list(pool.map(one, range(1, self.ahead + 1)))


def read_settings(folder: Path) -> tuple[Bucket, Mapping[str, Any]]:
    """Where the archive of a recovery is, and everything else that the restore wrote down for it.

    Raises:
        BackupError: it cannot be read.
    """
    path = folder / SETTINGS
    try:
        document = json.loads(path.read_bytes())
        bucket = Bucket(**{name: str(document[name]) for name in ("name", "prefix", "region")})
        return bucket, document
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(
            Cause.TARGET, "cannot be read", where=str(path), next_step="restore again; the restore writes it"
        ) from error


def main(words: list[str]) -> int:
    """Take `FOLDER NAME TO`, as `take` hands them over."""
    folder, name, to = Path(words[0]), words[1], Path(words[2])
    say = _said
    try:
        bucket, document = read_settings(folder)
        os.environ.update(document.get("environment", {}))
        if (folder / CREDENTIALS).exists():
            os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str((folder / CREDENTIALS).resolve())
        patience = Patience(**document.get("patience", {}))
        fetcher = Fetcher(
            archive=WalArchive(bucket),
            system=document["system"],
            folder=folder / AHEAD,
            ahead=int(document.get("ahead", 8)),
            say=say,
            patience=patience,
            ends_before=str(document.get("ends_before", "")),
        )
        return fetcher.fetch(name, to)
    except BackupError as failure:
        say(str(failure))
    except (KeyError, TypeError, ValueError) as error:
        say(f"{folder / SETTINGS} is not as the restore wrote it ({type(error).__name__})")
    return BROKEN


def _said(text: str) -> None:
    sys.stderr.write("holdfast: " + text.replace("\n", ";") + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
