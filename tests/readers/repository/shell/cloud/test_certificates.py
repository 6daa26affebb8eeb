"""Certificates that `aws` commands have a load balancer present."""

import pytest

from holdfast.model.facts import Certificate
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

GIVEN = "--load-balancer-arn $LB --protocol HTTPS --port 443"


def certificates(text: str) -> list[tuple[str, str | None]]:
    facts = facts_of(Snippet("ops/alb.sh", text))
    return [(one.issuer, one.used_by) for one in facts if isinstance(one, Certificate)]


@pytest.mark.parametrize(
    ("command", "issuer"),
    [
        (f"create-listener {GIVEN} --certificates CertificateArn=$CERT_ARN", "acm"),
        (f"create-listener {GIVEN} --certificates 'CertificateArn=arn:aws:acm:eu-west-1:1:certificate/a'", "acm"),
        (f"create-listener {GIVEN} --certificates CertificateArn=arn:aws:iam::1:server-certificate/shop", "imported"),
        ("modify-listener --listener-arn $L --certificates CertificateArn=$CERT_ARN", "acm"),
        ("add-listener-certificates --listener-arn $L --certificates CertificateArn=$CERT_ARN", "acm"),
        ("create-listener --load-balancer-arn $LB --protocol HTTP --port 80", None),
        ("modify-listener --listener-arn $L --port 8443", None),
    ],
)
def test_a_listener_presents_what_it_is_given(command: str, issuer: str | None) -> None:
    assert certificates(f"aws elbv2 {command}\n") == ([(issuer, "load-balancer")] if issuer else [])


def test_what_the_same_script_requests_is_told_once() -> None:
    text = "CERT_ARN=$(aws acm request-certificate --domain-name shop.example --validation-method DNS)\n"
    listener = f"aws elbv2 create-listener {GIVEN} --certificates CertificateArn=$CERT_ARN\n"
    assert certificates(text + listener) == [("acm", None)]
