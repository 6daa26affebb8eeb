"""barman-cloud as an engine: base backup, WAL and recovery on real PostgreSQL 16 and 18, and what goes wrong."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from holdfast.host.backup.engines.barman import Barman, parse_info
from holdfast.host.backup.engines.engine import Run, Target, Written
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.manifests import write_manifest
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.tables import counter
from holdfast.host.backup.wal.archive import WalArchive
from holdfast.host.backup.wal.names import last_segment
from holdfast.host.backup.wal.spool import Spool
from holdfast.model.backup import Digest, Encryption, Kind, Manifest
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from tests.host.backup.engines.conformance import PASSWORD, EngineConformance, Subject, versioned
from tests.host.backup.engines.physical import manifest_of, moment_between, own, started
from tests.host.backup.places import open_folder
from tests.host.backup.wal.support import MIB, FaultyS3, archiving, bucket, have_archived, recovery_words, shipping

pytestmark = pytest.mark.integration


@dataclass
class _Rig:
    server: Postgres
    engine: Barman
    store: S3Store
    spool: Spool
    folder: Path
    kept: list[Manifest] = field(default_factory=list)

    @property
    def manifest(self) -> Manifest:
        """Of the newest good one."""
        return self.kept[-1]

    def run(self, number: int = 1, **more: Any) -> Run:
        identity = f"20261125T0315{number:02}Z-physical-1a2b"
        return Run(
            id=identity,
            prefix=f"backups/{identity}/",
            url=self.server.url,
            store=self.store,
            digest=Digest.FULL,
            **more,
        )

    def archived(self) -> None:
        """Have everything that was written so far in the archive."""
        have_archived(self.server, self.spool)


_both = pytest.mark.parametrize("rig", [16, 18], indirect=True, scope="module")
_oldest = pytest.mark.parametrize("rig", [16], indirect=True, scope="module")
_newest = pytest.mark.parametrize("rig", [18], indirect=True, scope="module")


@pytest.fixture(scope="module")
def rig(request: pytest.FixtureRequest) -> Iterator[_Rig]:
    with pytest.MonkeyPatch.context() as patch, EmbeddedAws.start() as aws, open_folder() as folder:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        client = aws.client("s3")
        place = bucket(aws, client)
        versioned(client, place.name)
        archive = WalArchive(place, client=client)
        spool = Spool(folder / "spool", 512 * MIB)
        with (
            archiving(folder / "pg", spool, major=request.param) as server,
            shipping(spool, archive, server.url, sentinel_seconds=0.5),
        ):
            server.execute("CREATE TABLE orders (id int PRIMARY KEY, what text)")
            server.execute("INSERT INTO orders SELECT n, md5(n::text) FROM generate_series(1, 1000) n")
            engine = Barman(
                bucket=place,
                count=counter(Kind.PHYSICAL),
                wal_seconds=60,
                recovery=recovery_words(),
                at_once=True,
            )
            store = S3Store(place.name, place.prefix, client=client)
            made = _Rig(server, engine, store, spool, folder)
            made.kept.append(manifest_of(engine.back_up(made.run()), "barman", made.run().id))
            write_manifest(made.manifest, store)
            server.execute(f"CREATE ROLE keeper SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
            yield made


@_both
def test_what_it_stored_is_named_with_size_tag_and_place_in_the_log(rig: _Rig) -> None:
    found = rig.manifest

    there = {entry.key: (entry.size, entry.etag) for entry in rig.store.entries("barman/")}
    assert {one.key for one in found.objects} == {key for key in there if f"/base/{found.engine_id}/" in key}
    assert all(there[one.key] == (one.size, one.etag) for one in found.objects)
    assert found.start_lsn < found.end_lsn < found.tables_lsn
    assert int(found.server_version.split(".")[0]) == rig.server.major


@_both
def test_the_manifest_knows_the_tables_and_their_rows(rig: _Rig) -> None:
    rows = {table.name: table.rows for table in rig.manifest.tables}

    # The sentinel's table came while the server's role, holdfast, made its own.
    assert (rows.get("public.orders"), set(rows) - {"holdfast_sentinels.sentinel"}) == (1000, {"public.orders"})


@_oldest
def test_a_recovery_to_a_moment_has_the_row_before_it_and_not_the_row_after(rig: _Rig) -> None:
    rig.server.execute("INSERT INTO orders VALUES (-1, 'before')")
    moment = moment_between(rig.server)
    rig.server.execute("INSERT INTO orders VALUES (-2, 'after')")
    rig.archived()
    data = own(rig.folder / "to-moment")

    rig.engine.restore(rig.manifest, rig.store, Target(data_folder=data, until=moment, scratch_folder=rig.folder))

    with started(data, rig.server) as restored:
        assert restored.rows("SELECT what FROM orders WHERE id < 0") == [("before",)]
        assert restored.rows("SHOW archive_mode") == [("off",)]
        ((newest,),) = restored.rows("SELECT max(at) FROM holdfast_sentinels.sentinel")
        ((later,),) = rig.server.execute("SELECT max(at) FROM holdfast_sentinels.sentinel")
        assert newest <= moment < later  # type: ignore[operator]
    rig.server.execute("DELETE FROM orders WHERE id < 0")


@contextmanager
def _without(rig: _Rig, key: str) -> Iterator[None]:
    """An object that is missing for a while."""
    client, place = rig.store.client, rig.engine.bucket
    answer = client.get_object(Bucket=place.name, Key=key)
    body, about = answer["Body"].read(), answer["Metadata"]
    client.delete_object(Bucket=place.name, Key=key)
    try:
        yield
    finally:
        client.put_object(Bucket=place.name, Key=key, Body=body, Metadata=about)


@_newest
def test_a_segment_that_is_missing_stops_the_recovery_and_is_named(rig: _Rig) -> None:
    rig.archived()
    rig.archived()
    after = last_segment(1, rig.manifest.tables_lsn).next().name()
    key = WalArchive(rig.engine.bucket, client=rig.store.client).key(rig.manifest.system_identifier, after)
    data = own(rig.folder / "gap")
    rig.engine.restore(rig.manifest, rig.store, Target(data_folder=data, scratch_folder=rig.folder))
    settings = data / "holdfast-recovery" / "settings.json"
    settings.write_text(settings.read_text().replace("{", '{"patience": {"gap": 1, "pause": 0.2},', 1))

    with _without(rig, key), pytest.raises(AssertionError) as stopped, started(data, rig.server):
        pass

    said = str(stopped.value)
    assert f"holdfast: {after}" in said
    assert "a gap" in said
    assert "child process exited with exit code 150" in said


@_newest
def test_a_folder_that_is_not_empty_is_refused(rig: _Rig) -> None:
    data = own(rig.folder / "full")
    (data / "precious").touch()

    with pytest.raises(BackupError, match="not empty"):
        rig.engine.restore(rig.manifest, rig.store, Target(data_folder=data))


@_newest
def test_wal_that_does_not_come_is_named_and_nothing_of_the_run_stays(
    rig: _Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WalArchive, "has", lambda *_: False)

    with pytest.raises(BackupError, match=r"not in the archive after 0 s: 0000000100000000000000"):
        replace(rig.engine, wal_seconds=0.1).back_up(rig.run(2))

    bases = {entry.key.split("/")[3] for entry in rig.store.entries("barman/") if "/base/" in entry.key}
    assert bases == {rig.manifest.engine_id}


def _barman() -> "psutil.Process":
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if any("barman-cloud-backup" in word for word in process.cmdline()):
                return process
    raise AssertionError("barman does not run")


@contextmanager
def _in_the_middle(rig: _Rig, run: Run, outcome: list[Written | BackupError]) -> Iterator["psutil.Process"]:
    """Barman's process while its first part is on the way, and stays there until the end of the `with`."""

    def back_up() -> None:
        try:
            outcome.append(rig.engine.back_up(run))
        except BackupError as error:
            outcome.append(error)

    with pytest.MonkeyPatch.context() as patch, FaultyS3(os.environ["AWS_ENDPOINT_URL"], holding=True) as faulty:
        patch.setenv("AWS_ENDPOINT_URL_S3", faulty.url)
        thread = threading.Thread(target=back_up)
        thread.start()
        try:
            assert faulty.reached.wait(120), outcome
            yield _barman()
        finally:
            faulty.released.set()
            thread.join(120)
            assert not thread.is_alive()


