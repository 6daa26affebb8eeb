"""AWS in small, once for each file of tests of what lies in the bucket of artifacts."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.host.releases.objects import Objects
from holdfast.rig.aws import EmbeddedAws

REGION = "eu-west-1"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(REGION) as aws:
        yield aws


@pytest.fixture
def objects(aws: EmbeddedAws) -> Objects:
    # A bucket for each test: having the server forget everything takes longer than most of them.
    client: Any = aws.client("s3")
    bucket = f"artifacts-{uuid.uuid4().hex[:12]}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    return Objects(bucket, REGION, client)
