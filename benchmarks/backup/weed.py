"""A real S3 server for benchmarks: seaweedfs, on loopback, its data in one folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from holdfast.rig.ports import free_port
from holdfast.rig.processes import wait_until

KEYS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",  # pragma: allowlist secret
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


BUCKET = "benchmark"
SPEC = f"""
name = "bench"
[environments.production.database]
placement = "host"
[[environments.production.buckets]]
name = "{BUCKET}"
purpose = "backup"
"""


def client(url: str) -> Any:
    """boto3's client of it."""
    import boto3  # type: ignore[import-untyped]

    names = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}  # pragma: allowlist secret
    return boto3.client("s3", endpoint_url=url, region_name="us-east-1", **names)


@contextmanager
def weed(folder: Path, bucket: str) -> Iterator[str]:
    """Start it with an empty bucket; its URL, which this process's AWS variables name, too."""
    folder.mkdir(parents=True)
    ports = {name: free_port() for name in ("s3.port", "master.port", "volume.port", "filer.port")}
    grpc = {f"{name.split('.')[0]}.port.grpc": free_port() for name in ports}
    words = [f"-{name}={port}" for name, port in {**ports, **grpc}.items()]
    # Two more servers, each on a port of its own: a second S3 on the machine would end at once.
    words += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    command = [str(Path(sys.executable).parent / "weed"), "server", f"-dir={folder}", "-s3", "-ip=127.0.0.1", *words]
    started = subprocess.Popen(
        [*command, "-volume.max=40"],
        # Without a key of its own it refuses server-side encryption.
        env={**os.environ, "WEED_S3_SSE_KEY": "for benchmarks alone"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{ports['s3.port']}"
    try:
        s3 = client(url)

        def answers() -> bool:
            from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

            try:
                s3.create_bucket(Bucket=bucket)
            except (BotoCoreError, ClientError):
                return False
            return True

        wait_until(answers, "seaweedfs", seconds=60, pause=0.3)
        os.environ.update({**KEYS, "AWS_ENDPOINT_URL": url})
        yield url
    finally:
        started.terminate()
        started.wait(30)
