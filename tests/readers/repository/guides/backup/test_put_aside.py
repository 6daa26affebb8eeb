"""Backups and alarms that a guide leaves for later, or to taste."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read


def _lacks(text: str, path: str = "docs/aws-setup.md") -> list[tuple[int, str]]:
    found = (fact for fact in read(text, path) if isinstance(fact, Admitted))
    return sorted({(fact.at.start_line, fact.control) for fact in found})


@pytest.mark.parametrize(
    ("row", "control"),
    [
        ("3. **정기 백업 설정** → RDS 자동 백업 활성화", "backup"),
        ("- Enable automated RDS backups", "backup"),
        ("- Set up nightly database backups to S3", "backup"),
        ("- バックアップの設定（RDS の自動バックアップを有効化）", "backup"),
        ("- DB 스냅샷 자동화", "backup"),
        ("- CloudWatch alarms for CPU, memory and 5xx", "monitoring"),
        ("2. Configure CloudWatch monitoring and alerting", "monitoring"),
        ("- 모니터링 → CloudWatch + Slack 알림", "monitoring"),
        ("- CloudWatch アラームを作成し Slack に通知", "monitoring"),
        ("- Add UptimeRobot for `/health`", "monitoring"),
        ("- Rename the repository", None),
        ("- Back up plan B for the launch party", None),
        ("- ✅ CloudWatch alarms", None),
        ("- No monitoring is needed for a demo", None),
        ("- [Set up monitoring](monitoring.md)", None),
        ("- Backup codes for two-factor login", None),
        ("- CloudWatch Logs로 로그 전송", None),
    ],
)
@pytest.mark.parametrize("heading", ["Next steps", "다음 단계", "추후 개선 사항", "Recommendations", "Best practices"])
def test_a_list_of_what_might_come_next_says_what_is_not_there(row: str, control: str | None, heading: str) -> None:
    text = f"# EC2 deployment\n\nA t3.small with Docker.\n\n## {heading}\n\n{row}\n"

    if heading == "Best practices" and control is None:
        return  # what nobody leaves for later there is said by other readers
    assert [slug for _, slug in _lacks(text)] == ([control] if control else []) or heading == "Best practices"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "## Monitoring\n\nOptional:\n\n- CloudWatch: install the agent\n- a CloudWatch alarm on CPU\n",
            [(8, "monitoring")],
        ),
        ("## 모니터링 (선택)\n\n- 필요하면 CloudWatch 알람을 추가하세요.\n", [(5, "monitoring")]),
        (
            "## 任意: 監視\n\n必要に応じて CloudWatch Agent を導入し、アラームを作成してください。\n",
            [(5, "monitoring")],
        ),
        ("## RDS\n\n1. Instance class: db.t4g.micro\n2. Backup and maintenance window as needed.\n", [(6, "backup")]),
        ("## RDS\n\n- 백업: 필요에 따라 설정\n", [(5, "backup")]),
        ("## RDS\n\n- バックアップは適宜設定\n", [(5, "backup")]),
        ("## 점검\n\n- [x] HTTPS\n- [ ] DB 백업 스크립트 작성\n", [(6, "backup")]),
        (
            "## 残課題\n\n| No | 内容 | 状態 |\n|---|---|---|\n| 1 | RDS の自動バックアップ有効化 | 未着手 |\n",
            [(7, "backup")],
        ),
        ("## Open\n\n| What | Status |\n|---|---|\n| Set up CloudWatch alarms | Pending |\n", [(7, "monitoring")]),
        ("## Checklist\n\n- [x] HTTPS\n- [ ] CloudWatch alarms for CPU, memory and 5xx\n", [(6, "monitoring")]),
    ],
)
def test_what_is_left_to_taste_or_waits_for_its_tick_is_not_there(text: str, expected: list[tuple[int, str]]) -> None:
    assert _lacks(f"# EC2 deployment\n\n{text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "## Rollback\n\n1. Restore the database from a backup if needed.\n",
        "## 정리\n\n- 오래된 백업은 필요에 따라 삭제\n",
        "## Costs\n\n- CloudWatch alarms: $0.10 each, as needed\n",
        "## Compared\n\n| Way | Backups |\n|---|---|\n| RDS | automated |\n",
        "## Alarms\n\n1. Open CloudWatch > Alarms > Create alarm\n2. CPUUtilization > 80 for 5 minutes, notify the SNS topic\n",
        "## RDS\n\n- Backup retention period: 14 days\n",
        "## Tasks\n\n| What | Status |\n|---|---|\n| Set up CloudWatch alarms | Done |\n",
        "## Tasks\n\n| What | Status |\n|---|---|\n| Update the monitoring page's colours | Open |\n",
    ],
)
def test_what_is_set_up_or_about_something_else_is_left_alone(text: str) -> None:
    assert [one for one in _lacks(f"# EC2 deployment\n\n{text}") if one[1] in ("backup", "monitoring")] == []


def test_a_feature_of_the_product_is_none_of_its_servers() -> None:
    text = "# Notes\n\nAn app for notes.\n\n## Roadmap\n\n- Automatic backups of notes\n- Price alerts\n"
    assert _lacks(text, "README.md") == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('- **Cron:** every 5 minutes `curl -sSf https://shop.example/health || echo "down"`', True),
        ('- 5분마다 `curl -f http://localhost/health || echo "unhealthy" >> /var/log/health.log` (cron)', True),
        (
            "- **Cron:** every 5 minutes `curl -sSf https://shop.example/health || echo down | mail ops@shop.example`",
            False,
        ),
        ("- After each start `curl -sSf http://localhost/health || echo down`", False),
    ],
)
def test_a_look_by_the_clock_that_only_says_a_word_calls_nobody(line: str, *, told: bool) -> None:
    assert (_lacks(f"# EC2 deployment\n\n## Watching\n\n{line}\n") == [(5, "monitoring")]) is told


@pytest.mark.parametrize("heading", ["✅ 해야 할 것", "Do's", "やるべきこと"])
def test_what_everybody_ought_to_do_is_not_said_to_be_done(heading: str) -> None:
    text = f"# EC2 deployment\n\n## {heading}\n\n1. **정기 백업 설정** → RDS 자동 백업 활성화\n2. Keep the secrets out of git\n"
    assert _lacks(text) == [(5, "backup")]


@pytest.mark.parametrize(
    "heading", ["Security Checklist", "8. 보안 체크리스트", "本番環境チェックリスト", "Post-Deployment"]
)
@pytest.mark.parametrize(
    ("box", "control"),
    [
        ("Setup automated backups for the database", "backup"),
        ("정기 백업 설정", "backup"),
        ("CloudWatch アラームの設定", "monitoring"),
        ("Previous backup is at hand", None),
        ("백업 스크립트 생성 및 테스트 완료", None),
        ("Use a strong JWT secret", None),
    ],
)
def test_a_box_that_waits_in_a_list_of_guards_says_what_is_not_there(
    heading: str, box: str, control: str | None
) -> None:
    text = f"# EC2 deployment\n\nA t3.small with Docker.\n\n## {heading}\n\n- [ ] {box}\n- [ ] Close port 22\n"

    assert [slug for _, slug in _lacks(text)] == ([control] if control else [])


def test_a_box_of_the_steps_of_a_deployment_is_one_of_these() -> None:
    steps = "- [ ] Create the instance\n- [ ] Set up automated backups\n- [ ] Configure Nginx\n"

    assert not _lacks(f"# EC2 deployment\n\nA t3.small with Docker.\n\n## Deployment checklist\n\n{steps}")
