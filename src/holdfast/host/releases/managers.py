"""Starts and stops the application of one release, under PM2 or systemd, and tells which processes it is."""

import os
import pwd
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from holdfast.host.files import host_name
from holdfast.host.processes.accounts import is_root
from holdfast.host.processes.pm2 import render_ecosystem
from holdfast.host.processes.starting import processes_of
from holdfast.host.processes.systemd import render_unit
from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.identity import RELEASE_VARIABLE
from holdfast.host.releases.layout import ROOT_VARIABLE, Layout, unwritable, write
from holdfast.model.errors import UsageError
from holdfast.model.product import Product

AGENT = "holdfast-agent"
"""The agent's unit, as README and user data install it."""

_SECONDS = 60.0


class Manager(Protocol):
    """What keeps the application of one product running on this host."""

    def start(self, folder: Path, identity: str) -> None:
        """Start the release in `folder`; returns once the processes are started, not when they answer.

        Args:
            folder: of the release.
            identity: what HOLDFAST_RELEASE tells it.
        """

    def stop(self) -> None:
        """Stop it, with the time that requests in flight need; nothing happens when it does not run."""

    def folders(self) -> tuple[Path | None, ...]:
        """The working folder of every process of it; None for one that does not run."""

    def keep(self) -> None:
        """Let what runs now come back after a boot."""


@dataclass(frozen=True, slots=True)
class Host:
    """How programs are run on this host.

    Args:
        layout: of the product.
        variables: what the application's processes get besides their own.
        path: where programs are looked for.
    """

    layout: Layout
    variables: Mapping[str, str] = field(repr=False)
    path: str = os.environ.get("PATH", os.defpath)

    def run(
        self, *words: str, folder: Path | None = None, own: bool = False, check: bool = True, seconds: float = _SECONDS
    ) -> str:
        """Run a program to its end and give what it printed.

        Args:
            words: the program and its arguments.
            folder: its working folder.
            own: as the application's own user, where this process may become another.
            check: whether a status other than 0 is an error.
            seconds: after which it is killed.

        Raises:
            ReleaseError: it is not there, does not end in time, or (with `check`) fails.
        """
        place = folder or self.layout.base
        who = _account(self.layout.product) if own else {}
        try:
            done = subprocess.run(  # noqa: S603  # an argument list
                words,
                cwd=place,
                env=self._environment(place, own=own),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=seconds,
                check=False,
                **who,
            )
        except subprocess.TimeoutExpired as error:
            raise ReleaseError(
                f"it did not end within {seconds:g} s", where=words[0], next_step="see its log"
            ) from error
        except OSError as error:
            raise ReleaseError(
                f"it cannot be run ({error.strerror})", where=words[0], next_step="install it on the host"
            ) from error
        if check and done.returncode:
            # Not what it said: PM2 prints whole environments with some errors.
            raise ReleaseError(
                f"it ended with status {done.returncode}",
                where=" ".join(words[:2]),
                next_step="see its log on the host",
            )
        return str(done.stdout)

    def show(self, *words: str, folder: Path, more: Mapping[str, str]) -> int:
        """Run a program as the application's user, its output where ours goes, and give its status.

        Args:
            words: the program and its arguments.
            folder: its working folder.
            more: variables besides.

        Raises:
            ReleaseError: it is not there.
        """
        try:
            with subprocess.Popen(  # noqa: S603  # an argument list
                words,
                cwd=folder,
                env={**self._environment(folder, own=True), **more},
                stdin=subprocess.DEVNULL,
                **_account(self.layout.product),
            ) as process:
                return process.wait()
        except OSError as error:
            raise ReleaseError(
                f"it cannot be run ({error.strerror})", where=words[0], next_step="install it on the host"
            ) from error

    def _environment(self, folder: Path, *, own: bool) -> dict[str, str]:
        known = {"PATH": self.path, "LANG": "C.UTF-8", "PWD": str(folder)}
        if ROOT_VARIABLE in os.environ:
            known[ROOT_VARIABLE] = os.environ[ROOT_VARIABLE]
        home = str(self.layout.base) if own else os.environ.get("HOME", "/root")
        return {**known, "HOME": home, **self.variables}


