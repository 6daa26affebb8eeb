"""pgBackRest as an engine: a real repository on the disk, a real PostgreSQL 15; its configuration for S3 as text."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from holdfast.host.backup.engines.engine import Run, Target
from holdfast.host.backup.engines.pgbackrest import PgBackRest, Repository, render
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.folders import hand_over
from holdfast.host.backup.wal.names import last_segment
from holdfast.host.processes.accounts import server_account
from holdfast.model.backup import Digest, Encryption, Manifest, TableState
from holdfast.rig import processes
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from tests.host.backup.engines.physical import FolderStore, count, manifest_of, moment_between, own, started
from tests.host.backup.places import open_folder

_STANZA = "shop-production"
_HAS_15 = any(Path("/usr/lib/postgresql/15/bin").glob("initdb"))
needs = pytest.mark.skipif(
    not (shutil.which("pgbackrest") and _HAS_15), reason="pgbackrest and PostgreSQL 15 are not installed"
)


@dataclass
class _Rig:
    server: Postgres
    engine: PgBackRest
    store: FolderStore
    folder: Path
    manifest: Manifest

    def run(self, identity: str = "20261125T031500Z-physical-1a2b") -> Run:
        return Run(id=identity, prefix=f"backups/{identity}/", url=_url(self.server), store=self.store)


def _url(server: Postgres) -> str:
    # pgBackRest goes through the socket alone.
    return server.url.replace(f"127.0.0.1:{server.port}", "") + f"?host={server.folder.parent}&port={server.port}"


@pytest.fixture(scope="module")
def rig() -> Iterator[_Rig]:
    with open_folder() as folder:
        repository = own(folder / "repository") / "pgbackrest"
        configuration = folder / "pgbackrest.conf"
        home = own(folder / "pg")
        pushing = f"pgbackrest --config={configuration} --stanza={_STANZA} archive-push %p"
        settings = {
            "archive_mode": "on",
            "archive_command": pushing,
            "wal_level": "replica",
            "full_page_writes": "on",
            "unix_socket_directories": str(home),
        }
        account = server_account()

        def count_handed_over(connection: Any, digest: Digest) -> tuple[TableState, ...]:
            # Where the tests run as root, the archive must still belong to the server's user, who archives after this.
            hand_over(repository, account)
            return count(connection, digest)

        with Postgres.start(home, major=15, settings=settings) as server:
            engine = PgBackRest(
                repository=Repository(path=str(repository), cipher_pass="correct horse"),
                stanza=_STANZA,
                count=count_handed_over,
                wal_seconds=60,
                at_once=True,
            )
            options = {"host": str(home), "port": str(server.port), "user": "holdfast"}
            text = render(engine.repository, _STANZA, str(server.folder), options, secret=True)
            configuration.write_text(f"{text}\n[global:archive-push]\nlock-path={own(folder / 'locks')}\n")
            if account:
                os.chown(configuration, account.user, account.group)
            stanza = ("pgbackrest", f"--config={configuration}", f"--stanza={_STANZA}", "stanza-create")
            login = {"PATH": os.environ["PATH"], "PGPASSWORD": urlsplit(server.url).password or ""}
            processes.run((*stanza, f"--lock-path={folder / 'locks'}"), account=account, environment=login)
            server.execute("CREATE TABLE orders (id int)")
            server.execute("INSERT INTO orders SELECT generate_series(1, 100)")
            store = FolderStore(repository.parent)
            made = _Rig(server, engine, store, folder, None)  # type: ignore[arg-type]
            made.manifest = manifest_of(engine.back_up(made.run()), "pgbackrest")
            hand_over(repository, account)
            yield made


@needs
@pytest.mark.integration
def test_what_it_stored_is_named_with_its_size_and_its_place_in_the_log(rig: _Rig) -> None:
    found = rig.manifest

    assert found.objects
    assert all(one.key.startswith(f"pgbackrest/backup/{_STANZA}/{found.engine_id}/") for one in found.objects)
    assert found.start_lsn < found.end_lsn < found.tables_lsn
    assert [(table.name, table.rows) for table in found.tables] == [("public.orders", 100)]
    assert found.timeline == 1
    assert found.server_version.startswith("15")


@needs
@pytest.mark.integration
def test_a_recovery_to_a_moment_has_the_row_before_it_and_not_the_row_after(rig: _Rig) -> None:
    rig.server.execute("INSERT INTO orders VALUES (-1)")
    moment = moment_between(rig.server)
    rig.server.execute("INSERT INTO orders VALUES (-2)")
    rig.server.execute("SELECT pg_switch_wal()")
    data = own(rig.folder / "to-moment")

    rig.engine.restore(rig.manifest, rig.store, Target(data_folder=data, until=moment))

    with started(data, rig.server) as restored:
        assert restored.rows("SELECT id FROM orders WHERE id < 0") == [(-1,)]
        assert restored.rows("SHOW archive_mode") == [("off",)]
        # The keys and the passphrase in it were for the recovery alone.
        wait_until(lambda: not (data / "holdfast-recovery" / "pgbackrest.conf").exists(), "the keys to go")


@needs
@pytest.mark.integration
def test_a_recovery_to_the_counted_lsn_has_exactly_the_manifests_tables(rig: _Rig) -> None:
    rig.server.execute("INSERT INTO orders VALUES (-3)")
    rig.server.execute("SELECT pg_switch_wal()")
    data = own(rig.folder / "to-lsn")

    rig.engine.restore(rig.manifest, rig.store, Target(data_folder=data, until_lsn=rig.manifest.tables_lsn))

    with started(data, rig.server) as restored:
        assert restored.rows("SELECT count(*), min(id) FROM orders") == [(100, 1)]


@needs
@pytest.mark.integration
def test_a_bit_flipped_in_the_repository_is_seen_before_anything_is_restored(rig: _Rig) -> None:
    largest = max(rig.manifest.objects, key=lambda one: one.size)
    path = rig.store.folder / largest.key
    good = path.read_bytes()
    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    try:
        with pytest.raises(BackupError, match="not the one that was stored"):
            rig.engine.restore(rig.manifest, rig.store, Target(data_folder=own(rig.folder / "flipped")))
    finally:
        path.write_bytes(good)

    assert list((rig.folder / "flipped").iterdir()) == []


@needs
@pytest.mark.integration
def test_an_older_backup_goes_with_the_wal_that_only_it_needed(rig: _Rig) -> None:
    identity = "20261125T041500Z-physical-3c4d"
    newer = rig.engine.back_up(rig.run(identity))
    hand_over(rig.folder / "repository" / "pgbackrest", server_account())
    archive = f"pgbackrest/archive/{_STANZA}/"

    assert list(rig.engine.remove(rig.manifest, rig.store)) == []

    assert not list(rig.store.entries(f"pgbackrest/backup/{_STANZA}/{rig.manifest.engine_id}/"))
    left = sorted(path for entry in rig.store.entries(archive) if len(path := entry.key.rpartition("/")[2]) > 30)
    assert left[0][:24] == last_segment(1, newer.start_lsn).name()
    data = own(rig.folder / "newer")
    rig.engine.restore(manifest_of(newer, "pgbackrest", identity), rig.store, Target(data_folder=data))
    with started(data, rig.server) as restored:
        assert restored.rows("SELECT count(*) FROM orders WHERE id > 0") == [(100,)]


@needs
@pytest.mark.integration
def test_a_clients_key_without_a_passphrase_is_refused_before_anything_is_stored(rig: _Rig) -> None:
    engine = PgBackRest(repository=Repository(path="/nowhere"), stanza=_STANZA, count=count)
    run = Run(id="x", prefix="backups/x/", url=_url(rig.server), store=rig.store, encryption=Encryption.CLIENT)

    with pytest.raises(BackupError) as refused:
        engine.back_up(run)

    assert refused.value.cause is Cause.KEY


def test_the_configuration_for_s3_says_where_and_never_gives_wal_up_unasked() -> None:
    repository = Repository(path="/shop/pgbackrest", bucket="shop-backups", region="eu-west-1", kms_key="alias/shop")

    text = render(repository, _STANZA, "/data", {"host": "/run/postgresql", "port": "5432"}, secret=True)

    assert "repo1-type=s3\n" in text
    assert "repo1-s3-key-type=auto\n" in text
    assert "repo1-s3-kms-key-id=alias/shop\n" in text
    assert "archive-push-queue-max" not in text
    assert "pg1-socket-path=/run/postgresql\n" in text


def test_keys_and_the_passphrase_stand_only_in_a_file_that_may_hold_them() -> None:
    repository = Repository(path="/x", bucket="b", region="eu-west-1", cipher_pass="hidden", keys=("AKIA", "hidden"))

    assert "hidden" not in render(repository, _STANZA, "/data", {}, secret=False)
    assert "repo1-cipher-pass=hidden\n" in render(repository, _STANZA, "/data", {}, secret=True)
    assert "hidden" not in repr(repository)


def test_wal_is_given_up_only_where_the_spec_says_so() -> None:
    text = render(Repository(path="/x", queue_max=64 << 20), _STANZA, "/data", {}, secret=False)

    assert "archive-push-queue-max=67108864B\n" in text
