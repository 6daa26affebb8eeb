"""Buckets and their policies."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

import json
from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.fit import fitted
from holdfast.rig.cloudformation.handlers.base import Handler, Place, Properties, gone
from holdfast.rig.cloudformation.handlers.bucket import PARTS, Part


class Bucket(Handler):
    """A bucket, each of whose properties is a call of its own."""

    kind = "AWS::S3::Bucket"
    named = "BucketName"
    longest = 63
    lower = True

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it and set each property."""
        own = str(given.get("BucketName", name))
        where: Any = (
            {} if at.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": at.region}}
        )
        lock = str(given.get("ObjectLockEnabled", "")).lower() == "true"
        locked: Any = {"ObjectLockEnabledForBucket": True} if lock else {}
        at.call("s3", "create_bucket", Bucket=own, **where, **locked)
        whole = False
        try:
            self.update(at, own, {}, given)
            whole = True
        finally:
            if not whole:
                self.delete(at, own)
        return own

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set each property that differs, and take away those that are gone."""
        for part in PARTS:
            old, new = before.get(part.prop), after.get(part.prop)
            if old != new:
                self._set(at, physical, part, old, new)

    def _set(self, at: Place, bucket: str, part: Part, old: Any, new: Any) -> None:
        if part.each:
            lost = {one["Id"] for one in old or ()} - {one["Id"] for one in new or ()}
            for number in sorted(lost):
                at.call("s3", part.remove, Bucket=bucket, Id=number)
            for one in new or ():
                self._put(at, bucket, part, part.given(one), Id=one["Id"])
        elif new is not None:
            self._put(at, bucket, part, part.given(new))
        elif part.remove:
            at.call("s3", part.remove, Bucket=bucket)
        else:
            self._put(at, bucket, part, part.nothing)

    def _put(self, at: Place, bucket: str, part: Part, value: Any, **extra: str) -> None:
        client = at.client("s3")
        shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[part.put]).input_shape
        getattr(client, part.put)(Bucket=bucket, **extra, **{part.inside: fitted(value, shape.members[part.inside])})

    @property
    def silent(self) -> bool:
        """One of one's own is given again in us-east-1, where CloudFormation refuses it."""
        return True

    def exists(self, at: Place, physical: str) -> bool:
        """Whether it is there."""
        return self._place(at, physical) is not None

    @staticmethod
    def _place(at: Place, physical: str) -> str | None:
        from botocore.exceptions import ClientError  # type: ignore[import-untyped]

        try:
            found = at.call("s3", "get_bucket_location", Bucket=physical)
        except ClientError as error:
            if gone(error):
                return None
            raise
        return str(found["LocationConstraint"] or "us-east-1")

    def read(self, at: Place, physical: str) -> Properties | None:
        """Every property that is set."""
        place = self._place(at, physical)
        if place is None:
            return None
        found: dict[str, Any] = {"BucketName": physical, "region": place}
        for part in PARTS:
            value = self._get(at, physical, part)
            if value:
                found[part.prop] = part.shown(value)
        lock = found.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled")
        return {**found, "ObjectLockEnabled": lock == "Enabled"}

    def _get(self, at: Place, bucket: str, part: Part) -> Any:
        from botocore.exceptions import ClientError

        try:
            answer = at.call("s3", part.get or part.put.replace("put_", "get_", 1), Bucket=bucket)
        except ClientError as error:
            if gone(error) or _code(error) == "ServerSideEncryptionConfigurationNotFoundError":
                return None
            raise
        return answer.get(part.read) if part.read else {k: v for k, v in answer.items() if k != "ResponseMetadata"}

    def delete(self, at: Place, physical: str) -> None:
        """End it; AWS refuses while anything is in it, old versions too."""
        versions = at.call("s3", "list_object_versions", Bucket=physical, MaxKeys=1)
        if versions.get("Versions") or versions.get("DeleteMarkers"):
            from botocore.exceptions import ClientError

            said = {
                "Code": "BucketNotEmpty",
                "Message": "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
            }
            raise ClientError({"Error": said}, "DeleteBucket")
        at.call("s3", "delete_bucket", Bucket=physical)

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """Its ARN and its names in the domain system."""
        return {
            "Arn": f"arn:aws:s3:::{physical}",
            "DomainName": f"{physical}.s3.amazonaws.com",
            "RegionalDomainName": f"{physical}.s3.{at.region}.amazonaws.com",
            "DualStackDomainName": f"{physical}.s3.dualstack.{at.region}.amazonaws.com",
            "WebsiteURL": f"http://{physical}.s3-website-{at.region}.amazonaws.com",
        }


def _code(error: Any) -> str:
    return str(error.response["Error"].get("Code", ""))


class BucketPolicy(Handler):
    """Who may what with a bucket."""

    kind = "AWS::S3::BucketPolicy"

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Put it; a bucket that has one already refuses, as AWS's does."""
        bucket = str(given["Bucket"])
        at.call("s3", "put_bucket_policy", Bucket=bucket, Policy=_document(given["PolicyDocument"]))
        return bucket

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Put another."""
        at.call("s3", "put_bucket_policy", Bucket=physical, Policy=_document(after["PolicyDocument"]))

    def read(self, at: Place, physical: str) -> Properties | None:
        """What it says."""
        from botocore.exceptions import ClientError

        try:
            policy = at.call("s3", "get_bucket_policy", Bucket=physical)["Policy"]
        except ClientError as error:
            if gone(error):
                return None
            raise
        return {"Bucket": physical, "PolicyDocument": json.loads(policy)}

    def delete(self, at: Place, physical: str) -> None:
        """Take it away."""
        at.call("s3", "delete_bucket_policy", Bucket=physical)


def _document(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


HANDLERS: tuple[Handler, ...] = (Bucket(), BucketPolicy())
