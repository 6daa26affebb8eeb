"""What every engine of backups answers for; `tests/host/backup/engines/conformance.py` holds all of them to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from holdfast.host.backup.store import Store
from holdfast.model.backup import Digest, Encryption, Kind, Manifest, StoredObject, TableState


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One backup to make.

    Attributes:
        id: the manifest's id.
        prefix: where its objects go below the store's prefix, ending in `/`.
        url: the database's connection URL; a secret, never in a command line.
        store: where to.
        encryption: who holds the key.
        key_id: the KMS key or the client's recipient.
        digest: what the tables' digests cover.
        jobs: processes or threads that may work at once.
        progress: called with the bytes stored so far.
        say: told a line that a person should read, safe to print.
    """

    id: str
    prefix: str
    url: str = field(repr=False)
    store: Store
    encryption: Encryption = Encryption.S3
    key_id: str = ""
    digest: Digest = Digest.SAMPLE
    jobs: int = 2
    progress: Callable[[int], None] = field(default=lambda _: None, repr=False)
    say: Callable[[str], None] = field(default=lambda _: None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an engine has stored; the caller adds who and when, and writes the manifest."""

    objects: tuple[StoredObject, ...]
    tables: tuple[TableState, ...]
    database: str
    system_identifier: str
    server_version: str
    start_lsn: str
    end_lsn: str
    timeline: int
    source_bytes: int
    tools: Mapping[str, str]
    tables_lsn: str = ""
    engine_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a backup is brought back to.

    Attributes:
        url: logical: a server's superuser URL naming an empty database; a secret. Empty for a physical restore.
        data_folder: physical: an empty data folder on this host. None for a logical restore.
        programs: folder with PostgreSQL's programs of the right major version.
        until: physical: the moment to recover to, or an LSN, or None for the end of the archive.
        until_lsn: physical: the LSN to recover to instead; empty when not asked for.
        ends_before: physical: a missing WAL segment at which the recovery shall end; empty: a gap stops it.
        identity_file: the client key's private half (age), where the backup is encrypted with one.
        jobs: processes that may work at once.
        scratch_folder: room for what has to lie on disk in between.
    """

    url: str = field(default="", repr=False)
    data_folder: Path | None = None
    programs: Path | None = None
    until: datetime | None = None
    until_lsn: str = ""
    ends_before: str = ""
    identity_file: Path | None = None
    jobs: int = 2
    scratch_folder: Path = Path("/var/tmp")  # noqa: S108  # the one that survives a restart, made private before use
    progress: Callable[[int], None] = field(default=lambda _: None, repr=False)


class Engine(Protocol):
    """Makes backups of one kind with one set of programs.

    Attributes:
        name: as manifests and the spec call it.
        kind: what it makes.
    """

    @property
    def name(self) -> str:
        """As manifests and the spec call it."""
        ...

    @property
    def kind(self) -> Kind:
        """What it makes."""
        ...

    def missing(self) -> str:
        """What has to be installed before it works, as a sentence; empty when nothing is missing."""
        ...

    def back_up(self, run: Run) -> Written:
        """Make one backup.

        Raises:
            BackupError: it did not succeed; what it stored is worthless, and removed by the next run's prune.
        """
        ...

    def restore(self, manifest: Manifest, store: Store, target: Target) -> None:
        """Bring one backup back into an empty target.

        A logical one ends restored. A physical one ends with a data folder that recovers by itself when a server is
        started in it, and is left unstarted.

        Raises:
            BackupError: it did not succeed; the target is worthless.
        """
        ...

    def remove(self, manifest: Manifest, store: Store) -> Sequence[str]:
        """Remove its objects, the manifest first; the keys that the store would not give up."""
        ...
