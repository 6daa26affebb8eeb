"""Names what AWS, or the way to it, refused: from botocore's exceptions to typed problems, in words that are safe."""

import re
from collections.abc import Mapping
from typing import Any

from botocore import exceptions as aws  # type: ignore[import-untyped]
from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]

from holdfast.model.startup import ProblemKind

# Codes as the services send them: Secrets Manager and Systems Manager API references, "Common errors" of IAM and STS;
# read 2026-11-25. Both spellings of a code occur, with and without `Exception`.
_CODES = {
    "ResourceNotFound": ProblemKind.NOT_FOUND,
    "ParameterNotFound": ProblemKind.NOT_FOUND,
    "ParameterVersionNotFound": ProblemKind.NOT_FOUND,
    "AccessDenied": ProblemKind.DENIED,
    "NotAuthorized": ProblemKind.DENIED,
    "DecryptionFailure": ProblemKind.KMS_DENIED,
    "InvalidKeyId": ProblemKind.KMS_DENIED,
    "Throttling": ProblemKind.THROTTLED,
    "ThrottledException": ProblemKind.THROTTLED,
    "RequestLimitExceeded": ProblemKind.THROTTLED,
    "TooManyRequests": ProblemKind.THROTTLED,
    "ExpiredToken": ProblemKind.EXPIRED_CREDENTIALS,
    "RequestExpired": ProblemKind.CLOCK_WRONG,
    "UnrecognizedClient": ProblemKind.REJECTED_CREDENTIALS,
    "InvalidClientTokenId": ProblemKind.REJECTED_CREDENTIALS,
    "InvalidSignature": ProblemKind.REJECTED_CREDENTIALS,
    "SignatureDoesNotMatch": ProblemKind.REJECTED_CREDENTIALS,
    "IncompleteSignature": ProblemKind.REJECTED_CREDENTIALS,
    "MissingAuthenticationToken": ProblemKind.REJECTED_CREDENTIALS,
}
_CALLER = re.compile(r"User: (arn:aws[a-z-]*:(?:sts|iam)::\d{12}:[\w+=,.@/-]{1,200})")
_ACTION = re.compile(r"perform: ([a-z0-9-]{1,40}:[A-Za-z]{1,80})")
_RESOURCE = re.compile(r"on resource: (arn:aws[a-z-]*:[\w:+=,.@/*?-]{1,600})")
_POLICIES = (
    ("explicit deny", "explicit-deny"),
    ("VPC endpoint policy", "vpc-endpoint"),
    ("service control policy", "service-control"),
    ("permissions boundary", "boundary"),
    ("session policy", "session"),
    ("resource-based policy", "resource-policy"),
)

ODD = (AttributeError, KeyError, TypeError)
"""What botocore's parsers raise on JSON of another shape than the service's."""

RAISED = (aws.BotoCoreError, aws.ClientError, *ODD)
"""What a question to a service raises."""

Failure = tuple[ProblemKind, dict[str, str]]
"""What kind of failure it is, and safe words for its text."""


def of(error: Exception) -> Failure:
    """What a service answered, or what went wrong before it did."""
    return of_answer(error) if isinstance(error, aws.ClientError) else of_way(error)


def of_answer(error: aws.ClientError) -> Failure:
    """What a service answered; of its message only ARNs, an action and well-known phrases are taken."""
    answer: Mapping[str, Any] = error.response
    code = str(answer.get("Error", {}).get("Code", ""))
    message = str(answer.get("Error", {}).get("Message", ""))
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    kind = _CODES.get(code.removesuffix("Exception"), _CODES.get(code))
    if kind is ProblemKind.DENIED:
        return _denied(message)
    if kind is ProblemKind.REJECTED_CREDENTIALS and "Signature expired" in message:
        return ProblemKind.CLOCK_WRONG, {}
    if kind is ProblemKind.THROTTLED:
        return kind, {"retries": str(answer.get("ResponseMetadata", {}).get("RetryAttempts", 0))}
    if kind is not None:
        return kind, {}
    if code.startswith("InvalidRequest") and re.search(
        r"marked (for deletion|deleted)|scheduled for deletion", message
    ):
        return ProblemKind.DELETED, {}
    if isinstance(status, int) and status == 429:
        return ProblemKind.THROTTLED, {"retries": str(answer.get("ResponseMetadata", {}).get("RetryAttempts", 0))}
    if isinstance(status, int) and status >= 500:
        return ProblemKind.SERVER_ERROR, {"status": str(status)}
    if status == 403:
        return ProblemKind.DENIED, {}
    return ProblemKind.REFUSED, {"code": code if re.fullmatch(r"[A-Za-z.]{1,60}", code) else str(status)}


def _denied(message: str) -> Failure:
    params = {
        name: match[1]
        for name, pattern in (("caller", _CALLER), ("action", _ACTION), ("resource", _RESOURCE))
        if (match := pattern.search(message))
    }
    policy = next((name for phrase, name in _POLICIES if phrase in message), "")
    if policy:
        params["policy"] = policy
    about_kms = params.get("action", "").startswith("kms:") or "KMS" in message or "customer master key" in message
    return (ProblemKind.KMS_DENIED if about_kms else ProblemKind.DENIED), params


def of_way(error: Exception) -> Failure:
    """What went wrong before any service answered: network, credentials, settings."""
    unreachable = (
        (aws.ConnectTimeoutError, "timeout"),
        (aws.ReadTimeoutError, "timeout"),
        (aws.ProxyConnectionError, "proxy"),
        (aws.SSLError, "tls"),
        (aws.EndpointConnectionError, "refused"),
        (aws.ConnectionClosedError, "closed"),
        (aws.HTTPClientError, "closed"),
        (aws.ConnectionError, "closed"),
    )
    for kind, reason in unreachable:
        if isinstance(error, kind):
            return ProblemKind.UNREACHABLE, {"reason": _dns_or(reason, error)}
    without = (
        aws.NoCredentialsError,
        aws.PartialCredentialsError,
        aws.CredentialRetrievalError,
        aws.MetadataRetrievalError,
        aws.NoAuthTokenError,
        aws.ProfileNotFound,
        aws.ConfigParseError,
        aws.ConfigNotFound,
        aws.InvalidConfigError,
    )
    if isinstance(error, (aws.UnauthorizedSSOTokenError, aws.SSOTokenLoadError, aws.TokenRetrievalError)):
        return ProblemKind.EXPIRED_CREDENTIALS, {}
    if isinstance(error, without):
        return ProblemKind.NO_CREDENTIALS, {}
    if isinstance(error, (ValueError, aws.InvalidRegionError, aws.UnknownEndpointError, aws.EndpointProviderError)):
        return ProblemKind.BAD_ENDPOINT, {}
    if isinstance(error, (ResponseParserError, *ODD)):
        return ProblemKind.ODD_ANSWER, {}
    return ProblemKind.REFUSED, {"code": type(error).__name__}


def _dns_or(reason: str, error: Exception) -> str:
    """`dns` when the name of the service could not be looked up: botocore keeps urllib3's error inside its own."""
    cause = getattr(error, "kwargs", {}).get("error")
    return "dns" if type(cause).__name__ == "NameResolutionError" else reason
