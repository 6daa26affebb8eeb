"""`backup wal`: WAL goes from PostgreSQL into the spool, from there into the archive, and back in a recovery."""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, field
from pathlib import Path
from typing import Any

from rich.cells import cell_len, set_cell_size

from holdfast.actions.backup.place import Place
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.wal.spool import ShipState, Spool
from holdfast.model.backup import Archive, Encryption, Kind, Manifest
from holdfast.model.errors import UsageError
from holdfast.model.record import record, replace
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.words import counted, one_line

FRESH_SECONDS = 30.0
"""A shipper that has said nothing for so long does not run."""


def spool_of(place: Place) -> Spool:
    """The spool of one environment on this host."""
    wal = place.backup.wal
    folder = Path(place.backup.data_folder) / "wal" / f"{place.product.name}-{place.name}"
    return Spool(folder, wal.spool_mib << 20, wal.alarm_percent, wal.when_full)


def archive_of(place: Place, stop: threading.Event | None = None) -> Any:
    """The archive of one environment, not asked yet.

    Raises:
        UsageError: the extra `backup` is not installed.
        BackupError: a client's key encrypts, which barman-cloud's layout cannot.
    """
    encryption, key = place.encryption
    if encryption is Encryption.CLIENT:
        raise BackupError(
            Cause.UNSUPPORTED,
            "WAL cannot be encrypted for a client's key in barman-cloud's layout",
            where="backup.client_recipient",
            next_step='use `engine = "pgbackrest"`, which has a cipher of its own, or a `kms_key`',
        )
    try:
        from holdfast.host.backup.wal.archive import Bucket, WalArchive
    except ImportError as error:
        raise UsageError(
            f"{error.name or 'a library'} is not installed", next_step="install holdfast[backup]"
        ) from error
    kms_key = key if encryption is Encryption.KMS else ""
    bucket = Bucket(place.bucket, place.prefix, place.region, kms_key)
    return WalArchive(bucket, give_up=stop.is_set if stop else lambda: False)


def settings(place: Place) -> str:
    """Lines for postgresql.conf; with pgBackRest they name the file that `repository` prints."""
    from holdfast.host.backup.wal.recovery import archive_settings, settings_lines

    if place.backup.engine == "barman":
        return archive_settings(spool_of(place))
    words = f"--config={repository_file(place)} --stanza={stanza_of(place)}"
    return settings_lines(
        {
            "wal_level": "replica",
            "archive_mode": "on",
            "archive_command": f'pgbackrest {words} archive-push "%p"',
            "archive_timeout": "60",
        }
    )


def stanza_of(place: Place) -> str:
    """PgBackRest's name of the environment's cluster."""
    return f"{place.product.name}-{place.name}"


def repository_file(place: Place) -> Path:
    """Where pgBackRest's configuration belongs."""
    return Path(place.backup.data_folder) / "pgbackrest" / f"{stanza_of(place)}.conf"


def pgbackrest_of(place: Place) -> Any:
    """PgBackRest as the engine of one environment; it is given its secrets by variables."""
    from holdfast.host.backup.engines.pgbackrest import CIPHER_VARIABLE, PgBackRest, Repository
    from holdfast.host.backup.tables import counter

    environ, (encryption, key) = place.environ, place.encryption
    wal = place.backup.wal
    repository = Repository(
        path=f"/{place.prefix}/pgbackrest" if place.prefix else "/pgbackrest",
        bucket=place.bucket,
        region=place.region,
        endpoint=environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL", ""),
        ca_file=environ.get("AWS_CA_BUNDLE", ""),
        kms_key=key if encryption is Encryption.KMS else "",
        cipher_pass=environ.get(CIPHER_VARIABLE, ""),
        keys=(environ.get("AWS_ACCESS_KEY_ID", ""), environ.get("AWS_SECRET_ACCESS_KEY", "")),
        queue_max=wal.spool_mib << 20 if wal.when_full == "drop" else 0,
    )
    return PgBackRest(repository=repository, stanza=stanza_of(place), count=counter(Kind.PHYSICAL))


def repository(place: Place) -> str:
    """PgBackRest's configuration for the archive_command, which runs without any variable: it holds the passphrase.

    Raises:
        BackupError: the database cannot be reached, to ask where its files are.
    """
    from holdfast.host.backup.engines.pgbackrest import render
    from holdfast.host.backup.engines.physical import data_folder
    from holdfast.host.connections import connection_options

    options = {name: value for name, value in connection_options(place.url()).items() if name != "password"}
    engine = pgbackrest_of(place)
    return render(engine.repository, engine.stanza, str(data_folder(place.url())), options, secret=True)


