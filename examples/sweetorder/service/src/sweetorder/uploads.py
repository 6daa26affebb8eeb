"""Gives browsers a signed address to which they may put one photo, straight into the bucket."""

import secrets
from dataclasses import dataclass
from typing import Any

from boto3.session import Session
from botocore.config import Config

from sweetorder.orders import NewUpload

SECONDS = 300
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Upload:
    """Where a photo may be put, with which headers, and under which key it will lie."""

    url: str
    key: str
    headers: dict[str, str]
    seconds: int = SECONDS


class Uploads:
    """Signs uploads into one bucket; signing asks nobody, so it works without network.

    Args:
        bucket: the bucket's name.
        region: its region.
    """

    def __init__(self, bucket: str, region: str) -> None:
        self._bucket = bucket
        # The region's own address: the global one redirects, and a browser does not follow that with its preflight.
        config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
        self._s3: Any = Session(region_name=region).client("s3", config=config)

    def sign(self, owner: str, wanted: NewUpload) -> Upload:
        """An address for one photo of exactly this type and size, under a key that nobody can guess."""
        key = f"{folder_of(owner)}{secrets.token_hex(16)}.{ENDINGS[wanted.content_type]}"
        about = {"Bucket": self._bucket, "Key": key, "ContentType": wanted.content_type, "ContentLength": wanted.bytes}
        url = self._s3.generate_presigned_url("put_object", Params=about, ExpiresIn=SECONDS)
        return Upload(url, key, {"Content-Type": wanted.content_type})


def folder_of(owner: str) -> str:
    """The beginning of the keys of somebody's photos."""
    return f"photos/{owner}/"
