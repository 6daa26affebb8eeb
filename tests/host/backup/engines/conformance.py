"""What every engine of backups must do, whatever it makes them with: one suite, one class for each engine below it."""

import itertools
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from holdfast.host.backup.compare import differences
from holdfast.host.backup.engines.engine import Engine, Run, Written
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.manifests import folder, new_id, write_manifest
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.store import Store
from holdfast.host.backup.tables import counter
from holdfast.model.backup import Digest, Encryption, Manifest, StoredObject, TableState

PASSWORD = "not-for-argv-7c1e"  # pragma: allowlist secret
"""Of the role in `Subject.url`: no process may show it."""


@dataclass(frozen=True)
class Subject:
    """One engine with everything that it works on.

    Attributes:
        engine: the engine.
        store: where its backups go.
        url: of the database, with `PASSWORD` in it.
        restored: brings a backup back into an empty target, and gives the URL of a server that shows it.
        encryption: who holds the key.
        key_id: which key.
        slow: makes the database so large that a backup takes a moment; for those that are killed.
        kept: good backups that were made already, where one takes long; the last is the newest.
        moments: seconds after which runs are killed.
    """

    engine: Engine
    store: Store
    url: str = field(repr=False)
    restored: Callable[[Manifest], AbstractContextManager[str]]
    encryption: Encryption = Encryption.S3
    key_id: str = ""
    slow: Callable[[], None] = lambda: None
    kept: list[Manifest] = field(default_factory=list)
    moments: tuple[float, ...] = (0.05, 0.2, 0.4)

    def run(self) -> Run:
        """One backup to make."""
        made = new_id(self.engine.kind, datetime.now(UTC))
        return Run(
            id=made,
            prefix=folder(made),
            url=self.url,
            store=self.store,
            encryption=self.encryption,
            key_id=self.key_id,
            digest=Digest.FULL,
        )

    def back_up(self) -> Manifest:
        """Make one, and write its manifest as the use case does."""
        run = self.run()
        manifest = manifest_of(self.engine, run, self.engine.back_up(run))
        write_manifest(manifest, self.store)
        if self.kept:
            self.kept.append(manifest)
        return manifest

    def good(self) -> Manifest:
        """One that was made already, or a new one."""
        return self.kept[-1] if self.kept else self.back_up()

    def tables(self, url: str = "") -> tuple[TableState, ...]:
        """The tables as they are now."""
        with psycopg.connect(url or self.url) as connection:
            return counter(self.engine.kind)(connection, Digest.FULL)

    def require_same(self, manifest: Manifest) -> None:
        """Bring one back, and hold it against its manifest."""
        with self.restored(manifest) as url:
            assert differences(manifest.tables, self.tables(url)) == ()


def manifest_of(engine: Engine, run: Run, written: Written) -> Manifest:
    """The manifest that says what an engine wrote."""
    moment = datetime.now(UTC)
    facts = {name: getattr(written, name) for name in Written.__slots__}
    return Manifest(
        id=run.id,
        kind=engine.kind,
        engine=engine.name,
        product="shop",
        environment="production",
        started_at=moment,
        finished_at=moment,
        digest=run.digest,
        encryption=run.encryption,
        key_id=run.key_id,
        **facts,
    )


