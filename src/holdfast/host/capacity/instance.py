"""Asks the instance metadata service (IMDSv2) which instance this is."""

import http.client
import json
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_ENDPOINT = "http://169.254.169.254"
"""Amazon EC2 User Guide, *Use the Instance Metadata Service*, read 2026-11."""

_WAIT_SECONDS = 1.0
_LARGEST = 64 * 1024
_BURSTABLE = frozenset({"t1", "t2", "t3", "t3a", "t4g"})


@dataclass(frozen=True, slots=True)
class Instance:
    """One EC2 instance, as its identity document describes it."""

    id: str
    type: str
    region: str

    @property
    def earns_credits(self) -> bool:
        """Whether its processor time is paid with credits: T instances."""
        return self.type.partition(".")[0] in _BURSTABLE


def find_instance(environ: Mapping[str, str] = os.environ, wait_seconds: float = _WAIT_SECONDS) -> Instance | None:
    """The instance this runs on; None elsewhere, and when the service is off or does not answer in time.

    `AWS_EC2_METADATA_DISABLED=true` and `AWS_EC2_METADATA_SERVICE_ENDPOINT` mean what they mean to AWS's own SDKs.
    A proxy from the environment is not used: credentials live behind this address.
    """
    if environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return None
    try:
        endpoint = urlsplit(environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT") or DEFAULT_ENDPOINT)
        if endpoint.scheme != "http" or not endpoint.hostname:
            return None
        place = (endpoint.hostname, endpoint.port or 80)
        return _asked(lambda: http.client.HTTPConnection(*place, timeout=wait_seconds))
    except (OSError, http.client.HTTPException, ValueError):
        return None


def host_name(instance: Instance | None) -> str:
    """What this host is called in metrics: the instance's id, else the machine's name."""
    return instance.id if instance else socket.gethostname()


def _asked(connect: Callable[[], http.client.HTTPConnection]) -> Instance | None:
    token = _request(connect(), "PUT", "/latest/api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "60"})
    if token is None:
        return None
    headers = {"X-aws-ec2-metadata-token": token.decode("ascii").strip()}
    body = _request(connect(), "GET", "/latest/dynamic/instance-identity/document", headers)
    document = json.loads(body) if body is not None else None
    if not isinstance(document, dict):
        return None
    values = [document.get(key) for key in ("instanceId", "instanceType", "region")]
    known = [value for value in values if isinstance(value, str) and value]
    return Instance(*known) if len(known) == 3 else None


def _request(
    connection: http.client.HTTPConnection, method: str, path: str, headers: Mapping[str, str]
) -> bytes | None:
    """The body of a 200 answer, else None; the connection is closed."""
    try:
        connection.request(method, path, headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read(_LARGEST)
        return body if answer.status == 200 else None
    finally:
        connection.close()
