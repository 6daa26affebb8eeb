"""A real systemd in small: process 1 of namespaces of its own, over a throwaway copy of this machine's files.

Needs Linux, root, systemd, util-linux and cgroup 2. Nothing that happens inside outlives it: what is written lies in
memory, over the machine's files; the kernel's settings are read-only; of the machine's units none is started.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from holdfast.host.processes.accounts import is_root
from holdfast.model.errors import IncompleteError
from holdfast.rig.processes import family, kill, run, wait_until

_INIT = Path("/lib/systemd/systemd")
_JOURNAL = ("systemd-journald.service", "systemd-journald.socket", "systemd-journald-dev-log.socket")
_TARGETS = ("sysinit", "basic", "network-online", "network", "timers", "multi-user", "shutdown", "umount", "default")
_PRIVATE = ("/tmp", "/var/tmp")  # noqa: S108  # what PrivateTmp= hides from a unit
_NEEDED = ("unshare", "nsenter", "mount", "umount", "pivot_root", "systemctl", "journalctl")
_NODES = ("null", "zero", "full", "random", "urandom", "tty")
_UNITS = "/etc/systemd/system"
_NETWORK = 0x40000000
"""CLONE_NEWNET (linux/sched.h)."""
_PDEATHSIG = 1
"""PR_SET_PDEATHSIG (linux/prctl.h)."""


@dataclass(frozen=True, slots=True)
class Systemd:
    """A running systemd.

    Attributes:
        pid: of its process 1, as this machine counts.
    """

    pid: int

    @classmethod
    @contextmanager
    def start(cls, folder: Path, *, shared: Sequence[Path] = (), apart: bool = False) -> Iterator["Systemd"]:
        """Boot one, and end it with everything that it runs.

        Args:
            folder: an empty folder, or none yet, for the new root's place.
            shared: folders that are the same inside and outside; everything else that is written stays inside.
            apart: with a network of its own, in which there is nothing but its loopback; else the machine's.

        Raises:
            IncompleteError: this machine cannot; `what_is_missing` tells before.
        """
        if missing := what_is_missing():
            raise IncompleteError(
                "no systemd can be started here", where=missing, next_step="run it where there is one"
            )
        control = _control_groups() / f"holdfast-{os.getpid()}-{time.monotonic_ns()}"
        said = folder / "boot.log"
        kind = "apart" if apart else "outside"
        words = [sys.executable, "-m", "holdfast.rig.systemd", kind, str(control), str(folder), *map(str, shared)]
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(control.parent)
        control.mkdir()
        with said.open("wb") as log:
            outside = subprocess.Popen(  # noqa: S603
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        try:
            yield cls(_booted(outside, said))
        finally:
            # The first of the inner processes takes all others with it, and `unshare` sees it off.
            kill(tuple(reversed(family(outside.pid))))
            outside.wait()
            _remove_group(control)

    @property
    def root(self) -> Path:
        """Its `/`, as this machine reaches it."""
        return Path(f"/proc/{self.pid}/root")

    def run(self, *words: str, check: bool = True, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a program inside to its end, as root.

        Raises:
            IncompleteError: as `holdfast.rig.processes.run`.
        """
        inside = ["nsenter", "--target", str(self.pid), "--all", "--wdns=/", "--"]
        return run([*inside, *words], environment=_environment(), check=check, timeout=timeout)

    def listen(self, port: int) -> socket.socket:
        """A socket of this process that listens on the loopback inside; for one that was started `apart`.

        Raises:
            OSError: the port is taken, or the kernel refuses.
        """
        # A thread alone steps into the other network: a socket stays in the one in which it was made.
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(_listening, self.pid, port).result()

    def install(self, name: str, text: str) -> None:
        """Write one unit and let systemd read it."""
        (self.root / _UNITS.lstrip("/") / name).write_text(text, encoding="utf-8")
        self.run("systemctl", "daemon-reload")

    def show(self, unit: str, key: str) -> str:
        """One property of a unit, such as `ActiveState`; empty when it has none."""
        return self.run("systemctl", "show", "--value", "-p", key, unit).stdout.strip()

    def main_pid(self, unit: str) -> int:
        """The unit's main process, as the systemd inside counts; 0 when there is none."""
        return int(self.show(unit, "MainPID") or 0)

    def journal(self, unit: str) -> str:
        """What the unit has said, and what systemd said about it."""
        self.run("journalctl", "--sync", check=False)
        return self.run("journalctl", "--no-pager", "-o", "cat", "-u", unit, check=False).stdout


def what_is_missing() -> str:
    """Why no systemd can be started here; empty when one can."""
    if not sys.platform.startswith("linux") or not is_root():
        return "needs Linux and root"
    if not _INIT.exists():
        return f"there is no {_INIT}"
    if absent := [name for name in _NEEDED if shutil.which(name) is None]:
        return f"there is no {absent[0]}"
    if any(Path(sys.prefix).is_relative_to(folder) for folder in _PRIVATE):
        return f"units have a /tmp of their own, and do not see the Python in {sys.prefix}"
    try:
        group = _control_groups()
    except IncompleteError as error:
        return error.where or "there is no cgroup 2"
    if not os.access(group, os.W_OK):
        return f"{group} cannot be written"
    flags = ["--pid", "--fork", "--mount", "--cgroup", "--ipc", "--uts"]
    done = run(["unshare", *flags, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False)
    return "the kernel or the container gives no namespaces" if done.returncode else ""


def _listening(pid: int, port: int) -> socket.socket:
    libc = ctypes.CDLL(None, use_errno=True)
    with Path(f"/proc/{pid}/ns/net").open("rb") as network:
        if libc.setns(network.fileno(), _NETWORK):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return socket.create_server(("127.0.0.1", port))


def _control_groups() -> Path:
    """Where cgroup 2 is mounted: alone, or beside the first version."""
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _, place, kind, *_ = line.split()
        if kind == "cgroup2":
            return Path(place)
    raise IncompleteError("no systemd can be started", where="cgroup 2 is not mounted", next_step="mount it")


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}


