"""What a host remembers of its own runs: `backup.json` in its state folder, for metrics and for `status --local`.

::

    {"finished_at": "…", "good": {"logical": {"id", "finished_at", "seconds", "stored_bytes"}, …},
     "failed_at": "…", "failed_kind": "logical", "failure": "store-denied", "failing": 1, "failures": 7,
     "proof": {"backup_id", "at", "passed", "restore_seconds", "rpo_seconds"}, "proofs": {"logical": …, …}}

Every key may be missing. The store knows more, and of every host; this file answers when the store does not.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from holdfast.host.files import replace_text
from holdfast.model.backup import Kind, Manifest, Proof
from holdfast.model.errors import IncompleteError
from holdfast.model.record import replace

FILE_NAME = "backup.json"
"""Its name in the product's state folder."""

_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGood:
    """The last good backup of one kind that this host made."""

    id: str
    finished_at: datetime
    seconds: float
    stored_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LastProof:
    """The last verification on this host."""

    backup_id: str
    at: datetime
    passed: bool
    restore_seconds: float
    rpo_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What `backup.json` says; nothing in it: this host has never run a backup.

    Attributes:
        finished_at: end of the newest good backup that this host knows of, its own or another host's.
        good: the last good one that this host made, by kind.
        failed_at: end of the last run that failed; earlier than the last good one when the trouble is over.
        failed_kind: what that run should have made.
        failure: why, in one word: a `Cause`.
        failing: failed runs since the last good one.
        failures: failed runs ever; only grows.
        proof: the last verification; while the last one of some kind is one that failed, that one.
        proofs: the last verification of each kind.
    """

    finished_at: datetime | None = None
    good: Mapping[Kind, LastGood] = field(default_factory=dict)
    failed_at: datetime | None = None
    failed_kind: Kind | None = None
    failure: str = ""
    failing: int = 0
    failures: int = 0
    proof: LastProof | None = None
    proofs: Mapping[Kind, LastProof] = field(default_factory=dict)


def read_state(path: Path) -> State:
    """The state; an empty one when the file is not there.

    Raises:
        IncompleteError: it cannot be opened, or is none of ours.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return State()
    except OSError as error:
        raise _unusable(path, f"cannot be opened ({error.strerror})") from error
    try:
        return _state(json.loads(os.read(handle, _LARGEST)))
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise _unusable(path, "does not say when the last backup was finished") from None
    finally:
        os.close(handle)


def record_good(path: Path, manifest: Manifest) -> None:
    """Note a good backup that this host made.

    Raises:
        IncompleteError: the file cannot be written; the backup is as good as before.
    """
    made = LastGood(
        id=manifest.id,
        finished_at=manifest.finished_at,
        seconds=manifest.seconds,
        stored_bytes=manifest.stored_bytes,
    )
    _change(
        path,
        lambda old: replace(
            old,
            finished_at=_later(old.finished_at, manifest.finished_at),
            good={**old.good, manifest.kind: made},
            failing=0,
        ),
    )


def record_seen(path: Path, finished_at: datetime) -> None:
    """Note a good backup of another host, so that this host's age is the group's.

    Raises:
        IncompleteError: the file cannot be written.
    """
    _change(path, lambda old: replace(old, finished_at=_later(old.finished_at, finished_at), failing=0))


def record_failure(path: Path, kind: Kind, cause: str, at: datetime) -> None:
    """Note a run that failed.

    Args:
        path: the file.
        kind: what it should have made.
        cause: why, in one word.
        at: when, with its zone.

    Raises:
        IncompleteError: the file cannot be written.
    """
    _change(
        path,
        lambda old: replace(
            old, failed_at=at, failed_kind=kind, failure=cause, failing=old.failing + 1, failures=old.failures + 1
        ),
    )


