"""Capabilities that a guide names and marks as planned."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read, said


def _lacks(text: str, path: str = "docs/aws-setup.md") -> list[tuple[int, str]]:
    return [(fact.at.start_line, fact.control) for fact in read(text, path) if isinstance(fact, Admitted)]


@pytest.mark.parametrize(
    ("row", "control"),
    [
        ("**Auto Scaling** (향후):\n- Min: 1\n- Max: 4", "scaling"),
        ("### Auto Scaling Group 설정 (추후)", "scaling"),
        ("- ALB + Auto Scaling（将来対応）", "scaling"),
        ("### Multi-AZ (planned)", "availability"),
        ("- RDS Multi-AZ — 예정", "availability"),
        ("- Multi-AZ: Yes (planned)", "availability"),
        ("- CloudWatch 알람 (추후)", "monitoring"),
        ("- 🚧 CloudWatch 대시보드", "monitoring"),
        ("- モニタリング・アラート（今後）", "monitoring"),
        ("| Part | How |\n|---|---|\n| Monitoring | CloudWatch alarms (coming soon) |", "monitoring"),
        ("### バックアップ（今後）", "backup"),
        ("- 백업 복구 테스트 (향후)", "backup"),
        ("- Automated daily backups to S3 (planned)", "backup"),
        ("| Part | How |\n|---|---|\n| Backups | daily snapshots (planned) |", "backup"),
        ("- [TODO] budget alerts", "cost"),
        ("- 予算アラート：今後", "cost"),
        ("- Rollback (예정)", "releases"),
        ("- 【TODO】ロールバック手順", "releases"),
        ("- Blue/green deployments (planned)", "releases"),
        ("- HTTPS (未対応)", "certificates"),
        ("- 인증서 만료 알람 (미구현)", "certificates"),
        ("- 証明書の期限監視（未対応）", "certificates"),
        ("**HTTPS** (coming soon):\n\n1. certbot --nginx", "certificates"),
        ("- Health checks (optional, later)", "health"),
        ("- **헬스체크 엔드포인트** (준비 중)", "health"),
        ("- 필수 환경변수 검증 (TODO)", "configuration"),
        ("- **Secrets Manager** (향후)", "configuration"),
        ("| Item | Status |\n|---|---|\n| Secrets Manager | Planned |", "configuration"),
    ],
)
def test_what_is_marked_as_planned_is_not_there_today(row: str, control: str) -> None:
    text = f"# Deployment of the service\n\n{row}\n"

    assert [slug for _, slug in _lacks(text)] == [control]


@pytest.mark.parametrize(
    "row",
    [
        "- CloudWatch alarms (done)",
        "- Multi-AZ ✅ (planned)",
        "- 백업 (완료)",
        "- Dark mode (planned)",
        "- Logs: CloudWatch (planned)",
        "- 로그 수집: CloudWatch (향후)",
        "- ログ：CloudWatch（予定）",
        "- Backup encryption (planned)",
        "- Migrate alarms to Terraform (planned)",
        "| Item | Status |\n|---|---|\n| HTTPS | ✅ Done |",
    ],
)
def test_something_else_or_what_is_done_lacks_nothing(row: str) -> None:
    assert _lacks(f"# Deployment of the service\n\n{row}\n") == []


@pytest.mark.parametrize(
    "section",
    [
        "## Roadmap\n\n- Backup (planned)\n- Budget alerts (coming soon)\n- Dashboard (planned)\n",
        "## 주요 기능\n\n- 백업 (예정)\n- 예산 (예정)\n",
        "## 機能\n\n- バックアップ（今後）\n",
    ],
)
def test_features_that_a_product_is_to_have_are_none_of_its_servers(section: str) -> None:
    assert _lacks(f"# Notes\n\n{section}", "README.md") == []


def test_a_roadmap_that_names_what_only_servers_have_is_about_them() -> None:
    assert _lacks("# Notes\n\n## Roadmap\n\n- RDS Multi-AZ (planned)\n", "README.md") == [(5, "availability")]


@pytest.mark.parametrize(
    "text",
    [
        "**Auto Scaling** (향후):\n- Min: 1\n- Max: 4\n- Target CPU: 70%\n",
        "**Auto Scaling** (planned)\n\nThe Auto Scaling group has min 2 and max 6 instances.\n",
        "- Auto Scaling — coming soon\n  - Min: 1\n  - Max: 4\n",
        "| Part | Size |\n|---|---|\n| Auto Scaling (planned) | min 2, max 4 |\n| Group | min 2, max 4 (planned) |\n",
    ],
)
def test_sizes_below_such_a_head_size_no_group(text: str) -> None:
    assert [line for line in said(f"# AWS 배포 가이드\n\n## EC2 설정\n\n{text}") if "Workload" in line] == []


def test_commands_below_such_a_head_are_no_evidence() -> None:
    guide = """
        # Deployment guide

        ## Backups (coming soon)

        ```bash
        0 3 * * * pg_dump app | aws s3 cp - s3://app-backups/app.sql
        ```
    """
    assert said(guide) == ["? Admitted 3 control=backup"]


def test_a_mark_on_another_thing_leaves_the_section_as_it_is() -> None:
    guide = "# AWS setup\n\n## Auto Scaling\n\n- Min: 2\n- Max: 4\n- Warm pool (planned)\n"

    assert said(guide) == ["Workload 5 platform=ec2-group minimum=2 maximum=4"]


@pytest.mark.parametrize("remark", ["", " (in use)", "（本番）", " (운영)"])
def test_the_next_bold_head_ends_what_is_planned(remark: str) -> None:
    head = f"**Load balancer**{remark}"
    guide = f"# AWS setup\n\n**Auto Scaling** (planned)\n\n- Min: 1\n\n{head}\n\nCreate an ALB.\n"

    told = said(guide)
    assert told[-1] == "? Admitted 3 control=scaling"
    assert [one.startswith("LoadBalancer 9") for one in told] == [True, False]


@pytest.mark.parametrize(
    ("head", "item", "control"),
    [
        ("### Phase 2 (예정)", "- Auto Scaling (min 2, max 4)", "scaling"),
        ("### Next stage (planned)", "- RDS Multi-AZ: standby in another zone", "availability"),
        ("**第2段階**（今後）", "- バックアップ", "backup"),
    ],
)
def test_what_a_planned_stage_lists_by_name_is_not_there_today(head: str, item: str, control: str) -> None:
    assert _lacks(f"# AWS setup\n\n{head}\n\n{item}\n") == [(5, control)]


@pytest.mark.parametrize(
    "text",
    [
        "### Phase 1 (now)\n\n- Auto Scaling (min 2, max 4)\n",
        "### Phase 2 (planned)\n\n- Dark mode\n- Auto Scaling ✅\n- Faster backups of the large tables\n",
    ],
)
def test_other_stages_and_what_is_done_or_made_better_lack_nothing(text: str) -> None:
    assert _lacks(f"# AWS setup\n\n{text}") == []


def test_a_row_whose_state_is_a_mark_is_no_way_back() -> None:
    row = "| ロールバック | 🚧 対応中 | 手順を作成する |"

    assert said(f"# サーバー運用\n\n| 項目 | 状態 | 備考 |\n|---|---|---|\n{row}\n") == [
        "? Admitted 5 control=releases"
    ]


@pytest.mark.parametrize("head", ["백업 (추후 RDS로 이전 예정)", "Backups (to be migrated to RDS later)"])
def test_commands_below_what_is_only_to_change_later_are_evidence(head: str) -> None:
    guide = f"# 배포 가이드\n\n## {head}\n\n```bash\n0 3 * * * pg_dump app > /backup/app.sql\n```\n"

    assert [line.split()[0] for line in said(guide)] == ["BackupJob"]
