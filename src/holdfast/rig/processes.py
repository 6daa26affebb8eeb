"""What all parts of the rig share: running a program, waiting for a condition, another user, a cache folder."""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from holdfast.host.processes.accounts import Account, is_root
from holdfast.model.errors import IncompleteError

CACHE_VARIABLE = "HOLDFAST_CACHE"
"""Names another folder for what the rig keeps between runs (PM2, copied PostgreSQL programs)."""


def run(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    folder: Path | None = None,
    typed: str = "",
    timeout: float = 60,
    check: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and keep what it says; never through a shell.

    Args:
        command: the program and its arguments.
        environment: its whole environment; this process's own when left out.
        account: whom it runs as; this process's own user when left out. Needs root.
        folder: its working folder.
        typed: what it reads on its standard input; nothing when left out.
        timeout: seconds after which it is killed.
        check: whether a status other than 0 is an error.

    Raises:
        IncompleteError: it cannot be started, does not end in time, or (with `check`) fails.
    """
    words = [str(word) for word in command]
    who = {"user": account.user, "group": account.group, "extra_groups": []} if account else {}
    reads = {"input": typed} if typed else {"stdin": subprocess.DEVNULL}
    try:
        done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603
            words,
            env=dict(environment) if environment is not None else None,
            cwd=folder or ("/" if account else None),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            **reads,
            **who,
        )
    except FileNotFoundError as error:
        raise IncompleteError("the program is not there", where=words[0], next_step="install it") from error
    except PermissionError as error:
        step = f"make it readable and executable for {account.name if account else 'this user'}"
        raise IncompleteError("the program may not be run", where=words[0], next_step=step) from error
    except subprocess.TimeoutExpired as error:
        raise IncompleteError(f"it did not end within {timeout:g} s", where=words[0], next_step="try again") from error
    if check and done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-12:]
        raise IncompleteError(
            f"it ended with status {done.returncode}",
            where=words[0],
            next_step="read what it said: " + " | ".join(said),
        )
    return done  # type: ignore[no-any-return]


def wait_until(condition: Callable[[], object], what: str, *, seconds: float = 15, pause: float = 0.02) -> None:
    """Return as soon as `condition()` is true.

    Args:
        condition: asked again and again; its exceptions are not caught.
        what: what is waited for, for the error: "PM2's daemon to be gone".
        seconds: how long at most.
        pause: seconds between two questions.

    Raises:
        IncompleteError: it did not become true in time.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise IncompleteError(f"waited {seconds:g} s in vain for {what}", next_step="look at the part's own log")
        time.sleep(pause)


# psutil comes with the parts of the rig; what only runs programs, such as `holdfast deploy`, is without it.


def is_running(pid: int) -> bool:
    """Whether a process lives; one that has ended and was not yet collected does not."""
    import psutil  # type: ignore[import-untyped]

    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def family(pid: int) -> tuple[int, ...]:
    """The process and everything it started, parents before children; empty when it is gone."""
    import psutil

    try:
        parent = psutil.Process(pid)
        return (pid, *(child.pid for child in parent.children(recursive=True)))
    except psutil.NoSuchProcess:
        return ()


def group(leader: int) -> tuple[int, ...]:
    """The processes of the group that `leader` led, also when it is gone itself."""
    import psutil

    found = []
    for pid in psutil.pids():
        with suppress(ProcessLookupError):
            if os.getpgid(pid) == leader:
                found.append(pid)
    return tuple(found)


def command_line(pid: int) -> str:
    """How the process calls itself; empty when it is gone."""
    import psutil

    try:
        return " ".join(psutil.Process(pid).cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return ""


def send(pids: Sequence[int], what: signal.Signals) -> None:
    """Send a signal to each process, in order; those that are gone are passed over."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


def kill(members: Sequence[int]) -> None:
    """End processes by force, frozen ones too, and wait until they are gone."""
    send(members, signal.SIGKILL)
    for pid in members:
        wait_until(lambda pid=pid: not is_running(pid), f"process {pid} to be gone")  # type: ignore[misc]


def pid_in(path: Path) -> int | None:
    """The process number on the first line of a pid file; None when there is none."""
    try:
        first = path.read_text(encoding="utf-8").split("\n", 1)[0].strip()
    except (FileNotFoundError, PermissionError):
        return None
    return int(first) if first.isdigit() else None


def cache_folder() -> Path:
    """The folder for what is made once and used again; made when missing.

    `HOLDFAST_CACHE` when set; for root `/var/cache/holdfast`, because servers run as another user who cannot look
    into root's home; else `$XDG_CACHE_HOME/holdfast` or `~/.cache/holdfast`.
    """
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        folder = Path(named)
    elif is_root():
        folder = Path("/var/cache/holdfast")
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "holdfast"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def place_in_memory() -> Path | None:
    """A folder in memory for what is thrown away soon; None where the system's temporary folder has to do.

    A cluster is a thousand small files: on a disk, making them takes five times as long and more. Needs 4 GiB of room
    there and 6 GiB of memory; a TMPDIR of the caller's is respected.
    """
    import psutil

    place = Path("/dev/shm")  # noqa: S108  # whoever makes something in it takes mkdtemp
    if "TMPDIR" in os.environ or not os.access(place, os.W_OK):
        return None
    about = os.statvfs(place)
    room = about.f_bavail * about.f_frsize
    runs = not about.f_flag & os.ST_NOEXEC
    return place if runs and room >= 4 << 30 and psutil.virtual_memory().available >= 6 << 30 else None


def cached(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` in the cache; `make(folder)` fills it the first time, one process at a time.

    The folder appears whole or not at all: it is filled under another name, which goes again when `make` fails.

    Args:
        name: its name; has the version in it, because it is never renewed.
        make: fills the empty folder that it is given.

    Raises:
        IncompleteError: the cache cannot be written; and what `make` raises.
    """
    try:
        folder = cache_folder() / name
        with _locked(folder.with_name(f".{name}.lock")):
            if folder.is_dir():
                return folder
            # mkdtemp opens the folder for its owner alone; servers run as another user.
            filling = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=folder.parent))
            try:
                filling.chmod(0o755)
                make(filling)
                filling.rename(folder)
            finally:
                shutil.rmtree(filling, ignore_errors=True)
    except OSError as error:
        raise IncompleteError(
            f"the cache cannot be written: {error.strerror}",
            where=str(error.filename or name),
            next_step=f"name a folder of your own in {CACHE_VARIABLE}",
        ) from error
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
