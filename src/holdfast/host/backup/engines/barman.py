"""Base backups by barman-cloud: its commands are run, and never imported, because barman is under the GPL."""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from holdfast.host.backup.apart import apart
from holdfast.host.backup.engines.engine import Run, Target, Written
from holdfast.host.backup.engines.physical import (
    Cluster,
    ask_cluster,
    count_tables,
    find_command,
    own_data,
    remove_objects,
    require_empty,
    require_unchanged,
    run_whole,
    stored_objects,
    with_aws,
)
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.manifests import manifest_key
from holdfast.host.backup.programs import Libpq, libpq
from holdfast.host.backup.store import Store
from holdfast.host.backup.tables import CountTables
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.gaps import Base
from holdfast.host.backup.wal.names import position
from holdfast.host.backup.wal.reading import wait_for_wal
from holdfast.host.backup.wal.recovery import Recovery, write_recovery
from holdfast.model.backup import Encryption, Kind, Manifest

INSTALL = "install barman's command line (Debian and Ubuntu: barman-cli-cloud; or pip install barman boto3)"

_LARGEST_ARCHIVE = "20GB"
"""barman makes parts of 2/10000 of this size; with its own 100 GB they are 20 MiB, and each process holds some."""

TABLESPACES = "holdfast-tablespaces"
"""In a restored data folder: its tablespaces by name."""

_WAL_SECONDS = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Barman:
    """Physical backups by barman-cloud-backup and barman-cloud-restore.

    Args:
        bucket: where the store is; barman wants to be told by name.
        count: counts the tables.
        wal_seconds: how long it waits for the WAL to come into the archive.
        recovery: how a restored cluster fetches its WAL; tests bring another Python.
        at_once: have the checkpoint that it begins with done at once, instead of spread over minutes to spare the disk.
    """

    bucket: Bucket
    count: CountTables
    wal_seconds: float = _WAL_SECONDS
    recovery: Mapping[str, Any] = field(default_factory=dict)
    at_once: bool = False

    @property
    def name(self) -> str:
        """As manifests and the spec call it."""
        return "barman"

    @property
    def kind(self) -> Kind:
        """What it makes."""
        return Kind.PHYSICAL

    def missing(self) -> str:
        """What has to be installed; empty when nothing is missing."""
        try:
            for name in ("barman-cloud-backup", "barman-cloud-restore"):
                find_command(name, INSTALL)
        except BackupError as error:
            return f"{error.happened}: {error.next_step}"
        return ""

    def back_up(self, run: Run) -> Written:
        """Make one base backup, and wait until its WAL is in the archive.

        Raises:
            BackupError: it did not succeed; see `Engine.back_up`.
        """
        self._require_encryption(run.encryption)
        command = find_command("barman-cloud-backup", INSTALL)
        cluster = ask_cluster(run.url)
        system = cluster.system_identifier
        apart(lambda: self._sweep(run.store, system))
        with libpq(run.url) as connection, tempfile.TemporaryDirectory(prefix="holdfast-barman-") as scratch:
            known = with_aws(connection, scratch)
            version = run_whole((command, "--version"), known).split()[-1]
            run_whole((command, *self._words(run, cluster), self._url, system), known)
        made = self._find(run, cluster)
        try:
            return self._finished(run, cluster, made, version)
        except BackupError:
            with suppress(BackupError):
                run.store.remove([one.key for one in run.store.entries(_folder(system, made["id"]))])
            raise

    def _finished(self, run: Run, cluster: Cluster, made: Mapping[str, str], version: str) -> Written:
        """Count the tables, and see that everything is in the store that a restore will ask for."""
        system = cluster.system_identifier
        counted = count_tables(run.url, run.digest, self.count)
        end = max((made["end_xlog"], counted.wal_end or "0/0"), key=position)
        base = Base(int(made["timeline"]), made["begin_xlog"], end)
        archive = WalArchive(self.bucket)
        wait_for_wal(archive, system, base, segment_bytes=cluster.segment_bytes, seconds=self.wal_seconds)
        objects = stored_objects(run.store, _folder(system, made["id"]), "base")
        run.progress(sum(one.size for one in objects))
        return Written(
            objects=objects,
            tables=counted.tables,
            database=cluster.database,
            system_identifier=system,
            server_version=cluster.server_version,
            start_lsn=made["begin_xlog"],
            end_lsn=made["end_xlog"],
            timeline=int(made["timeline"]),
            source_bytes=int(made["size"]) if made["size"].isdigit() else cluster.size,
            tools={"barman-cloud-backup": version},
            tables_lsn=counted.lsn,
            engine_id=made["id"],
        )

    def restore(self, manifest: Manifest, store: Store, target: Target) -> None:
        """Fill an empty data folder; a server that is started in it recovers by itself, and archives nothing.

        Tablespaces go into it, too: where they were may be a running cluster's, and the folder may still be moved.

        Raises:
            BackupError: it did not succeed; the folder is worthless.
        """
        data = require_empty(target.data_folder)
        command = find_command("barman-cloud-restore", INSTALL)
        system, made = manifest.system_identifier, manifest.engine_id
        prefix = _folder(system, made)
        require_unchanged(manifest, store, prefix)
        about = parse_info(_text(store, f"{prefix}backup.info"))
        inside = data / TABLESPACES
        moved = [word for name in _tablespaces(about) for word in ("--tablespace", f"{name}:{inside / name}")]
        owner = data.stat().st_uid if data.exists() else 0
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="holdfast-barman-", dir=target.scratch_folder) as scratch:
            known = with_aws(Libpq(_path()), scratch)
            run_whole((command, *self._endpoint(), *moved, self._url, system, made, str(data)), known)
        _follow(data)
        own_data(data, owner)
        settings = {"environ": dict(os.environ), **self.recovery}
        write_recovery(
            data,
            Recovery(
                bucket=self.bucket,
                system=system,
                until=target.until,
                until_lsn=target.until_lsn,
                ends_before=target.ends_before,
                **settings,
            ),
        )

    def remove(self, manifest: Manifest, store: Store) -> Sequence[str]:
        """Remove its objects, the manifest first; the keys that the store would not give up."""
        return remove_objects(manifest, store)

    @property
    def _url(self) -> str:
        prefix = f"{self.bucket.prefix}/" if self.bucket.prefix else ""
        return f"s3://{self.bucket.name}/{prefix}barman"

    def _words(self, run: Run, cluster: Cluster) -> list[str]:
        kms = run.encryption is Encryption.KMS
        encryption = [
            "--encryption",
            "aws:kms" if kms else "AES256",
            *(["--sse-kms-key-id", run.key_id] if kms else []),
        ]
        return [
            *self._endpoint(),
            *encryption,
            *(["--immediate-checkpoint"] if self.at_once else []),
            "--jobs",
            # A second one takes 25 MiB more, and all together more than the 150 MB that a backup may.
            "1",
            "--max-archive-size",
            _LARGEST_ARCHIVE,
            "--name",
            run.id,
            "--dbname",
            cluster.database,
        ]

    def _endpoint(self) -> list[str]:
        url = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        return ["--cloud-provider", "aws-s3", *(["--endpoint-url", url] if url else [])]

    def _sweep(self, store: Store, system: str) -> Sequence[str]:
        """Remove what killed runs left, and name it; the caller's lock means that none is at work now.

        A base without a manifest of ours is a leftover when barman never finished it, or when it bears an id of ours.
        Where a manifest cannot be read, nobody knows whose its base is, and everything stays.
        """
        holdings = read_holdings(store)
        if any(store.text(manifest_key(one.id)) is not None for one in holdings.broken):
            return ()
        prefix = f"barman/{system}/base/"
        store.abandon_uploads(prefix)
        known = {one.engine_id for one in holdings.good if one.engine == self.name}
        removed: list[str] = []
        found: dict[str, list[str]] = {}
        for entry in store.entries(prefix):
            found.setdefault(entry.key.removeprefix(prefix).split("/", 1)[0], []).append(entry.key)
        for made, keys in found.items():
            text = store.text(f"{prefix}{made}/backup.info", 1 << 20) or b""
            about = parse_info(text.decode(errors="replace"))
            # barman notes the name only when it has finished.
            if made not in known and (about.get("status") != "DONE" or "-physical-" in about.get("backup_name", "")):
                store.remove(keys)
                removed.append(made)
        return removed

    def _find(self, run: Run, cluster: Cluster) -> Mapping[str, str]:
        """What barman wrote down of the backup that bears our id."""
        prefix = f"barman/{cluster.system_identifier}/base/"
        infos = [one for one in run.store.entries(prefix) if one.key.endswith("/backup.info")]
        for entry in sorted(infos, key=lambda one: one.stored_at, reverse=True):
            found = parse_info(_text(run.store, entry.key))
            if found.get("backup_name") != run.id:
                continue
            if found.get("status") != "DONE" or found.get("systemid", "") not in {"", cluster.system_identifier}:
                break
            return {**found, "id": entry.key.removeprefix(prefix).split("/", 1)[0]}
        raise BackupError(
            Cause.PROGRAM,
            "barman-cloud-backup ended well, and left no finished backup of this run",
            where=f"{run.store.where}/{prefix}",
            next_step="see whether another run removed it, and run it again",
        )

    @staticmethod
    def _require_encryption(encryption: Encryption) -> None:
        if encryption is not Encryption.CLIENT:
            return
        raise BackupError(
            Cause.UNSUPPORTED,
            "barman-cloud cannot encrypt for a client's key",
            where="backup.client_recipient",
            next_step='use `engine = "pgbackrest"`, which has a cipher of its own, or logical backups',
        )


