"""Settings of AWS's that are none: told as what they are, and not as a fault of the program."""

import pytest

from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.wal.archive import Bucket, WalArchive


def test_an_endpoint_that_is_none_is_told_when_the_store_is_first_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not-an-address")
    store = S3Store("shop-backup", "shop/production", region="us-east-1")

    with pytest.raises(BackupError) as error:
        list(store.entries("backups/"))
    with pytest.raises(BackupError, match="the endpoint is none"):
        WalArchive(Bucket("shop-backup", "shop/production", "us-east-1"))

    assert (error.value.where, error.value.happened) == ("s3://shop-backup/shop/production", "the endpoint is none")
    assert "AWS_ENDPOINT_URL" in error.value.next_step
