"""Where the backups of an environment are: from the spec, the options and the variables."""

from pathlib import Path

import pytest

from holdfast.actions.backup.place import find_place
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.model.backup import Encryption
from holdfast.model.errors import UsageError

_SPEC = """
name = "shop"
region = "eu-west-1"
[environments.production]
[[environments.production.buckets]]
name = "shop-uploads"
[[environments.production.buckets]]
name = "shop-backups"
purpose = "backup"
"""


def _write(folder: Path, more: str = "") -> Path:
    path = folder / "holdfast.toml"
    path.write_text(_SPEC + more, encoding="utf-8")
    return path


def test_the_bucket_for_backups_holds_them_below_product_and_environment(tmp_path: Path) -> None:
    place = find_place(_write(tmp_path), None, environ={})

    assert (place.bucket, place.prefix, place.region) == ("shop-backups", "shop/production", "eu-west-1")
    assert place.state == Path("/var/lib/holdfast/shop-production")
    assert place.encryption == (Encryption.S3, "")


@pytest.mark.parametrize(
    ("store", "expected"),
    [("s3://other/deep/er/", ("other", "deep/er")), ("s3://other", ("other", "shop/production"))],
)
def test_the_option_names_another_store(tmp_path: Path, store: str, expected: tuple[str, str]) -> None:
    place = find_place(_write(tmp_path), "production", store, environ={})

    assert (place.bucket, place.prefix) == expected


@pytest.mark.parametrize("store", ["/var/backups", "https://bucket/x", "s3://", "s3://bucket/x?y=1", "s3:bucket"])
def test_an_option_that_names_no_store_is_wrong_usage(tmp_path: Path, store: str) -> None:
    with pytest.raises(UsageError, match="not a store"):
        find_place(_write(tmp_path), None, store, environ={})


@pytest.mark.parametrize(
    ("more", "happened"),
    [
        (
            '[[environments.production.buckets]]\nname = "second"\npurpose = "backup"\n',
            "several buckets are for backups",
        ),
        ('[environments.other]\ndomains = ["x.example"]\n', "no bucket is for backups"),
    ],
)
def test_there_must_be_exactly_one_bucket_for_backups(tmp_path: Path, more: str, happened: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_place(_write(tmp_path, more), "other" if "other" in more else "production", environ={})

    assert (caught.value.happened, "--store" in caught.value.next_step) == (happened, True)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('kms_key = "alias/shop"', (Encryption.KMS, "alias/shop")),
        (f'client_recipient = "age1{"q" * 58}"', (Encryption.CLIENT, f"age1{'q' * 58}")),
        (f'kms_key = "alias/shop"\nclient_recipient = "age1{"q" * 58}"', (Encryption.CLIENT, f"age1{'q' * 58}")),
    ],
)
def test_the_spec_says_who_holds_the_key(tmp_path: Path, line: str, expected: tuple[Encryption, str]) -> None:
    place = find_place(_write(tmp_path, f"[environments.production.backup]\n{line}\n"), None, environ={})

    assert place.encryption == expected


def test_the_database_s_url_comes_from_the_environment_alone(tmp_path: Path) -> None:
    place = find_place(_write(tmp_path), None, environ={"DATABASE_URL": "postgresql://u:secret@db/shop"})

    assert place.url() == "postgresql://u:secret@db/shop"


def test_a_missing_url_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(BackupError) as caught:
        find_place(_write(tmp_path), None, environ={}).url()

    assert (caught.value.cause, caught.value.where) == (Cause.DATABASE, "DATABASE_URL")
    assert "holdfast launch --environment production -- holdfast backup" in caught.value.next_step


def test_a_place_does_not_show_the_variables(tmp_path: Path) -> None:
    assert "canary" not in repr(
        find_place(_write(tmp_path), None, environ={"DATABASE_URL": "postgresql://u:canary@db/x"})
    )
