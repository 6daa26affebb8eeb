"""Turns what the probes found into the two things that Nginx looks at: a file, and the list of servers."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from holdfast.host.files import replace_text
from holdfast.host.health.gate.places import Places, make_sign, remove_sign
from holdfast.host.health.gate.reload import ReloadError
from holdfast.host.health.gate.servers import server_lines

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an update left.

    Args:
        closed: Nginx answers 503 instead of asking the application.
        changed: this update wrote or removed something.
        problem: what could not be done, and the next step; empty when all was.
    """

    closed: bool
    changed: bool
    problem: str = ""


class Gate:
    """Keeps Nginx in step with readiness; takes the files as they are when it starts, and leaves them when it ends.

    A process that is killed at any point leaves either the old or the new state, each of them valid; a reload that
    was not confirmed is asked for again by the next update. With several ports an update may wait for Nginx (up to
    twice `NginxReload.timeout_seconds`): call it from a thread there.

    Args:
        run_folder: where the files are, usually /run/holdfast.
        name: as `host_name` gives it.
        upstream_file: the servers that Nginx includes; only used with several ports.
        ports: of the application on this host.
        reload: makes Nginx read its configuration again, or raises `ReloadError`; `NginxReload()` usually.
    """

    def __init__(
        self,
        run_folder: Path,
        name: str,
        upstream_file: Path | None,
        ports: Sequence[int],
        reload: Callable[[], None],
    ) -> None:
        self.places = Places(run_folder, name)
        self._ports = tuple(dict.fromkeys(ports))
        self._servers = upstream_file if len(self._ports) > 1 else None
        self._reload = reload
        self._lock = Lock()
        self._said = ""

    @property
    def waits(self) -> bool:
        """Whether an update may have to wait for Nginx."""
        return self._servers is not None

    def update(self, ready: bool, upstreams: Mapping[int, bool]) -> Outcome:  # noqa: FBT001  # agreed with the agent
        """Open or close the host, and take servers out or back in; does nothing when nothing changed.

        Call it once something is known: not while an agent that has just started is still asking. Draining and
        stopping are not for it either: a host that says so is sent no more by the load balancer, and serves what
        still arrives.

        Args:
            ready: whether everything critical passes, so that this host can serve requests.
            upstreams: by port, whether it answers; a port that is not named counts as up.

        Returns:
            What it left. It never raises for what the host refuses: the agent must go on.
        """
        with self._lock:
            up = tuple(port for port in self._ports if upstreams.get(port, True))
            outcome = self._open(up) if ready and up else self._close()
            if outcome.problem != self._said:
                self._said = outcome.problem
                _log.warning("gate %s: %s", self.places.name, outcome.problem or "works again")
            return outcome

    def _close(self) -> Outcome:
        was_closed = self._is_closed()
        try:
            make_sign(self.places.closed)
        except OSError as error:
            return Outcome(was_closed, changed=False, problem=_refused(self.places.closed, error))
        return Outcome(closed=True, changed=not was_closed)

    def _open(self, up: tuple[int, ...]) -> Outcome:
        """First the servers, then the door: the first request let in must find a server that answers."""
        changed, problem = self._route(up)
        was_closed = self._is_closed()
        try:
            remove_sign(self.places.closed)
        except OSError as error:
            return Outcome(was_closed, changed, _refused(self.places.closed, error))
        return Outcome(closed=False, changed=changed or was_closed, problem=problem)

    def _route(self, up: tuple[int, ...]) -> tuple[bool, str]:
        """Whether Nginx was given new servers, and what went wrong."""
        if self._servers is None:
            return False, ""
        wanted = server_lines(self._ports, up)
        try:
            before = _text(self._servers)
            if before == wanted and not self.places.pending.exists():
                return False, ""
            make_sign(self.places.pending)
            replace_text(self._servers, wanted)
        except OSError as error:
            return False, _refused(self._servers, error)
        try:
            self._reload()
        except ReloadError as error:
            return False, f"{error}{self._put_back(before)}"
        try:
            remove_sign(self.places.pending)
        except OSError as error:
            return True, _refused(self.places.pending, error)
        return True, ""

    def _put_back(self, before: str | None) -> str:
        """Restore what Nginx had; without a former file the new one stays, since Nginx needs one to start."""
        if before is None or self._servers is None:
            return ""
        try:
            replace_text(self._servers, before)
        except OSError as error:
            return f"\n{_refused(self._servers, error)}"
        return f"\n  the former {self._servers} was put back"

    def _is_closed(self) -> bool:
        return self.places.closed.is_file()


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None


def _refused(path: Path, error: OSError) -> str:
    return f"{path}: cannot be written ({error.strerror})\n  next: see the permissions of {path.parent}"