def _booted(outside: subprocess.Popen[bytes], said: Path) -> int:
    """The number of process 1, once systemd answers there."""
    ends = time.monotonic() + 30
    while outside.poll() is None and time.monotonic() < ends:
        members = family(outside.pid)
        if len(members) > 1 and Path(f"/proc/{members[1]}/comm").read_text(encoding="utf-8") == "systemd\n":
            booted = Systemd(members[1])
            if booted.run("systemctl", "is-active", "multi-user.target", check=False).stdout.strip() == "active":
                return booted.pid
        time.sleep(0.05)
    last = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
    raise IncompleteError("systemd does not boot", where="; ".join(last), next_step="see what the boot's log says")


def _remove_group(group: Path) -> None:
    """Remove it with all below it; the kernel refuses while the last process of one still leaves."""
    wait_until(lambda: _removed(group), "the control group to be empty")


def _sweep(groups: Path) -> None:
    """Remove what those left that were killed: empty groups of processes that are gone."""
    for group in groups.glob("holdfast-*-*"):
        if not Path("/proc", group.name.split("-")[1]).exists():
            _removed(group)


def _removed(group: Path) -> bool:
    below = (Path(folder) for folder, _, _ in os.walk(group, topdown=False))
    for folder in below:
        with suppress(OSError):
            folder.rmdir()
    return not group.exists()


def _outside(control: Path, folder: str, shared: Sequence[str], *more: str) -> None:
    """Step into the control group and the namespaces, as a process of its own."""
    _end_with_whoever_started()
    (control / "cgroup.procs").write_text("0", encoding="ascii")
    flags = ["--pid", "--fork", "--mount", "--mount-proc", "--uts", "--ipc", "--cgroup", "--kill-child", *more]
    inside = [sys.executable, "-m", "holdfast.rig.systemd", "inside", folder, *shared]
    os.execvp("unshare", ["unshare", *flags, *inside])  # noqa: S606, S607


def _end_with_whoever_started() -> None:
    """Have the kernel end this process when the thread that started it is gone, however that ended.

    It outlives exec, and `unshare` takes its child with it, which takes all that is inside.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PDEATHSIG, signal.SIGKILL):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _inside(folder: Path, shared: Sequence[str]) -> None:
    """Lay the new root, move into it, and become systemd."""
    root = _new_root(folder)
    for path in shared:
        (root / path.lstrip("/")).mkdir(parents=True, exist_ok=True)
        run(["mount", "--rbind", path, root / path.lstrip("/")])
    _lay_units(root / _UNITS.lstrip("/"))
    (root / "old").mkdir(exist_ok=True)
    os.chdir(root)
    run(["pivot_root", ".", "old"])
    os.chdir("/")
    run(["umount", "--lazy", "/old"])
    environment = {**_environment(), "container": "holdfast", "SYSTEMD_UNIT_PATH": _UNITS}
    words = [str(_INIT), "--system", "--unit=multi-user.target", "--log-target=journal-or-kmsg", "--show-status=0"]
    os.execve(_INIT, words, environment)  # noqa: S606


def _new_root(folder: Path) -> Path:
    """The machine's files under a layer in memory, with devices, processes and control groups of its own."""
    run(["mount", "--make-rprivate", "/"])
    run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", folder])
    for name in ("upper", "work", "root"):
        (folder / name).mkdir()
    root = folder / "root"
    layers = f"lowerdir=/,upperdir={folder}/upper,workdir={folder}/work"
    run(["mount", "-t", "overlay", "-o", layers, "overlay", root])
    run(["mount", "-t", "proc", "proc", root / "proc"])
    run(["mount", "--bind", "-o", "ro", root / "proc/sys", root / "proc/sys"])
    run(["mount", "-t", "sysfs", "-o", "ro", "sysfs", root / "sys"])
    run(["mount", "-t", "cgroup2", "cgroup2", root / "sys/fs/cgroup"])
    for name in ("dev", "run", _UNITS.lstrip("/")):
        (root / name).mkdir(parents=True, exist_ok=True)
        run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", root / name])
    for name in ("dev/shm", "dev/pts", "run/lock"):
        (root / name).mkdir()
    (root / "dev/ptmx").symlink_to("pts/ptmx")
    for name in _NODES:
        (root / "dev" / name).touch()
        run(["mount", "--bind", f"/dev/{name}", root / "dev" / name])
    return root


def _lay_units(folder: Path) -> None:
    """The journal and the targets that units name, and nothing else of the machine's."""
    for name in _JOURNAL:
        (folder / name).symlink_to(f"/lib/systemd/system/{name}")
    for name in _TARGETS:
        more = "Requires=systemd-journald.service\nAfter=systemd-journald.service\n" if name == "multi-user" else ""
        text = f"[Unit]\nDescription={name}\nDefaultDependencies=no\n{more}"
        (folder / f"{name}.target").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.argv[1] in {"outside", "apart"}:
        _outside(Path(sys.argv[2]), sys.argv[3], sys.argv[4:], *(["--net"] if sys.argv[1] == "apart" else []))
    _inside(Path(sys.argv[2]), sys.argv[3:])
