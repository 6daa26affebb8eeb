"""What S3, or the way to it, refused: botocore's exceptions as errors of backups, in words that are safe."""

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.configuration import failures
from holdfast.model.startup import ProblemKind

REFUSALS = (BotoCoreError, ClientError, ResponseParserError, OSError)
"""What a question to S3 raises; boto3's own transfers wrap nothing else around it."""

_OTHER_REGION = frozenset(
    {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301"}
)
# Codes that S3 alone sends: Amazon S3 API reference, "Error responses", read 2026-11-26.
_CODES = {
    "RequestTimeTooSkewed": ProblemKind.CLOCK_WRONG,
    "InvalidAccessKeyId": ProblemKind.REJECTED_CREDENTIALS,
    "InvalidToken": ProblemKind.REJECTED_CREDENTIALS,
    "KMS.NotFoundException": ProblemKind.KMS_DENIED,
    "KMS.DisabledException": ProblemKind.KMS_DENIED,
}
_WORDS = {
    ProblemKind.NO_CREDENTIALS: ("there are no AWS credentials", "give the host its instance role, or set a profile"),
    ProblemKind.EXPIRED_CREDENTIALS: (
        "the AWS credentials have expired",
        "sign in anew; a role renews itself",
    ),
    ProblemKind.REJECTED_CREDENTIALS: ("the AWS credentials are not accepted", "see which key is in the environment"),
    ProblemKind.CLOCK_WRONG: ("this host's clock is wrong, so S3 refuses its signature", "see `timedatectl`"),
    ProblemKind.THROTTLED: (
        "S3 asks to slow down, also after several attempts",
        "run it again; nothing is half-written",
    ),
    ProblemKind.SERVER_ERROR: ("S3 fails, after several attempts, too", "run it again later"),
    ProblemKind.BAD_ENDPOINT: ("the endpoint is none", "see AWS_ENDPOINT_URL and the region"),
    ProblemKind.ODD_ANSWER: ("what answers is not S3", "see AWS_ENDPOINT_URL and the proxy's settings"),
}
_DENIED = frozenset(
    {
        ProblemKind.DENIED,
        ProblemKind.KMS_DENIED,
        ProblemKind.NO_CREDENTIALS,
        ProblemKind.EXPIRED_CREDENTIALS,
        ProblemKind.REJECTED_CREDENTIALS,
        ProblemKind.CLOCK_WRONG,
    }
)


def refused(error: Exception, where: str, action: str) -> BackupError:
    """The error to raise for what boto3 raised.

    Args:
        error: what boto3 raised.
        where: the bucket and key.
        action: the IAM action that was needed, such as `s3:PutObject`.
    """
    if isinstance(error, ClientError) and (known := _of_the_bucket(error, where)):
        return known
    kind, params = failures.of_answer(error) if isinstance(error, ClientError) else failures.of_way(error)
    kind = _CODES.get(code_of(error), kind) if isinstance(error, ClientError) else kind
    cause = Cause.STORE_DENIED if kind in _DENIED else Cause.STORE_UNREACHABLE
    if kind is ProblemKind.DENIED:
        needed = params.get("action", action)
        return BackupError(cause, f"S3 denies {needed}", where=where, next_step=f"allow {needed} on it to this role")
    if kind is ProblemKind.KMS_DENIED:
        step = "allow kms:GenerateDataKey and kms:Decrypt on the key to this role"
        return BackupError(cause, "the KMS key may not be used", where=where, next_step=step)
    if kind is ProblemKind.UNREACHABLE:
        happened = f"S3 cannot be reached ({params.get('reason', 'closed')}), also after several attempts"
        return BackupError(cause, happened, where=where, next_step="see the network, then run it again")
    happened, step = _WORDS.get(kind, (f"S3 refuses ({params.get('code', 'unknown')})", "see the bucket's settings"))
    return BackupError(cause, happened, where=where, next_step=step)


def lasting(error: Exception) -> bool:
    """Whether what stopped a question before S3 answered it will stop the next one, too: credentials and settings."""
    kind, _ = failures.of_way(error)
    return kind in _DENIED or kind is ProblemKind.BAD_ENDPOINT


def code_of(error: ClientError) -> str:
    """The code that S3 sent; the HTTP status where there was no body to hold one."""
    answer = error.response
    return str(answer.get("Error", {}).get("Code") or answer.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))


def is_missing(error: ClientError) -> bool:
    """Whether the object, and not its bucket, is not there."""
    return code_of(error) in {"NoSuchKey", "404", "NotFound", "NoSuchVersion"}


def _of_the_bucket(error: ClientError, where: str) -> BackupError | None:
    code = code_of(error)
    if code == "NoSuchBucket":
        happened, step = "there is no such bucket", "see the spec's bucket with purpose `backup`, and the account"
        return BackupError(Cause.STORE_MISSING, happened, where=where, next_step=step)
    if code in _OTHER_REGION:
        region = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("x-amz-bucket-region")
        there = f", in {region}" if isinstance(region, str) and region.replace("-", "").isalnum() else ""
        happened, step = f"the bucket is in another region{there}", "set AWS_REGION to the bucket's region"
        return BackupError(Cause.STORE_MISSING, happened, where=where, next_step=step)
    return None
