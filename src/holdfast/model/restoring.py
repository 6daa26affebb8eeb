"""What a restore will do, and what it has done: told to people before and after."""

from datetime import datetime
from enum import StrEnum

from holdfast.model.backup import Manifest, Proof
from holdfast.model.record import record


class Typed(StrEnum):
    """Where commands are typed."""

    SHELL = "shell"
    PSQL = "psql"


@record(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something that an earlier restore replaced and kept: its name or path, and its size (None: not measured)."""

    name: str
    size: int | None = None


@record(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """Everything that a restore will do, before it does anything.

    Attributes:
        manifest: of the backup.
        at: when the plan was made, UTC.
        target: name of the database, or path of the data folder.
        server: which server, in words that are safe; empty for a data folder.
        server_version: of the target server, or of the programs that will run the cluster.
        to_time: the moment asked for, UTC; None: the newest that the backup and the archive give.
        zone_assumed: that moment was written without a zone.
        earliest: first moment that can be recovered to; None for a dump, which has one moment alone.
        latest: last moment that the archive was seen to reach; None for a dump, or when it is not known.
        gap: the first WAL segment that is missing, where everything before it is brought back; else empty.
        replaces: something is there that will be moved aside.
        objects: tables, views, functions and the like in the database that is there; files of a data folder.
        size: its bytes; None: not measured.
        connections: to it, which will be ended.
        kept: what earlier restores have put aside, and is still there.
        leftovers: what interrupted restores have left, and will be removed.
        needed: bytes that it will take.
        free: bytes that are free there; None where nobody can tell from here.
        space_at: where that was looked at.
        proof: the last proof of the same kind of backup; None when there is none.
        warnings: what a person should know before agreeing, one word each, as the catalogue has them.
    """

    manifest: Manifest
    at: datetime
    target: str
    server: str = ""
    server_version: str
    to_time: datetime | None = None
    zone_assumed: bool = False
    earliest: datetime | None = None
    latest: datetime | None = None
    gap: str = ""
    replaces: bool = False
    objects: int = 0
    size: int | None = None
    connections: int = 0
    kept: tuple[Kept, ...] = ()
    leftovers: tuple[str, ...] = ()
    needed: int
    free: int | None = None
    space_at: str = ""
    proof: Proof | None = None
    warnings: tuple[str, ...] = ()

    @property
    def data_of(self) -> datetime | None:
        """The moment whose data come back; None: the end of the archive, which nobody knows before."""
        if self.earliest is None:
            return self.manifest.started_at
        return self.to_time

    @property
    def expected_seconds(self) -> float | None:
        """How long the last proof took to restore; None when there is none."""
        return self.proof.restore_seconds if self.proof else None


@record(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore has done.

    Attributes:
        plan: what it was to do.
        seconds: how long it took, the comparison too.
        tables: number of tables compared with the manifest.
        different: one line for each that differs; the restore went on because it was told to.
        kept_as: name or path under which what was replaced is kept; empty when there was nothing.
        way_back: commands that bring the replaced one back, one a line.
        way_back_in: where they are typed.
        start: the command that starts the restored cluster; empty for a database, which is in use already.
        recovered_to: time of the last transaction that came back, UTC; None for a dump, or when there was none.
        resumed: an interrupted restore had only its last step left, and that was done.
        notes: what a person should know: settings and grants that the server refused.
    """

    plan: RestorePlan
    seconds: float
    tables: int = 0
    different: tuple[str, ...] = ()
    kept_as: str = ""
    way_back: tuple[str, ...] = ()
    way_back_in: Typed = Typed.SHELL
    start: str = ""
    recovered_to: datetime | None = None
    resumed: bool = False
    notes: tuple[str, ...] = ()
