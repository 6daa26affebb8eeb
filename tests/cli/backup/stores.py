"""A small S3 with two regions, a spec that names them, and backups that were never made from a database."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from holdfast.actions.backup.place import Place, find_place
from holdfast.cli.main import main
from holdfast.host.backup.manifests import write_manifest, write_proof
from holdfast.host.backup.s3 import S3Store
from holdfast.model.backup import Kind, Manifest, Proof
from holdfast.rig.aws import REGION, EmbeddedAws
from tests.host.backup.made import manifest, proof

COPY_REGION = "ap-northeast-3"
SPEC = """name = "shop"

[environments.production.database]
placement = "{placement}"

[[environments.production.buckets]]
name = "{bucket}"
purpose = "backup"

[environments.production.backup]
point_in_time = {point_in_time}
data_folder = "{data}"
{more}
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """One product with its store."""

    folder: Path
    aws: EmbeddedAws
    store: S3Store
    bucket: str

    @property
    def place(self) -> Place:
        return find_place(self.folder, "production")

    def spec(
        self,
        *,
        placement: str = "host",
        point_in_time: bool = False,
        copy: bool = False,
        more: str = "",
        data: Path | None = None,
    ) -> None:
        if copy:
            more += f'\ncopy_region = "{COPY_REGION}"\ncopy_bucket = "{self.bucket}-copy"\n'
        text = SPEC.format(
            placement=placement,
            bucket=self.bucket,
            data=data or self.folder / "data",
            point_in_time=str(point_in_time).lower(),
            more=more,
        )
        (self.folder / "holdfast.toml").write_text(text, encoding="utf-8")

    def copied(self) -> S3Store:
        return S3Store(f"{self.bucket}-copy", self.store.prefix, client=client_of(self.aws.url, COPY_REGION))

    def put(self, age: timedelta, kind: Kind = Kind.LOGICAL, *, content: bytes = b"dump", **more: Any) -> Manifest:
        """One good backup that was finished so long ago."""
        made = manifest(
            datetime.now(UTC) - age, kind, suffix=hashlib.sha256(repr(age).encode()).hexdigest()[:4], **more
        )
        key = f"backups/{made.id}/database.dump.zst"
        engine_id = f"{made.started_at:%Y%m%dT%H%M%S}"
        if kind is Kind.PHYSICAL:
            key = f"barman/{made.system_identifier}/base/{engine_id}/data.tar"
        stored = self.store.write("database", key, [content])
        whole = _with(made, objects=(stored,), engine_id=engine_id if kind is Kind.PHYSICAL else "")
        write_manifest(whole, self.store)
        return whole

    def prove(self, about: Manifest, age: timedelta = timedelta(hours=1), *, passed: bool = True) -> Proof:
        made = proof(about, datetime.now(UTC).replace(microsecond=0) - age, passed=passed)
        write_proof(made, self.store)
        return made

    def listed(self, store: S3Store | None = None) -> list[str]:
        return [entry.key for entry in (store or self.store).entries()]


def _with(made: Manifest, **more: Any) -> Manifest:
    from dataclasses import replace

    return replace(made, **more)


@cache
def client_of(url: str, region: str) -> Any:
    """A client of S3 in one region; making one takes longer than most tests."""
    return EmbeddedAws(url).client("s3", region)


def make_shop(folder: Path, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, number: int) -> Shop:
    """A product with empty buckets of its own in both regions."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    for name in ("HOLDFAST_ENVIRONMENT", "DATABASE_URL", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOLDFAST_STATE", str(folder / "state"))
    bucket = f"shop-backup-{folder.name.replace('_', '-').lower()[:30].strip('-')}-{number}"
    for name, region in ((bucket, REGION), (f"{bucket}-copy", COPY_REGION)):
        client = client_of(aws.url, region)
        client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    shop = Shop(folder, aws, S3Store(bucket, "shop/production", client=client_of(aws.url, REGION)), bucket)
    shop.spec()
    return shop


def call(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one command, through the top of the command line."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    said = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return int(ended.value.code), said.out, said.err
