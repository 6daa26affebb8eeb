"""What a text says that it lacks."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read


@pytest.mark.parametrize(
    ("row", "control"),
    [
        ("- **백업**: 미설정", "backup"),
        ("- ❌ **자동 백업 미설정**: 현재 수동 백업만 존재", "backup"),
        ("- **레플리케이션 없음**: 실시간 복제 미구현", "availability"),
        ("### 1. 데이터베이스 백업 체계 부재", "backup"),
        ("- There is currently no failover for the database", "availability"),
        ("- RDS 는 비용 때문에 Multi-AZ 를 사용하지 않는다 (db.t3.small)", "availability"),
        ("- 可用性は高く、Multi-AZを利用している（db.t3.medium）", None),
        ("### モニタリング未整備", "monitoring"),
        ("### 백업 설정", None),
        ("### 2. 단일 장애점 (Single Point of Failure)", "availability"),
        ("- The one server is a single point of failure", "availability"),
        ("- サーバー1台のため単一障害点になっている", "availability"),
        ("- 단일 장애점을 제거하기 위해 ALB를 둡니다", None),
        ("- Two hosts remove the single point of failure", None),
        ("### Backups (once a day)", None),
        ("- 可用性は考慮していない（シングルAZ）", "availability"),
        ("- 費用を優先し、可用性は考慮しない", "availability"),
        ("- Multi-AZは費用の都合で無効", "availability"),
        ("- サーバーが1台しかないので落ちたら止まる", "availability"),
        ("- If the server goes down, the whole site is gone", "availability"),
        ("- Data will be lost if you terminate the environment or if the instance is replaced", "availability"),
        ("- 인스턴스를 교체하면 데이터가 유실됩니다", "availability"),
        ("- インスタンスを終了するとデータは失われます", "availability"),
        ("- No data is lost when the instance is replaced", None),
        ("- Data is lost when the form is closed", None),
        ("- 서버가 죽으면 서비스 전체가 중단됩니다", "availability"),
        ("- If the server goes down, the load balancer keeps the site up", None),
        ("- If the server crashes, PM2 restarts the whole app", None),
        ("- EC2が停止するとサービス全体が停止する", "availability"),
        ("- EC2が停止しても別のAZのサービスが継続する", None),
        ("- 可用性を高めるためALBを利用しています", None),
        ("- リストア手順は未整備", "backup"),
        ("- データのバックアップは今後検討", "backup"),
        ("- 死活監視なし", "monitoring"),
        ("- SSL化は今後の課題", "certificates"),
        ("- HTTP通信のみ（ドメイン未取得のため）", "certificates"),
        ("- 独自ドメインがないためHTTPで公開している", "certificates"),
        ("- APIはHTTPで提供され、ALBでTLSを終端する", None),
        ("- 負荷分散はしていない", "scaling"),
        ("- ALBは費用が高いため導入していない", "scaling"),
        ("- ALBは必要ありません", None),
        ("### Rollback (after a failed deploy)", None),
        ("- One NAT gateway would be a single point of failure, so each zone has its own", None),
        ("| CloudWatch 알람 | ❌ | 추후 |", "monitoring"),
        ("| AWS Budget 알림 | ❌ 미설정 |", "cost"),
        ("| Health check endpoint | ❌ Missing |", "health"),
        ("| Backup | ❌ by hand, ✅ by RDS |", None),
        ("### HTTPS対応（独自ドメイン取得後）\n\n1. ドメインを設定", "certificates"),
        ("### 3. 자동 백업 (추후)\n\n- cron", "backup"),
        ("### HTTPS (once there is a domain)\n\n- certbot", "certificates"),
        ("### HTTPS (certbot)\n\n- run it", None),
        ("### API\n\n| Page | Login |\n|---|---|\n| Health check | ❌ |", None),
        ("### Plans\n\n| Plan | Now | Pro |\n|---|---|---|\n| Alerts | ❌ | ⭕ |", None),
        ("- It works offline, no HTTPS", None),
        ("- 백업은 RDS 자동 백업을 쓰고, 별도 백업은 없다", None),
        ("### Limitations\n\n- Two pages, no auto scaling", "scaling"),
        ("### Limitations\n\n- Single EC2 instance (no high availability)", "availability"),
        ("We look at the console now and then. There are no alarms.", "monitoring"),
        ("로그는 pm2로 확인합니다. 알람은 아직 설정하지 않았습니다.", "monitoring"),
        ("- 現在は1台で、Auto Scalingは使用していない", "scaling"),
        ("- 자동 백업 없음", "backup"),
        ("CloudWatch 대시보드만 있음. 알람은 슬랙 연동하려다 못함", "monitoring"),
        ("| RDSバックアップ | なし |", "backup"),
        ("- Database backups: not configured yet", "backup"),
        ("- No automated backups", "backup"),
        ("| CloudWatchアラーム | 未設定 | 要設定 |", "monitoring"),
        ("- 모니터링: 아직 없음 (추후 예정)", "monitoring"),
        ("- HTTPS 미적용", "certificates"),
        ("- HTTPS는 도메인을 산 뒤 nginx에 적용할 예정", "certificates"),
        ("- 監視は来月に導入する予定", "monitoring"),
        ("- Backups will be configured with the next server", "backup"),
        ("- HTTPS는 nginx에 적용했다", None),
        ("- Backups will be deleted after a week", None),
        ("- Alarms are planned.", "monitoring"),
        ("- CloudWatch alarms will come later", "monitoring"),
        ("- SSL: 未対応", "certificates"),
        ("- Rollback: none", "releases"),
        ("- ロードバランサー：なし", "scaling"),
        ("- 예산 알림: 미설정", "cost"),
        ("- Health check: missing", "health"),
        ("- **🔴 No Backup Strategy:** One file of SQLite, on the disk.", "backup"),
        ("### 2. Missing Production Monitoring", "monitoring"),
        ("- Automated Database Backups - NOT AUTOMATED", "backup"),
        ("### Monitoring", None),
        ("- Automated backups: disabled", "backup"),
        ("| DB backup | manual |", "backup"),
        ("- 아직 HTTPS 미적용 (http://203.0.113.7)", "certificates"),
        ("- TLS is not configured yet", "certificates"),
        ("- 인증서는 3개월마다 직접 갱신", "certificates"),
        ("- 証明書は3ヶ月ごとに手動で更新", "certificates"),
        ("- Renew the certificate by hand every 90 days", "certificates"),
        ("- Self-signed certificate on the load balancer", "certificates"),
        ("- Self-signed certificate for local development", None),
        ("- Do not use self-signed certificates", None),
        ("バックアップは取得していません。", "backup"),
        ("監視は設定していないため、落ちたら気づけません。", None),
        ("AutoScalingは使っていません（EC2 1台）。", "scaling"),
        ("予算アラートは未設定です。今後対応予定。", "cost"),
        ("DB 백업은 하지 않습니다.", "backup"),
        ("백업은 따로 하지 않는다.", "backup"),
        ("장애가 나면 사용자가 알려준다. 별도 알람은 없다.", "monitoring"),
        ("バックアップは特に取っていません。", "backup"),
        ("監視は一切していない。", "monitoring"),
        ("백업은 따로 설명합니다.", None),
        ("오토스케일링은 없고 EC2 한 대입니다.", "scaling"),
        ("비용 알림은 설정하지 않았다.", "cost"),
        ("There is no monitoring. Somebody looks at it now and then.", "monitoring"),
        ("We don't have any database backups.", "backup"),
        ("The certificate is renewed by hand every 90 days.", "certificates"),
        ("デプロイは手動で行っています。", "releases"),
        ("배포는 서버에 접속해 git pull 하는 식으로 한다.", "releases"),
        ("Deployments are still done by hand.", "releases"),
        ("Deployments are never done by hand.", None),
        ("手動デプロイの手順は次のとおり。", None),
        ("- HTTP only (no HTTPS) for simplicity", "certificates"),
        ("- No autoscaling: one task is enough", "scaling"),
        ("There is no monitoring or alerting yet.", "monitoring"),
        ("- CloudWatch alarms are out of scope", "monitoring"),
        ("- Monitoring and alerting (future work)", "monitoring"),
        ("- 모니터링 및 알림: 추후 도입 예정", "monitoring"),
        ("| 監視 | 今後導入予定 |", "monitoring"),
        ("Backups are disabled to stay in the free tier (`retention = 0`).", "backup"),
        ("Rollback is manual: run the workflow of an earlier commit again.", "releases"),
        ("No budget alarms are set; watch the bill yourself.", "cost"),
        ("- RDS is single-AZ to keep costs down", "availability"),
        ("- 단일 EC2 인스턴스 (t3.small)", "availability"),
        ("A single AZ failure does not take the service down.", None),
        ("HTTP only redirects to HTTPS", None),
        ("- The load balancer speaks plain HTTP behind the distribution", None),
        ("No alerts, no errors: the deployment went through.", None),
        ("Automated backups are turned off.", "backup"),
        ("The database has no backups and there are no alarms.", "backup"),
        ("- 모니터링을 구축하지 못했다", "monitoring"),
        ("- ❌ HTTPS", "certificates"),
        ("バックアップは現在取得していません。", "backup"),
        ("現時点では監視ツールは導入していません。", "monitoring"),
        ("バックアップの自動化はできていない。", "backup"),
        ("SSL証明書の自動更新は設定していない。", "certificates"),
        ("スケールアウトには対応していません。", "scaling"),
        ("ヘルスチェック用のエンドポイントはありません。", "health"),
        ("We do not take backups at the moment.", "backup"),
        ("Backups have not been set up.", "backup"),
        ("Backups must be taken manually.", "backup"),
        ("The database is not backed up.", "backup"),
        ("The cache is not backed up to the same bucket.", None),
        ("Do not take backups during the migration.", None),
        ("There is no rollback mechanism.", "releases"),
        ("No monitoring beyond CloudWatch defaults.", "monitoring"),
        ("No load balancer or auto scaling.", "scaling"),
        ("- Multi-AZ: false", "availability"),
        ("- Backups: no (manual snapshots)", "backup"),
        ("- Backups: no action is taken there", None),
        ("| Auto Scaling | No |", "scaling"),
        ("### Ports\n\n| Name | Encrypted |\n|---|---|\n| Monitoring | No |", None),
        ("- Deployment: manual (SSH and `git pull`)", "releases"),
        ("- デプロイ方法：手動", "releases"),
        ("- Deployment: manual trigger of the workflow", None),
        ("| デプロイ | 手動 |", "releases"),
        ("We deploy by SSHing into the server.", "releases"),
        ("- 백업 실패: 없음", None),
        ("- Backup: daily, none is deleted", None),
        ("- 모니터링 알람에 이상 없음", None),
        ("- No backup older than 30 days is kept", None),
        ("- バックアップの漏れはなし", None),
        ("- SSL 인증서 오류 없음", None),
        ("- Session cookies are HTTP only", None),
        ("- HTTPS: off (TLS ends at the load balancer)", None),
        ("- Rollback: none needed, traffic moves back", None),
    ],
)
def test_a_field_or_item_that_says_there_is_none_is_an_admission(row: str, control: str | None) -> None:
    table = "| Item | State |\n|---|---|\n" if row.startswith("|") else ""
    found = read(f"# AWS server\n\n## EC2\n{table}{row}\n", "STATUS.md")
    assert [one.control for one in found if isinstance(one, Admitted)] == ([control] if control else [])


@pytest.mark.parametrize(
    ("sentence", "controls"),
    [
        ("A domain of our own and HTTPS are not yet configured.", ["certificates"]),
        ("- HTTPS: not yet, http only", ["certificates"]),
        ("An HTTPS certificate, a load balancer, and a managed database are not set up.", ["certificates", "scaling"]),
        ("HTTPS, 모니터링, 백업은 아직 구성하지 않았습니다.", ["certificates", "monitoring", "backup"]),
        ("HTTPS・バックアップは未対応です。", ["certificates", "backup"]),
        ("It grows by itself. Backups and alarms are not configured.", ["backup", "monitoring"]),
        ("Rows that the nightly job skipped on purpose because of a backup and alerts are not included.", []),
        ("For local work HTTPS and backups are not configured.", []),
        ("HTTPS and backups are not needed.", []),
        ("HTTPS and backups are configured.", []),
    ],
)
def test_what_a_sentence_names_in_a_row_and_says_to_be_missing_is_admitted_one_by_one(
    sentence: str, controls: list[str]
) -> None:
    found = read(f"# AWS server\n\n## EC2\n\n{sentence}\n", "STATUS.md")
    assert [one.control for one in found if isinstance(one, Admitted)] == controls


@pytest.mark.parametrize(
    "lead", ["## 개선 전", "## Before", "| 항목 | 기존 | 개선 |", "| Item | EC2 | ECS Fargate |", "| | dev | prod |"]
)
def test_what_was_lacking_once_or_would_be_is_none(lead: str) -> None:
    rows = f"{lead}\n|---|---|---|\n| 백업 | 없음 | 매일 |\n" if lead.startswith("|") else f"{lead}\n- 백업: 없음\n"
    assert not [one for one in read(f"# AWS EC2 서버\n\n{rows}") if isinstance(one, Admitted)]


@pytest.mark.parametrize(
    ("row", "control"),
    [
        ("- [ ] CloudWatch Alarms 설정 (즉시)", "monitoring"),
        ("- [ ] ALB 설정 (20명부터)", "scaling"),
        ("- [ ] SSL証明書の取得", "certificates"),
        ("- [ ] Set up automated backups of the database", "backup"),
        ("- [ ] 롤백 절차", "releases"),
        ("- [ ] AWS Budgets", "cost"),
        ("1. [ ] コスト監視（AWS Budgets）設定", "cost"),
        ("- [ ] 비용 모니터링 설정", "cost"),
        ("- [ ] Backup taken before the release", None),
        ("- [ ] 헬스체크 응답 확인", None),
        ("- [ ] The alarm is silent", None),
    ],
)
def test_a_box_that_waits_beside_ticked_ones_is_an_admission(row: str, control: str | None) -> None:
    def admitted(beside: str) -> list[str]:
        found = read(f"# AWS server\n\n## State\n\n{beside}\n{row}\n", "STATUS.md")
        return [one.control for one in found if isinstance(one, Admitted)]

    assert admitted("- [x] Containers") == ([control] if control else [])
    assert not admitted("- [ ] Containers")
    assert not admitted("✅ The site answers\n\n## Afterwards\n")


@pytest.mark.parametrize(
    ("heading", "row", "control"),
    [
        ("TODO", "- CloudWatch alarms", "monitoring"),
        ("To-do list", "1. Add HTTPS with ACM", "certificates"),
        ("Future plans", "1. Add HTTPS with ACM", None),
        ("今後の予定", "- CloudWatch アラームの追加", None),
        ("Known limitations", "- Single AZ", "availability"),
        ("Not included", "- Backups", "backup"),
        ("개선할 점", "- 모니터링 도입", "monitoring"),
        ("今後の課題", "- HTTPS化", "certificates"),
        ("TODO", "- ✅ Monitoring", None),
        ("TODO", "- Add HTTPS (done)", None),
        ("TODO", "- Monitoring looks better in the dark", None),
        ("Features", "- Monitoring", None),
        ("개선 사항", "- 모니터링 도입", None),
    ],
)
def test_an_item_of_what_is_missing_is_one_and_a_plan_is_not(heading: str, row: str, control: str | None) -> None:
    found = read(f"# AWS server\n\n## EC2\n\n- t3.small\n\n## {heading}\n\n{row}\n", "README.md")
    assert [one.control for one in found if isinstance(one, Admitted)] == ([control] if control else [])


@pytest.mark.parametrize(
    ("heading", "row", "control"),
    [
        ("TODO", "- [ ] Automated database backups to S3", "backup"),
        ("Next steps", "- [ ] HTTPS with Let's Encrypt", "certificates"),
        ("What's next?", "- [ ] Load balancer + auto scaling", "scaling"),
        ("남은 작업", "- [ ] DB 자동 백업", "backup"),
        ("다음 단계", "- [ ] 비용 알림", "cost"),
        ("次のステップ", "- [ ] 予算アラート", "cost"),
        ("Roadmap", "- [ ] CloudWatch alarms", None),
        ("향후 계획", "- [ ] 비용 알림", None),
        ("今後の予定", "- [ ] 予算アラート", None),
        ("リリース後にやること", "- [ ] ロールバック手順の整備", "releases"),
        ("Next steps", "1. ✅ Deploy\n2. ⭐ (Optional) Setup domain & SSL", "certificates"),
        ("Next steps", "1. ✅ Deploy\n2. ⭐ (Optional) Set a budget alert", "cost"),
        ("다음 단계", "1. ✅ 배포\n2. (선택) 백업 설정", "backup"),
        ("Next steps", "1. Deploy\n2. (Optional) Setup backups", "backup"),
        ("Next steps", "- Setup backups", "backup"),
        ("Next steps", "- [x] Setup backups", None),
        ("Before each release", "- [ ] Backups", None),
    ],
)
def test_a_box_of_what_comes_next_that_waits_for_its_tick_is_an_admission(
    heading: str, row: str, control: str | None
) -> None:
    found = read(f"# AWS server\n\n## EC2\n\n- t3.small\n\n## {heading}\n\n{row}\n", "README.md")
    assert [one.control for one in found if isinstance(one, Admitted)] == ([control] if control else [])


def test_what_a_chapter_of_the_past_says_is_not_lacking_today() -> None:
    guide = "# Migration\n\n## Before\n\n**RDS**:\n\n- Multi-AZ: No\n\n## After\n\n**RDS**:\n\n- Multi-AZ: Yes\n"

    assert [one for one in read(guide) if isinstance(one, Admitted)] == []


@pytest.mark.parametrize(
    ("columns", "row", "control"),
    [
        ("Current limit | Why acceptable | Fix", "No auto-scaling | 1 task is enough | Add a policy", "scaling"),
        ("Limitation | Effect", "No backups | Data is lost with the disk", "backup"),
        ("한계 | 영향 | 개선", "백업 없음 | 복구 불가 | 스냅샷", "backup"),
        ("課題 | 影響 | 対応", "監視なし | 気づけない | CloudWatch", "monitoring"),
        ("Gap | Effect", "No backups | ✅ done with RDS", None),
        ("Symptom | Cause", "No HTTPS | The listener is missing", None),
        ("Rate limit | Effect", "No monitoring | x", None),
        ("Limitation | Effect", "No auto-scaling of images in the browser | Slow", None),
    ],
)
def test_a_row_of_limits_owns_up_to_what_its_first_cell_names(columns: str, row: str, control: str | None) -> None:
    lines = "|".join("---" for _ in columns.split("|"))
    found = read(f"# AWS server\n\n## EC2\n\n| {columns} |\n|{lines}|\n| {row} |\n", "STATUS.md")
    assert [one.control for one in found if isinstance(one, Admitted)] == ([control] if control else [])
