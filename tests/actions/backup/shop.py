"""A small shop with a database, a bucket and backups, for tests that restore them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from holdfast.actions.backup.parts import Parts, parts_of
from holdfast.actions.backup.place import Place
from holdfast.host.backup.engines.engine import Engine, Run
from holdfast.host.backup.engines.pg_dump import PgDump
from holdfast.host.backup.manifests import folder, new_id, write_manifest
from holdfast.host.backup.programs import FOLDER_VARIABLE
from holdfast.model.backup import Digest, Encryption, Manifest
from holdfast.model.product import Product
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from tests.host.backup.places import open_folder

BUCKET = "shop-backups"
TABLES = """
CREATE ROLE clerk LOGIN PASSWORD 'clerks-secret';
CREATE TABLE orders (id int PRIMARY KEY, cake text NOT NULL, paid boolean NOT NULL);
CREATE TABLE cakes (name text PRIMARY KEY, price int);
CREATE VIEW unpaid AS SELECT * FROM orders WHERE NOT paid;
INSERT INTO cakes SELECT '치즈 ' || i, i FROM generate_series(1, 50) i;
INSERT INTO orders SELECT i, '치즈 ' || i % 50, i % 3 = 0 FROM generate_series(1, 2000) i;
GRANT SELECT ON orders TO clerk;
ALTER TABLE cakes OWNER TO clerk;
"""


@dataclass(slots=True)
class Shop:
    """One product in one environment."""

    server: Postgres
    place: Place
    url: str = field(repr=False)
    aws: EmbeddedAws = field(repr=False)

    def back_up(
        self,
        engine: Engine | None = None,
        *,
        recipient: str = "",
        change: dict[str, object] | None = None,
    ) -> Manifest:
        """Make one backup, as a run does; `change` alters what its manifest says."""
        known = engine or PgDump()
        store = self.place.store()
        started = datetime.now(UTC)
        made = new_id(known.kind, started)
        encryption = Encryption.CLIENT if recipient else Encryption.S3
        run = Run(
            id=made,
            prefix=folder(made),
            url=self.url,
            store=store,
            encryption=encryption,
            key_id=recipient,
            digest=Digest.FULL,
        )
        written = known.back_up(run)
        manifest = Manifest(
            id=made,
            kind=known.kind,
            engine=known.name,
            product=self.place.product.name,
            environment=self.place.name,
            database=written.database,
            system_identifier=written.system_identifier,
            server_version=written.server_version,
            started_at=started,
            finished_at=datetime.now(UTC),
            start_lsn=written.start_lsn,
            end_lsn=written.end_lsn,
            timeline=written.timeline,
            source_bytes=written.source_bytes,
            objects=written.objects,
            tables=written.tables,
            digest=Digest.FULL,
            tools=written.tools,
            encryption=encryption,
            key_id=recipient,
            tables_lsn=written.tables_lsn,
            engine_id=written.engine_id,
        )
        changed = replace(manifest, **(change or {}))  # type: ignore[arg-type]
        write_manifest(changed, store)
        return changed

    def parts(self) -> Parts:
        """The real ones."""
        return parts_of(self.place)

    def ask(self, query: str, url: str = "") -> object:
        """The first value of a query."""
        with psycopg.connect(url or self.url, autocommit=True) as connection:
            row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None

    def do(self, statement: str, url: str = "") -> None:
        """Run statements."""
        with psycopg.connect(url or self.url, autocommit=True) as connection:
            connection.execute(statement.encode())


def product(data_folder: Path, **backup: object) -> Product:
    """The spec."""
    environment: dict[str, Any] = {
        "database": {"placement": "host"},
        "buckets": [{"name": BUCKET, "purpose": "backup"}],
        "backup": {"data_folder": str(data_folder), **backup},
    }
    return Product.model_validate({"name": "shop", "environments": {"production": environment}})


@contextmanager
def opened(server: Postgres, aws: EmbeddedAws, home: Path, **backup: object) -> Iterator[Shop]:
    """A shop on a running server, with a database called `shop`; the process's variables lead to `aws`."""
    client = aws.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": aws.region})
    url = server.create_database("shop")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
    environ = {**aws.environment(), "DATABASE_URL": url}
    place = Place(product(home / "data", **backup), "production", BUCKET, "shop/production", environ, home / "state")
    yield Shop(server, place, url, aws)


@contextmanager
def running(folder: Path, *, major: int, **backup: object) -> Iterator[Shop]:
    """A shop with a server and an S3 of its own, for a module; the process's variables lead to them meanwhile."""
    with (
        pytest.MonkeyPatch.context() as patch,
        EmbeddedAws.start() as aws,
        Postgres.start(folder, major=major) as server,
        open_folder() as home,
    ):
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        patch.setenv(FOLDER_VARIABLE, str(server.binaries))
        with opened(server, aws, home, **backup) as shop:
            yield shop


def tables_of(manifest: Manifest) -> list[str]:
    """Names of the tables that the manifest knows."""
    return [table.name for table in manifest.tables]
