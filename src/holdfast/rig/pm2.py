"""A real PM2 daemon of our own, with its own home; PM2 comes from npm once, and runs on the wheel's node."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from holdfast.model.errors import IncompleteError
from holdfast.rig import processes
from holdfast.rig.npm import find_node, install

PACKAGE = Path(__file__).parent / "packages" / "pm2"
"""package.json and package-lock.json: PM2 and all that it needs, at fixed versions with their hashes."""

_LONGEST_SOCKET = 107
"""Bytes of a Unix socket's path on Linux: sun_path less its end (unix(7))."""


@dataclass(frozen=True, slots=True)
class Managed:
    """One process that PM2 keeps; only these fields are taken, because PM2's list carries its whole environment.

    Attributes:
        name: as the ecosystem file calls it.
        number: PM2's own number, from 0.
        pid: its process; 0 when it does not run.
        status: `online`, `stopping`, `stopped`, `launching`, `errored` or `one-launch-status`.
        restarts: how often PM2 has started it again.
        memory: resident bytes; 0 when it does not run.
    """

    name: str
    number: int
    pid: int
    status: str
    restarts: int
    memory: int


class Pm2:
    """PM2 with its own home folder; leaving the `with` ends the daemon and everything that it keeps.

    Args:
        home: PM2's home (PM2_HOME); made when missing. Its path must be short: PM2 opens Unix sockets in it.
        environment: further variables for the daemon and, through it, the applications. The caller's own environment
            is not handed on.

    Raises:
        IncompleteError: no node, PM2 cannot be installed, or the path of `home` is too long.
    """

    def __init__(self, home: Path, environment: Mapping[str, str] | None = None) -> None:
        self.home = home.resolve()
        if len(os.fsencode(self.home / "interactor.sock")) > _LONGEST_SOCKET:
            raise IncompleteError(
                "the path is too long for PM2's sockets", where=str(home), next_step="name a shorter folder"
            )
        self.home.mkdir(parents=True, exist_ok=True)
        self.node = find_node()
        self.script = install(PACKAGE) / "node_modules" / "pm2" / "bin" / "pm2"
        path = os.pathsep.join([str(self.node.parent), os.environ.get("PATH", os.defpath)])
        own = {"PATH": path, "HOME": str(self.home), "PM2_HOME": str(self.home), "LANG": "C.UTF-8"}
        self.environment = {**(environment or {}), **own, "PM2_DISABLE_VERSION_CHECK": "true"}

    @property
    def command(self) -> tuple[str, ...]:
        """The words that run this PM2: node and its script. PM2_HOME is in `environment`."""
        return (str(self.node), str(self.script))

    @property
    def daemon_pid(self) -> int | None:
        """PM2's daemon, or None when it does not run."""
        pid = processes.pid_in(self.home / "pm2.pid")
        return pid if pid is not None and processes.is_running(pid) else None

    def run(self, *words: str, check: bool = True, timeout: float = 60) -> str:
        """Run one PM2 command (which starts the daemon when it is gone) and give what it prints.

        Raises:
            IncompleteError: it fails or does not end in time.
        """
        command = (*self.command, *words)
        done = processes.run(command, environment=self.environment, folder=self.home, check=check, timeout=timeout)
        return done.stdout

    def start(self, ecosystem: Path) -> None:
        """Start the applications of an ecosystem file, or of a script."""
        self.run("start", str(ecosystem))

    def stop(self, name: str) -> None:
        """Stop an application; PM2 keeps it in its list."""
        self.run("stop", name)

    def list(self) -> tuple[Managed, ...]:
        """The processes that PM2 keeps, in the order of its list.

        Raises:
            IncompleteError: PM2 does not answer with a list.
        """
        printed = self.run("jlist")
        # The first command of a daemon prints lines of its own before the list.
        lines = [line for line in printed.splitlines() if line.startswith("[{") or line == "[]"]
        if not lines:
            raise IncompleteError("PM2 gives no list", where=str(self.home), next_step="look at its pm2.log")
        return tuple(_managed(entry) for entry in json.loads(lines[-1]))

    def kill(self, *, seconds: float = 15) -> None:
        """End the daemon and everything that it keeps, by force when it does not within `seconds`."""
        pid = self.daemon_pid
        if pid is None:
            return
        members = processes.family(pid)
        try:
            # One that hangs does not answer: it is not asked a second time.
            with suppress(IncompleteError):
                self.run("kill", check=False, timeout=seconds)
        finally:
            processes.kill(members)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


def _managed(entry: dict[str, object]) -> Managed:
    kept, usage = entry.get("pm2_env"), entry.get("monit")
    about = kept if isinstance(kept, dict) else {}
    used = usage if isinstance(usage, dict) else {}
    return Managed(
        name=str(entry.get("name", "")),
        number=_whole(entry.get("pm_id")),
        pid=_whole(entry.get("pid")),
        status=str(about.get("status", "")),
        restarts=_whole(about.get("restart_time")),
        memory=_whole(used.get("memory")),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
