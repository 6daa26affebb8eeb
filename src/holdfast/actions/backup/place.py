"""Where the backups of one environment are, and how its database is reached: what every use case begins with."""

import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from urllib.parse import urlsplit

from holdfast.actions.launch import STATE_VARIABLE, choose_environment, find_product
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.store import Store
from holdfast.model.backup import Encryption
from holdfast.model.errors import UsageError
from holdfast.model.product import Backup, Environment, Product
from holdfast.model.record import record

STATE_FOLDER = Path("/var/lib/holdfast")
"""Where the host keeps what it knows of its own runs: `PRODUCT-ENVIRONMENT/backup.json`."""


@record(frozen=True, slots=True)
class Place:
    """One environment's backups.

    Attributes:
        product: the spec.
        name: the environment's name.
        bucket: where the backups are.
        prefix: what its keys begin with, without a slash at either end.
        environ: variables of this process.
        state_folder: where this host keeps its own state.
    """

    product: Product
    name: str
    bucket: str
    prefix: str
    environ: Mapping[str, str] = field(repr=False)
    state_folder: Path = STATE_FOLDER

    @property
    def environment(self) -> Environment:
        """The environment of the spec."""
        return self.product.environment(self.name)

    @property
    def backup(self) -> Backup:
        """Its table of the spec."""
        return self.environment.backup

    @property
    def encryption(self) -> tuple[Encryption, str]:
        """Who holds the key, and which key: a KMS key, a client's recipient, or none to name."""
        if self.backup.client_recipient:
            return Encryption.CLIENT, self.backup.client_recipient
        if self.backup.kms_key:
            return Encryption.KMS, self.backup.kms_key
        return Encryption.S3, ""

    @property
    def state(self) -> Path:
        """This host's folder for the environment."""
        return self.state_folder / f"{self.product.name}-{self.name}"

    @property
    def region(self) -> str:
        """Region of the bucket: the environment's variable, else the product's home."""
        return self.environ.get("AWS_REGION") or self.environ.get("AWS_DEFAULT_REGION") or self.product.region

    def store(self) -> Store:
        """The store, not asked yet.

        Raises:
            UsageError: the extra `backup` is not installed.
        """
        try:
            from holdfast.host.backup.s3 import S3Store
        except ImportError as error:
            raise UsageError(
                f"{error.name or 'a library'} is not installed", next_step="install holdfast[backup]"
            ) from error
        encryption, key = self.encryption
        kms_key = key if encryption is Encryption.KMS else ""
        return S3Store(self.bucket, self.prefix, region=self.region, kms_key=kms_key)

    def url(self) -> str:
        """The database's connection URL, a secret.

        Raises:
            BackupError: the variable is not set.
        """
        name = self.environment.database.url_variable
        if url := self.environ.get(name):
            return url
        raise BackupError(
            Cause.DATABASE,
            "the database's URL is not in the environment",
            where=name,
            next_step=f"start it through `holdfast launch --environment {self.name} -- holdfast backup …`",
        )


def require_libraries() -> None:
    """Look whether what asks AWS is installed, before anything imports it.

    Raises:
        UsageError: the extra `backup` is not installed.
    """
    from importlib.util import find_spec

    for name in ("boto3", "psycopg", "zstandard"):
        if find_spec(name) is None:
            raise UsageError(f"{name} is not installed", next_step="install holdfast[backup]")


def find_place(
    spec: Path | None, environment: str | None, store: str | None = None, environ: Mapping[str, str] | None = None
) -> Place:
    """The place that the spec and the options name.

    Args:
        spec: holdfast.toml or its folder; the working folder when None.
        environment: its name; else HOLDFAST_ENVIRONMENT, else the spec's only one.
        store: `s3://bucket/prefix` instead of the spec's bucket.
        environ: variables; this process's when None.

    Raises:
        UsageError: there is no spec, no such environment, no bucket for backups, or several.
        SpecError: the spec is not valid.
    """
    known = os.environ if environ is None else environ
    product = find_product(spec)
    name = choose_environment(product, environment, known)
    bucket, prefix = _given(store) if store else (_bucket_of(product, name), "")
    state = Path(known.get(STATE_VARIABLE) or STATE_FOLDER)
    return Place(product, name, bucket, prefix or f"{product.name}/{name}", known, state)


def _given(store: str) -> tuple[str, str]:
    parts = urlsplit(store)
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
        raise UsageError("not a store", where=f"--store {store}", next_step="write it as s3://BUCKET/PREFIX")
    return parts.netloc, parts.path.strip("/")


def _bucket_of(product: Product, name: str) -> str:
    buckets = [bucket.name for bucket in product.environment(name).buckets if bucket.purpose == "backup"]
    if len(buckets) == 1:
        return buckets[0]
    happened = "several buckets are for backups" if buckets else "no bucket is for backups"
    raise UsageError(
        happened,
        where=f"[[environments.{name}.buckets]]",
        next_step='give exactly one `purpose = "backup"`, or name the store with --store s3://BUCKET/PREFIX',
    )
