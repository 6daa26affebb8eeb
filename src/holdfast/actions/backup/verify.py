"""`backup verify`: restore a backup into an empty server of its own, look at everything, and record what was seen."""

import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path

from holdfast.actions.backup.parts import Parts, parts_of
from holdfast.actions.backup.place import Place
from holdfast.host.backup import proving
from holdfast.host.backup.checks import newest_sentinel
from holdfast.host.backup.engines.engine import Engine
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.holdings import find_backup
from holdfast.host.backup.manifests import write_proof
from holdfast.host.backup.programs import Programs, find_programs
from holdfast.host.backup.proving import Seen, Trial
from holdfast.host.backup.recovery import choose_moment
from holdfast.host.backup.scratch import require_space, scratch_folder
from holdfast.host.backup.state import FILE_NAME, record_proof
from holdfast.host.connections import connection_options
from holdfast.host.processes.accounts import Account, reachable, server_account
from holdfast.model.backup import Archive, Encryption, Kind, Manifest, Proof
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.record import record

_ROOM = 256 << 20
"""Beside the data themselves: an empty cluster, and the WAL that a restore writes."""

_ABOUT_THE_BACKUP = {Cause.STORE_DAMAGED, Cause.DIFFERENT, Cause.MANIFEST}
"""What speaks against the backup, and not against this host or the store's connection."""