def keep(place: Place, path: Path, name: str) -> tuple[int, str]:
    """Put one file into the spool, as PostgreSQL's archive_command does: exit status, and what is to be said."""
    from holdfast.host.backup.wal import keep as door

    spool = spool_of(place)
    to = door.Spool(str(spool.folder), spool.limit_bytes, spool.alarm_percent, drop=spool.when_full == "drop")
    try:
        return 0, door.keep(to, str(path), name)
    except door.Refused as refused:
        return 1, str(refused)
    except OSError as error:
        return 1, f"{name} could not be spooled: {error.filename or spool.folder}: {error.strerror}"


def ship(place: Place, *, once: bool, sentinels: bool, say: Callable[[str], None]) -> ShipState:
    """Empty the spool into the archive, until SIGTERM or SIGINT; with `once` until nothing waits.

    Args:
        place: the environment.
        once: end when the spool is empty.
        sentinels: write sentinel rows, which needs the database's URL in the environment.
        say: told what a person should know.

    Raises:
        BackupError: see `Shipper.run`; the database's URL is not in the environment.
    """
    from holdfast.host.backup.wal.sentinel import Sentinel
    from holdfast.host.backup.wal.ship import Shipper

    stop = threading.Event()
    sentinel = Sentinel(place.url()) if sentinels and not once else None
    shipper = Shipper(spool_of(place), archive_of(place, stop), stop, say=say)
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        return shipper.run(once=once, sentinel=sentinel, sentinel_seconds=place.backup.wal.sentinel_seconds)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def fetch(place: Place, name: str, to: Path, system: str, say: Callable[[str], None]) -> int:
    """Fetch one file from the archive: 0, it is there; 1, there is none; 150, something is wrong.

    Args:
        place: the environment.
        name: the file's name.
        to: where it goes.
        system: the cluster's system identifier; the spool's cluster when empty.
        say: told why it waits or fails.

    Raises:
        UsageError: no cluster is named, and this host's spool knows none.
    """
    from holdfast.host.backup.wal.fetch import Fetcher
    from holdfast.host.backup.wal.names import is_wal_file

    if not is_wal_file(name):
        raise UsageError("no name of a WAL file", where=name, next_step="24 hexadecimal digits, or 8 and .history")
    known = system or spool_of(place).cluster()[0]
    if not known:
        raise UsageError(
            "which cluster's WAL is not known", where="--system", next_step="`holdfast backup list` shows its number"
        )
    return Fetcher(archive=archive_of(place), system=known, folder=to.parent, ahead=0, say=say).fetch(name, to)


@record(frozen=True, slots=True)
class WalTrouble:
    """One thing that is wrong.

    Attributes:
        kind: as the catalogue has it (`backup_wal.problems`).
        count: how many of the thing.
        params: values of the text.
    """

    kind: str
    count: int = 0
    params: Mapping[str, str] = field(default_factory=dict)


@record(frozen=True, slots=True, kw_only=True)
class WalStatus:
    """The archive of this host's cluster.

    Attributes:
        system: its system identifier; empty when nothing was archived here yet.
        archive: what the store holds, and the spool; None when the store was not asked.
        shipper: what the shipper last said.
        ships: whether one runs.
        kept: what the archive_command last said: `ok`, `alarm`, `full`, `dropping`, or nothing.
        troubles: everything that is wrong, the worst first.
    """

    system: str
    archive: Archive | None
    shipper: ShipState
    ships: bool
    kept: str
    troubles: tuple[WalTrouble, ...]

    def as_dict(self) -> Mapping[str, Any]:
        """For JSON; `problems` are English sentences."""
        found = asdict(self)
        found["problems"] = problems_of(self, Catalogue("en"))
        del found["troubles"]
        archive = found["archive"]
        if archive and archive["newest_at"]:
            archive["newest_at"] = archive["newest_at"].isoformat()
        return found


