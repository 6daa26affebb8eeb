"""Empties the spool into the archive while it is let: several files at once, patient with a slow or dead S3."""

import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.wal.archive import ConflictError, Put, WalArchive
from holdfast.host.backup.wal.sentinel import Sentinel
from holdfast.host.backup.wal.spool import ShipState, Spool
from holdfast.model.record import replace

_RECHECK_CONFLICT = 300.0
_HEARTBEAT = 5.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How eager the shipper is; times in seconds.

    Attributes:
        uploads: files on their way at once; each holds up to 16 MiB of memory.
        poll: how long until a new file is seen.
        first_pause: after the first failure; doubled with each further one.
        longest_pause: the pauses grow no further.
        tries: failures in a row after which a run that is to end gives up.
        report: how soon after a change the state is written down.
    """

    uploads: int = 3
    poll: float = 0.25
    first_pause: float = 1.0
    longest_pause: float = 60.0
    tries: int = 5
    report: float = 1.0


@dataclass(slots=True)
class Shipper:
    """Stores every file that waits, and takes it out of the spool once the store holds it.

    A file leaves the spool only after the store has said that it holds it; a file that is stored twice is compared,
    never overwritten. So it may be killed at any moment.

    Args:
        spool: what waits.
        archive: where to.
        stop: set it to end: what is on its way is given up, and goes again the next time.
        pace: how eager.
        say: told what a person should know, one line each.
        clock: seconds since 1970.
    """

    spool: Spool
    archive: WalArchive
    stop: threading.Event
    pace: Pace = Pace()
    say: Callable[[str], None] = lambda _: None
    clock: Callable[[], float] = time.time
    _state: ShipState = field(default_factory=ShipState)
    _changed: threading.Lock = field(default_factory=threading.Lock)
    _at_once: int = 1
    _conflicts: dict[str, float] = field(default_factory=dict)
    _said: float = 0.0
    _unsaid: bool = True

    def run(self, *, once: bool = False, sentinel: Sentinel | None = None, sentinel_seconds: float = 60) -> ShipState:
        """Ship until `stop` is set, or with `once` until the spool is empty.

        Args:
            once: end when nothing waits any more.
            sentinel: writes a row every `sentinel_seconds`; None: nobody does.
            sentinel_seconds: between two rows.

        Returns:
            What it did.

        Raises:
            BackupError: another shipper is at work; with `once`: the store does not answer, or holds other files.
        """
        with self.spool.owned():
            now = self.clock()
            before = self.spool.shipper()
            self._state = ShipState(
                pid=os.getpid(), started_at=now, at=now, newest=before.newest, newest_at=before.newest_at
            )
            beat = threading.Thread(target=self._beat, args=(sentinel, sentinel_seconds), daemon=True)
            if sentinel is not None and not once:
                beat.start()
            with ThreadPoolExecutor(self.pace.uploads, "ship") as pool:
                try:
                    self._loop(pool, once=once)
                finally:
                    self._tell(now=True)
                    pool.shutdown(wait=True, cancel_futures=True)
            return self._state

    def _loop(self, pool: ThreadPoolExecutor, *, once: bool) -> None:
        running: dict[Future[Put], str] = {}
        failure: BackupError | None = None
        while not self.stop.is_set():
            self._fill(pool, running)
            if running:
                done, _ = wait(running, self.pace.poll, FIRST_COMPLETED)
                for future in done:
                    failure = self._ended(running.pop(future), future) or failure
            elif once and self._done(failure):
                return
            else:
                self.stop.wait(self.pace.poll)
            self._tell()

    def _done(self, failure: BackupError | None) -> bool:
        """Whether a run that is to end has nothing left to do.

        Raises:
            BackupError: what is left cannot be stored.
        """
        left = [name for name in self.spool.waiting() if name not in self._conflicts]
        gives_up = self._state.failures >= self.pace.tries
        if failure is not None and ((gives_up and left) or (not left and self._conflicts)):
            raise failure
        return not left

    def _fill(self, pool: ThreadPoolExecutor, running: dict["Future[Put]", str]) -> None:
        now = self.clock()
        if now < self._state.next_try_at or len(running) >= self._at_once:
            return
        system, _ = self.spool.cluster()
        busy = set(running.values())
        for name in self.spool.waiting():
            if name in busy or self._conflicts.get(name, 0.0) > now:
                continue
            running[pool.submit(self.archive.put, system, self.spool.path(name), name)] = name
            if len(running) >= self._at_once:
                return

    def _ended(self, name: str, future: "Future[Put]") -> BackupError | None:
        try:
            put = future.result()
        except ConflictError as conflict:
            self._conflict(name, conflict)
            return conflict
        except BackupError as failure:
            if not self.stop.is_set() and self.spool.path(name).exists():
                self._failed(failure)
            return failure
        self.spool.stored(name)
        self._conflicts.pop(name, None)
        if self._state.failures:
            self.say("S3 takes WAL again")
        self._at_once = min(self.pace.uploads, self._at_once + 1)
        self._set(
            segments=self._state.segments + 1,
            read_bytes=self._state.read_bytes + put.read_bytes,
            stored_bytes=self._state.stored_bytes + put.stored_bytes,
            newest=max(self._state.newest, name) if not name.endswith(".history") else self._state.newest,
            newest_at=self.clock(),
            failures=0,
            failing_since=0.0,
            problem="",
            next_try_at=0.0,
            conflicts=tuple(sorted(self._conflicts)),
        )
        return None

    def _failed(self, failure: BackupError) -> None:
        """Wait longer after each failure, then try with one file alone; several that fail together count once."""
        now = self.clock()
        self._at_once = 1
        if now < self._state.next_try_at:
            return
        failures = self._state.failures + 1
        pause = min(self.pace.longest_pause, self.pace.first_pause * 2 ** min(failures - 1, 16))
        pause *= random.uniform(0.5, 1.0)  # noqa: S311  # hosts should not come back together; no secret
        text = f"{failure.where}: {failure.happened}"
        if text != self._state.problem:
            waits = f"{len(self.spool.waiting())} files, {self.spool.waiting_bytes() >> 20} MiB, wait in the spool"
            self.say(f"{text}; {waits}; it is tried again")
        self._set(
            failures=failures,
            failing_since=self._state.failing_since or now,
            problem=text,
            next_try_at=now + pause,
        )

    def _conflict(self, name: str, conflict: ConflictError) -> None:
        if name not in self._conflicts:
            self.say(str(conflict))
        self._conflicts[name] = self.clock() + _RECHECK_CONFLICT
        self._set(conflicts=tuple(sorted(self._conflicts)))

    def _beat(self, sentinel: Sentinel, seconds: float) -> None:
        """Write sentinel rows in a thread of their own: a database that hangs must not hold the WAL up."""
        while not self.stop.is_set():
            problem = sentinel.write()
            if problem and problem != self._state.sentinel_problem:
                self.say(f"no sentinel row is written: {problem}")
            wrote = self._state.sentinel_at if problem else self.clock()
            self._set(sentinel_problem=problem, sentinel_at=wrote)
            self.stop.wait(seconds)
        sentinel.close()

    def _set(self, **changes: object) -> None:
        with self._changed:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
            self._unsaid = True

    def _tell(self, *, now: bool = False) -> None:
        """Leave the state behind: soon after a change, and now and then as a sign of life."""
        moment = self.clock()
        waited = moment - self._said
        if now or waited < 0 or waited >= (self.pace.report if self._unsaid else _HEARTBEAT):
            self._set(at=moment)
            self.spool.say(self._state)
            self._said = moment
            self._unsaid = False
