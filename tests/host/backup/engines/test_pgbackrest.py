"""pgBackRest as an engine: a repository in moto's S3, over TLS, of a real PostgreSQL 15; its configuration as text."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from holdfast.host.backup.engines.engine import Run, Target
from holdfast.host.backup.engines.pgbackrest import PgBackRest, Repository, render
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.manifests import write_manifest
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.tables import counter
from holdfast.host.backup.wal.names import last_segment
from holdfast.host.processes.accounts import server_account
from holdfast.model.backup import Digest, Encryption, Kind, Manifest
from holdfast.rig import processes
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from tests.host.backup.engines.conformance import PASSWORD, EngineConformance, Subject, versioned
from tests.host.backup.engines.physical import count, manifest_of, moment_between, own, started
from tests.host.backup.faults import faulty, self_signed
from tests.host.backup.places import open_folder
from tests.host.backup.wal.support import bucket

_STANZA = "shop-production"
_HAS_15 = any(Path("/usr/lib/postgresql/15/bin").glob("initdb"))
needs = pytest.mark.skipif(
    not (shutil.which("pgbackrest") and _HAS_15), reason="pgbackrest and PostgreSQL 15 are not installed"
)


@dataclass
class _Rig:
    server: Postgres
    engine: PgBackRest
    store: S3Store
    folder: Path
    kept: list[Manifest] = field(default_factory=list)

    @property
    def manifest(self) -> Manifest:
        """Of the newest good one."""
        return self.kept[-1]

    def run(self, identity: str = "20261125T031500Z-physical-1a2b") -> Run:
        return Run(
            id=identity,
            prefix=f"backups/{identity}/",
            url=_url(self.server),
            store=self.store,
            digest=Digest.FULL,
        )


def _url(server: Postgres) -> str:
    # pgBackRest goes through the socket alone.
    return server.url.replace(f"127.0.0.1:{server.port}", "") + f"?host={server.folder.parent}&port={server.port}"


@pytest.fixture(scope="module")
def rig() -> Iterator[_Rig]:
    with EmbeddedAws.start() as aws, open_folder() as folder:
        both, authority = self_signed(folder)
        authority.chmod(0o644)
        client = aws.client("s3")
        place = bucket(aws, client)
        versioned(client, place.name)
        with faulty(aws.url, both) as behind:
            keys = aws.environment()
            repository = Repository(
                path=f"/{place.prefix}/pgbackrest",
                bucket=place.name,
                region=aws.region,
                endpoint=behind.url,
                ca_file=str(authority),
                cipher_pass="correct horse",
                keys=(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"]),
            )
            with _archiving(folder, repository) as server:
                engine = PgBackRest(
                    repository=repository, stanza=_STANZA, count=counter(Kind.PHYSICAL), wal_seconds=60, at_once=True
                )
                made = _Rig(server, engine, S3Store(place.name, place.prefix, client=client), folder)
                made.kept.append(manifest_of(engine.back_up(made.run()), "pgbackrest"))
                write_manifest(made.manifest, made.store)
                yield made


@contextmanager
def _archiving(folder: Path, repository: Repository) -> Iterator[Postgres]:
    """A server with a few orders whose archive_command is pgBackRest's."""
    configuration = folder / "pgbackrest.conf"
    home = own(folder / "pg")
    settings = {
        "archive_mode": "on",
        "archive_command": f"pgbackrest --config={configuration} --stanza={_STANZA} archive-push %p",
        "wal_level": "replica",
        "full_page_writes": "on",
        "unix_socket_directories": str(home),
    }
    with Postgres.start(home, major=15, settings=settings) as server:
        options = {"host": str(home), "port": str(server.port), "user": "holdfast"}
        text = render(repository, _STANZA, str(server.folder), options, secret=True)
        configuration.write_text(f"{text}\n[global:archive-push]\nlock-path={own(folder / 'locks')}\n")
        account = server_account()
        if account:
            os.chown(configuration, account.user, account.group)
        stanza = ("pgbackrest", f"--config={configuration}", f"--stanza={_STANZA}", "stanza-create")
        login = {"PATH": os.environ["PATH"], "PGPASSWORD": urlsplit(server.url).password or ""}
        processes.run((*stanza, f"--lock-path={folder / 'locks'}"), account=account, environment=login)
        server.execute("CREATE TABLE orders (id int)")
        server.execute("INSERT INTO orders SELECT generate_series(1, 100)")
        server.execute(f"CREATE ROLE keeper SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
        yield server


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
    rig.server.execute("DELETE FROM orders WHERE id < 0")


@needs
@pytest.mark.integration
def test_a_clients_key_without_a_passphrase_is_refused_before_anything_is_stored(rig: _Rig) -> None:
    engine = PgBackRest(repository=Repository(path="/nowhere"), stanza=_STANZA, count=count)
    run = Run(id="x", prefix="backups/x/", url=_url(rig.server), store=rig.store, encryption=Encryption.CLIENT)

    with pytest.raises(BackupError) as refused:
        engine.back_up(run)

    assert refused.value.cause is Cause.KEY


@pytest.fixture
def subject(rig: _Rig) -> Subject:
    url = _url(rig.server).replace(urlsplit(rig.server.url).netloc.partition("@")[0], f"keeper:{PASSWORD}")
    return Subject(rig.engine, rig.store, url, partial(_restored, rig), kept=rig.kept, moments=(0.1, 0.4, 0.8))


@contextmanager
def _restored(rig: _Rig, manifest: Manifest) -> Iterator[str]:
    data = own(rig.folder / f"back-{len(list(rig.folder.iterdir()))}")
    rig.engine.restore(manifest, rig.store, Target(data_folder=data, until_lsn=manifest.tables_lsn))
    with started(data, rig.server) as back:
        yield back.url


@needs
@pytest.mark.integration
class TestPgBackRest(EngineConformance):
    """All that every engine owes."""

    def test_removing_takes_all_of_it_and_nothing_else(self, subject: Subject) -> None:
        """Besides, with the last that needed it, old WAL goes."""
        for one in subject.kept[:-1]:
            subject.engine.remove(one, subject.store)

        super().test_removing_takes_all_of_it_and_nothing_else(subject)

        archive = f"pgbackrest/archive/{_STANZA}/"
        names = [entry.key.rpartition("/")[2] for entry in subject.store.entries(archive)]
        left = min(name for name in names if len(name) > 30)
        assert left[:24] == last_segment(1, subject.good().start_lsn).name()


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
