"""What code shows that nobody is told to type."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, ApplicationCors

from .support import read

ALARM = "aws cloudwatch put-metric-alarm --alarm-name cpu --namespace AWS/EC2 --metric-name CPUUtilization"


@pytest.mark.parametrize(
    ("heading", "row", "told"),
    [
        ("트러블슈팅", 'CORS_ORIGINS=["http://203.0.113.7:3000","http://localhost:3000"]', [ApplicationCors]),
        ("Troubleshooting", "ALLOWED_ORIGINS=https://shop.kr,http://localhost:3000", [ApplicationCors]),
        ("トラブルシューティング", "ALLOWED_ORIGINS=https://your-domain.com,http://localhost:3000", []),
        ("Troubleshooting", "ALLOWED_ORIGINS=http://EC2_IP:3000,http://192.168.0.5:3000,http://localhost:3000", []),
        ("Troubleshooting", "ALLOWED_ORIGINS=http://localhost:3000", []),
        ("Troubleshooting", "API_PASSWORD=localhost", []),
        ("本番前に推奨", ALARM, [Alarm]),
        ("향후 개선", ALARM, [Alarm]),
        ("Future improvements", f"{ALARM} --alarm-actions arn:aws:sns:eu-west-1:1:ops", []),
    ],
)
def test_alarms_that_call_nobody_and_origins_of_both_kinds_are_shown(heading: str, row: str, told: list[type]) -> None:
    found = read(f"# EC2 서버 배포\n\n## {heading}\n\n### CORS 에러\n\n```bash\n{row}\n```\n")
    shown = [one for one in found if isinstance(one, Alarm | ApplicationCors)]
    assert [type(one) for one in shown] == told
    assert all(one.kind is EvidenceKind.CLAIMED for one in shown if isinstance(one, Alarm))