@_newest
def test_killed_in_the_middle_nothing_is_left_by_the_next_run_which_succeeds(rig: _Rig) -> None:
    outcome: list[Written | BackupError] = []
    with _in_the_middle(rig, rig.run(3), outcome) as process:
        words = " ".join(process.cmdline())
        password = rig.server.url.split(":")[2].split("@")[0]
        assert password not in words
        assert not any(password in value for value in process.environ().values())
        process.kill()
    assert isinstance(outcome[0], BackupError)
    assert "was killed by signal 9" in str(outcome[0])

    written = rig.engine.back_up(rig.run(4))

    bases = {entry.key.split("/")[3] for entry in rig.store.entries("barman/") if "/base/" in entry.key}
    assert bases == {rig.manifest.engine_id, written.engine_id}
    rig.engine.remove(manifest_of(written, "barman", rig.run(4).id), rig.store)


@_newest
def test_a_base_that_was_never_finished_goes_with_the_next_run_though_it_bears_no_name(rig: _Rig) -> None:
    """Barman writes a first backup.info before the data, and its name only into the last one."""
    place = f"barman/{rig.manifest.system_identifier}/base"
    for made, text in {
        "20200101T000000": "status=STARTED\nbackup_name=None\n",
        "20200102T000000": "status=DONE\nbackup_name=None\n",
    }.items():
        rig.store.write("base", f"{place}/{made}/backup.info", (text.encode(),))
        rig.store.write("base", f"{place}/{made}/data.tar", (b"data",))

    rig.engine._sweep(rig.store, rig.manifest.system_identifier)

    bases = {entry.key.split("/")[3] for entry in rig.store.entries("barman/") if "/base/" in entry.key}
    assert bases == {rig.manifest.engine_id, "20200102T000000"}
    rig.store.remove([f"{place}/20200102T000000/{name}" for name in ("backup.info", "data.tar")])


