"""Decides what has outlived its retention: pure, so that every rule can be tried on any store that could be."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from holdfast.host.backup.manifests import PROOFS, proof_key
from holdfast.model.backup import Broken, Holdings, Kind, Manifest
from holdfast.model.backup_plan import Drop, Going, Keep, Kept, PrunePlan, WalCut
from holdfast.model.product import Backup

LEFTOVER_AGE = timedelta(hours=24)
"""Age from which something broken may go: no run takes longer, and somebody has had a day to look at it."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How much later than now a backup may be without meaning that a clock is wrong."""

_PROOF = re.compile(rf"{re.escape(PROOFS)}\d{{8}}T\d{{6}}Z-(.+)\.json")
_ID = re.compile(r"(\d{8}T\d{6}Z)-([a-z]+)-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is kept.

    Attributes:
        retention: how long a backup is kept after it was finished.
        point_in_time: every moment of the retention must be restorable, as far as there are backups for it.
    """

    retention: timedelta
    point_in_time: bool

    @classmethod
    def of(cls, backup: Backup) -> "Policy":
        """The policy of the spec's table."""
        return cls(retention=timedelta(days=backup.retention_days), point_in_time=backup.point_in_time)


def plan(holdings: Holdings, policy: Policy, now: datetime, proof_keys: Iterable[str] = ()) -> PrunePlan:
    """What goes and what stays, each with its reason.

    Never goes: the last good one of a kind (for dumps: of a database), the last that no verification has found wrong,
    the last proven one, the base with which recovery to a kept moment begins, what is of the future or of a newer
    version, and what is broken while nothing newer is good.

    Args:
        holdings: everything in the store.
        policy: what is kept.
        now: the time, with its zone.
        proof_keys: where all proofs lie, those among them that were not read.
    """
    reasons = _reasons(holdings, policy, now)
    kept = [_kept(one, reasons[one.id]) for one in holdings.good if reasons[one.id]]
    going = [
        Going(id=one.id, kind=one.kind, at=one.finished_at, reason=Drop.EXPIRED, stored_bytes=one.stored_bytes)
        for one in holdings.good
        if not reasons[one.id]
    ]
    for broken in holdings.broken:
        decided = _decide_broken(broken, holdings, now)
        if isinstance(decided, Kept):
            kept.append(decided)
        else:
            going.append(decided)
    cuts, blocking = _cuts(holdings, kept)
    return PrunePlan(
        now=now,
        retention_days=policy.retention.days,
        kept=tuple(sorted(kept, key=_order)),
        going=tuple(sorted(going, key=_order)),
        wal=cuts,
        wal_kept_for=blocking,
        proofs=_proofs_gone(proof_keys, holdings, {one.id for one in kept}),
    )


def begun(backup_id: str) -> tuple[datetime | None, Kind | None]:
    """When the backup of this id was begun, and of which kind it is; None where the id does not tell."""
    found = _ID.match(backup_id)
    if not found:
        return None, None
    try:
        at = datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None, None
    return at, Kind(found[2]) if found[2] in set(Kind) else None


def backup_of(proof_key: str) -> str:
    """Id of the backup that the proof at this key is of; empty where the key is none of a proof's."""
    found = _PROOF.fullmatch(proof_key)
    return found[1] if found else ""


def _proofs_gone(keys: Iterable[str], holdings: Holdings, stay: set[str]) -> tuple[str, ...]:
    """Proofs whose backup does not stay, but for the newest, and the newest good one of each sort that `status` shows.

    Args:
        keys: of all proofs.
        holdings: with the newest proofs, read.
        stay: ids of the backups that stay.
    """
    ordered = sorted(key for key in keys if backup_of(key))
    newest = {(begun(one.backup_id)[1], one.target is None): one for one in holdings.proofs if one.passed}
    needed = {*ordered[-1:], *(proof_key(one) for one in newest.values())}
    return tuple(key for key in ordered if backup_of(key) not in stay and key not in needed)


def _order(one: Kept | Going) -> tuple[datetime, str]:
    return one.at or datetime.min.replace(tzinfo=UTC), one.id


def _kept(one: Manifest, reasons: list[Keep]) -> Kept:
    return Kept(id=one.id, kind=one.kind, at=one.finished_at, reasons=tuple(reasons), stored_bytes=one.stored_bytes)


def _reasons(holdings: Holdings, policy: Policy, now: datetime) -> dict[str, list[Keep]]:
    """Every reason for which each good backup stays; an empty list: it goes."""
    edge = now - policy.retention
    reasons: dict[str, list[Keep]] = {one.id: [] for one in holdings.good}
    past = []
    for one in sorted(holdings.good, key=lambda one: (one.finished_at, one.id)):
        if one.finished_at > now + CLOCK_TOLERANCE:
            reasons[one.id].append(Keep.FUTURE)
            continue
        past.append(one)
        if one.finished_at >= edge:
            reasons[one.id].append(Keep.WITHIN)
    verdicts = {one.backup_id: one.passed for one in sorted(holdings.proofs, key=lambda proof: proof.at)}
    proven = {one.backup_id for one in holdings.proofs if one.passed}
    for group in _groups(past):
        reasons[group[-1].id].append(Keep.LAST_OF_KIND)
        sound = [one for one in group if verdicts.get(one.id, True)]
        if sound and sound[-1] is not group[-1]:
            reasons[sound[-1].id].append(Keep.LAST_SOUND)
        restored = [one for one in group if one.id in proven and verdicts[one.id]]
        if restored:
            reasons[restored[-1].id].append(Keep.LAST_PROVEN)
    if policy.point_in_time:
        for one in _bases(past, edge):
            reasons[one.id].append(Keep.BASE)
    return reasons


def _groups(past: Iterable[Manifest]) -> list[list[Manifest]]:
    """What can stand for one another, oldest first: all physical backups, and the dumps of one database."""
    groups: dict[tuple[Kind, str], list[Manifest]] = {}
    for one in past:
        name = one.database if one.kind is Kind.LOGICAL else ""
        groups.setdefault((one.kind, name), []).append(one)
    return list(groups.values())


def _bases(past: Iterable[Manifest], edge: datetime) -> Iterator[Manifest]:
    """The newest base before the edge, of each cluster that still was the product's at the edge or after it.

    A cluster that another one has replaced, with a base of its own before the edge, holds no kept moment any more.
    """
    physical = [one for one in past if one.kind is Kind.PHYSICAL]
    before = {one.system_identifier: one for one in physical if one.finished_at < edge}
    alive = {one.system_identifier for one in physical if one.finished_at >= edge}
    newest = max(before.values(), key=lambda one: (one.finished_at, one.id), default=None)
    for cluster, base in before.items():
        if cluster in alive or base is newest:
            yield base


def _decide_broken(broken: Broken, holdings: Holdings, now: datetime) -> Kept | Going:
    at, kind = begun(broken.id)

    def kept(reason: Keep) -> Kept:
        return Kept(id=broken.id, kind=kind, at=at, reasons=(reason,), broken=True)

    if broken.newer:
        return kept(Keep.NEWER_FORMAT)
    if at is None:
        return kept(Keep.UNKNOWN_AGE)
    if at > now + CLOCK_TOLERANCE:
        return kept(Keep.FUTURE)
    if now - at < LEFTOVER_AGE:
        return kept(Keep.FRESH_LEFTOVER)
    newer = (one for one in holdings.good if one.finished_at <= now + CLOCK_TOLERANCE and one.started_at > at)
    if not any(kind in {None, one.kind} for one in newer):
        return kept(Keep.ONLY_HOPE)
    return Going(id=broken.id, kind=kind, at=at, reason=Drop.LEFTOVER, broken=True)


def _cuts(holdings: Holdings, kept: Iterable[Kept]) -> tuple[tuple[WalCut, ...], tuple[str, ...]]:
    """Where each cluster's WAL may begin, and the unreadable backups that forbid every cut."""
    stay = {one.id for one in kept}
    oldest: dict[str, Manifest] = {}
    for one in holdings.good:
        if one.kind is not Kind.PHYSICAL or one.id not in stay:
            continue
        known = oldest.get(one.system_identifier)
        if known is None or _start(one) < _start(known):
            oldest[one.system_identifier] = one
    first = min((one.started_at for one in oldest.values()), default=None)
    blocking = tuple(
        one.id
        for one in kept
        if one.broken and one.kind is not Kind.LOGICAL and (one.at is None or first is None or one.at < first)
    )
    if blocking:
        return (), blocking
    return tuple(
        WalCut(
            system_identifier=cluster,
            timeline=base.timeline,
            start_lsn=base.start_lsn,
            base_id=base.id,
            engine=base.engine,
        )
        for cluster, base in sorted(oldest.items())
    ), ()


def _start(one: Manifest) -> tuple[int, int]:
    """Where the WAL begins that it needs, so that the order is the archive's: timeline, then LSN."""
    high, _, low = one.start_lsn.partition("/")
    return one.timeline, (int(high, 16) << 32) + int(low or "0", 16)
