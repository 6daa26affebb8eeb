"""A step that a guide has its readers skip leaves out what a control asks for."""

import pytest

from holdfast.readers.repository.guides.lacks.skipped_steps import skipped_step


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("ステップ7: オートスケーリング（スキップ）", "scaling"),
        ("**「オートスケーリング（オプション）」** はスキップ", "scaling"),
        ("오토스케일링 설정: 건너뛰기", "scaling"),
        ("로드밸런서 생성 단계는 생략", "scaling"),
        ("Auto scaling (optional): skip", "scaling"),
        ("Skip **Auto Scaling**", "scaling"),
        ("Skip the monitoring setup for now", "monitoring"),
        ("알람 설정은 일단 건너뛰기", "monitoring"),
        ("Multi-AZ: skip", "availability"),
        ("バックアップ（任意）は今回はスキップ", "backup"),
        ("예산 알림은 스킵", "cost"),
    ],
)
def test_what_the_step_would_have_made_is_missed(text: str, control: str) -> None:
    assert skipped_step(text) == control


@pytest.mark.parametrize(
    "text",
    [
        "Skip backups if you already have them",
        "If HTTPS is not needed, skip certbot",
        "이미 인증서가 있는 경우 인증서 단계는 건너뛰기",
        "証明書がある場合、HTTPS化はスキップ",
        "do not skip backups",
        "バックアップはスキップしないでください",
        "모니터링을 생략하지 마세요",
        "restore.sh --skip-backup",
        "aws rds delete-db-instance --skip-final-snapshot",
        "Skip monitoring-agent tests",
        "헬스체크 단계는 건너뛰기",
        "Skip the introduction",
        "알람 설정은 " + "아주 " * 60 + "건너뛰기",
    ],
)
def test_what_is_skipped_in_a_case_or_is_something_else_is_not(text: str) -> None:
    assert skipped_step(text) is None
