"""Folders for what is restored on trial: closed to others, removed at the end, or by the next run after a kill."""

import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.processes.accounts import Account, reachable

_GRACE_SECONDS = 10


@contextmanager
def scratch_folder(parent: Path, purpose: str, account: Account | None = None) -> Iterator[Path]:
    """A new folder in `parent` for the time of the `with`; what killed runs left there is removed first.

    It is locked while it is in use, so that a second run beside this one never takes it for a leftover.

    Args:
        parent: made when missing.
        purpose: what its name begins with.
        account: whose it is; this process's own user's when None.

    Raises:
        BackupError: it cannot be made, or `account` cannot get there.
    """
    try:
        with _alone(parent):
            _sweep(parent)
            folder = Path(tempfile.mkdtemp(prefix=f"{purpose}-", dir=parent))
            held = _lock(folder)
        if account:
            os.chown(folder, account.user, account.group)
    except OSError as error:
        raise BackupError(
            Cause.DISK_FULL if error.errno in {28, 122} else Cause.TARGET,
            f"no folder for the restored server can be made ({error.strerror})",
            where=str(parent),
            next_step="make room or give this user the folder (`backup.data_folder` in the spec)",
        ) from error
    try:
        if not reachable(folder, account):
            raise BackupError(
                Cause.TARGET,
                f"{account.name if account else 'this user'}, as whom PostgreSQL runs, cannot get there",
                where=str(parent),
                next_step="open the folders above it (chmod o+x), or choose another `backup.data_folder`",
            )
        yield folder
    finally:
        remove(folder)
        if held is not None:
            os.close(held)


@contextmanager
def held_folder(folder: Path) -> Iterator[None]:
    """Say to other runs that `folder` is in use; the kernel takes it back when this process ends, however it ends."""
    held = _lock(folder)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def unheld(folder: Path) -> bool:
    """Whether no run that lives uses `folder`."""
    held = _lock(folder)
    if held is None:
        return False
    os.close(held)
    return True


def sweep(parent: Path) -> tuple[str, ...]:
    """Remove what killed runs left in `parent`, their servers first; the names of what was removed."""
    if not parent.is_dir():
        return ()
    with _alone(parent):
        return _sweep(parent)


def remove(folder: Path) -> None:
    """End every server in `folder`, and remove it."""
    for found in (folder, *(entry for entry in _entries(folder) if entry.is_dir())):
        end_server(found)
    shutil.rmtree(folder, ignore_errors=True)


def end_server(data: Path) -> None:
    """End the server that runs on a data folder, if one does; returns when its process is gone, too.

    PostgreSQL removes its pid file a little before: whoever unmounts the disk then finds it busy.
    """
    pid = running_server(data)
    if pid is None:
        return
    for what in (signal.SIGQUIT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, what)
        deadline = time.monotonic() + _GRACE_SECONDS
        while _works_in(pid, data):
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        else:
            return


def running_server(data: Path) -> int | None:
    """The process of the server that runs on a data folder; None when there is none.

    The number in the folder's own file may be another program's after a restart of the machine: a server is one only
    when the process works in that folder.
    """
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if _works_in(pid, data) else None


def _works_in(pid: int, data: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except PermissionError:
        # Another user's server: its number alone must do.
        return True
    except OSError:
        return False


def require_space(folder: Path, needed: int, what: str) -> None:
    """Say so before anything is begun when `folder`'s disk has less than `needed` bytes to give.

    Raises:
        BackupError: it has less.
    """
    free = free_bytes(folder)
    if free >= needed:
        return
    raise BackupError(
        Cause.DISK_FULL,
        f"{what} needs about {size_text(needed)}, and {size_text(free)} are free",
        where=str(folder),
        next_step="make room there, or choose a folder on another disk; nothing was changed",
    )


def free_bytes(folder: Path) -> int:
    """Bytes that are free on the disk of `folder`, or of the nearest folder above it that is there."""
    found = next(place for place in (folder, *folder.resolve().parents) if place.exists())
    return shutil.disk_usage(found).free


def size_text(size: float) -> str:
    """Bytes for people: `1.5 GiB`."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"


def _sweep(parent: Path) -> tuple[str, ...]:
    gone = []
    for folder in _entries(parent):
        held = _lock(folder)
        if held is None:
            continue
        remove(folder)
        os.close(held)
        gone.append(folder.name)
    return tuple(gone)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.is_symlink())
    except OSError:
        return []


def _lock(folder: Path) -> int | None:
    """A lock on the folder itself, which the kernel gives up with the process; None when another has it."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
