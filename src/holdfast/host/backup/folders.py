"""The data folder that a cluster is restored in place of: looked at, filled beside it, exchanged by renaming."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.scratch import held_folder, remove, running_server, unheld
from holdfast.host.processes.accounts import Account, is_root, server_account

_READY = "ready"
"""A file beside the restored data: everything in them is whole, and only renaming is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSeen:
    """What lies at the target's path now.

    Attributes:
        path: the target, absolute, symbolic links resolved.
        exists: whether anything is there.
        entries: how many files and folders are in it.
        version: major version of the cluster in it; empty when it holds none.
        set_aside: clusters that earlier restores replaced and kept, oldest first.
        leftovers: half-restored ones of interrupted restores.
        ready: a whole one of a restore that was interrupted before its last step; None when there is none.
    """

    path: Path
    exists: bool = False
    entries: int = 0
    version: str = ""
    set_aside: tuple[Path, ...] = ()
    leftovers: tuple[Path, ...] = ()
    ready: Path | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing would be replaced."""
        return self.entries == 0


def look_at(path: Path) -> FolderSeen:
    """What lies at the target's path.

    Raises:
        BackupError: a server runs on it, it is no folder, or it could not be exchanged by renaming.
    """
    target = _resolved(path)
    try:
        _check(target)
        entries = len(list(target.iterdir())) if target.exists() else 0
        siblings = sorted(target.parent.iterdir())
    except OSError as error:
        raise BackupError(
            Cause.TARGET,
            f"cannot be looked into ({error.strerror})",
            where=str(error.filename or target),
            next_step="name a folder that this user may read and write, such as run as root or postgres",
        ) from error
    left = [folder for folder in siblings if _is(folder, target, "restoring")]
    ready = next((folder for folder in left if (folder / _READY).exists()), None)
    return FolderSeen(
        path=target,
        exists=target.exists(),
        entries=entries,
        version=_version(target),
        set_aside=tuple(folder for folder in siblings if _is(folder, target, "replaced")),
        leftovers=tuple(folder for folder in left if folder != ready),
        ready=ready,
    )


def owner_for(path: Path) -> Account | None:
    """Whom the restored cluster belongs to and runs as: the owner of what is there, else `postgres`.

    None when this process is not root: it is the owner itself.
    """
    if not is_root():
        return None
    target = _resolved(path)
    if target.exists() and (owner := target.stat()).st_uid:
        return Account(f"user {owner.st_uid}", owner.st_uid, owner.st_gid)
    return server_account("postgres")


@contextmanager
def beside(seen: FolderSeen, account: Account | None) -> Iterator[Path]:
    """A folder on the target's disk to restore into; half-restored ones of killed runs are removed first.

    It holds `data`, and is removed at the end unless `put_in_place` has emptied it.

    Raises:
        BackupError: it cannot be made, or another restore into this target is running.
    """
    for left in (*seen.leftovers, *([seen.ready] if seen.ready else [])):
        if not unheld(left):
            raise BackupError(
                Cause.TARGET,
                "another restore into this folder is running",
                where=str(left),
                next_step="wait for it, or end it; then run this again",
            )
        remove(left)
    folder = _sibling(seen.path, "restoring")
    try:
        folder.mkdir(mode=0o700)
        (folder / "data").mkdir(mode=0o700)
        if account:
            for made in (folder, folder / "data"):
                os.chown(made, account.user, account.group)
    except OSError as error:
        raise BackupError(
            Cause.TARGET,
            f"no folder can be made beside the target ({error.strerror})",
            where=str(folder),
            next_step="run it as root, or as the user that may write there; nothing was changed",
        ) from error
    with held_folder(folder):
        try:
            yield folder
        finally:
            remove(folder)


def put_in_place(seen: FolderSeen, folder: Path, mark: str) -> Path | None:
    """Put the restored data in the target's place; what was there is kept beside it.

    A kill between the two renames leaves no target, the old one whole beside it, and a folder that says that it is
    ready: `finish` then does the last step.

    Args:
        seen: the target.
        folder: the one that `beside` gave.
        mark: what was restored, in one line.

    Returns:
        where the old one is kept; None when there was nothing to keep.

    Raises:
        BackupError: a server was started on the target in the meantime, or it cannot be renamed.
    """
    _check(seen.path)
    aside = _sibling(seen.path, "replaced") if seen.path.exists() and not seen.empty else None
    try:
        (folder / _READY).write_text(mark, encoding="utf-8")
        _settle(folder)
        if aside:
            seen.path.rename(aside)
        (folder / "data").rename(seen.path)
        _settle(seen.path.parent)
    except OSError as error:
        raise BackupError(
            Cause.TARGET,
            f"cannot be renamed ({error.strerror})",
            where=str(error.filename or seen.path),
            next_step=f"the restored cluster is whole in {folder / 'data'}: move it there by hand",
        ) from error
    return aside


def finish(seen: FolderSeen, mark: str) -> bool:
    """Do the last step of a restore of the same that was killed between its two renames; whether there was one."""
    if seen.ready is None or not (seen.ready / "data" / "PG_VERSION").exists() or not seen.empty:
        return False
    if not unheld(seen.ready) or (seen.ready / _READY).read_text(encoding="utf-8") != mark:
        return False
    (seen.ready / "data").rename(seen.path)
    _settle(seen.path.parent)
    remove(seen.ready)
    return True


def hand_over(folder: Path, account: Account | None) -> None:
    """Make everything in `folder` the account's: an engine that ran as root wrote it as root."""
    if account is None:
        return
    for place, folders, files in os.walk(folder):
        for name in (".", *folders, *files):
            os.chown(Path(place, name), account.user, account.group, follow_symlinks=False)


