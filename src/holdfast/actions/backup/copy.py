"""`backup copy`: brings what is good into the second region, the newest first, and reads it there."""

from collections.abc import Callable
from dataclasses import field

from holdfast.actions.backup.place import Place
from holdfast.host.backup.copies import Copied, How, Side, copy_to_region, copy_tree
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.holdings import read_holdings
from holdfast.model.backup import Manifest
from holdfast.model.errors import UsageError
from holdfast.model.record import record

_REPOSITORY = "pgbackrest"


@record(frozen=True, slots=True, kw_only=True)
class CopyReport:
    """What one copy did.

    Attributes:
        where: the second region's store.
        region: its region.
        copied: backups that are there now and were not before, with how.
        there: ids of those that were there already.
        failed: ids with why they are not there.
        wal_files: files of the WAL archive that were copied.
        problems: what could not be copied besides.
    """

    where: str
    region: str
    copied: tuple[Copied, ...] = ()
    there: tuple[str, ...] = ()
    failed: tuple[tuple[str, BackupError], ...] = ()
    wal_files: int = 0
    problems: tuple[BackupError, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Whether everything that is good at home is there, too."""
        return not self.failed and not self.problems


def source_of(place: Place) -> Side:
    """The home region's end.

    Raises:
        BackupError: AWS's settings in the environment are none.
    """
    from holdfast.host.backup.refusals import s3_client

    where = f"s3://{place.bucket}/{place.prefix}"
    return Side(s3=s3_client(where, place.region), bucket=place.bucket, prefix=place.prefix)


def target_of(place: Place) -> Side:
    """The second region's end.

    Raises:
        UsageError: the spec names no region or no bucket for a copy.
    """
    from holdfast.host.backup.refusals import s3_client

    backup = place.backup
    if not backup.copy_region or not backup.copy_bucket:
        raise UsageError(
            "no copy is asked for",
            where=f"environments.{place.name}.backup",
            next_step="name `copy_region` and `copy_bucket` in the spec",
        )
    s3 = s3_client(f"s3://{backup.copy_bucket}/{place.prefix}", backup.copy_region)
    return Side(s3=s3, bucket=backup.copy_bucket, prefix=place.prefix)


def copy(place: Place, *, read_all: bool = False, say: Callable[[str], None] = lambda _: None) -> CopyReport:
    """Copy every good backup that is not in the second region yet, then the WAL archive and the proofs.

    Args:
        place: the environment.
        read_all: read every byte of every backup there, also of those that were there before.
        say: told what takes long, one line each.

    Raises:
        BackupError: either end could not be listed.
        UsageError: the spec names no second region.
    """
    source, target = source_of(place), target_of(place)
    good = read_holdings(source.store).good
    known = {one.id for one in read_holdings(target.store).good}
    copied: list[Copied] = []
    there: list[str] = []
    failed: list[tuple[str, BackupError]] = []
    problems: list[BackupError] = []
    for manifest in reversed(good):
        if manifest.id in known and not read_all:
            there.append(manifest.id)
            continue
        if manifest.engine == _REPOSITORY and manifest.id not in known:
            failed.append((manifest.id, _only_replicated(target)))
            continue
        try:
            done = copy_to_region(manifest, source, target, read_all=read_all, say=say)
        except BackupError as error:
            failed.append((manifest.id, error))
            continue
        was_there = all(how is How.THERE for how in done.objects.values())
        there.append(manifest.id) if was_there else copied.append(done)
        say(f"{manifest.id} is in {place.backup.copy_region}")
    wal_files = 0
    try:
        wal_files = _copy_rest(source, target)
    except BackupError as error:
        problems.append(error)
    return CopyReport(
        where=target.where(),
        region=str(place.backup.copy_region),
        copied=tuple(copied),
        there=tuple(there),
        failed=tuple(failed),
        wal_files=wal_files,
        problems=tuple(problems),
    )


def copy_after_run(place: Place, manifest: Manifest, say: Callable[[str], None] = lambda _: None) -> Copied | None:
    """Copy the backup that was just made; None when the spec asks for no copy that could be read.

    Raises:
        BackupError: the copy is not there; the backup at home is as good as before.
    """
    if not place.backup.copy_region or not place.backup.copy_bucket:
        return None
    if manifest.engine == _REPOSITORY:
        raise _only_replicated(target_of(place))
    return copy_to_region(manifest, source_of(place), target_of(place), say=say)


def _only_replicated(target: Side) -> BackupError:
    return BackupError(
        Cause.UNSUPPORTED,
        "pgBackRest's repository is not copied file by file: its lists and its WAL would not fit together",
        where=target.where(),
        next_step='let S3 replicate the bucket (cross-region replication), or use `engine = "barman"`',
    )


def _copy_rest(source: Side, target: Side) -> int:
    """The WAL archive, without which a base backup there could not be recovered, and the proofs."""
    files = copy_tree("barman/", source, target, wanted=lambda name: "/wals/" in name)
    copy_tree("proofs/", source, target)
    return files
