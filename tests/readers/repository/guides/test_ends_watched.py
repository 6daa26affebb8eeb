"""Who is told of a certificate's end, in the words of guides."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, Watched

from .support import read


def watching(line: str) -> list[tuple[bool, str]]:
    found = read(f"# EC2 deployment guide\n\n## Monitoring\n\n{line}\n")
    ends = (one for one in found if isinstance(one, Alarm) and one.watches is Watched.CERTIFICATE)
    return [(one.kind is EvidenceKind.INSTRUCTED, one.system) for one in ends]


@pytest.mark.parametrize(
    "line",
    [
        "Uptime Kuma에서 `https://shop.example.org`를 60초마다 확인하고, 인증서 만료 14일 전에 Slack으로 알립니다.",
        "- Uptime Kuma 알림 설정: 인증서 만료 14일 전 Slack 알림",
        "1. UptimeRobot mails us 14 days before the certificate expires",
        "Set up Uptime Kuma to check the shop and notify Slack 14 days before the certificate expires.",
        "1. In UptimeRobot add an SSL monitor that alerts 14 days before the certificate expires",
        "1. In Better Stack add an alert for when the certificate has fewer than 21 days left",
        "1. 証明書の有効期限の14日前にSlackへ通知するようUptimeRobotを設定します。",
    ],
)
def test_a_service_that_tells_days_before_a_certificate_ends_is_an_alarm(line: str) -> None:
    assert watching(line) == [(True, "uptime-service")]


@pytest.mark.parametrize(
    "line",
    [
        "The shop notifies buyers when their order is 14 days old.",
        "인증서는 90일 동안 유효합니다.",
        "Certificates are renewed by certbot.",
    ],
)
def test_what_only_tells_of_certificates_or_of_letters_to_customers_is_none(line: str) -> None:
    assert watching(line) == []
