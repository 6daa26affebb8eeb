"""Whose turn it is to deploy: a lock in the bucket with a lease, which a deployer that died leaves to the next."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.objects import Objects, Stored
from holdfast.model.errors import HoldfastError
from holdfast.model.releases import ledger_prefix

LEASE_SECONDS = 120.0
_PAUSE_SECONDS = 5.0


@dataclass(slots=True)
class Turn:
    """A turn that this process holds; `lost` says that another has taken it by now."""

    token: str
    lost: threading.Event = field(default_factory=threading.Event)


@contextmanager
def take_turn(
    objects: Objects,
    environment: str,
    who: str,
    *,
    wait_seconds: float,
    say: Callable[[str], None],
    lease_seconds: float = LEASE_SECONDS,
    pause_seconds: float = _PAUSE_SECONDS,
) -> Iterator[Turn]:
    """Hold the environment's turn, and wait for whoever holds it.

    A lease that nobody renewed is taken over; its age is told by S3's clock, so that of this machine may be wrong.

    Args:
        objects: the bucket of artifacts.
        environment: whose hosts.
        who: told to those who wait.
        wait_seconds: at most, for another's turn to end.
        say: told who is waited for.
        lease_seconds: after which a turn that is not renewed ends.
        pause_seconds: between two looks.

    Raises:
        ReleaseError: another still has it.
        HoldfastError: S3 refuses or cannot be reached.
    """
    key = f"{ledger_prefix(environment)}turn.json"
    token = uuid.uuid4().hex
    body = _body(who, token, lease_seconds)
    deadline, told = time.monotonic() + wait_seconds, ""
    while True:
        there = objects.read(key)
        if _free(there) and (objects.create(key, body) if there is None else objects.replace(key, body, there.etag)):
            break
        holder = _field(there, "who") or "another"
        if time.monotonic() >= deadline:
            raise ReleaseError(
                f"{holder} still deploys to {environment}",
                where=objects.where(key),
                next_step="wait until that has ended, and run this again",
            )
        if holder != told:
            say(f"waiting for {holder}, who deploys to {environment}")
            told = holder
        time.sleep(min(pause_seconds, max(0.05, deadline - time.monotonic())))
    turn = Turn(token)
    renewal = _Renewing(objects, key, body, turn, threading.Event())
    renewing = threading.Thread(target=renewal.keep, args=(lease_seconds,), name="turn", daemon=True)
    renewing.start()
    try:
        yield turn
    finally:
        renewal.over.set()
        renewing.join(lease_seconds)
        # A turn that cannot be given back ends with its lease.
        with suppress(HoldfastError):
            _give_back(objects, key, token)


@dataclass(frozen=True, slots=True)
class _Renewing:
    """Keeps a turn until it is told that the work is over."""

    objects: Objects
    key: str
    body: bytes
    turn: Turn
    over: threading.Event

    def keep(self, lease_seconds: float) -> None:
        while not self.over.wait(lease_seconds / 4):
            try:
                there = self.objects.read(self.key)
                ours = _field(there, "token") == self.turn.token
                if there is None or not ours or not self.objects.replace(self.key, self.body, there.etag):
                    self.turn.lost.set()
                    return
            except HoldfastError:
                continue


def _give_back(objects: Objects, key: str, token: str) -> None:
    there = objects.read(key)
    if there is not None and _field(there, "token") == token:
        objects.replace(key, json.dumps({"free": True}).encode(), there.etag)


def _free(there: Stored | None) -> bool:
    if there is None:
        return True
    found = _object(there)
    lease = found.get("lease_seconds")
    # What makes no sense holds nobody up.
    return found.get("free") is True or not isinstance(lease, (int, float)) or there.age > lease


def _field(there: Stored | None, name: str) -> str:
    value = _object(there).get(name) if there else None
    return value if isinstance(value, str) else ""


def _object(there: Stored) -> dict[str, object]:
    try:
        found = json.loads(there.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _body(who: str, token: str, lease: float) -> bytes:
    return json.dumps({"who": who, "token": token, "lease_seconds": lease}, ensure_ascii=False).encode()
