"""Objects that two writers cannot overwrite, on a real S3 interface."""

from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.releases.objects import Objects
from holdfast.model.errors import HoldfastError

pytestmark = pytest.mark.integration


def test_what_is_there_is_not_written_again_but_the_same_bytes_are_ours(objects: Objects) -> None:
    assert objects.create("a", b"mine")
    assert not objects.create("a", b"theirs")
    assert objects.create("a", b"mine"), "an answer was lost, and the same was asked again"
    stored = objects.read("a")
    assert stored is not None
    assert stored.body == b"mine"
    assert stored.age < 60


def test_of_two_who_replace_the_same_only_one_does(objects: Objects) -> None:
    objects.create("a", b"0")
    stored = objects.read("a")
    assert stored is not None

    assert objects.replace("a", b"1", stored.etag)
    assert not objects.replace("a", b"2", stored.etag)


def test_keys_come_in_order(objects: Objects) -> None:
    for name in ("b/2", "b/1", "a/1"):
        objects.create(name, b"x")

    assert list(objects.keys("b/")) == ["b/1", "b/2"]
    assert objects.read("nothing") is None


def test_a_bucket_that_is_not_there_is_told_with_the_next_step(objects: Objects) -> None:
    other = Objects("no-such-bucket-here", "eu-west-1", objects.client)

    with pytest.raises(HoldfastError, match="no bucket of artifacts") as failed:
        other.read("a")
    assert "holdfast deploy" in failed.value.next_step


class Denying:
    """S3 as a role sees it that may list some prefixes alone: 403 for what is not there."""

    def __init__(self, client: Any, keys: list[str]) -> None:
        self._client, self._keys = client, keys

    def get_object(self, **_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "GetObject")

    def list_objects_v2(self, Prefix: str, **_: object) -> dict[str, object]:  # noqa: N803 - boto3's name
        return {"Contents": [{"Key": key} for key in self._keys if key.startswith(Prefix)]}


def test_a_refusal_for_what_is_not_there_means_that_it_is_not_there(objects: Objects) -> None:
    assert Objects(objects.bucket, "eu-west-1", Denying(objects.client, ["a2"])).read("a") is None


def test_a_refusal_for_what_is_there_stays_one(objects: Objects) -> None:
    with pytest.raises(HoldfastError, match="denies"):
        Objects(objects.bucket, "eu-west-1", Denying(objects.client, ["a"])).read("a")