@dataclass(frozen=True, slots=True)
class Pm2Manager:
    """The application under PM2, as the user that the product is called by."""

    product: Product
    environment: str
    host: Host

    def start(self, folder: Path, identity: str) -> None:
        """See `Manager.start`; PM2 hands on HOLDFAST_RELEASE with the rest of what `pm2 start` was given."""
        layout = self.host.layout
        self._start_daemon()
        write(layout.ecosystem, render_ecosystem(self.product, self.environment))
        told = Host(layout, {**self._variables(), RELEASE_VARIABLE: identity}, self.host.path)
        told.run("pm2", "start", str(layout.ecosystem), "--update-env", folder=folder, own=True)

    def stop(self) -> None:
        """See `Manager.stop`; deleted, not stopped: PM2 would start the old folder with what it remembers."""
        patience = _SECONDS + self.product.service.proxy.timeout_seconds
        for process in processes_of(self.product):
            self._pm2("delete", process.name, check=False, seconds=patience)
        if any(self.folders()):
            raise ReleaseError("PM2 does not stop the application", where=self.product.name, next_step="see `pm2 logs`")

    def folders(self) -> tuple[Path | None, ...]:
        """See `Manager.folders`."""
        printed = (self._pm2("pid", process.name, check=False).split() for process in processes_of(self.product))
        return tuple(_folder_of(words[-1] if words else "") for words in printed)

    def keep(self) -> None:
        """See `Manager.keep`."""
        self._pm2("save", "--force")

    def _start_daemon(self) -> None:
        """Have systemd start PM2's daemon where it has a unit for it.

        One that a hook starts belongs to CodeDeploy's agent, and ends with it when that is updated.
        """
        layout, account = self.host.layout, _account(self.product.name)
        home, unit = layout.base / ".pm2", f"pm2-{self.product.name}.service"
        _own_folder(home, account)
        if not (layout.units / unit).is_file():
            return
        dump = home / "dump.pm2"
        if not dump.exists():
            # Without a list, however empty, `pm2 resurrect` fails, and systemd takes the daemon down again.
            write(dump, "[]")
            _own(dump, account)
        self.host.run("systemctl", "start", unit)

    def _pm2(self, *words: str, check: bool = True, seconds: float = _SECONDS) -> str:
        return Host(self.host.layout, self._variables(), self.host.path).run(
            "pm2", *words, own=True, check=check, seconds=seconds
        )

    def _variables(self) -> Mapping[str, str]:
        return {"PM2_HOME": str(self.host.layout.base / ".pm2"), **self.host.variables}


@dataclass(frozen=True, slots=True)
class SystemdManager:
    """The application under systemd, by the unit of `holdfast render systemd-app` and a drop-in with its folder."""

    product: Product
    environment: str
    host: Host

    def start(self, folder: Path, identity: str) -> None:  # noqa: ARG002  # the launcher reads the release file
        """See `Manager.start`."""
        layout, name = self.host.layout, host_name(self.product.name, self.environment)
        several = len(processes_of(self.product)) > 1
        unit = f"{name}@.service" if several else f"{name}.service"
        variables = layout.settings / f"{name}.env"
        write(layout.units / unit, render_unit(self.product, self.environment))
        write(
            layout.units / f"{unit}.d" / "release.conf",
            f"[Service]\nWorkingDirectory={folder}\nEnvironmentFile=-{variables}\n",
        )
        self.host.run("systemctl", "daemon-reload")
        self.host.run("systemctl", "restart", *self._units(), seconds=_SECONDS + self._patience)

    def stop(self) -> None:
        """See `Manager.stop`."""
        self.host.run("systemctl", "stop", *self._units(), check=False, seconds=_SECONDS + self._patience)
        if any(self.folders()):
            raise ReleaseError(
                "systemd does not stop the application", where=self._units()[0], next_step="see `systemctl status`"
            )

    def folders(self) -> tuple[Path | None, ...]:
        """See `Manager.folders`."""
        shown = (
            self.host.run("systemctl", "show", "--property=MainPID", "--value", unit, check=False)
            for unit in self._units()
        )
        return tuple(_folder_of(text.strip()) for text in shown)

    def keep(self) -> None:
        """See `Manager.keep`."""
        self.host.run("systemctl", "enable", *self._units())

    @property
    def _patience(self) -> float:
        return float(self.product.service.proxy.timeout_seconds)

    def _units(self) -> Sequence[str]:
        name, all_ = host_name(self.product.name, self.environment), processes_of(self.product)
        return [f"{name}@{one.port}.service" for one in all_] if len(all_) > 1 else [f"{name}.service"]


def manager_of(product: Product, environment: str, host: Host) -> Manager:
    """The manager that the spec names.

    Raises:
        UsageError: no hook can start what runs in a container, or by itself.
    """
    match product.service.process_manager:
        case "pm2":
            return Pm2Manager(product, environment, host)
        case "systemd":
            return SystemdManager(product, environment, host)
        case other:
            raise UsageError(
                f"releases are started under PM2 or systemd, not by `{other}`",
                where="service.process_manager",
                next_step='set it to "systemd" or "pm2"',
            )


def restart_agent(host: Host) -> None:
    """Let the agent read the new release's spec and identity.

    Raises:
        ReleaseError: systemd refuses.
    """
    host.run("systemctl", "restart", AGENT)


def wait(condition: Callable[[], str], seconds: float, pause: float = 0.2) -> str:
    """Ask until nothing is lacking; what is lacking still when the time is over, else an empty text."""
    ends = time.monotonic() + seconds
    while lacking := condition():
        if time.monotonic() >= ends:
            return lacking
        time.sleep(pause)
    return ""


def _own_folder(path: Path, account: Mapping[str, Any]) -> None:
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(error, path) from error
    _own(path, account)


def _own(path: Path, account: Mapping[str, Any]) -> None:
    try:
        if account:
            os.chown(path, account["user"], account["group"])
    except OSError as error:
        raise unwritable(error, path) from error


def _account(name: str) -> dict[str, Any]:
    """The product's own user, where this process may become it and it is there."""
    if not is_root():
        return {}
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return {}
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _folder_of(pid: str) -> Path | None:
    if not pid.isdigit() or pid == "0":
        return None
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd"))  # noqa: PTH115 - it may be gone by now
    except OSError:
        return None