def _check(target: Path) -> None:
    if (pid := running_server(target)) is not None:
        raise BackupError(
            Cause.TARGET,
            f"a server runs on the target (process {pid})",
            where=str(target),
            next_step="stop it first (systemctl stop postgresql), and see that nothing starts it again",
        )
    if target.exists() and not target.is_dir():
        raise BackupError(Cause.TARGET, "not a folder", where=str(target), next_step="name a data folder")
    if target.is_mount():
        raise BackupError(
            Cause.TARGET,
            "the target is a disk of its own, which cannot be renamed aside",
            where=str(target),
            next_step=f"name a folder on it, such as {target / 'data'}, or unmount it and restore beside it",
        )
    if not target.parent.is_dir():
        raise BackupError(
            Cause.TARGET,
            "the folder above the target is not there",
            where=str(target.parent),
            next_step="make it first, for the user that PostgreSQL runs as",
        )


def _resolved(path: Path) -> Path:
    if not path.is_absolute():
        raise BackupError(Cause.TARGET, "not an absolute path", where=str(path), next_step="begin it with /")
    found = path.resolve()
    if len(found.parts) < 3:
        raise BackupError(
            Cause.TARGET, "not a folder that a cluster lies in", where=str(found), next_step="name the data folder"
        )
    return found


def _is(folder: Path, target: Path, what: str) -> bool:
    return bool(re.fullmatch(rf"{re.escape(target.name)}\.{what}-\d{{8}}T\d{{6}}Z(-\d+)?", folder.name))


def _sibling(target: Path, what: str) -> Path:
    made = target.with_name(f"{target.name}.{what}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    for number in range(1, 100):
        if not made.exists():
            return made
        made = made.with_name(f"{made.name.partition('Z')[0]}Z-{number}")
    return made


def _version(target: Path) -> str:
    try:
        return (target / "PG_VERSION").read_text(encoding="utf-8").strip()[:8]
    except OSError:
        return ""


def _settle(folder: Path) -> None:
    """Have the disk know the names before the next step is made."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
