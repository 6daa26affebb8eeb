"""Puts together what can be restored, to which second, and when it was proven: pure, from all that was read."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest

from holdfast.host.backup.seen import Seen
from holdfast.host.backup.state import State
from holdfast.host.backup.troubles import troubles
from holdfast.model.backup import Archive, Gap, Holdings, Kind, Manifest, Proof
from holdfast.model.backup_status import (
    BackupStatus,
    Copy,
    CopyState,
    LastRun,
    Newest,
    WalState,
    Window,
)
from holdfast.model.product import Environment

_SEGMENT_BYTES = 16 << 20
"""PostgreSQL's default; where another size was chosen, only the order of segments is used, which is the same."""


def assess(product: str, name: str, environment: Environment, seen: Seen, now: datetime) -> BackupStatus:
    """The status of one environment's backups, with everything that is wrong, worst first.

    Args:
        product: its name.
        name: the environment's.
        environment: what the spec asks of it.
        seen: what was read.
        now: the time, with its zone.
    """
    holdings = seen.holdings or Holdings()
    past = [one for one in holdings.good if one.finished_at <= now]
    status = BackupStatus(
        product=product,
        environment=name,
        at=now,
        store=seen.store,
        asked=seen.holdings is not None,
        newest=tuple(_newest(past)),
        windows=tuple(_windows(past, seen.archive)),
        broken=len(holdings.broken),
        proof=_last_proof(holdings, seen.state, now),
        proven=_last_proof(holdings, seen.state, now, passed=True),
        point_proven=_last_proof(Holdings(proofs=_to_points(holdings)), State(), now, passed=True),
        wal=_wal(seen.archive),
        copy=_copy(seen.copy, holdings, now),
        managed=seen.managed,
        last_run=LastRun(
            good_at=seen.state.finished_at,
            failed_at=seen.state.failed_at,
            failure=seen.state.failure,
            failing=seen.state.failing,
        ),
    )
    return troubles(status, environment, seen)


def _newest(past: list[Manifest]) -> Iterator[Newest]:
    for kind in Kind:
        same = sorted((one for one in past if one.kind is kind), key=lambda one: one.finished_at)
        if not same:
            continue
        last = same[-1]
        yield Newest(
            id=last.id,
            kind=kind,
            finished_at=last.finished_at,
            seconds=last.seconds,
            stored_bytes=last.stored_bytes,
            source_bytes=last.source_bytes,
            encryption=last.encryption,
            count=len(same),
            oldest_at=same[0].finished_at,
        )


def _windows(past: list[Manifest], archive: Archive | None) -> Iterator[Window]:
    """Stretches without a missing segment: each begins with the first base after the gap before it."""
    if archive is None or not archive.newest:
        return
    bases = sorted((one for one in past if one.kind is Kind.PHYSICAL), key=lambda one: one.finished_at)
    # The archive is that of the cluster that is backed up now; another one's WAL never fits.
    bases = [one for one in bases if one.system_identifier == bases[-1].system_identifier]
    gaps = sorted(archive.gaps, key=lambda gap: _position(gap.first))
    open_since: datetime | None = None
    for base, following in zip_longest(bases, bases[1:]):
        open_since = open_since or base.finished_at
        ending = _between(gaps, base, following)
        if ending is not None:
            yield Window(since=open_since, gap=ending)
            open_since = None
    if open_since is not None:
        yield Window(since=open_since, until=max(archive.newest_at or open_since, open_since))


def _between(gaps: list[Gap], base: Manifest, following: Manifest | None) -> Gap | None:
    """The first gap that ends what `base` restores, unless the following base begins before the gap."""
    begin = _start(base)
    end = _start(following) if following else None
    for gap in gaps:
        if _position(gap.last) < begin:
            continue
        if end is None or _position(gap.first) < end:
            return gap
    return None


def _start(base: Manifest) -> tuple[int, int]:
    high, _, low = base.start_lsn.partition("/")
    position = (int(high or "0", 16) << 32) + int(low or "0", 16)
    return base.timeline, position - position % _SEGMENT_BYTES


def _position(segment: str) -> tuple[int, int]:
    """Timeline and place of a segment by its name of 24 hexadecimal digits; a history file begins its timeline."""
    found = re.match(r"([0-9A-F]{8})(?:([0-9A-F]{8})([0-9A-F]{8}))?", segment)
    if not found:
        return 0, 0
    high, low = int(found[2] or "0", 16), int(found[3] or "0", 16)
    return int(found[1], 16), (high << 32) + low * _SEGMENT_BYTES


def _last_proof(holdings: Holdings, state: State, now: datetime, *, passed: bool = False) -> Proof | None:
    """The newest verification that is not of the future; this host's own memory where the store shows none."""
    known = list(holdings.proofs)
    if state.proof is not None and not any(one.at == state.proof.at for one in known):
        known.append(
            Proof(
                backup_id=state.proof.backup_id,
                at=state.proof.at,
                passed=state.proof.passed,
                restore_seconds=state.proof.restore_seconds,
                rpo_seconds=state.proof.rpo_seconds,
                tables=0,
            )
        )
    fitting = [one for one in known if one.at <= now and (one.passed or not passed)]
    return max(fitting, key=lambda one: one.at, default=None)


def _to_points(holdings: Holdings) -> tuple[Proof, ...]:
    return tuple(one for one in holdings.proofs if one.target is not None)


def _wal(archive: Archive | None) -> WalState | None:
    if archive is None:
        return None
    return WalState(
        newest=archive.newest,
        newest_at=archive.newest_at,
        spooled_bytes=archive.spooled_bytes,
        spool_limit_bytes=archive.spool_limit_bytes,
        dropped=archive.dropped,
    )


def _copy(copy: Copy | None, holdings: Holdings, now: datetime) -> CopyState | None:
    if copy is None:
        return None
    if copy.holdings is None:
        return CopyState(region=copy.region, bucket=copy.bucket, readable=False, wanted=len(holdings.good))
    there = [one for one in copy.holdings.good if one.finished_at <= now]
    wanted = {one.id for one in holdings.good}
    return CopyState(
        region=copy.region,
        bucket=copy.bucket,
        readable=True,
        copied=len(wanted & {one.id for one in there}),
        wanted=len(wanted),
        only_there=len({one.id for one in there} - wanted),
        newest_at=max((one.finished_at for one in there), default=None),
    )