class EngineConformance:
    """Subclass it as `Test…`, and give it a fixture `subject`; add what is special about the engine beside it."""

    def test_nothing_is_missing_where_it_is_tried(self, subject: Subject) -> None:
        assert subject.engine.missing() == ""

    def test_what_comes_back_is_what_was_there(self, subject: Subject) -> None:
        before = subject.tables()
        manifest = subject.good()

        # Sentinels are written all the time.
        changing = {table.name for table in before if table.name.startswith("holdfast_sentinels.")}
        assert len(before) > len(changing)
        assert [one for one in manifest.tables if one.name not in changing] == [
            one for one in before if one.name not in changing
        ]
        subject.require_same(manifest)

    def test_the_manifest_says_what_is_stored_and_of_which_server(self, subject: Subject) -> None:
        manifest = subject.good()
        there = {entry.key: (entry.size, entry.etag) for entry in subject.store.entries()}

        assert manifest.objects
        assert {one.key: (one.size, one.etag) for one in manifest.objects}.items() <= there.items()
        assert len({one.role for one in manifest.objects}) == len(manifest.objects)
        assert read_holdings(subject.store).good[-1] == manifest
        with psycopg.connect(subject.url) as connection:
            row = connection.execute("SELECT current_setting('server_version'), current_database()").fetchone()
        assert row is not None
        assert (manifest.server_version, manifest.database) == (row[0].split()[0], row[1])
        assert manifest.source_bytes > 1 << 20
        assert manifest.tools
        assert manifest.end_lsn

    def test_a_harmed_object_is_never_restored_as_if_nothing_were(self, subject: Subject) -> None:
        manifest = subject.good()

        for stored, harm in itertools.product(manifest.objects, ("flipped", "truncated", "missing")):
            with harmed(subject.store, stored, harm):
                with pytest.raises(BackupError) as caught, subject.restored(manifest):
                    pass
                assert caught.value.where
                assert caught.value.next_step
                assert PASSWORD not in str(caught.value)
                held = read_holdings(subject.store)
                assert manifest.id not in [one.id for one in held.good]
                assert [one.id for one in held.broken if one.id == manifest.id] == [manifest.id]

    def test_no_process_shows_the_password_while_one_is_made_or_brought_back(self, subject: Subject) -> None:
        subject.slow()
        with watched() as seen:
            manifest = subject.back_up()
            with subject.restored(manifest):
                pass

        assert len(seen.words) > 1
        assert not seen.shown

    def test_a_killed_run_leaves_nothing_good_and_does_not_stop_the_next(self, subject: Subject) -> None:
        subject.slow()
        good = {one.id for one in read_holdings(subject.store).good}
        context = multiprocessing.get_context("fork")

        for moment in subject.moments:
            working = context.Process(target=subject.engine.back_up, args=(subject.run(),))
            working.start()
            time.sleep(moment)
            working.kill()
            working.join()

        assert {one.id for one in read_holdings(subject.store).good} == good
        subject.require_same(subject.back_up())

    def test_a_database_that_is_not_there_is_an_error_in_words(self, subject: Subject) -> None:
        run = replace(subject.run(), url=urlsplit(subject.url)._replace(path="/nowhere").geturl())

        with pytest.raises(BackupError) as caught:
            subject.engine.back_up(run)

        assert PASSWORD not in str(caught.value)
        assert caught.value.next_step

    def test_removing_takes_all_of_it_and_nothing_else(self, subject: Subject) -> None:
        first, second = subject.good(), subject.back_up()

        assert list(subject.engine.remove(first, subject.store)) == []

        left = {entry.key for entry in subject.store.entries()}
        assert not left & {one.key for one in first.objects} - {one.key for one in second.objects}
        assert first.id not in {one.id for one in read_holdings(subject.store).good}
        subject.require_same(second)


@contextmanager
def harmed(store: Store, stored: StoredObject, harm: str) -> Iterator[None]:
    """An object that was changed behind the store's back, for the time of the `with`."""
    whole = store.text(stored.key)
    assert whole is not None
    if harm == "missing":
        store.remove([stored.key])
    elif harm == "truncated":
        store.write(stored.role, stored.key, (whole[:-1],))
    else:
        middle = len(whole) // 2
        store.write(stored.role, stored.key, (whole[:middle], bytes((whole[middle] ^ 4,)), whole[middle + 1 :]))
    try:
        yield
    finally:
        _heal(store, stored, whole)


def versioned(client: Any, bucket: str) -> None:
    """Have a bucket keep what is written over: so `harmed` can give back what was there, tag and all."""
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


def _heal(store: Store, stored: StoredObject, whole: bytes) -> None:
    """Have it as it was, its tag, too, which tells in how many parts an object came."""
    if not isinstance(store, S3Store):
        store.write(stored.role, stored.key, (whole,))
        return
    key = f"{store.prefix}/{stored.key}"
    versions = store.client.list_object_versions(Bucket=store.bucket, Prefix=key)
    for one in (*versions.get("Versions", ()), *versions.get("DeleteMarkers", ())):
        if one["Key"] == key and one.get("ETag", "").strip('"') != stored.etag:
            store.client.delete_object(Bucket=store.bucket, Key=key, VersionId=one["VersionId"])


@dataclass
class Seen:
    """Command lines of all processes below this one, and those among them that show the password."""

    words: set[tuple[str, ...]] = field(default_factory=set)
    shown: set[tuple[str, ...]] = field(default_factory=set)


@contextmanager
def watched() -> Iterator[Seen]:
    """Look at command lines all the time, as any user of the host can."""
    seen, stop = Seen(), threading.Event()

    def look() -> None:
        own = psutil.Process(os.getpid())
        while not stop.is_set():
            for process in own.children(recursive=True):
                try:
                    words = tuple(process.cmdline())
                except psutil.Error:
                    continue
                seen.words.add(words)
                if any(PASSWORD in word for word in words) or PASSWORD in _environment(process.pid):
                    seen.shown.add(words)
            time.sleep(0.005)

    watching = threading.Thread(target=look, daemon=True)
    watching.start()
    try:
        yield seen
    finally:
        stop.set()
        watching.join()


def _environment(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return ""
