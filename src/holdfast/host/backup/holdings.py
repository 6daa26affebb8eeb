"""Reads what a store holds: a backup is good only when its manifest is read and its objects are there as it says."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.manifests import (
    BACKUPS,
    PROOFS,
    NewerError,
    UnreadableError,
    manifest_key,
    parse_manifest,
    parse_proof,
)
from holdfast.host.backup.store import Entry, Store
from holdfast.model.backup import Broken, Fault, Holdings, Manifest, Proof

_AT_ONCE = 8
_NEWEST_PROOFS = 200


def read_holdings(store: Store) -> Holdings:
    """Everything that the store holds, good and broken.

    One listing tells which objects are there, with their sizes and tags; no content but manifests and proofs is read,
    so a bit that flips inside an object without changing its tag is for `verify` to find.

    Raises:
        BackupError: the store cannot be listed, or a manifest that is there cannot be read: nobody knows then.
    """
    listed = {entry.key: entry for entry in store.entries(BACKUPS)}
    ids = sorted({key.removeprefix(BACKUPS).split("/")[0] for key in listed if key.count("/") > 1})
    proofs = [entry.key for entry in store.entries(PROOFS)][-_NEWEST_PROOFS:]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        judged = list(pool.map(lambda one: _judge(one, listed, store), ids))
        seen = list(pool.map(lambda key: _proof(key, store), proofs))
    good = sorted((one for one in judged if isinstance(one, Manifest)), key=lambda one: (one.finished_at, one.id))
    broken = tuple(one for one in judged if isinstance(one, Broken))
    return Holdings(
        good=tuple(good),
        broken=broken,
        proofs=tuple(sorted((one for one in seen if one is not None), key=lambda proof: proof.at)),
    )


def find_backup(holdings: Holdings, wanted: str, store: Store) -> Manifest:
    """The backup that somebody names: `latest`, an id, or the beginning of one that no other has.

    Raises:
        BackupError: there is none, it is broken, or several begin so.
    """
    if wanted == "latest":
        if holdings.good:
            return holdings.good[-1]
        raise _unknown("there is no good backup", store, holdings)
    found = [one for one in holdings.good if one.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    exact = [one for one in found if one.id == wanted]
    if exact:
        return exact[0]
    if found:
        raise _unknown(f"{len(found)} backups begin with {wanted}", store, holdings)
    for one in holdings.broken:
        if one.id.startswith(wanted):
            raise BackupError(Cause.MANIFEST, one.reason, where=f"{store.where} {one.id}", next_step=one.next_step)
    raise _unknown(f"there is no backup {wanted}", store, holdings)


def _judge(backup_id: str, listed: Mapping[str, Entry], store: Store) -> Manifest | Broken:
    key = manifest_key(backup_id)
    text = store.text(key) if key in listed else None
    if text is None:
        step = "nothing to do: a run was cut off, or is at work now; `holdfast backup prune` removes what is left of it"
        reason = "has no manifest: it was never finished"
        return Broken(id=backup_id, reason=reason, next_step=step, fault=Fault.UNFINISHED)
    try:
        manifest = parse_manifest(text, f"{store.where}/{key}")
    except UnreadableError as error:
        return Broken(
            id=backup_id,
            reason=f"its manifest {error.happened}",
            next_step=error.next_step,
            newer=isinstance(error, NewerError),
            fault=error.fault,
            params=error.params,
        )
    found = next(_faults(manifest, backup_id, listed, store), None)
    if found is None:
        return manifest
    fault, reason, params = found
    return Broken(id=backup_id, reason=reason, next_step=_ANOTHER, fault=fault, params=params)


_ANOTHER = "do not restore it; take another backup, or the copy in the other region"


def _faults(
    manifest: Manifest, backup_id: str, listed: Mapping[str, Entry], store: Store
) -> Iterator[tuple[Fault, str, Mapping[str, str]]]:
    """What is wrong with it: in one word, as a sentence, with its particulars."""
    if manifest.id != backup_id:
        other = manifest.id[:60]
        yield Fault.ANOTHER_ID, f"its manifest is of {other}", {"id": other}
    folders = {one.key.rpartition("/")[0] for one in manifest.objects if not one.key.startswith(BACKUPS)}
    there = dict(listed)
    for folder in sorted(folders):
        there.update((entry.key, entry) for entry in store.entries(f"{folder}/"))
    if not manifest.objects:
        yield Fault.EMPTY, "its manifest names no object", {}
    for stored in manifest.objects:
        found, known = there.get(stored.key), {"role": stored.role, "key": stored.key}
        if found is None:
            yield Fault.MISSING, f"{stored.role} is not there: {stored.key}", known
        elif found.size != stored.size:
            sizes = {"size": str(found.size), "wanted": str(stored.size)}
            reason = f"{stored.role} has {found.size} bytes instead of {stored.size}: {stored.key}"
            yield Fault.RESIZED, reason, known | sizes
        elif found.etag != stored.etag:
            reason = f"{stored.role} was replaced after the backup was finished: {stored.key}"
            yield Fault.REPLACED, reason, known


def _proof(key: str, store: Store) -> Proof | None:
    """One proof; None for one that cannot be understood, which proves nothing."""
    text = store.text(key)
    if text is None:
        return None
    try:
        return parse_proof(text, key)
    except BackupError:
        return None


def _unknown(happened: str, store: Store, holdings: Holdings) -> BackupError:
    newest = [one.id for one in reversed(holdings.good[-3:])]
    known = ", ".join(newest) or "none that is good"
    return BackupError(
        Cause.MANIFEST, happened, where=store.where, next_step=f"see `holdfast backup list`; the newest: {known}"
    )
