"""Alarms that a guide only wishes for."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import MetricSource

from ..support import read


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "## アラート\n\n将来的に次のアラームを作成予定：\n\n1. EC2 CPU使用率 80% 超過\n2. ステータスチェック失敗\n",
            (4, 7),
        ),
        ("## 앞으로 할 일: 모니터링 알람\n\n- CPU 80% 이상\n- 메모리 80% 이상\n", (4, 5)),
        ("## 강화 방안\n\n```bash\n# CloudWatch 알람 설정\n# - CPU 80%\n# - 5xx 발생 시\n```\n", (5, 7)),
        ("## 강화 방안\n\n```bash\n# CloudWatch 알람 설정\n# - CPU 80%\naws s3 ls\n# - 5xx\n```\n", None),
        ("## 앞으로 할 일: 알람\n\n- 결제 알람 설정\n- 리뷰 정리\n", None),
    ],
)
def test_what_nobody_sets_up_is_claimed_to_be_wanted(text: str, lines: tuple[int, int] | None) -> None:
    found = [one for one in read("# 운영\n" + text) if isinstance(one, MetricSource)]
    told = [((one.at.start_line, one.at.end_line), one.kind) for one in found]
    assert told == ([(lines, EvidenceKind.CLAIMED)] if lines else [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("## Next steps\n\n1. ✅ Deploy\n2. ⭐ (Optional) Enable monitoring\n", 6),
        ("## TODO\n\n- [ ] Set up CloudWatch monitoring\n- [ ] Domain\n", 5),
        ("## 다음 단계\n\n- 도메인 연결\n- 모니터링 구성\n", 6),
        ("## 今後の予定\n\n- [ ] 監視の導入\n", 5),
        ("## TODO\n\n- [ ] CloudWatch 알람 설정 (CPU)\n", 5),
        ("## TODO\n\n- CloudWatch 알람 설정\n", 5),
        ("## Próximos passos\n\n1. **Monitoramento:** Configurar CloudWatch alarms\n", 5),
        ("## 今後の予定\n\n1. **CloudWatch Alarms**: CPU使用率を監視\n2. **CloudWatch Logs**: ログを集約\n", 5),
        ("## 今後の予定\n\n- CloudWatch の請求アラーム\n", None),
        ("## 週次タスク\n\n- [ ] CloudWatch Alarms の確認\n", None),
        ("## TODO\n\n- [ ] 결제 알림 설정\n", None),
        ("## チェックリスト\n\n- [ ] 請求アラートが設定されている\n", None),
        ("## TODO\n\n- [ ] CloudWatch billing alarm set up\n", None),
        ("## TODO\n\n- 인증서 만료일 모니터링 설정 권장\n- Certbot 이메일 알림 확인\n", None),
        ("## TODO\n\n- [x] Set up monitoring\n", None),
        ("## Features\n\n- Monitoring\n- Dashboards\n", None),
        ("## Notes\n\n- Do not add monitoring to the test stage\n", None),
        ("## Next steps\n\nAdd monitoring some day.\n", None),
        ("Improvements\n\n Move it to Terraform\n\n Add monitoring (e.g., UptimeRobot)\n", 7),
        ("개선할 것\n\n모니터링 도입\n", 5),
    ],
)
def test_an_entry_that_only_wants_monitoring_set_up_is_a_claim(text: str, line: int | None) -> None:
    found = [one for one in read("# Shop on EC2\n\n" + text) if isinstance(one, MetricSource)]
    told = [(one.at.start_line, one.kind, one.by_hand) for one in found]
    assert told == ([(line, EvidenceKind.CLAIMED, True)] if line else [])
