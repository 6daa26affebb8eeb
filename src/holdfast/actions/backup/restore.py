"""`restore`: bring a backup back in place of a database or a data folder: a plan first, and the act when agreed to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from holdfast.actions.backup.parts import Parts, parts_of
from holdfast.actions.backup.place import Place
from holdfast.actions.backup.verify import (
    likely_roles,
    needed_bytes,
    require_covered,
    require_identity,
    require_startable,
    server_programs,
)
from holdfast.host.backup import folders, restoring
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.folders import FolderSeen
from holdfast.host.backup.holdings import find_backup
from holdfast.host.backup.programs import Programs, find_programs
from holdfast.host.backup.proving import Trial
from holdfast.host.backup.restoring import Outcome
from holdfast.host.backup.scratch import free_bytes, require_space
from holdfast.host.backup.targets import DatabaseSeen, ServerSeen, TargetServer
from holdfast.host.processes.accounts import Account
from holdfast.model.backup import Kind, Manifest, Proof
from holdfast.model.errors import UsageError
from holdfast.model.record import record, replace
from holdfast.model.restoring import Kept, Restored, RestorePlan

_LARGE = "/var/tmp"  # noqa: S108  # the folder made there is closed; /tmp often lies in memory


@record(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be restored, and where to.

    Attributes:
        which: `latest`, or a backup's id.
        into: a database's name, or the absolute path of a data folder.
        to_time: the moment to recover to; a data folder's alone.
        zone_assumed: it was written without a zone.
        server: the variable with the URL of the target's server; the spec's own when empty.
        replace: what may be replaced, word by word as `into`; empty when nothing may.
        identity: the client key's private half.
        jobs: processes that may work at once.
        even_if_different: take it even when a table is not as the manifest says.
    """

    which: str
    into: str
    to_time: datetime | None = None
    zone_assumed: bool = False
    server: str = ""
    replace: str = ""
    identity: Path | None = None
    jobs: int = 2
    even_if_different: bool = False

    @property
    def kind(self) -> Kind:
        """What such a target takes."""
        return Kind.PHYSICAL if self.into.startswith("/") else Kind.LOGICAL


