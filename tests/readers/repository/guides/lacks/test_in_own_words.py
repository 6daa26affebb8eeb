"""Sentences that own up to something missing, and name no setting."""

import pytest

from ..support import said

_GUIDE = "# How the shop is hosted on AWS EC2\n\n## Operations\n\n{}\n"


def owned(sentence: str) -> list[str]:
    found = [line for line in said(_GUIDE.format(sentence), "docs/hosting.md") if "Admitted" in line]
    return [line.rpartition("control=")[2] for line in found]


@pytest.mark.parametrize(
    ("control", "sentences"),
    [
        (
            "cost",
            (
                "We pay about 30 dollars a month and have not set up any budget.",
                "Nobody watches the bill.",
                "There is no budget alert on the account.",
                "비용은 월 2만원 정도이며 예산 알림은 없습니다.",
                "요금은 청구서가 나온 뒤에 확인합니다.",
                "月額は約5,000円で、予算の上限やアラートは決めていない。",
            ),
        ),
        (
            "health",
            (
                "`/health` always returns 200, whatever happens to the database.",
                "The health check does not check the database connection.",
                "Nginx keeps sending traffic to it, since there is no health check.",
                "`/health` 는 항상 200 OK 를 반환한다.",
                "헬스체크는 DB 연결까지 확인하지 않습니다.",
                '`/healthz` は固定で `{"status":"ok"}` を返すだけです。',
                "ヘルスチェックはDBの状態を見ていません。",
            ),
        ),
        (
            "availability",
            (
                "We only have one server, so everything is down until it is rebooted.",
                "We run the API on a single instance with an Elastic IP.",
                "手動で復旧する（冗長化していないため、その間サービスは停止）",
                "이중화가 되어 있지 않아 장애 시 서비스가 중단됩니다.",
            ),
        ),
        (
            "monitoring",
            (
                "CloudWatch alarms are on the to-do list.",
                "The disk was full, and we only noticed when the site was already down.",
                "알림은 아직 붙이지 못했다.",
                "通知の仕組みはまだありません。",
                "気づいた人がサーバーを再起動してください。",
            ),
        ),
        (
            "backup",
            (
                "There is no copy of them anywhere else.",
                "The dumps stay on the same disk and are never deleted.",
                "백업은 따로 하지 않고 있다.",
                "스냅샷은 필요할 때만 손으로 만든다.",
                "スナップショットは必要なときに手動で取得します。自動では取っていません。",
            ),
        ),
        (
            "releases",
            (
                "There is no way to go back to the previous version.",
                "If something goes wrong we fix it forward.",
                "이전 버전으로 되돌리는 절차는 아직 없습니다.",
                "前のバージョンに戻す手順は決めていません。",
                "FTPで上書きします。古いファイルは残りません。",
            ),
        ),
        ("certificates", ("아직 도메인이 없어서 http로만 서비스한다.", "まだHTTPのままで運用しています。")),
        (
            "scaling",
            (
                "When traffic grows we stop the instance and choose a bigger type.",
                "오토스케일링은 쓰지 않는다.",
                "アクセスが増えたらインスタンスタイプを上げます。",
            ),
        ),
        (
            "health",
            (
                "After a deploy we open the page in a browser to see whether it works.",
                "잘 떴는지는 브라우저로 확인한다.",
                "デプロイ後はブラウザで画面を開いて確認します。",
            ),
        ),
        (
            "availability",
            (
                "If the instance dies, we have to rebuild it by hand.",
                "서버 한 대라서 죽으면 서비스 전체가 멈춘다.",
                "1台構成のため、障害時はサービス全体が停止します。",
            ),
        ),
    ],
)
def test_what_the_product_goes_without_is_admitted(control: str, sentences: tuple[str, ...]) -> None:
    assert [(sentence, owned(sentence)) for sentence in sentences] == [(sentence, [control]) for sentence in sentences]


