"""`backup prune`: decides, lets the plan be printed, and only then removes, at home and in the second region."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from datetime import UTC, datetime, timedelta

from holdfast.actions.backup.place import Place
from holdfast.host.backup.bucket import read_rules
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.leftovers import Orphan, find_orphans, remove_orphan
from holdfast.host.backup.manifests import PROOFS, folder, manifest_key
from holdfast.host.backup.retention import Policy, backup_of, plan
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.troubles import too_short
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.reading import remove_older
from holdfast.model.backup import Holdings, Manifest
from holdfast.model.backup_plan import Going, PrunePlan
from holdfast.model.backup_status import BucketRules
from holdfast.model.record import record, replace

_WORST_CLOCK = timedelta(hours=1)

Remove = Callable[[Manifest], Sequence[str]]
"""Removes one good backup, as its engine does; the keys that the store would not give up."""


@record(frozen=True, slots=True, kw_only=True)
class Prune:
    """One store with what is to be done to it.

    Attributes:
        where: `s3://bucket/prefix`.
        region: of the bucket.
        store: the store.
        holdings: what it holds.
        rules: what the bucket does by itself.
        plan: what goes and what stays.
        orphans: what killed runs of barman left.
        refusal: why nothing may be removed; None when it may.
    """

    where: str
    region: str
    store: S3Store = field(repr=False)
    holdings: Holdings
    rules: BucketRules
    plan: PrunePlan
    orphans: tuple[Orphan, ...] = ()
    refusal: BackupError | None = None


@record(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was removed.

    Attributes:
        removed: ids that are gone.
        freed_bytes: of them.
        proofs: number of proofs that are gone.
        kept_keys: what the store would not give up.
    """

    removed: tuple[str, ...] = ()
    freed_bytes: int = 0
    proofs: int = 0
    kept_keys: tuple[str, ...] = ()


def plan_prune(place: Place, now: datetime | None = None) -> tuple[Prune, ...]:
    """What would be done to the store, and to the second region's copy where there is one; nothing is touched.

    Args:
        place: the environment.
        now: the time; the clock's when None.

    Raises:
        BackupError: a store could not be read: then nothing is known, and nothing is removed.
    """
    from holdfast.host.backup.refusals import s3_client

    moment = now or datetime.now(UTC)
    places = [(place.bucket, place.region)]
    if place.backup.copy_region and place.backup.copy_bucket:
        places.append((place.backup.copy_bucket, place.backup.copy_region))
    return tuple(
        _planned(place, S3Store(bucket, place.prefix, client=s3_client(f"s3://{bucket}", region)), region, moment)
        for bucket, region in places
    )


def do_prune(prune: Prune, remove: Remove | None = None) -> Pruned:
    """Do what the plan says, the oldest first; killed at any moment, the next one goes on.

    Args:
        prune: the plan, with its store.
        remove: removes one good backup; its manifest first, then its objects, when None. `by_engine` gives the
            engines' own.

    Raises:
        BackupError: it may not be done, or the store did not answer.
    """
    if prune.refusal is not None:
        raise prune.refusal
    by_id = {one.id: one for one in prune.holdings.good}
    take = remove or (lambda manifest: remove_backup(manifest, prune.store))
    removed: list[str] = []
    freed = 0
    kept: list[str] = []
    for going in prune.plan.going:
        left = _remove_left(going, prune.store) if going.broken else take(by_id[going.id])
        kept += left
        if not left:
            removed.append(going.id)
            freed += going.stored_bytes
    for orphan in prune.orphans:
        kept += remove_orphan(orphan, prune.store)
    if not kept:
        kept += _cut_wal(prune)
    # A backup that the store did not give up whole is the next prune's, and its proofs with it.
    there = {going.id for going in prune.plan.going} - set(removed)
    proofs = [key for key in prune.plan.proofs if backup_of(key) not in there]
    refused = prune.store.remove(proofs) if proofs else ()
    kept += refused
    gone = len(proofs) - len(refused)
    return Pruned(removed=tuple(removed), freed_bytes=freed, proofs=gone, kept_keys=tuple(kept))


def by_engine(place: Place, prune: Prune) -> Remove:
    """Has each backup removed by the engine that made it.

    One that this version does not know goes by its manifest alone, and so does a copy: engines know the home region.
    """
    from holdfast.actions.backup.parts import engine_named

    def remove(manifest: Manifest) -> Sequence[str]:
        if prune.store.bucket != place.bucket:
            return remove_backup(manifest, prune.store)
        try:
            engine = engine_named(place, manifest.engine)
        except BackupError:
            return remove_backup(manifest, prune.store)
        return engine.remove(manifest, prune.store)

    return remove


def remove_backup(manifest: Manifest, store: S3Store) -> Sequence[str]:
    """Remove one backup, its manifest first: from then on it is not a backup any more, however this ends."""
    own = manifest_key(manifest.id)
    if kept := store.remove([own]):
        return kept
    return store.remove([stored.key for stored in manifest.objects if stored.key != own])


def _planned(place: Place, store: S3Store, region: str, now: datetime) -> Prune:
    holdings = read_holdings(store)
    rules = read_rules(store.client, store.bucket, store.prefix)
    prune = Prune(
        where=store.where,
        region=region,
        store=store,
        holdings=holdings,
        rules=rules,
        plan=plan(holdings, Policy.of(place.backup), now, [entry.key for entry in store.entries(PROOFS)]),
        orphans=tuple(find_orphans(store, holdings, now)),
    )
    return replace(prune, refusal=_refusal(place, prune))


def _refusal(place: Place, prune: Prune) -> BackupError | None:
    """Why nothing may be removed: the bucket removes too much by itself already, or this host's clock is wrong."""
    rules = prune.rules
    ahead = rules.clock_ahead_seconds
    if ahead is not None and abs(ahead) > _WORST_CLOCK.total_seconds():
        return BackupError(
            Cause.UNSUPPORTED,
            f"this host's clock is {ahead:.0f} s ahead of S3's: what has outlived its retention cannot be told",
            where=prune.where,
            next_step="set the clock (timedatectl), and run it again",
        )
    needed = too_short(place.environment, rules.expire_days)
    if needed is None:
        return None
    return BackupError(
        Cause.UNSUPPORTED,
        f'the bucket\'s lifecycle rule "{rules.expire_rule}" removes backups after {rules.expire_days} days, and '
        f"{needed} are needed: it would take good ones that this plan counts on",
        where=prune.where,
        next_step=f"lengthen the rule to {needed} days or more, or take it away; nothing was removed",
    )


def _remove_left(going: Going, store: S3Store) -> Sequence[str]:
    """Remove what a run left that never came to its end."""
    own = folder(going.id)
    store.abandon_uploads(own)
    keys = sorted((entry.key for entry in store.entries(own)), key=lambda key: key != manifest_key(going.id))
    return store.remove(keys)


def _cut_wal(prune: Prune) -> Iterable[str]:
    """Remove the WAL that no kept base backup needs; pgBackRest does so for its own."""
    kept: list[str] = []
    for cut in prune.plan.wal:
        if cut.engine != "barman":
            continue
        bucket = Bucket(prune.store.bucket, prune.store.prefix, prune.region)
        kept += remove_older(WalArchive(bucket, prune.store.client), cut.system_identifier, cut.timeline, cut.start_lsn)
    return kept
