"""What S3, or the way to it, refused: botocore's exceptions as sentences that are safe to print."""

from dataclasses import dataclass
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]

from holdfast.host.aws import failures
from holdfast.model.startup import ProblemKind

REFUSALS = (BotoCoreError, ClientError, ResponseParserError, OSError)
"""What a question to S3 raises; boto3's own transfers wrap nothing else around it."""

_OTHER_REGION = frozenset(
    {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301"}
)
_TAKEN = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict", "409"})
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


class Why(StrEnum):
    """Why S3 did not do what it was asked, for those who must react differently."""

    DENIED = "denied"
    NO_BUCKET = "no-bucket"
    OTHER_REGION = "other-region"
    UNREACHABLE = "unreachable"
    """Timeouts, 500s and broken connections that outlived the retries, and what is not S3."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused: why in one word, one sentence without a full stop, and what the reader does now."""

    why: Why
    happened: str
    next_step: str


def refusal_of(error: Exception, action: str) -> Refusal:
    """What to say about what boto3 raised.

    Args:
        error: one of `REFUSALS`.
        action: the IAM action that was needed, such as `s3:PutObject`.
    """
    if isinstance(error, ClientError) and (known := _of_the_bucket(error)):
        return known
    kind, params = failures.of(error)
    kind = _CODES.get(code_of(error), kind) if isinstance(error, ClientError) else kind
    why = Why.DENIED if kind in _DENIED else Why.UNREACHABLE
    if kind is ProblemKind.DENIED:
        needed = params.get("action", action)
        return Refusal(why, f"S3 denies {needed}", f"allow {needed} on it to this role")
    if kind is ProblemKind.KMS_DENIED:
        step = "allow kms:GenerateDataKey and kms:Decrypt on the key to this role"
        return Refusal(why, "the KMS key may not be used", step)
    if kind is ProblemKind.UNREACHABLE:
        happened = f"S3 cannot be reached ({params.get('reason', 'closed')}), also after several attempts"
        return Refusal(why, happened, "see the network, then run it again")
    happened, step = _WORDS.get(kind, (f"S3 refuses ({params.get('code', 'unknown')})", "see the bucket's settings"))
    return Refusal(why, happened, step)


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


def is_taken(error: ClientError) -> bool:
    """Whether the condition of a write does not hold (Amazon S3 User Guide, *Conditional writes*, read 2026-11)."""
    return code_of(error) in _TAKEN


def _of_the_bucket(error: ClientError) -> Refusal | None:
    code = code_of(error)
    if code == "NoSuchBucket":
        return Refusal(Why.NO_BUCKET, "there is no such bucket", "see the bucket's name, and the account")
    if code in _OTHER_REGION:
        region = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("x-amz-bucket-region")
        there = f", in {region}" if isinstance(region, str) and region.replace("-", "").isalnum() else ""
        happened, step = f"the bucket is in another region{there}", "set AWS_REGION to the bucket's region"
        return Refusal(Why.OTHER_REGION, happened, step)
    return None