def parse_info(text: str) -> Mapping[str, str]:
    """The lines of a backup.info: `name=value`."""
    pairs = (line.partition("=") for line in text.splitlines())
    return {name.strip(): value.strip() for name, mark, value in pairs if mark}


def _folder(system: str, made: str) -> str:
    return f"barman/{system}/base/{made}/"


def _tablespaces(about: Mapping[str, str]) -> list[str]:
    """Names out of `[('name', 16385, '/place'), …]`."""
    return re.findall(r"\('([^']+)',\s*\d+,", about.get("tablespaces", ""))


def _follow(data: Path) -> None:
    """Have the links to tablespaces lead from where they lie, so that the data folder may be moved."""
    for link in (data / "pg_tblspc").iterdir():
        if not link.is_symlink():
            continue
        inside = link.readlink()
        link.unlink()
        link.symlink_to(Path("..", TABLESPACES, inside.name))


def _text(store: Store, key: str) -> str:
    found = store.text(key, 1 << 20)
    if found is None:
        raise BackupError(
            Cause.STORE_DAMAGED,
            "an object of the backup is not there any more",
            where=f"{store.where}/{key}",
            next_step="restore another backup (`holdfast backup list`)",
        )
    return found.decode(errors="replace")


def _path() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "LD_LIBRARY_PATH", "TZ") if name in os.environ}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", **kept}
