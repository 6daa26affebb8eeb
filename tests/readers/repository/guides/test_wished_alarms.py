"""Alarms that a guide only wishes for."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import MetricSource

from .support import read


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