@_newest
def test_a_server_that_restarts_in_the_middle_makes_no_backup(rig: _Rig) -> None:
    outcome: list[Written | BackupError] = []
    with _in_the_middle(rig, rig.run(5), outcome):
        rig.server.restart()

    assert isinstance(outcome[0], BackupError)
    bases = {entry.key.split("/")[3] for entry in rig.store.entries("barman/") if "/base/" in entry.key}
    assert bases >= {rig.manifest.engine_id}


@_newest
def test_a_clients_key_is_refused_and_the_way_out_is_named(rig: _Rig) -> None:
    with pytest.raises(BackupError, match="cannot encrypt for a client's key") as refused:
        rig.engine.back_up(rig.run(6, encryption=Encryption.CLIENT))

    assert "pgbackrest" in refused.value.next_step


@_newest
def test_a_cluster_that_archives_nothing_is_refused(tmp_path: Path, rig: _Rig) -> None:
    with Postgres.start(tmp_path, major=rig.server.major) as server, pytest.raises(BackupError, match="archive_mode"):
        rig.engine.back_up(replace(rig.run(7), url=server.url))


@_newest
def test_without_barman_it_says_what_to_install(rig: _Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rig.engine.missing() == ""

    monkeypatch.setattr("sys.executable", "/nowhere/python")
    monkeypatch.setenv("PATH", os.devnull)

    assert "barman-cli-cloud" in rig.engine.missing()


def test_lines_of_a_backup_info_that_are_none_are_passed_over() -> None:
    assert parse_info("a=1\n\nnonsense\nb = x=y \n") == {"a": "1", "b": "x=y"}


@pytest.fixture
def subject(rig: _Rig) -> Subject:
    url = f"postgresql://keeper:{PASSWORD}@127.0.0.1:{rig.server.port}/postgres"
    return Subject(rig.engine, rig.store, url, partial(_restored, rig), kept=rig.kept, moments=(0.5, 1.5))


@contextmanager
def _restored(rig: _Rig, manifest: Manifest) -> Iterator[str]:
    data = own(rig.folder / f"back-{len(list(rig.folder.iterdir()))}")
    target = Target(data_folder=data, until_lsn=manifest.tables_lsn, scratch_folder=rig.folder)
    rig.engine.restore(manifest, rig.store, target)
    with started(data, rig.server) as back:
        yield back.url


@_newest
class TestBarman(EngineConformance):
    """All that every engine owes."""