@record(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A plan, and what it takes to carry it out."""

    plan: RestorePlan
    wish: Wish
    place: Place = field(repr=False)
    parts: Parts = field(repr=False)
    programs: Programs
    account: Account | None = None
    server: TargetServer | None = field(default=None, repr=False)
    folder: FolderSeen | None = None


def prepare(place: Place, wish: Wish, parts: Parts | None = None) -> Prepared:
    """Look at backup and target, and say what would be done; nothing is changed.

    Raises:
        BackupError: it cannot be done; the message says why, and what to do.
        UsageError: the wish makes no sense.
    """
    _require_sense(wish)
    known = parts or parts_of(place)
    manifest = _chosen(wish, known)
    require_identity(manifest, wish.identity)
    engine = known.engine(manifest)
    if missing := engine.missing():
        raise BackupError(Cause.PROGRAM, missing, where=manifest.engine, next_step="install it, and run this again")
    if wish.kind is Kind.PHYSICAL:
        return _prepare_folder(place, wish, known, manifest)
    return _prepare_database(place, wish, known, manifest)


def carry_out(prepared: Prepared, progress: Callable[[int], None] = lambda _: None) -> Restored:
    """Do what the plan says.

    Args:
        prepared: the plan.
        progress: told the bytes of a dump that have come back so far.

    Raises:
        BackupError: it did not succeed; what was there is there.
    """
    _require_allowed(prepared)
    if prepared.folder is not None and folders.finish(prepared.folder, _mark(prepared)):
        return Restored(plan=prepared.plan, seconds=0, resumed=True)
    if prepared.plan.free is not None:
        require_space(Path(prepared.plan.space_at), prepared.plan.needed, "the restore")
    with _trial(prepared) as trial:
        outcome = _restored(prepared, replace(trial, progress=progress))
    return Restored(
        plan=prepared.plan,
        seconds=round(outcome.seconds, 3),
        tables=outcome.tables,
        different=outcome.different,
        kept_as=outcome.kept_as,
        way_back=outcome.way_back,
        way_back_in=outcome.way_back_in,
        start=outcome.start,
        recovered_to=outcome.recovered_to,
        notes=outcome.notes,
    )


def _require_sense(wish: Wish) -> None:
    if "://" in wish.into or "://" in wish.server:
        raise UsageError(
            "a URL would show its password to everybody on this host",
            where="--server" if "://" in wish.server else "--into",
            next_step="put it into a variable, and name that: --server VARIABLE --into DATABASE",
        )
    if wish.to_time and wish.kind is Kind.LOGICAL:
        raise UsageError(
            "a dump brings back one moment alone, and a database takes dumps",
            where="--to-time",
            next_step="for a moment in between, restore the whole cluster: --into /PATH/OF/A/DATA/FOLDER",
        )
    if wish.kind is Kind.LOGICAL and "/" in wish.into:
        raise UsageError("a data folder's path begins with /", where="--into", next_step="write it in full")
    if wish.server and wish.kind is Kind.PHYSICAL:
        raise UsageError("a data folder is on this host", where="--server", next_step="leave it out")


def _chosen(wish: Wish, parts: Parts) -> Manifest:
    if wish.which != "latest":
        manifest = find_backup(parts.holdings, wish.which, parts.store)
        if manifest.kind is not wish.kind:
            fits = "a data folder: --into /PATH" if manifest.kind is Kind.PHYSICAL else "a database: --into NAME"
            raise UsageError(
                f"it is a {manifest.kind.value} backup", where=manifest.id, next_step=f"it goes into {fits}"
            )
        return manifest
    same = [one for one in parts.holdings.good if one.kind is wish.kind]
    before = [one for one in same if wish.to_time is None or one.finished_at <= wish.to_time]
    if before:
        return before[-1]
    if same and wish.to_time:
        raise BackupError(
            Cause.TARGET,
            f"no base backup is as old as that: the oldest reaches from {same[0].finished_at:%Y-%m-%d %H:%M:%S} UTC on",
            where=f"--to-time {wish.to_time:%Y-%m-%d %H:%M:%S} UTC",
            next_step="choose a later moment",
        )
    raise BackupError(
        Cause.MANIFEST,
        f"there is no good {wish.kind.value} backup",
        where=parts.store.where,
        next_step="see `holdfast backup list`"
        + ("; a dump goes into a database: --into NAME" if wish.kind is Kind.PHYSICAL else ""),
    )


def _prepare_database(place: Place, wish: Wish, parts: Parts, manifest: Manifest) -> Prepared:
    variable = wish.server or place.environment.database.url_variable
    url = place.environ.get(variable, "")
    if not url:
        raise BackupError(
            Cause.DATABASE,
            "the variable with the target server's URL is not set",
            where=variable,
            next_step=f"start it through `holdfast launch --environment {place.name} -- holdfast restore …`, "
            "or set the variable that --server names",
        )
    target = TargetServer(url)
    server = target.look()
    _require_version(manifest, server)
    seen = target.look_at(wish.into)
    free_at = server.data_folder
    # pg_restore reads what pg_dump of the same or an older version wrote.
    wrote = manifest.tools.get("pg_dump", "").split(".")[0]
    programs = find_programs("pg_restore", at_least=int(wrote) if wrote.isdigit() else server.major)
    plan = RestorePlan(
        manifest=manifest,
        at=datetime.now(UTC),
        target=wish.into,
        server=variable,
        server_version=server.version.split()[0],
        replaces=seen.exists and not seen.empty,
        objects=seen.objects,
        size=seen.size,
        connections=seen.connections,
        kept=tuple(Kept(name=name, size=size) for name, size in seen.set_aside),
        leftovers=seen.leftovers,
        needed=needed_bytes(manifest),
        free=free_bytes(free_at) if free_at else None,
        space_at=str(free_at or ""),
        proof=_proof(parts, manifest),
        warnings=_warnings(parts, manifest, server, seen),
    )
    return Prepared(plan=plan, wish=wish, place=place, parts=parts, programs=programs, server=target)


def _prepare_folder(place: Place, wish: Wish, parts: Parts, manifest: Manifest) -> Prepared:
    seen = folders.look_at(Path(wish.into))
    archive = parts.archive(manifest)
    if wish.to_time:
        require_covered(wish.to_time, manifest, archive)
    missing = next((gap.first for gap in archive.gaps if gap.segments), "") if archive else ""
    programs = server_programs(manifest)
    plan = RestorePlan(
        manifest=manifest,
        at=datetime.now(UTC),
        target=str(seen.path),
        server_version=programs.version,
        to_time=wish.to_time,
        zone_assumed=wish.zone_assumed,
        earliest=manifest.finished_at,
        latest=archive.newest_at if archive else None,
        gap="" if wish.to_time else missing,
        replaces=not seen.empty,
        objects=seen.entries,
        kept=tuple(Kept(name=str(path)) for path in seen.set_aside),
        leftovers=tuple(str(path) for path in seen.leftovers),
        needed=needed_bytes(manifest),
        free=free_bytes(seen.path.parent),
        space_at=str(seen.path.parent),
        proof=_proof(parts, manifest),
        warnings=(*_warnings(parts, manifest), *(("gap" if wish.to_time else "gap-end",) if missing else ())),
    )
    account = folders.owner_for(seen.path)
    require_startable(parts.engine(manifest), account)
    return Prepared(plan=plan, wish=wish, place=place, parts=parts, programs=programs, account=account, folder=seen)


def _require_version(manifest: Manifest, server: ServerSeen) -> None:
    major = int(manifest.server_version.split(".")[0])
    if major <= server.major:
        return
    raise BackupError(
        Cause.UNSUPPORTED,
        f"the backup is of PostgreSQL {major}, and the target's server is older: {server.version.split()[0]}",
        where=manifest.id,
        next_step=f"restore into a server of PostgreSQL {major} or newer; a dump never goes back",
    )


def _require_allowed(prepared: Prepared) -> None:
    """That what is replaced was named.

    Raises:
        UsageError: it was not, or something else was.
    """
    plan, wish = prepared.plan, prepared.wish
    if wish.replace and wish.replace != wish.into:
        raise UsageError(
            f"this is not what --into names ({wish.into})",
            where=f"--replace {wish.replace}",
            next_step="both must be the same word, so that nothing is replaced by a slip",
        )
    if plan.replaces and not wish.replace:
        raise UsageError(
            "the target is not empty",
            where=wish.into,
            next_step=f"to replace it (it is kept beside), add: --replace {wish.into}",
        )


def _warnings(
    parts: Parts, manifest: Manifest, server: ServerSeen | None = None, seen: DatabaseSeen | None = None
) -> tuple[str, ...]:
    found = []
    proof = _proof(parts, manifest)
    if proof is None:
        found.append("never-proven")
    elif not proof.passed:
        found.append("proof-failed")
    newest = parts.holdings.newest(manifest.kind)
    if newest is not None and newest.id != manifest.id and manifest.kind is Kind.LOGICAL:
        found.append("newer-there")
    if server is not None and not server.superuser:
        found.append("not-superuser")
    if seen is not None and seen.exists and seen.name != manifest.database:
        found.append("other-name")
    return tuple(found)


def _proof(parts: Parts, manifest: Manifest) -> Proof | None:
    """The last proof of this backup, else of another of its kind."""
    kinds = {one.id: one.kind for one in parts.holdings.good}
    same = [one for one in parts.holdings.proofs if kinds.get(one.backup_id) is manifest.kind]
    own = [one for one in same if one.backup_id == manifest.id]
    fitting = own or same
    return fitting[-1] if fitting else None


def _mark(prepared: Prepared) -> str:
    """What is restored, in one line: an interrupted restore of the same is finished, of another is begun anew."""
    moment = prepared.wish.to_time
    return f"{prepared.plan.manifest.id} {moment.isoformat() if moment else prepared.plan.gap or 'end'}"


@contextmanager
def _trial(prepared: Prepared) -> Iterator[Trial]:
    """What the restore works with, and a folder for what has to lie on disk in between."""
    wish, manifest = prepared.wish, prepared.plan.manifest
    with _room(prepared) as folder:
        yield Trial(
            manifest=manifest,
            store=prepared.parts.store,
            engine=prepared.parts.engine(manifest),
            count=prepared.parts.count(manifest.kind),
            folder=folder,
            programs=prepared.programs,
            account=prepared.account,
            identity_file=wish.identity,
            roles=likely_roles(prepared.place, manifest),
            jobs=wish.jobs,
        )


@contextmanager
def _room(prepared: Prepared) -> Iterator[Path]:
    if prepared.folder is not None:
        with folders.beside(prepared.folder, prepared.account) as folder:
            yield folder
        return
    with TemporaryDirectory(prefix="holdfast-restore-", dir=_LARGE) as name:
        yield Path(name)


def _restored(prepared: Prepared, trial: Trial) -> Outcome:
    wish = prepared.wish
    if prepared.folder is not None:
        return restoring.restore_folder(
            trial,
            prepared.folder,
            wish.to_time,
            _mark(prepared),
            ends_before=prepared.plan.gap,
            even_if_different=wish.even_if_different,
        )
    assert prepared.server is not None  # noqa: S101  # one of both
    header = prepared.parts.header(prepared.plan.manifest, prepared.programs, wish.identity)
    return restoring.restore_database(
        trial, prepared.server, wish.into, header, even_if_different=wish.even_if_different
    )
