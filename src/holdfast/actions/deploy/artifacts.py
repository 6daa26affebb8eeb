"""The artifact bucket: where templates too large for a call lie, and all that hosts fetch when they boot."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from holdfast.actions.deploy.cloud import Cloud, CloudError, asking
from holdfast.actions.deploy.deployed import read_resources
from holdfast.model.errors import IncompleteError
from holdfast.stacks.place import artifacts_stack

INLINE_BYTES = 51_200
"""A larger template must lie in S3 (quota "Template body size in a request", AWS CloudFormation User Guide, 2025)."""
LARGEST_BYTES = 1_000_000
"""No template may be larger, even there (1 MB; same source)."""


def bucket_of(cloud: Cloud, product: str) -> str:
    """The name of the artifact bucket; empty before its stack is deployed.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    found = read_resources(cloud, artifacts_stack(product), cloud.home)
    names = (one.physical_id for one in found if one.kind == "AWS::S3::Bucket" and one.state.endswith("_COMPLETE"))
    return next((name for name in names if name), "")


def text_of(body: Mapping[str, Any]) -> str:
    """A template as it is sent: the least bytes, since a call takes 51,200 of them."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def template_argument(cloud: Cloud, bucket: str, stack: str, region: str, body: Mapping[str, Any]) -> dict[str, str]:
    """How a call to CloudFormation is given a template: whole, or as the address of an upload that is made here.

    Args:
        cloud: the account.
        bucket: the artifact bucket; empty when there is none yet.
        stack: whose template it is.
        region: where the stack is.
        body: the template.

    Raises:
        IncompleteError: it is too large for a call and there is no bucket, or too large for CloudFormation.
        CloudError: the upload failed.
    """
    text = text_of(body)
    size = len(text.encode())
    if size <= INLINE_BYTES:
        return {"TemplateBody": text}
    if size > LARGEST_BYTES or not bucket:
        raise IncompleteError(
            f"the template has {size:,} bytes and CloudFormation takes {LARGEST_BYTES if bucket else INLINE_BYTES:,}",
            where=f"{stack} ({region})",
            next_step="make the product smaller, or split it"
            if bucket
            else "run `holdfast deploy`: the bucket is made first",
        )
    key = f"templates/{stack}/{hashlib.sha256(text.encode()).hexdigest()}.json"
    upload(cloud, bucket, key, text.encode(), "application/json")
    client = cloud.client("s3")
    return {"TemplateURL": f"{_address(client, bucket)}/{key}"}


def upload(cloud: Cloud, bucket: str, key: str, data: bytes, kind: str) -> bool:
    """Put an object that is named by what is in it, unless it is there already; whether it had to be put.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    client = cloud.client("s3")
    try:
        with asking("s3:PutObject", f"{bucket}/{key}"):
            client.put_object(
                Bucket=bucket, Key=key, Body=data, ContentType=kind, IfNoneMatch="*", ChecksumAlgorithm="SHA256"
            )
    except CloudError as error:
        if error.code in {"PreconditionFailed", "ConditionalRequestConflict"}:
            return False
        raise
    return True


def _address(client: Any, bucket: str) -> str:
    # CloudFormation takes only S3's own addresses; an embedded account takes its own.
    endpoint = str(client.meta.endpoint_url)
    if endpoint.endswith(".amazonaws.com") or ".amazonaws.com" in endpoint:
        return f"https://{bucket}.s3.{client.meta.region_name}.amazonaws.com"
    return f"{endpoint}/{bucket}"
