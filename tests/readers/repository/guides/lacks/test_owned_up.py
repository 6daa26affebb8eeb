"""What a text owns up to without naming what it lacks."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read


def admitted(heading: str, row: str) -> list[str]:
    """The controls that are admitted below the heading."""
    text = f"# 운영 서버 매뉴얼\n\n## {heading}\n\n{row}\n"
    return [one.control for one in read(text, "docs/ops.md") if isinstance(one, Admitted)]


@pytest.mark.parametrize(
    ("heading", "row", "control"),
    [
        ("무중단 배포", "- 배포 시 약 10초간 서비스가 중단됩니다", "releases"),
        ("Releases", "- Each deploy causes a short outage", "releases"),
        ("배포", "- 이전 버전은 남기지 않음", "releases"),
        ("배포 절차", "1. FileZilla로 접속\n2. /var/www/app 에 변경된 파일 덮어쓰기", "releases"),
        ("배포", "- 머지한 뒤 서버에서 `sh /home/ubuntu/deploy.sh`", "releases"),
        ("デプロイ", "- サーバーで sh deploy.sh を実行", "releases"),
        ("HTTPS", "- 지금은 캘린더에 알림을 걸어두고 수동 갱신한다", "certificates"),
        ("TLS", "- Someone needs to remember to upload the new certificate", "certificates"),
        ("백업", "- 매주 금요일 담당자가 phpMyAdmin에서 내보내기", "backup"),
        ("DB", "- DB 백업: 한 달에 한 번 손으로", "backup"),
        ("Backups", "- A cron job keeps the dumps in `/home/ubuntu/dumps`", "backup"),
        ("バックアップ", "- たまに手元にダウンロード", "backup"),
        ("모니터링", "- UptimeRobot으로 메인 페이지만 확인", "monitoring"),
        ("모니터링", "- 대시보드만 만들어 두었고 알림은 없습니다", "monitoring"),
        ("장애 발생 시", "- 회원이 전화로 알려주면 확인", "monitoring"),
        ("비용", "- 매달 카드값 보고 확인", "cost"),
        ("비용", "- 월 약 3만원 (카드 명세서로 확인)", "cost"),
        ("AWS 비용", "- 청구서에서 확인", "cost"),
        ("비용", "- 이번달 약 6만원. 예산 알림은 아직 안 걸어둠.", "cost"),
        ("FAQ", "A. 롤백은 따로 없습니다.", "releases"),
        ("배포", "> 주의: 배포 중 30초 정도 API 가 응답하지 않습니다.", "releases"),
        ("인증서 만료", "certbot 자동 갱신을 설정하지 않아 인증서가 만료됨", "certificates"),
        ("점검", "- 매일 아침 사이트 접속해서 정상 동작 확인", "monitoring"),
        ("아쉬운 점", "- 로그 확인은 SSH 접속해서 tail -f 로 한다", "monitoring"),
        ("Backups", "- EBS snapshot when we remember", "backup"),
        ("데이터 백업", "cron 으로 매일 새벽 `/home/ubuntu/backup` 에 덤프를 저장합니다.", "backup"),
        ("모니터링", "- 별도로 구축하지 않음. 기본 지표만 가끔 확인", "monitoring"),
        ("S3", "개발/운영이 같은 버킷을 사용합니다.", "cors"),
        ("TLS", "- Cloudflare (Flexible SSL)", "certificates"),
        ("Architecture", "- Scaling: vertical only", "scaling"),
        ("SSL証明書", "90日で期限が切れるので、手動で再実行してください。", "certificates"),
        ("バックアップ", "- 週1で pg_dump を /home/ec2-user/dump に保存。", "backup"),
        ("Backups", "A cron job tars /var/lib/mongodb into /root/backups every Sunday.", "backup"),
        ("証明書", "- certbotをcronで月1回実行（成功したかは確認していない）", "certificates"),
        ("監視", "- 特にしていない。グラフをたまに見る程度。", "monitoring"),
        ("Backups", "We do not back up uploads.", "backup"),
        ("Backups", "Lightsail snapshot, taken manually before big changes.", "backup"),
        ("When it breaks", "Sentry catches exceptions. There's no alert when the box is down.", "monitoring"),
        ("注意", "- 障害時は電話で対応する（自動通知はない）。", "monitoring"),
        ("注意", "- SSL証明書は毎年購入して差し替える。", "certificates"),
        ("Backups", "We have never tried restoring one of them.", "backup"),
        ("FAQ", "A. 매주 월요일에 제가 내려받아 둔 dump 파일로 복구하세요.", "backup"),
        ("운영", "- 트래픽이 늘면 인스턴스 타입을 올린다", "scaling"),
        ("Data", "Uploads are not backed up; if the disk dies they are gone.", "backup"),
        ("負荷対策", "- アクセスが増えたらインスタンスタイプを上げる", "scaling"),
        ("負荷対策", "- 重くなったらサーバーのスペックを引き上げます", "scaling"),
        ("費用", "- AWSの料金は毎月コンソールで確認する", "cost"),
        ("費用", "- AWS: 月額約3,000円。請求額は月末に目視でチェック", "cost"),
    ],
)
def test_a_text_owns_up_in_its_own_words(heading: str, row: str, control: str) -> None:
    assert admitted(heading, row) == [control]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("배포", "- 무중단 배포로 배포 시에도 서비스가 중단되지 않습니다"),
        ("배포", "- 배포 시 다운타임 없이 교체됩니다"),
        ("배포", "- 배포 중 테스트가 실패하면 배포가 중단됩니다"),
        ("기능", "- 고객이 청구서를 확인하면 알림 발송"),
        ("TLS", "- Set the mode to Full, not Flexible SSL"),
        ("HTTPS", "- 자동 갱신이 안 되는 경우 `certbot renew` 실행"),
        ("Plans", "- Auto-renewal is not supported for yearly plans"),
        ("HTTPS", "- Remember to replace example.com with your own domain"),
        ("Backups", "- Automated dumps every night; take one manually before a migration"),
        ("모니터링", "- CloudWatch에서 로그를 확인합니다"),
        ("Certificates", "- ACM renews the certificate every year automatically"),
        ("Backups", "- The restore was tested last month and never failed"),
        ("Scaling", "- Not vertical scaling: the group adds instances"),
        ("Releases", "- Deploys without downtime"),
        ("HTTPS", "- 인증서는 certbot 타이머로 자동 갱신"),
        ("백업", "- 매일 03시에 S3로 백업"),
        ("백업", "- 수동 스냅샷도 S3에 보관"),
        ("모니터링", "- CloudWatch 알람이 Slack으로 온다"),
        ("로컬 개발", "- 로컬 환경에서는 DB 백업을 손으로 넣는다"),
        ("댓글", "- 회원이 전화번호를 확인"),
        ("문제 발생 시", "- Nginx 오류 로그: `sudo tail -f /var/log/nginx/error.log`"),
        ("Backups", "1. Run it by hand once and confirm the size"),
        ("Integrations", "- Google Calendar: set the redirect URI to `https://<web_url>/callback`"),
        ("배포", "- 배포 워크플로에서는 `dist/`를 업로드한 뒤 서버에서 `./deploy.sh`를 실행한다"),
        ("デプロイ", "- `IMAGE_TAG=<sha>` で上書きできる"),
        ("証明書", "nginx のリロードを忘れていて切らしたので deploy-hook をつけた"),
        ("Backups", "- If uploads are not backed up, they are lost"),
        ("Backups", "- A backup that was never tried to restore is worthless"),
        ("バックアップ", "- キャッシュのバックアップは取っていません"),
        ("Scaling", "- Upgrade the npm packages to larger versions when needed"),
        ("Scaling", "- The workers scale vertically only, the web tier scales out"),
        ("Cost", "- Customers can check the invoice in their account"),
        ("Cost", "- We check the bill and have a budget alarm as well"),
        ("SSL", "- 自動更新がされていないか確認する"),
        ("SSL", "- Users receive a reminder before their certificate expires"),
        ("SSL", "- You don't have to remember anything: certbot renews by itself"),
        ("SSL", "- ドメインは毎年購入で更新する"),
        ("모니터링", "- 대시보드 페이지를 가끔 확인하고 알람은 슬랙으로 받는다"),
        ("모니터링", "- 알림이 안 와요? 구독을 확인하세요"),
        ("Monitoring", "- There are no alerts if everything is fine"),
        ("デプロイ", "- デプロイ中にサービスが停止することはありません"),
        ("費用", "- AWSの料金は予算アラートで確認する"),
        ("Scaling", "- アクセスが増えたらオートスケールでサーバーのサイズを変更"),
        ("機能", "- 会員は料金を画面で確認できる"),
        ("Backups", "- Static images are not backed up because they live in the repository"),
    ],
)
def test_what_is_seen_to_is_no_admission(heading: str, row: str) -> None:
    assert admitted(heading, row) == []


@pytest.mark.parametrize(
    ("heading", "row", "control"),
    [
        ("주기적 확인사항", "- [ ] SSL 인증서 만료일 확인 (90일마다)", "certificates"),
        ("월간 점검", "- 인증서 유효기간 확인", "certificates"),
        ("Monthly tasks", "- Check the SSL certificate expiry", "certificates"),
        ("Maintenance", "- Verify that the certificate has not expired (quarterly)", "certificates"),
        ("定期点検", "- 証明書の有効期限を確認", "certificates"),
        ("주기적 확인사항", "- [ ] 로그 검토 및 이상 징후 확인 (매일)", "monitoring"),
        ("Weekly checks", "- Review logs and disk usage", "monitoring"),
        ("Daily", "- Look at the CloudWatch dashboard", "monitoring"),
        ("일일 점검", "- CloudWatch 대시보드 확인", "monitoring"),
        ("毎日の作業", "- ログの確認", "monitoring"),
    ],
)
def test_what_somebody_is_to_look_at_again_and_again_is_told_by_nothing_else(
    heading: str, row: str, control: str
) -> None:
    assert admitted(heading, row) == [control]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("배포 전 확인사항", "- [ ] SSL 인증서 만료일 확인"),
        ("월간 점검", "- 인증서 만료 30일 전 자동 알림 확인"),
        ("Monthly tasks", "- Rotate the keys"),
        ("Weekly checks", "- Review access logs with the audit team"),
        ("機能", "- ユーザーは毎日ログを確認できます"),
        ("月次", "- 証明書の期限アラートを確認"),
    ],
)
def test_a_look_before_a_release_or_beside_an_alarm_admits_nothing(heading: str, row: str) -> None:
    assert admitted(heading, row) == []


@pytest.mark.parametrize(
    ("row", "control"),
    [
        ("- DB 백업이 없어 EC2 장애 시 데이터 유실 위험", "backup"),
        ("- 백업이 없어서 장애 시 복구가 불가능하다", "backup"),
        ("- 모니터링이 없어 장애를 늦게 인지함", "monitoring"),
        ("- バックアップがなく、障害時にデータが失われる", "backup"),
        ("- 監視がないため、障害に気づくのが遅れる", "monitoring"),
    ],
)
def test_what_comes_of_its_not_being_there_admits_that_it_is_not(row: str, control: str) -> None:
    assert admitted("한계", row) == [control]


@pytest.mark.parametrize(
    "row",
    [
        "- 모니터링이 없어 Prometheus를 도입했습니다",
        "- 롤백이 없어도 문제 없음",
        "- 시간이 없어 백업 화면은 생략했습니다",
    ],
)
def test_what_was_mended_since_or_lacks_something_else_admits_nothing(row: str) -> None:
    assert admitted("개선", row) == []