def record_proof(path: Path, proof: Proof, kind: Kind | None = None) -> None:
    """Note a verification that this host made.

    Args:
        path: the file.
        proof: what was seen.
        kind: of the backup: a dump that came back hides no base backup that did not. None: the proof stands alone.

    Raises:
        IncompleteError: the file cannot be written; the proof in the store is as good as before.
    """
    made = LastProof(
        backup_id=proof.backup_id,
        at=proof.at,
        passed=proof.passed,
        restore_seconds=proof.restore_seconds,
        rpo_seconds=proof.rpo_seconds,
    )

    def noted(old: State) -> State:
        if kind is None:
            return replace(old, proof=made)
        proofs = {**old.proofs, kind: made}
        worst = max(proofs.values(), key=lambda one: (not one.passed, one.at))
        return replace(old, proofs=proofs, proof=worst)

    _change(path, noted)


def _change(path: Path, change: Callable[[State], State]) -> None:
    """Read, change and replace the file, one process after the other; what cannot be read is begun anew."""
    try:
        with _alone(path):
            try:
                old = read_state(path)
            except IncompleteError:
                old = State()
            if path.is_symlink():
                path.unlink()
            replace_text(path, json.dumps(_document(change(old)), indent=2) + "\n")
    except OSError as error:
        raise IncompleteError(
            "cannot be written", where=str(path), next_step=f"let this user write the folder ({error.strerror})"
        ) from error


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _later(one: datetime | None, other: datetime) -> datetime:
    """The later of two, except that one of the future gives way: a clock that was wrong once must not rule for ever."""
    if one is None or one > datetime.now(UTC):
        return other
    return max(one, other)


def _document(state: State) -> dict[str, Any]:
    known: dict[str, Any] = {
        "finished_at": _text(state.finished_at),
        "good": {
            kind.value: {
                "id": last.id,
                "finished_at": _text(last.finished_at),
                "seconds": round(last.seconds, 3),
                "stored_bytes": last.stored_bytes,
            }
            for kind, last in state.good.items()
        },
        "failed_at": _text(state.failed_at),
        "failed_kind": state.failed_kind and state.failed_kind.value,
        "failure": state.failure,
        "failing": state.failing,
        "failures": state.failures,
    }
    if state.proof is not None:
        known["proof"] = _proof_document(state.proof)
    known["proofs"] = {kind.value: _proof_document(one) for kind, one in state.proofs.items()}
    return {key: value for key, value in known.items() if value not in (None, "", {})}


def _proof_document(proof: LastProof) -> dict[str, Any]:
    return {
        "backup_id": proof.backup_id,
        "at": _text(proof.at),
        "passed": proof.passed,
        "restore_seconds": round(proof.restore_seconds, 3),
        "rpo_seconds": proof.rpo_seconds,
    }


def _state(document: Any) -> State:
    if not isinstance(document, dict) or not document.keys() & {"finished_at", "failed_at", "proof"}:
        raise ValueError("none of ours")
    kind = document.get("failed_kind")
    return State(
        finished_at=_moment(document.get("finished_at")),
        good={Kind(name): _good(one) for name, one in document.get("good", {}).items() if name in set(Kind)},
        failed_at=_moment(document.get("failed_at")),
        failed_kind=Kind(kind) if kind in set(Kind) else None,
        failure=str(document.get("failure", "")),
        failing=int(document.get("failing", 0)),
        failures=int(document.get("failures", 0)),
        proof=_proof(document["proof"]) if "proof" in document else None,
        proofs={Kind(name): _proof(one) for name, one in document.get("proofs", {}).items() if name in set(Kind)},
    )


def _good(one: Mapping[str, Any]) -> LastGood:
    return LastGood(
        id=str(one["id"]),
        finished_at=_needed(one["finished_at"]),
        seconds=float(one["seconds"]),
        stored_bytes=int(one["stored_bytes"]),
    )


def _proof(one: Mapping[str, Any]) -> LastProof:
    rpo = one.get("rpo_seconds")
    return LastProof(
        backup_id=str(one["backup_id"]),
        at=_needed(one["at"]),
        passed=bool(one["passed"]),
        restore_seconds=float(one["restore_seconds"]),
        rpo_seconds=None if rpo is None else float(rpo),
    )


def _needed(text: object) -> datetime:
    moment = _moment(text)
    if moment is None:
        raise ValueError("no moment")
    return moment


def _moment(text: object) -> datetime | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise TypeError("no moment")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _unusable(path: Path, happened: str) -> IncompleteError:
    return IncompleteError(happened, where=str(path), next_step="run a backup; it writes the file anew")
