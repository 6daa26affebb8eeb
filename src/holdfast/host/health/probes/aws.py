"""Asks S3 and Secrets Manager whether this host may use its bucket and its secret; no content is read.

Only botocore's credentials, signer and HTTP session are used. Its clients load the description of the whole service,
which costs 13 MB for these two calls (measured 2026-11-25), of the 80 MB that an agent may take.
"""

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import botocore.session  # type: ignore[import-untyped]
from botocore.auth import S3SigV4Auth, SigV4Auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.exceptions import (  # type: ignore[import-untyped]
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.httpsession import URLLib3Session  # type: ignore[import-untyped]

from holdfast.host.health.probe import Answer

_CODES = {
    "ResourceNotFoundException": "there is no such secret in {region}",
    "AccessDeniedException": "denied: its role needs secretsmanager:DescribeSecret",
    "UnrecognizedClientException": "its credentials are not accepted",
    "InvalidSignatureException": "its credentials are not accepted",
    "ExpiredTokenException": "its credentials have expired",
    "ThrottlingException": "too many requests: AWS throttles",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request to AWS."""

    service: str
    region: str
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Caller:
    """Signs and sends single requests; shared by the probes of one agent, each in its own thread.

    Args:
        region: of the bucket and the secrets.
        timeout: seconds to connect, and to wait for the answer.
        environ: where `AWS_ENDPOINT_URL…` may stand.
    """

    def __init__(self, region: str, timeout: float, environ: Mapping[str, str] = os.environ) -> None:
        self.region = region
        self._environ = environ
        self._session = botocore.session.Session()
        self._http = URLLib3Session(timeout=(timeout, timeout))
        self._lock = threading.Lock()

    def endpoint(self, service: str, region: str) -> str:
        """The address of a service: what `AWS_ENDPOINT_URL_<SERVICE>` or `AWS_ENDPOINT_URL` says, else AWS's own."""
        own = self._environ.get(f"AWS_ENDPOINT_URL_{'SECRETS_MANAGER' if service == 'secretsmanager' else 'S3'}")
        given = own or self._environ.get("AWS_ENDPOINT_URL")
        suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
        return (given or f"https://{service}.{region}.{suffix}").rstrip("/")

    def send(self, call: Call) -> tuple[int, bytes]:
        """The status and the body of one signed request.

        Raises:
            BotoCoreError: no credentials, no connection, or no answer in time.
            ClientError: the role cannot be assumed.
        """
        with self._lock:
            # The first call may ask the metadata service or STS; later ones only when the credentials run out.
            credentials = self._session.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        frozen = credentials.get_frozen_credentials()
        url = self.endpoint(call.service, call.region) + call.path
        request = AWSRequest(method=call.method, url=url, data=call.body, headers=dict(call.headers))
        signer = S3SigV4Auth if call.service == "s3" else SigV4Auth
        signer(frozen, call.service, call.region).add_auth(request)
        answered = self._http.send(request.prepare())
        return answered.status_code, answered.content


@dataclass(frozen=True, slots=True)
class Bucket:
    """Whether the bucket is there and may be listed (HeadBucket, which takes `s3:ListBucket`)."""

    name: str
    caller: Caller

    def ask(self) -> Answer:
        """Send one HEAD."""
        answered = _sent(self.caller, Call("s3", self.caller.region, "HEAD", f"/{self.name}"))
        if isinstance(answered, Answer):
            return answered
        status, _ = answered
        if status < 300:
            return Answer(ok=True, reason="it answers")
        known = {
            301: "it is in another region",
            400: "its region or the credentials are wrong",
            403: "denied: its role needs s3:ListBucket",
            404: "there is no such bucket",
            503: "too many requests: AWS throttles",
        }
        return Answer(ok=False, reason=known.get(status, f"S3 answers {status}"))

    def abandon(self) -> None:
        """Do nothing: the request ends at its own time-out."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Whether the secret is there and usable (DescribeSecret, which never carries its value)."""

    name: str
    caller: Caller

    def ask(self) -> Answer:
        """Send one DescribeSecret; the region of an ARN wins over the product's."""
        region = self.name.split(":")[3] if self.name.startswith("arn:") and self.name.count(":") >= 6 else ""
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "secretsmanager.DescribeSecret",
        }
        body = json.dumps({"SecretId": self.name}).encode()
        where = region or self.caller.region
        answered = _sent(self.caller, Call("secretsmanager", where, "POST", "/", headers, body))
        if isinstance(answered, Answer):
            return answered
        status, data = answered
        content = _object(data)
        if status < 300 and content.get("DeletedDate"):
            return Answer(ok=False, reason="it is scheduled for deletion")
        if status < 300:
            return Answer(ok=True, reason="it answers")
        code = str(content.get("__type", "")).rpartition("#")[2]
        return Answer(ok=False, reason=_CODES.get(code, f"Secrets Manager answers {status}").format(region=where))

    def abandon(self) -> None:
        """Do nothing: the request ends at its own time-out."""


def _sent(caller: Caller, call: Call) -> tuple[int, bytes] | Answer:
    try:
        return caller.send(call)
    except NoCredentialsError:
        return Answer(ok=False, reason="there are no AWS credentials on this host")
    except (CredentialRetrievalError, PartialCredentialsError, ClientError):
        return Answer(ok=False, reason="its AWS credentials cannot be used")
    except BotoCoreError:
        return Answer(ok=False, reason="AWS cannot be reached")


def _object(data: bytes) -> Mapping[str, object]:
    try:
        content = json.loads(data or b"{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
