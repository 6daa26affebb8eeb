"""Failures: from botocore's exceptions to kinds and safe words."""

from socket import gaierror

import pytest
from botocore import exceptions as aws  # type: ignore[import-untyped]
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NameResolutionError

from holdfast.host.aws.failures import of_answer, of_way
from holdfast.model.startup import ProblemKind

CALLER = "arn:aws:sts::123456789012:assumed-role/shop-api/i-0123456789abcdef0"
UNKNOWN_NAME = NameResolutionError("x", HTTPConnection("x"), gaierror())
DENIED = f"User: {CALLER} is not authorized to perform: secretsmanager:GetSecretValue on resource: "


def answered(code: str, message: str = "", status: int = 400) -> tuple[ProblemKind, dict[str, str]]:
    answer = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return of_answer(aws.ClientError(answer, "GetSecretValue"))


@pytest.mark.parametrize(
    ("code", "message", "status", "kind"),
    [
        ("ResourceNotFoundException", "", 400, "not-found"),
        ("ParameterNotFound", "", 400, "not-found"),
        ("AccessDenied", "", 403, "denied"),
        ("AccessDeniedException", "Access to KMS is not allowed", 400, "kms-denied"),
        ("AccessDeniedException", "The ciphertext refers to a customer master key that", 400, "kms-denied"),
        ("DecryptionFailure", "", 400, "kms-denied"),
        ("InvalidKeyId", "", 400, "kms-denied"),
        ("InvalidRequestException", "because it was marked for deletion.", 400, "deleted"),
        ("InvalidRequestException", "a secret that's currently marked deleted.", 400, "deleted"),
        ("InvalidRequestException", "something else", 400, "refused"),
        ("ThrottlingException", "Rate exceeded", 400, "throttled"),
        ("TooManyRequestsException", "", 429, "throttled"),
        ("", "", 429, "throttled"),
        ("InternalServiceError", "", 500, "server-error"),
        ("503", "", 503, "server-error"),
        ("ExpiredTokenException", "", 400, "expired-credentials"),
        ("ExpiredToken", "", 403, "expired-credentials"),
        ("UnrecognizedClientException", "", 400, "rejected-credentials"),
        ("InvalidSignatureException", "The request signature we calculated", 400, "rejected-credentials"),
        ("InvalidSignatureException", "Signature expired: 2026 is now earlier than", 400, "clock-wrong"),
    ],
)
def test_every_answer_of_aws_has_its_kind(code: str, message: str, status: int, kind: str) -> None:
    assert answered(code, message, status)[0] == kind


@pytest.mark.parametrize(
    ("because", "policy"),
    [
        ("because no identity-based policy allows the action", ""),
        ("with an explicit deny in an identity-based policy", "explicit-deny"),
        ("because no VPC endpoint policy allows the action", "vpc-endpoint"),
        ("because no permissions boundary allows the action", "boundary"),
    ],
)
def test_a_refusal_names_who_what_on_which_resource_and_by_which_policy(because: str, policy: str) -> None:
    resource = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:shop/api-AbCdEf"

    kind, params = answered("AccessDeniedException", f"{DENIED}{resource} {because}")

    assert kind is ProblemKind.DENIED
    assert params == {
        "caller": CALLER,
        "action": "secretsmanager:GetSecretValue",
        "resource": resource,
        **({"policy": policy} if policy else {}),
    }


def test_of_a_message_in_another_form_nothing_is_taken() -> None:
    assert answered("AccessDeniedException", "User: canary <b>canary</b> on resource: canary") == (
        ProblemKind.DENIED,
        {},
    )


def test_an_unknown_code_is_told_when_it_looks_like_one_and_by_its_status_else() -> None:
    assert answered("OddException") == (ProblemKind.REFUSED, {"code": "OddException"})
    assert answered("canary value!", status=418) == (ProblemKind.REFUSED, {"code": "418"})


@pytest.mark.parametrize(
    ("error", "kind", "word"),
    [
        (aws.ConnectTimeoutError(endpoint_url="x"), "unreachable", "timeout"),
        (aws.ReadTimeoutError(endpoint_url="x"), "unreachable", "timeout"),
        (aws.EndpointConnectionError(endpoint_url="x", error="refused"), "unreachable", "refused"),
        (aws.EndpointConnectionError(endpoint_url="x", error=UNKNOWN_NAME), "unreachable", "dns"),
        (aws.ConnectionClosedError(endpoint_url="x"), "unreachable", "closed"),
        (aws.SSLError(endpoint_url="x", error="x"), "unreachable", "tls"),
        (aws.ProxyConnectionError(proxy_url="http://u:canary@p"), "unreachable", "proxy"),
        (aws.NoCredentialsError(), "no-credentials", ""),
        (aws.PartialCredentialsError(provider="env", cred_var="x"), "no-credentials", ""),
        (aws.ProfileNotFound(profile="x"), "no-credentials", ""),
        (aws.SSOTokenLoadError(error_msg="x"), "expired-credentials", ""),
        (aws.InvalidRegionError(region_name="x y"), "bad-endpoint", ""),
        (ValueError("Invalid endpoint: canary"), "bad-endpoint", ""),
        (aws.ParamValidationError(report="canary"), "refused", "ParamValidationError"),
    ],
)
def test_what_fails_on_the_way_has_its_kind(error: Exception, kind: str, word: str) -> None:
    found, params = of_way(error)

    assert (found, "".join(params.values())) == (kind, word)
