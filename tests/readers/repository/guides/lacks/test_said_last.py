"""What sentences say last that there is not, steps that a guide leaves to its reader, and certificates that people watch."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read


def _admitted(row: str) -> list[str]:
    return [fact.control for fact in read(f"# Operation on AWS EC2\n\n{row}\n") if isinstance(fact, Admitted)]


@pytest.mark.parametrize(
    ("sentence", "control"),
    [
        ("기동에 실패해도 이전 이미지를 다시 올리는 rollback 단계가 없다.", "releases"),
        ("큐 적재량에 대한 CloudWatch alarm 정의는 없다.", "monitoring"),
        ("지금 템플릿에는 CPU 알람 설정이 포함되어 있지 않다.", "monitoring"),
        ("컨테이너를 먼저 내리므로 무중단 배포가 아니다.", "releases"),
        ("배포되는 이미지는 커밋 태그가 아니라 `latest`다.", "releases"),
        ("The deploy workflow has no rollback step.", "releases"),
        ("This repository does not define any CloudWatch alarms.", "monitoring"),
        ("The release swaps containers, so it is not zero-downtime.", "releases"),
        ("The image is pulled as `latest` rather than a commit tag.", "releases"),
        ("本番のワークフローにロールバック処理はない。", "releases"),
        ("このリポジトリには監視アラームの定義がありません。", "monitoring"),
    ],
)
def test_a_sentence_that_ends_by_denying_a_thing_admits_its_want(sentence: str, control: str) -> None:
    assert _admitted(sentence) == [control]
    assert _admitted(f"- {sentence}") == [control]


@pytest.mark.parametrize(
    "sentence",
    [
        "롤백할 필요가 없다.",
        "별도의 인증서 설정이 필요 없다.",
        "업로드 중에는 백업 데이터가 없다는 안내가 뜬다.",
        "Confirm that there are no alerts.",
        "If there is no rollback step, the pipeline fails.",
        "개발 환경에는 알람 설정이 없다.",
        "The local stack has no monitoring.",
        "무중단 배포가 된다.",
        "アラームの定義がない場合は作成する。",
        "Every release has to pass; there is no need for monitoring by hand, there is no need for load balancing",
        "We have no problems with monitoring.",
        "There are no gaps in our monitoring.",
        "The price does not include backups.",
        "This guide does not include monitoring.",
        "Do not run this when there is no backup.",
        "Free plans have no monitoring.",
        "Lightsail has no auto scaling.",
        "Lightsail에는 오토스케일링이 없다.",
        "무료 요금제에는 알람 기능이 없습니다.",
        "이 문서는 모니터링 설정을 포함하지 않습니다.",
        "フリープランにはバックアップ機能がありません。",
        "Deletion stops if the database has no backup.",
        "이 가격에는 백업이 포함되어 있지 않다.",
        "A release waits as long as the service does not have a health check.",
    ],
)
def test_a_sentence_that_denies_something_else_admits_nothing(sentence: str) -> None:
    assert _admitted(sentence) == []


@pytest.mark.parametrize(
    ("step", "control"),
    [
        ("6. (Optional) Enable monitoring", "monitoring"),
        ("- Optional: set up automatic backups", "backup"),
        ("4. (선택) 모니터링 설정", "monitoring"),
        ("- (任意) アラーム設定", "monitoring"),
    ],
)
def test_a_step_that_may_be_left_out_is_an_admission(step: str, control: str) -> None:
    assert _admitted(step) == [control]


def test_an_optional_step_about_something_else_is_none() -> None:
    assert _admitted("6. (Optional) Enable dark mode") == []


def test_a_box_for_a_trial_that_waits_beside_ticked_ones_is_an_admission() -> None:
    boxes = "- [x] Deployed to the host\n- [ ] Backup/restore tested\n- [ ] Email alerts subscribed"
    assert _admitted(boxes) == ["backup", "monitoring"]


@pytest.mark.parametrize(
    "row",
    [
        "인증서 만료일을 매월 확인한다",
        "인증서 만료 장애가 있었으므로 timer 상태를 주기적으로 점검한다.",
        "Check the certificate's expiry every 90 days.",
        "証明書の有効期限を毎月確認する",
    ],
)
def test_a_certificate_whose_end_people_look_up_now_and_then_is_watched_by_nothing(row: str) -> None:
    assert _admitted(f"- {row}") == ["certificates"]


@pytest.mark.parametrize(
    "row",
    [
        "인증서 만료는 자동으로 매일 확인한다",
        "An alarm checks the certificate's expiry every day and calls us",
        "Sessions expire: check them monthly",
        "A Lambda runs every day to check the certificate expiry.",
        "스크립트가 매일 인증서 만료를 확인합니다.",
        "毎日スクリプトが証明書の有効期限を確認します。",
        "UptimeRobot looks at the certificate every day to check when it expires.",
    ],
)
def test_an_end_that_a_machine_looks_at_or_of_something_else_is_no_admission(row: str) -> None:
    assert _admitted(f"- {row}") == []


@pytest.mark.parametrize(
    ("sentence", "controls"),
    [
        ("매주 서버 로그를 검토하고 이상 여부를 점검한다.", ["monitoring"]),
        ("毎週サーバーの異常がないか確認する。", ["monitoring"]),
        ("AI가 매일 설비의 이상 징후를 점검합니다.", []),
        ("毎日体温の異常を確認できるアプリです。", []),
        ("A job runs weekly to review the disk usage.", []),
        ("배치가 매일 로그를 검토합니다.", []),
        ("バッチが毎日ログをチェックします。", []),
        ("매일 도메인의 SSL 인증서 만료일을 확인해 주는 서비스입니다.", []),
    ],
)
def test_what_people_look_at_now_and_then_is_the_host_and_nothing_that_the_product_watches(
    sentence: str, controls: list[str]
) -> None:
    assert _admitted(sentence) == controls
