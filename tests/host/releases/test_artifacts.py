"""Bundles in the bucket: stored once for each commit, compared by S3, and known by their beginning."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfast.host.releases.artifacts import find, look_inside, publish
from holdfast.host.releases.bundle import Identity, Packed, pack
from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.objects import Objects
from holdfast.model.releases import Making

pytestmark = pytest.mark.integration

COMMIT = "a" * 40


def packed(folder: Path, text: str) -> Packed:
    (folder / "holdfast.toml").write_text(text)
    identity = Identity("shop", COMMIT, "v1", datetime(2026, 11, 26, tzinfo=UTC))
    return pack(folder, ("holdfast.toml",), identity, Making(), folder / "x.tgz")


def test_a_bundle_is_stored_once_and_the_first_stays(objects: Objects, tmp_path: Path) -> None:
    assert find(objects, COMMIT) is None
    first = packed(tmp_path, 'name = "shop"\n')
    stored = publish(objects, first.path, first.digest, COMMIT, "v1")
    other = packed(tmp_path, 'name = "shop"  # another build\n')
    again = publish(objects, other.path, other.digest, COMMIT, "v1")

    assert (stored.fresh, stored.digest, stored.tag, stored.key) == (
        True,
        first.digest,
        "v1",
        f"bundles/{COMMIT}.tgz",
    )
    assert (again.fresh, again.digest, again.etag) == (False, first.digest, stored.etag)
    found = find(objects, COMMIT)
    assert found is not None
    assert look_inside(objects, found).commit == COMMIT


def test_what_lies_there_under_a_commits_name_and_is_no_bundle_is_found_out(objects: Objects) -> None:
    objects.client.put_object(Bucket=objects.bucket, Key=f"bundles/{COMMIT}.tgz", Body=b"not a bundle")
    found = find(objects, COMMIT)
    assert found is not None

    with pytest.raises(ReleaseError, match="corrupt"):
        look_inside(objects, found)