@pytest.mark.parametrize(
    "sentence",
    [
        "Set a budget so that nobody has to watch the bill.",
        "There used to be no budget alert on the account.",
        "An alarm tells us before the disk is full, so that we never again only notice when the site is down.",
        "There is always a way to go back to the previous version: deploy its tag.",
        "If the instance dies, the group starts another one.",
        "If the server crashes, PM2 restarts the whole app",
        "When traffic grows the group adds instances.",
        "예산 알림이 없으면 먼저 만듭니다.",
        "백업은 매일 새벽에 자동으로 진행합니다.",
        "로컬에서는 http로만 서비스한다.",
        "通知の仕組みを用意しています。",
        "開発環境はまだHTTPのままで運用しています。",
        "アクセスが増えたら台数が自動で増えます。",
        "1台構成にしないため、障害時も停止しません。",
        "We built this without any budget in a weekend.",
        "Pro plan: no spending limits.",
        "택시 요금이 나오면 확인 버튼을 누릅니다.",
        "I only realized this when reading the AWS docs.",
        "We only learned this because AWS changed the console.",
        "ドキュメントの誤りに気づいた人が確認して修正してください。",
        "No copies of the files are kept on our servers after processing.",
        "Type hints: we fix forward references.",
        "Between the ALB and the tasks traffic runs over plain HTTP.",
        "ALB以降はHTTPのままです。",
        "When your usage grows, move to a larger plan.",
        "利用者が増えたらプランを変更できます。",
        "After an update, users see a banner and refresh the page in the browser.",
        "After a deploy, browsers load the new page from CloudFront.",
        "If the instance fails, it is rebuilt by the Auto Scaling group.",
        "If the server is down, the app works offline.",
        "When it fails, the whole batch is retried.",
        "when it fails, the entire transaction is rolled back.",
        "서버가 한 대라도 다운되면 알람이 울립니다.",
        "단일 서버라면 장애 시 중단되므로 두 대를 둡니다.",
        "単一サーバー構成のためではなく、障害に備えて二台にする。",
        "내부 통신은 http로만 제공한다.",
        "ALB에서 TLS를 종료하고 내부는 http로만 접속합니다.",
        "The health check works over plain HTTP.",
    ],
)
def test_what_is_there_was_so_once_or_is_elsewhere_is_not(sentence: str) -> None:
    assert owned(sentence) == []


def test_the_paragraph_before_makes_nothing_that_was_so_once() -> None:
    before = "The settings were typed in by hand when the server was set up, and nobody has touched them since."
    assert owned(f"{before}\n\nNobody watches the bill.") == ["cost"]
    assert owned("Before:\n\n- Nobody watches the bill.") == []


def test_a_chapter_on_costs_may_own_up_to_nobody_looking_at_them() -> None:
    text = "# How the shop is hosted on AWS EC2\n\n## Costs\n\nAround $15 per month. Nobody watches the bill.\n"
    assert [line for line in said(text, "docs/hosting.md") if "control=cost" in line] == ["? Admitted 5 control=cost"]
    wished = text.replace("## Costs", "## Alternatives")
    assert [line for line in said(wished, "docs/hosting.md") if "control=cost" in line] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "`/health/live` always returns 200 as long as the process is up.",
        "`/health` used to return 200 always.",
        "`/health` only returns 200 when the database answers.",
        "A health check that always returns 200 should be avoided.",
        "The balancer keeps sending traffic to the old tasks until the new ones are healthy.",
        "헬스체크가 항상 200을 반환하던 문제를 수정했습니다.",
        "ヘルスチェックは常に200を返すようにしないこと",
        "Each job runs on one instance only.",
        "Migrations run on a single instance at a time.",
        "The tests run on one machine.",
        "이중화가 되어 있어 한 대가 죽어도 중단되지 않습니다.",
    ],
)
def test_liveness_what_was_mended_and_what_takes_turns_owns_up_to_nothing(sentence: str) -> None:
    assert owned(sentence) == []
