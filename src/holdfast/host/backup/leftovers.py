"""Finds what killed base backups left in barman's part of the store: files that no manifest names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfast.host.backup.retention import LEFTOVER_AGE, begun
from holdfast.host.backup.store import Entry, Store
from holdfast.model.backup import Holdings, Kind

_BARMAN = "barman/"
_INFO = "backup.info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """One folder of barman's without a backup of ours.

    Attributes:
        folder: below the store's prefix, ending in `/`.
        at: when its newest file was stored.
        stored_bytes: all files together.
        keys: all files.
    """

    folder: str
    at: datetime
    stored_bytes: int
    keys: tuple[str, ...]


def find_orphans(store: Store, holdings: Holdings, now: datetime) -> Iterator[Orphan]:
    """Folders of base backups that no good manifest names, a day old or more, with a newer good base backup.

    One that somebody else has finished in the same place, under a name that is not ours, is his and stays. While
    there is a base backup that only a newer version can read, everything stays.

    Raises:
        BackupError: the store does not answer.
    """
    if any(one.newer and begun(one.id)[1] is not Kind.LOGICAL for one in holdings.broken):
        return
    folders: dict[str, list[Entry]] = {}
    for entry in store.entries(_BARMAN):
        parts = entry.key.split("/")
        if len(parts) > 4 and parts[2] == "base":
            folders.setdefault("/".join(parts[:4]) + "/", []).append(entry)
    named = {"/".join(stored.key.split("/")[:4]) + "/" for one in holdings.good for stored in one.objects}
    for folder, entries in sorted(folders.items()):
        at = max(entry.stored_at for entry in entries)
        newer = any(one.kind is Kind.PHYSICAL and at < one.started_at <= now for one in holdings.good)
        if folder in named or now - at < LEFTOVER_AGE or not newer or _is_anothers(folder, entries, store):
            continue
        yield Orphan(
            folder=folder,
            at=at,
            stored_bytes=sum(entry.size for entry in entries),
            keys=tuple(entry.key for entry in entries),
        )


def remove_orphan(orphan: Orphan, store: Store) -> Sequence[str]:
    """Remove one folder, its `backup.info` first: barman then sees no backup in it; the keys that stay.

    Raises:
        BackupError: the store does not answer.
    """
    store.abandon_uploads(orphan.folder)
    return store.remove(sorted(orphan.keys, key=lambda key: not key.endswith(f"/{_INFO}")))


def _is_anothers(folder: str, entries: Sequence[Entry], store: Store) -> bool:
    if not any(entry.key == f"{folder}{_INFO}" for entry in entries):
        return False
    text = store.text(f"{folder}{_INFO}", 1 << 20) or b""
    about = _lines(text.decode(errors="replace"))
    return about.get("status") == "DONE" and begun(about.get("backup_name", ""))[0] is None


def _lines(text: str) -> Mapping[str, str]:
    pairs = (line.partition("=") for line in text.splitlines())
    return {name.strip(): value.strip() for name, mark, value in pairs if mark}
