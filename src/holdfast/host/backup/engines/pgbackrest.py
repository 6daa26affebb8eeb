"""Base backups and WAL by pgBackRest, where it is installed: configured by a private file, driven by its commands."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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
from holdfast.host.backup.programs import Libpq, libpq
from holdfast.host.backup.store import Store
from holdfast.host.backup.tables import CountTables
from holdfast.host.backup.wal.names import Segment, folder, last_segment
from holdfast.host.backup.wal.recovery import FOLDER
from holdfast.host.connections import connection_options
from holdfast.model.backup import Encryption, Kind, Manifest

INSTALL = "install pgBackRest (Debian and Ubuntu: pgbackrest)"
CIPHER_VARIABLE = "HOLDFAST_PGBACKREST_CIPHER_PASS"
"""Holds the passphrase of the repository; as with every secret, the launcher puts it there."""

_CONFIGURATION = "pgbackrest.conf"
_UNREADABLE = 150
"""pgBackRest's own failures end with 25 to 125, which PostgreSQL takes for the end of the archive; ours stops it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """Where pgBackRest keeps everything, as its configuration says it.

    Attributes:
        path: in the bucket or on the disk, beginning with a slash.
        bucket: name; empty: the path is on this host's disk (tests).
        region: of the bucket.
        endpoint: URL of another S3, which must speak HTTPS; AWS's own when empty.
        ca_file: the authority of that S3's certificate; the system's when empty.
        kms_key: encrypts with this key.
        cipher_pass: pgBackRest encrypts itself with it; a secret.
        keys: the access key and its secret from this process's variables; empty: the host's role.
        queue_max: bytes of WAL at which the oldest is GIVEN UP; 0: never.
    """

    path: str
    bucket: str = ""
    region: str = ""
    endpoint: str = ""
    ca_file: str = ""
    kms_key: str = ""
    cipher_pass: str = field(default="", repr=False)
    keys: tuple[str, str] = field(default=("", ""), repr=False)
    queue_max: int = 0


def render(repository: Repository, stanza: str, data: str, connection: Mapping[str, str], *, secret: bool) -> str:
    """The configuration file's text.

    Args:
        repository: where to.
        stanza: pgBackRest's name of the cluster.
        data: the data folder.
        connection: libpq's options without the password.
        secret: whether keys go into it, for a file that others cannot read; else variables bring them.
    """
    lines = {
        "repo1-path": repository.path,
        # What goes is decided by `holdfast backup prune`, for all engines alike.
        "repo1-retention-full": "9999999",
        "repo1-retention-archive": "9999999",
        "repo1-bundle": "y",
        "compress-type": "zst",
        "compress-level": "1",
        "log-level-file": "off",
        "log-level-console": "warn",
        "archive-async": "n",
        **_place(repository),
    }
    if repository.cipher_pass:
        lines["repo1-cipher-type"] = "aes-256-cbc"
    if repository.queue_max:
        lines["archive-push-queue-max"] = f"{repository.queue_max}B"
    if secret:
        lines |= {name: value for name, value in _secrets(repository).items() if value}
    names = {"port": "pg1-port", "user": "pg1-user", "dbname": "pg1-database"}
    cluster = {"pg1-path": data, **{names[key]: value for key, value in connection.items() if key in names}}
    if connection.get("host", "").startswith("/"):
        cluster["pg1-socket-path"] = connection["host"]
    settings = (f"{name}={value}\n" for name, value in lines.items())
    about = (f"{name}={value}\n" for name, value in cluster.items())
    return f"[global]\n{''.join(settings)}[{stanza}]\n{''.join(about)}"


def _place(repository: Repository) -> Mapping[str, str]:
    if not repository.bucket:
        return {"repo1-type": "posix"}
    found = {
        "repo1-type": "s3",
        "repo1-s3-bucket": repository.bucket,
        "repo1-s3-region": repository.region,
        "repo1-s3-endpoint": f"s3.{repository.region}.amazonaws.com",
        "repo1-s3-key-type": "shared" if repository.keys[0] else "auto",
    }
    if repository.kms_key:
        found["repo1-s3-kms-key-id"] = repository.kms_key
    if repository.endpoint:
        parts = urlsplit(repository.endpoint)
        found |= {"repo1-s3-endpoint": parts.netloc, "repo1-s3-uri-style": "path"}
        found |= {"repo1-storage-host": parts.hostname or "", "repo1-storage-port": str(parts.port or 443)}
    if repository.ca_file:
        found["repo1-storage-ca-file"] = repository.ca_file
    return found


def _secrets(repository: Repository) -> Mapping[str, str]:
    return {
        "repo1-s3-key": repository.keys[0],
        "repo1-s3-key-secret": repository.keys[1],
        "repo1-cipher-pass": repository.cipher_pass,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PgBackRest:
    """Physical backups by pgBackRest.

    Args:
        repository: where to.
        stanza: pgBackRest's name of the cluster.
        count: counts the tables.
        wal_seconds: how long it waits for the WAL to come into the archive.
        at_once: have the first checkpoint done at once, instead of spread over minutes to spare the disk.
    """

    repository: Repository
    stanza: str
    count: CountTables
    wal_seconds: float = 900.0
    at_once: bool = False

    @property
    def name(self) -> str:
        """As manifests and the spec call it."""
        return "pgbackrest"

    @property
    def kind(self) -> Kind:
        """What it makes."""
        return Kind.PHYSICAL

    def missing(self) -> str:
        """What has to be installed; empty when nothing is missing."""
        if shutil.which("pgbackrest"):
            return ""
        return f"pgbackrest is not there: {INSTALL}"

    def back_up(self, run: Run) -> Written:
        """Make one full backup, and see that its WAL is in the archive.

        Raises:
            BackupError: it did not succeed; see `Engine.back_up`.
        """
        self._require_cipher(run.encryption)
        command = find_command("pgbackrest", INSTALL)
        cluster = ask_cluster(run.url)
        options = connection_options(run.url)
        with self._configured(str(cluster.data_folder), options) as path, libpq(run.url) as connection:
            known = self._with_secrets(connection, path.parent)
            words = (command, f"--config={path}", f"--stanza={self.stanza}")
            version = run_whole((command, "version"), known).split()[-1]
            run_whole((*words, "stanza-create"), known)
            jobs = f"--process-max={max(1, min(run.jobs, 2))}"
            fast = ("--start-fast",) if self.at_once else ()
            run_whole((*words, jobs, *fast, "--type=full", "--no-expire-auto", self._note(run), "backup"), known)
            made, archive = self._find(run_whole((*words, "--output=json", "info"), known), run)
        counted = count_tables(run.url, run.digest, self.count)
        if counted.wal_end:
            self._wait_for(run.store, archive, cluster, counted.wal_end)
        objects = stored_objects(run.store, f"pgbackrest/backup/{self.stanza}/{made['label']}/", "base")
        run.progress(sum(one.size for one in objects))
        return Written(
            objects=objects,
            tables=counted.tables,
            database=cluster.database,
            system_identifier=cluster.system_identifier,
            server_version=cluster.server_version,
            start_lsn=made["lsn"]["start"],
            end_lsn=made["lsn"]["stop"],
            timeline=int(made["archive"]["stop"][:8], 16),
            source_bytes=int(made["info"]["size"]),
            tools={"pgbackrest": version},
            tables_lsn=counted.lsn,
            engine_id=made["label"],
        )

    def restore(self, manifest: Manifest, store: Store, target: Target) -> None:
        """Fill an empty data folder; a server that is started in it recovers by itself, and archives nothing.

        Raises:
            BackupError: it did not succeed; the folder is worthless.
        """
        data = require_empty(target.data_folder)
        self._require_cipher(manifest.encryption)
        command = find_command("pgbackrest", INSTALL)
        require_unchanged(manifest, store, f"pgbackrest/backup/{self.stanza}/{manifest.engine_id}/")
        owner = data.stat().st_uid if data.exists() else 0
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._configured(str(data), {}) as path:
            known = self._with_secrets(Libpq({"PATH": os.environ.get("PATH", os.defpath)}), path.parent)
            words = (command, f"--config={path}", f"--stanza={self.stanza}", f"--set={manifest.engine_id}")
            jobs = f"--process-max={max(1, min(target.jobs, 2))}"
            options = (
                *_goal(target),
                "--archive-mode=off",
                f"--recovery-option=restore_command={self._command(command)}",
                # The keys in it were for the recovery alone.
                f"--recovery-option=recovery_end_command=rm -f {FOLDER}/{_CONFIGURATION}",
            )
            run_whole((*words, jobs, *options, "restore"), known)
        self._write_configuration(data)
        own_data(data, owner)

    def remove(self, manifest: Manifest, store: Store) -> Sequence[str]:
        """Remove its objects, the manifest first, and the WAL that only it needed; the keys that the store kept.

        pgBackRest's own list is put right by its next run: it drops backups whose files are gone.
        """
        kept = remove_objects(manifest, store)
        if kept:
            return kept
        known = self._info()
        starts = [one["archive"]["start"] for one in known.get("backup", ()) if one["label"] != manifest.engine_id]
        if not starts or not all(isinstance(start, str) for start in starts):
            return ()
        oldest = min(starts)
        prefix = f"pgbackrest/archive/{self.stanza}/"
        files = ((entry.key, entry.key.rpartition("/")[2][:24]) for entry in store.entries(prefix))
        return store.remove([key for key, name in files if Segment.parse(name, 1 << 20) and name < oldest])

    def _info(self) -> Mapping[str, Any]:
        """What pgBackRest knows of the stanza.

        Raises:
            BackupError: it does not answer.
        """
        command = find_command("pgbackrest", INSTALL)
        with self._configured("/", {}) as path:
            known = self._with_secrets(Libpq({"PATH": os.environ.get("PATH", os.defpath)}), path.parent)
            words = (command, f"--config={path}", f"--stanza={self.stanza}", "--output=json", "info")
            printed = run_whole(words, known)
        try:
            found: Mapping[str, Any] = json.loads(printed)[0]
        except (ValueError, LookupError):
            return {}
        return found

    @contextmanager
    def _configured(self, data: str, options: Mapping[str, str]) -> Iterator[Path]:
        """A private configuration without keys: those go through variables."""
        with tempfile.TemporaryDirectory(prefix="holdfast-pgbackrest-") as scratch:
            path = Path(scratch, _CONFIGURATION)
            known = {name: value for name, value in options.items() if name != "password"}
            text = render(self.repository, self.stanza, data, known, secret=False)
            path.write_text(f"{text.rstrip()}\nlock-path={scratch}\nspool-path={scratch}\n", encoding="utf-8")
            yield path

    def _with_secrets(self, connection: Libpq, scratch: Path) -> Libpq:
        known = with_aws(connection, str(scratch))
        secrets = {
            f"PGBACKREST_{name.upper().replace('-', '_')}": value
            for name, value in _secrets(self.repository).items()
            if value
        }
        return Libpq({**known.environment, **secrets}, known.files)

    def _write_configuration(self, data: Path) -> None:
        """What the restored cluster fetches its WAL with; the file is its owner's alone, and may hold keys."""
        inside = data / FOLDER
        inside.mkdir(mode=0o700, exist_ok=True)
        path = inside / _CONFIGURATION
        path.touch(mode=0o600)
        path.write_text(render(self.repository, self.stanza, str(data), {}, secret=True), encoding="utf-8")

    def _command(self, command: str) -> str:
        """A restore_command that stops the recovery when the archive cannot be read, instead of ending it early."""
        get = (
            f'{command} "--config=$PWD/{FOLDER}/{_CONFIGURATION}" "--pg1-path=$PWD" --stanza={self.stanza} archive-get'
        )
        return f'{get} %f "%p"; s=$?; test $s -le 1 || s={_UNREADABLE}; exit $s'

    def _note(self, run: Run) -> str:
        return f"--annotation=holdfast={run.id}"

    def _find(self, printed: str, run: Run) -> tuple[Mapping[str, Any], str]:
        """What pgBackRest wrote down of the backup that bears our id, and the id of its archive."""
        try:
            known = json.loads(printed)[0]
            for made in reversed(known["backup"]):
                if made.get("annotation", {}).get("holdfast") == run.id and not made.get("error"):
                    return made, str(known["archive"][-1]["id"])
        except (ValueError, LookupError, TypeError, AttributeError):
            pass
        raise BackupError(
            Cause.PROGRAM,
            "pgbackrest ended well, and lists no good backup of this run",
            where=self.stanza,
            next_step="see `pgbackrest info`, and run it again",
        )

    def _wait_for(self, store: Store, archive: str, cluster: Cluster, end: str) -> None:
        name = last_segment(cluster.timeline, end, cluster.segment_bytes).name(cluster.segment_bytes)
        prefix = f"pgbackrest/archive/{self.stanza}/{archive}/{folder(name)}/{name}"
        deadline = time.monotonic() + self.wal_seconds
        while not any(True for _ in store.entries(prefix)):
            if time.monotonic() > deadline:
                raise BackupError(
                    Cause.STORE_MISSING,
                    f"the WAL that this backup needs is not in the archive after {self.wal_seconds:.0f} s: {name}",
                    where=f"{store.where}/{prefix}",
                    next_step="see that archive_command is as `holdfast backup wal settings` prints it",
                )
            time.sleep(0.5)

    def _require_cipher(self, encryption: Encryption) -> None:
        if encryption is not Encryption.CLIENT or self.repository.cipher_pass:
            return
        raise BackupError(
            Cause.KEY,
            "pgBackRest encrypts with a passphrase of its own, and there is none",
            where=CIPHER_VARIABLE,
            next_step=f"put a long random one into a secret of the environment as {CIPHER_VARIABLE}, and keep a copy",
        )


def _goal(target: Target) -> Sequence[str]:
    if target.until_lsn:
        return ("--type=lsn", f"--target={target.until_lsn}", "--target-exclusive", "--target-action=promote")
    if target.until:
        moment = f"{target.until.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00"
        return ("--type=time", f"--target={moment}", "--target-action=promote")
    return ("--type=default",)
