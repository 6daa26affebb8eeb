"""Refusals: what S3 refused, in one word and in safe sentences."""

import pytest
from botocore import exceptions as aws  # type: ignore[import-untyped]

from holdfast.host.aws.refusals import Why, is_missing, is_taken, refusal_of


def answered(code: str, status: int = 400, **headers: str) -> aws.ClientError:
    metadata = {"HTTPStatusCode": status, "HTTPHeaders": headers}
    return aws.ClientError(
        {"Error": {"Code": code, "Message": "secret-ish"}, "ResponseMetadata": metadata}, "PutObject"
    )


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (answered("AccessDenied", 403), Why.DENIED),
        (answered("InvalidAccessKeyId", 403), Why.DENIED),
        (answered("NoSuchBucket", 404), Why.NO_BUCKET),
        (answered("PermanentRedirect", 301), Why.OTHER_REGION),
        (answered("InternalError", 500), Why.UNREACHABLE),
        (aws.EndpointConnectionError(endpoint_url="https://s3"), Why.UNREACHABLE),
        (aws.NoCredentialsError(), Why.DENIED),
    ],
)
def test_every_refusal_has_its_cause_and_a_next_step_and_nothing_of_what_s3_wrote(error: Exception, why: Why) -> None:
    found = refusal_of(error, "s3:PutObject")

    assert found.why is why
    assert found.next_step
    assert "secret-ish" not in found.happened + found.next_step


def test_another_region_is_named_when_s3_names_it() -> None:
    error = answered("PermanentRedirect", 301, **{"x-amz-bucket-region": "eu-west-1"})

    assert refusal_of(error, "s3:GetObject").happened == "the bucket is in another region, in eu-west-1"


def test_a_write_that_came_too_late_is_no_missing_object() -> None:
    assert is_taken(answered("PreconditionFailed", 412))
    assert not is_missing(answered("PreconditionFailed", 412))
    assert is_missing(answered("NoSuchKey", 404))
    assert not is_taken(answered("NoSuchKey", 404))
