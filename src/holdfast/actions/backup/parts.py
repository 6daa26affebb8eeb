"""What a backup is restored with: the store, what it holds, the engine that made it, and how tables are counted."""

from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import Path

from holdfast.actions.backup.place import Place
from holdfast.host.backup.engines.engine import Engine
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.header import Header, read_header
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.programs import Programs
from holdfast.host.backup.store import Store
from holdfast.host.backup.tables import CountTables
from holdfast.model.backup import Archive, Holdings, Kind, Manifest
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Parts:
    """One store and what goes with it; tests bring their own.

    Attributes:
        store: where the backups are.
        holdings: what is there.
        engine: the engine that made a backup.
        count: counts and digests the tables of one kind of backup.
        header: what a dump says of its database, read with these programs and this private key.
        archive: the WAL archive of a physical backup's cluster, with the gaps after it; None where it is another
            engine's, which does not say how far it reaches.
    """

    store: Store
    holdings: Holdings
    engine: Callable[[Manifest], Engine] = field(repr=False)
    count: Callable[[Kind], CountTables] = field(repr=False)
    header: Callable[[Manifest, Programs, Path | None], Header] = field(repr=False)
    archive: Callable[[Manifest], Archive | None] = field(repr=False)


def parts_of(place: Place) -> Parts:
    """The real ones.

    Raises:
        BackupError: the store cannot be read.
        UsageError: the extra `backup` is not installed.
    """
    from holdfast.host.backup.tables import counter

    store = place.store()

    def header(manifest: Manifest, programs: Programs, identity: Path | None) -> Header:
        return read_header(lambda: open_dump(manifest, store, identity), programs, manifest.database)

    return Parts(
        store=store,
        holdings=read_holdings(store),
        engine=lambda manifest: engine_of(place, manifest),
        count=counter,
        header=header,
        archive=lambda manifest: archive_after(place, manifest),
    )


def open_dump(manifest: Manifest, store: Store, identity: Path | None) -> Iterator[bytes]:
    """A dump's own bytes, from the beginning, as far as they are taken.

    Raises:
        BackupError: the store, the key or the stream fails; raised while it is read.
    """
    from holdfast.host.backup.engines.pg_dump import pieces_of, unpacked

    pieces = pieces_of(manifest)
    if not pieces:
        raise BackupError(
            Cause.MANIFEST, "the manifest names no dump", where=manifest.id, next_step="choose another backup"
        )
    return (chunk for one in pieces for chunk in unpacked(one, manifest, store, identity))


def archive_after(place: Place, manifest: Manifest) -> Archive | None:
    """The archive of a base backup's cluster and its gaps since then; None where it is not in barman-cloud's layout.

    Raises:
        BackupError: the store cannot be read.
    """
    if manifest.engine != "barman":
        return None
    from holdfast.actions.backup.wal import archive_of
    from holdfast.host.backup.wal.gaps import Base
    from holdfast.host.backup.wal.reading import read_archive

    base = Base(manifest.timeline, manifest.start_lsn, manifest.end_lsn)
    return read_archive(archive_of(place), manifest.system_identifier, base, None)


def engine_of(place: Place, manifest: Manifest) -> Engine:
    """The engine that made a backup.

    Raises:
        BackupError: a newer version made it with one that this version does not know.
    """
    return engine_named(place, manifest.engine)


def engine_named(place: Place, name: str) -> Engine:
    """The engine of one name, for the backups of one place.

    Raises:
        BackupError: this version knows none of this name.
    """
    from holdfast.host.backup.tables import counter

    _, kms_key = place.encryption
    if name == "pg_dump":
        from holdfast.host.backup.engines.pg_dump import PgDump

        return PgDump()
    if name == "barman":
        from holdfast.host.backup.engines.barman import Barman
        from holdfast.host.backup.wal.archive import Bucket

        bucket = Bucket(place.bucket, place.prefix, place.region, kms_key)
        return Barman(bucket=bucket, count=counter(Kind.PHYSICAL))
    if name == "pgbackrest":
        from holdfast.actions.backup.wal import pgbackrest_of

        found: Engine = pgbackrest_of(place)
        return found
    raise BackupError(
        Cause.UNSUPPORTED,
        f"this version of Holdfast knows no engine {name}",
        where=place.bucket,
        next_step="bring this host's Holdfast up to date",
    )
