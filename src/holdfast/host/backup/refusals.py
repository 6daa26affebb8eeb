"""What S3, or the way to it, refused, as errors of backups."""

from holdfast.host.aws.refusals import Why, refusal_of
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