@record(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be proven.

    Attributes:
        which: `latest`, or a backup's id.
        kind: only this one; with `latest` the newest of each kind when None.
        point_in_time: a recovery to a point in time is asked for, and its absence is a failure.
        to_time: that point; one is chosen when None.
        identity: the client key's private half.
        jobs: processes that may work at once.
        say: told what is done, one line each.
        progress: told the bytes of a dump that have come back so far.
    """

    which: str = "latest"
    kind: Kind | None = None
    point_in_time: bool = False
    to_time: datetime | None = None
    identity: Path | None = None
    jobs: int = 2
    say: Callable[[str], None] = field(default=lambda _: None, repr=False)
    progress: Callable[[int], None] = field(default=lambda _: None, repr=False)


def verify(place: Place, wish: Wish, parts: Parts | None = None) -> tuple[Proof, ...]:
    """Prove what is wished for; each proof is in the store, and this host knows the last.

    Raises:
        BackupError: nothing can be said of a backup: the store, the disk, a program or the key is missing.
        UsageError: the wish makes no sense.
    """
    known = parts or parts_of(place)
    chosen = _chosen(wish, known)
    return tuple(_proven(place, wish, known, manifest) for manifest in chosen)


def require_identity(manifest: Manifest, identity: Path | None) -> None:
    """That the private key is there where one is needed.

    Raises:
        BackupError: it is not.
    """
    if manifest.encryption is not Encryption.CLIENT or identity is not None:
        return
    raise BackupError(
        Cause.KEY,
        f"the backup is encrypted for {manifest.key_id[:16]}…, and no private key was named",
        where=manifest.id,
        next_step="name its file with --identity FILE; without it nobody can read this backup",
    )


def needed_bytes(manifest: Manifest) -> int:
    """Room that a restored copy takes: the data, a tenth more for what is rebuilt, and WAL."""
    return int(manifest.source_bytes * 1.1) + _ROOM


def _chosen(wish: Wish, parts: Parts) -> Sequence[Manifest]:
    kind = Kind.PHYSICAL if wish.point_in_time or wish.to_time else wish.kind
    if wish.kind is Kind.LOGICAL and kind is Kind.PHYSICAL:
        raise UsageError(
            "a dump has one moment alone", where="--kind logical", next_step="leave --point-in-time and --to-time out"
        )
    if wish.which != "latest":
        manifest = find_backup(parts.holdings, wish.which, parts.store)
        if kind not in {None, manifest.kind}:
            raise UsageError(f"it is a {manifest.kind.value} backup", where=manifest.id, next_step="name another one")
        return (manifest,)
    newest = [found for one in Kind if kind in {None, one} and (found := parts.holdings.newest(one))]
    if newest:
        return newest
    what = f"{kind.value} " if kind else ""
    raise BackupError(
        Cause.MANIFEST,
        f"there is no good {what}backup to prove",
        where=parts.store.where,
        next_step="see `holdfast backup list`; make one with `holdfast backup run`",
    )


def _proven(place: Place, wish: Wish, parts: Parts, manifest: Manifest) -> Proof:
    wish.say(manifest.id)
    begun = datetime.now(UTC)
    moment = _moment(place, wish, parts, manifest) if manifest.kind is Kind.PHYSICAL else None
    url = place.environ.get(place.environment.database.url_variable, "")
    written = newest_sentinel(url) if url and manifest.kind is Kind.PHYSICAL else None
    try:
        seen = _tried(place, wish, parts, manifest, moment)
    except BackupError as failure:
        if failure.cause not in _ABOUT_THE_BACKUP:
            raise
        seen = Seen(problems=(failure.happened,))
    proof = Proof(
        backup_id=manifest.id,
        at=datetime.now(UTC),
        passed=not seen.problems,
        restore_seconds=round(seen.restore_seconds, 3),
        tables=seen.compared,
        different=seen.different,
        amcheck=seen.amcheck,
        smoke=seen.smoke,
        target=moment,
        recovered_to=seen.recovered_to,
        rpo_seconds=proving.rpo_seconds(seen, begun, written),
        problems=seen.problems,
        host=socket.gethostname(),
    )
    write_proof(proof, parts.store)
    # The proof is in the store: that this host could not note it is no failure of the backup.
    with suppress(IncompleteError):
        record_proof(place.state / FILE_NAME, proof, manifest.kind)
    return proof


def _tried(place: Place, wish: Wish, parts: Parts, manifest: Manifest, moment: datetime | None) -> Seen:
    require_identity(manifest, wish.identity)
    engine = parts.engine(manifest)
    if missing := engine.missing():
        raise BackupError(Cause.PROGRAM, missing, where=manifest.engine, next_step="install it, and run this again")
    programs = server_programs(manifest)
    account = server_account("postgres")
    require_startable(engine, account)
    parent = Path(place.backup.data_folder) / "scratch"
    require_space(parent, needed_bytes(manifest), "the restore on trial")
    with scratch_folder(parent, "verify", account) as folder:
        trial = Trial(
            manifest=manifest,
            store=parts.store,
            engine=engine,
            count=parts.count(manifest.kind),
            folder=folder,
            programs=programs,
            account=account,
            identity_file=wish.identity,
            smoke_query=place.backup.smoke_query,
            roles=likely_roles(place, manifest),
            jobs=wish.jobs,
            progress=wish.progress,
        )
        if manifest.kind is Kind.PHYSICAL:
            return proving.prove_physical(trial, moment)
        return proving.prove_logical(trial, parts.header(manifest, programs, wish.identity))


def server_programs(manifest: Manifest) -> Programs:
    """PostgreSQL's programs for a backup: of its own version, or for a dump of a newer one, too.

    Raises:
        BackupError: there are none.
    """
    major = int(manifest.server_version.split(".")[0])
    try:
        return find_programs("postgres", exactly=major)
    except BackupError:
        if manifest.kind is Kind.PHYSICAL:
            raise
        return find_programs("postgres", at_least=major)


def require_startable(engine: Engine, account: Account | None) -> None:
    """That the server's user may start the Python that fetches WAL for it.

    Raises:
        BackupError: it may not.
    """
    own = not getattr(engine, "recovery", {"another": "Python"})
    if not own or reachable(Path(sys.executable), account):
        return
    raise BackupError(
        Cause.PROGRAM,
        f"{account.name if account else 'this user'}, as whom PostgreSQL runs, may not start this Python",
        where=sys.executable,
        next_step="install Holdfast where every user may read it (such as /opt/holdfast), or run this as that user: "
        "sudo -u postgres holdfast …",
    )


def likely_roles(place: Place, manifest: Manifest) -> tuple[str, ...]:
    """Names that may log into the restored cluster, whose roles are its own; none of them is a secret."""
    url = place.environ.get(place.environment.database.url_variable, "")
    with suppress(ValueError):
        return (connection_options(url).get("user", ""), place.product.name, manifest.database)
    return (place.product.name, manifest.database)


def _moment(place: Place, wish: Wish, parts: Parts, manifest: Manifest) -> datetime | None:
    """The point in time to recover to; None when there is none to prove, and nobody asked for one.

    Raises:
        BackupError: one was asked for that the archive does not reach, or there is none.
    """
    if not (wish.to_time or wish.point_in_time or place.backup.point_in_time):
        return None
    archive = parts.archive(manifest)
    until = archive.newest_at if archive else None
    if wish.to_time:
        require_covered(wish.to_time, manifest, archive)
        return wish.to_time
    chosen = choose_moment(manifest.finished_at, until, place.backup.wal.sentinel_seconds) if until else None
    if chosen is None and wish.point_in_time:
        raise BackupError(
            Cause.TARGET,
            "there is too little WAL since the base backup to prove a point in time with",
            where=manifest.id,
            next_step=f"wait {4 * place.backup.wal.sentinel_seconds} s after a base backup, with `holdfast backup wal "
            "ship` running",
        )
    return chosen


def require_covered(moment: datetime, manifest: Manifest, archive: Archive | None) -> None:
    """That a base backup and the archive after it reach a moment.

    Raises:
        BackupError: they do not; the message names the first and the last moment.
    """
    latest = archive.newest_at if archive else moment
    if manifest.finished_at <= moment and latest is not None and moment <= latest:
        return
    end = f"{latest:%Y-%m-%d %H:%M:%S} UTC" if latest else "nothing: the archive holds no WAL"
    step = "choose a moment in between, or an older backup"
    if latest is None or moment > latest:
        step = "choose an earlier moment; without one it comes to the end of what is archived. What waits on the host "
        step += "is not there yet: `holdfast backup wal ship --once` brings it"
    raise BackupError(
        Cause.TARGET,
        f"{moment:%Y-%m-%d %H:%M:%S} UTC cannot be recovered: the backup reaches from "
        f"{manifest.finished_at:%Y-%m-%d %H:%M:%S} UTC to {end}",
        where=manifest.id,
        next_step=step,
    )