def status(place: Place, now: float, *, offline: bool = False) -> WalStatus:
    """How the archive is, as this host sees it.

    Args:
        place: the environment.
        now: seconds since 1970.
        offline: ask the spool alone.

    Raises:
        BackupError: the store does not answer.
    """
    spool = spool_of(place)
    system, _ = spool.cluster()
    shipper = spool.shipper()
    ships = 0 <= now - shipper.at < FRESH_SECONDS
    archive = None if offline or not system else _archive(place, spool, system)
    seen = WalStatus(
        system=system,
        archive=archive,
        shipper=shipper,
        ships=ships,
        kept=str(spool.kept().get("state", "")),
        troubles=(),
    )
    return replace(seen, troubles=tuple(_troubles(seen, spool)))


def _archive(place: Place, spool: Spool, system: str) -> Archive:
    from holdfast.host.backup.wal.reading import oldest_start, read_archive

    archive = archive_of(place)
    base = _newest_base(place, system) or oldest_start(archive, system)
    return read_archive(archive, system, base, spool)


def _newest_base(place: Place, system: str) -> Any:
    """The newest good base backup: a gap before it has aged out."""
    from holdfast.host.backup.holdings import read_holdings
    from holdfast.host.backup.wal.gaps import Base

    def of_this_cluster(one: Manifest) -> bool:
        return one.kind is Kind.PHYSICAL and one.system_identifier == system

    found = next(filter(of_this_cluster, reversed(read_holdings(place.store()).good)), None)
    return Base(found.timeline, found.start_lsn, found.end_lsn) if found else None


def _troubles(seen: WalStatus, spool: Spool) -> Iterator[WalTrouble]:
    archive, shipper = seen.archive, seen.shipper
    if seen.kept in {"dropping", "full"}:
        yield WalTrouble(seen.kept)
    for gap in archive.gaps if archive else ():
        # A history file that is missing counts no segments, and stands alone like one.
        yield WalTrouble("gap", 1 if gap.first == gap.last else gap.segments, {"first": gap.first, "last": gap.last})
    if archive and archive.dropped:
        yield WalTrouble("dropped", archive.dropped)
    for name in shipper.conflicts:
        yield WalTrouble("conflict", params={"name": name})
    percent = 100 * spool.waiting_bytes() // max(1, spool.limit_bytes)
    if percent >= spool.alarm_percent:
        yield WalTrouble("spool-high", params={"percent": str(percent)})
    if shipper.problem:
        yield WalTrouble("store", params={"reason": shipper.problem})
    if not seen.ships:
        yield WalTrouble("no-shipper")
    if shipper.sentinel_problem:
        yield WalTrouble("sentinel", params={"reason": shipper.sentinel_problem})
    if not seen.system:
        yield WalTrouble("nothing")


def problems_of(seen: WalStatus, catalogue: Catalogue) -> Sequence[str]:
    """What is wrong, in the reader's language; the worst first, safe to print."""
    texts = catalogue.check("backup_wal.problems")
    return [one_line(counted(texts, one.kind, one.count, **one.params)) for one in seen.troubles]


def lines_of(seen: WalStatus, now: float, catalogue: Catalogue) -> Iterator[str]:
    """A status as a few lines for a person."""
    words = catalogue.check("backup_wal.words")
    rows = [("cluster", seen.system or words["unknown"])]
    if archive := seen.archive:
        at = words["stored"].format(at=f"{archive.newest_at:%Y-%m-%d %H:%M:%S}") if archive.newest_at else ""
        line = counted(words, "archive-line", archive.segments, newest=archive.newest or words["none"])
        rows.append(("archive", line + at))
        if archive.spooled_bytes is not None:
            sizes = {"used": archive.spooled_bytes >> 20, "limit": archive.spool_limit_bytes >> 20}
            rows.append(("spool", words["spool-line"].format(**sizes)))
    shipper = seen.shipper
    if shipper.at:
        last = words["last-stored"].format(newest=shipper.newest) if shipper.newest else ""
        rows.append(("shipper", words["shipper-line"].format(seconds=f"{max(0, now - shipper.at):.0f}") + last))
    if shipper.sentinel_at:
        rows.append(("sentinel", words["sentinel-line"].format(seconds=f"{max(0, now - shipper.sentinel_at):.0f}")))
    rows += [("problem", text) for text in problems_of(seen, catalogue)]
    width = max(cell_len(words[key]) for key, _ in rows)
    yield from (f"{set_cell_size(words[key], width)}  {text}" for key, text in rows)
    if not seen.troubles:
        yield words["well"]
