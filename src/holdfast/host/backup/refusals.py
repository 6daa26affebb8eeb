"""What S3, or the way to it, refused, as errors of backups; and clients whose settings may be wrong."""

from typing import Any

from holdfast.host.aws.clients import client
from holdfast.host.aws.refusals import REFUSALS, Why, refusal_of
from holdfast.host.backup.failure import BackupError, Cause

_CAUSES = {
    Why.DENIED: Cause.STORE_DENIED,
    Why.NO_BUCKET: Cause.STORE_MISSING,
    Why.OTHER_REGION: Cause.STORE_MISSING,
    Why.UNREACHABLE: Cause.STORE_UNREACHABLE,
}
_NO_BUCKET = "see the spec's bucket with purpose `backup`, and the account"


def refused(error: Exception, where: str, action: str) -> BackupError:
    """The error to raise for what boto3 raised.

    Args:
        error: what boto3 raised.
        where: the bucket and key.
        action: the IAM action that was needed, such as `s3:PutObject`.
    """
    found = refusal_of(error, action)
    step = _NO_BUCKET if found.why is Why.NO_BUCKET else found.next_step
    return BackupError(_CAUSES[found.why], found.happened, where=where, next_step=step)


def s3_client(where: str, region: str, **manners: Any) -> Any:
    """boto3's client of S3, asked nothing yet.

    Args:
        where: the store that it is made for.
        region: of the bucket.
        manners: further settings of botocore.

    Raises:
        BackupError: a setting of AWS's in the environment is none: the endpoint, the profile, the configuration.
    """
    try:
        return client("s3", region, **manners)
    except (ValueError, *REFUSALS) as error:
        raise refused(error, where, "s3:ListBucket") from error
