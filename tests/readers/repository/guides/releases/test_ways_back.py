"""Ways back that a guide introduces in a line above its commands."""

import pytest

from holdfast.model.facts import Deployment, Rollback

from ..support import read, said


@pytest.mark.parametrize(
    ("lead", "commands", "told"),
    [
        (
            "이전 버전으로 되돌리기:",
            "aws lambda update-alias --function-name api --name live --function-version 7",
            True,
        ),
        ("To roll back, run:", "sudo bash scripts/rollback.sh shop", True),
        ("ロールバックする場合：", "make rollback VERSION=12", True),
        ("If the new one fails, traffic goes back to the old colour by:", "./scripts/rollback.sh", True),
        ("Return to the previous release:", "git checkout v12\ndocker compose up -d", True),
        ("이전 환경으로 복귀:", "docker compose up -d api-blue", True),
        ("Return to the previous folder:", "docker compose up -d", False),
        ("To roll back, run:", "rm -rf /opt/shop\ncp -r /opt/shop-backup-1 /opt/shop\nsystemctl start shop", True),
        ("롤백:", "sudo mv /srv/shop.old /srv/shop", True),
        ("ロールバック:", "tar -xzf previous.tar.gz -C /srv/shop", True),
        ("To roll back, run:", "cp /srv/backup/shop.db /srv/shop/shop.db", False),
        ("To roll back, run:", "cp .env.backup .env", False),
        ("To roll back, run:", "cp -r build /srv/shop", False),
        ("To roll back, run:", "kubectl rollout history deployment/api", False),
        ("To deploy, run:", "aws lambda update-alias --function-name api --name live --function-version 7", False),
        ("DB 마이그레이션 롤백:", "npm run migration:rollback", False),
        ("To roll back, run:", "rails db:rollback", False),
        ("To roll back, run:", "BEGIN;\nDELETE FROM orders;\nROLLBACK", False),
        ("To roll back, run:", "# rollback\nsam deploy --disable-rollback", False),
    ],
)
def test_what_introduces_commands_may_say_that_they_lead_back(lead: str, commands: str, *, told: bool) -> None:
    found = said(f"# Deployment\n\n## Release\n\n{lead}\n\n```bash\n{commands}\n```\n")
    assert any(line.startswith("Rollback") for line in found) is told


@pytest.mark.parametrize(
    ("commands", "target"),
    [
        ("LAST=$(ls -td /opt/shop-backup-* | head -1)\ncp -r $LAST /opt/shop", "moving"),
        ("LAST=$(ls -1t backups | sed -n 1p)\ncp -r backups/$LAST/old /opt/shop", "moving"),
        ("cp -r /opt/shop-backup-$1 /opt/shop", None),
    ],
)
def test_whichever_copy_is_the_newest_is_another_one_each_time(commands: str, target: str | None) -> None:
    text = f"# Deployment\n\n## Rollback script\n\n```bash\n{commands}\nsystemctl restart shop\n```\n"

    assert [one.target for one in read(text) if isinstance(one, Rollback)] == [target]


def test_a_block_right_below_another_has_the_same_introduction() -> None:
    blocks = (
        "```bash\nkubectl rollout history deployment/api\n```\n\n```bash\nkubectl rollout undo deployment/api\n```\n"
    )
    found = said(f"# Deployment\n\n## Release\n\nTo roll back:\n\n{blocks}")
    assert [line.split()[1] for line in found if line.startswith("Rollback")] == ["12"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("**Going back**: the console, or `eb deploy --version v2.3.1`.", True),
        ("- 이전 버전으로 돌아가려면 `TAG=<이전 태그> docker compose up -d`", True),
        ("To go back to the previous page press Esc.", False),
        ("**Going back**: nobody has thought of it.", False),
    ],
)
def test_a_sentence_that_holds_the_command_is_a_way_back(line: str, *, told: bool) -> None:
    found = [one for one in said(f"# Deploy\n\n## Production\n\n{line}\n") if "Rollback" in one]
    assert any(not one.startswith("?") for one in found) is told


@pytest.mark.parametrize(
    ("heading", "released"),
    [
        ("소스코드 복구", 0),
        ("시나리오 1: 서버 전체 장애 대응", 0),
        ("Disaster recovery", 0),
        ("災害復旧", 0),
        ("배포", 1),
        ("Deploy after a recovery", 1),
    ],
)
def test_whoever_builds_up_what_was_lost_puts_out_no_release(heading: str, released: int) -> None:
    rows = "git clone https://git.example.kr/shop.git\ncd shop && npm ci\npm2 start dist/main.js"
    text = f"# AWS EC2 운영 가이드\n\n## EC2 서버: {heading}\n\n```bash\n{rows}\n```\n"
    assert len([one for one in read(text, "docs/ops.md") if isinstance(one, Deployment)]) == released


@pytest.mark.parametrize(
    ("command", "target"),
    [
        ("git reset --hard HEAD~1", "step"),
        ("git checkout HEAD^ && pm2 reload shop", "step"),
        ("git reset --hard ORIG_HEAD", "step"),
        ('ssh shop "cd /srv/shop && git reset --hard HEAD@{1}"', "step"),
        ("git reset --hard 1a2b3c4d", "commit"),
        ("git revert HEAD --no-edit && git push", "commit"),
    ],
)
def test_a_step_back_from_what_stands_there_names_no_release(command: str, target: str) -> None:
    found = said(f"# Deployment\n\n## Rollback\n\n```bash\n{command}\n```\n")
    assert [line for line in found if line.startswith("Rollback")] == [f"Rollback 6 target={target}"]


_RELEASED = "# Deploy to EC2\n\n## Release\n\n```bash\ngit pull\ndocker compose {}\n```\n\n"
_BACK = "{}\n\n```bash\ngit {}\n{}\n```\n"


@pytest.mark.parametrize(
    "heading",
    [
        "## 11) Rollback (If Something Goes Wrong)",
        "## 롤백 (문제 발생 시)",
        "## ロールバック（問題が発生した場合）",
        "## Rolling back when a release fails",
    ],
)
@pytest.mark.parametrize(
    ("release", "source", "start", "works"),
    [
        ("up --build -d", "reset --hard HEAD~1", "docker compose up -d", False),
        ("up --build -d", "checkout <commit>", "docker-compose -f prod.yml restart", False),
        ("up --build -d", "reset --hard HEAD~1", "docker compose up -d --build", True),
        ("up --build -d", "checkout v12", "docker compose build\ndocker compose up -d", True),
        ("pull", "checkout v12", "docker compose up -d", True),
    ],
)
def test_a_way_back_of_the_source_alone_starts_the_images_that_failed(
    heading: str, release: str, source: str, start: str, *, works: bool
) -> None:
    guide = _RELEASED.format(release) + _BACK.format(heading, source, start)
    assert [fact.works for fact in read(guide) if isinstance(fact, Rollback)] == [works]


def test_a_look_at_logs_in_a_chapter_for_bad_days_is_no_way_back() -> None:
    guide = "# Deploy to EC2\n\n## Rollback and troubleshooting\n\n```bash\ndocker compose logs app\n```\n"
    assert not [line for line in said(guide) if "Rollback" in line]


@pytest.mark.parametrize("told", ["commit/rollback", "커밋/롤백", "コミット/ロールバック"])
def test_what_a_transaction_does_is_no_way_back_to_a_release(told: str) -> None:
    guide = f"# Operation\n\n- The listener's {told} is covered by tests of its own.\n"
    assert not [line for line in said(guide) if "Rollback" in line]


@pytest.mark.parametrize(
    "told",
    [
        "재고가 부족하면 예외를 발생시켜 주문 전체를 롤백합니다",
        "결제 실패 시 포인트 차감을 롤백",
        "If the charge fails, the order is rolled back",
        "A failed payment triggers a rollback of the stock",
        "決済に失敗したら注文をロールバックする",
    ],
)
def test_what_a_program_takes_back_of_its_own_business_is_no_way_back(told: str) -> None:
    guide = f"# Deploy to EC2\n\n## Operation\n\n1. The row is locked.\n2. {told}\n"
    assert not [line for line in said(guide) if "Rollback" in line]


@pytest.mark.parametrize(
    "told",
    [
        "배포 후 결제 오류가 늘면 이전 버전으로 롤백합니다",
        "If orders fail after a deployment, roll back",
    ],
)
def test_a_release_that_is_taken_back_because_of_the_business_is_one(told: str) -> None:
    guide = f"# Deploy to EC2\n\n## Operation\n\n- {told}.\n"
    assert [line for line in said(guide) if "Rollback" in line]


@pytest.mark.parametrize(
    "told",
    [
        "S3 버전 관리가 활성화되어 있어 이전 state로 롤백 가능합니다",
        "Roll back to an earlier state file with the bucket's versions",
        "以前のtfstateにロールバックできます",
    ],
)
def test_going_back_to_what_terraform_knew_is_no_way_back_to_a_release(told: str) -> None:
    guide = f"# Backend\n\n## State\n\n- {told}.\n"
    assert not [line for line in said(guide) if "Rollback" in line]


def test_steps_below_a_heading_on_transactions_are_no_way_back() -> None:
    guide = "# Design\n\n## 트랜잭션 롤백\n\n1. 주문 저장\n2. 오류 발생\n"
    assert not [line for line in said(guide) if "Rollback" in line]


@pytest.mark.parametrize(
    ("commands", "moving"),
    [
        ("docker tag shop:latest shop:rollback\ndocker tag shop:rollback shop:latest\ndocker compose up -d", True),
        ("cp -r dist dist.bak\nmv dist.bak dist\npm2 restart shop", True),
        ("git tag before-release\ngit reset --hard before-release\npm2 restart shop", True),
        ("git checkout stable-version\nnpm run deploy", True),
        ("docker tag shop:latest shop:$SHA\ndocker tag shop:$SHA shop:latest\ndocker compose up -d", False),
        ("docker tag shop:1.4.2 shop:latest\ndocker compose up -d", False),
        ("git checkout v1.4.2\nnpm run deploy", False),
        ("git checkout 3f1c0de\ncp .env.bak .env\npm2 restart shop", False),
    ],
)
def test_a_way_back_to_a_mark_that_somebody_sets_by_hand_names_no_release(commands: str, *, moving: bool) -> None:
    guide = f"# Deploy\n\n## Rollback\n\n```bash\n{commands}\n```\n"
    (way,) = (fact for fact in read(guide) if isinstance(fact, Rollback))
    assert (way.target == "moving") is moving


@pytest.mark.parametrize(
    "title", ["13. Rollback (if needed)", "롤백 (필요 시)", "ロールバック（必要な場合）", "Reverting, when necessary"]
)
def test_a_way_back_that_is_gone_where_needed_is_no_part_that_may_be_left_out(title: str) -> None:
    text = f"# EC2 deployment\n\n## {title}\n\n```bash\ngit reset --hard HEAD~1\nnpm ci\npm2 restart api\n```\n"
    assert [one for one in read(text) if isinstance(one, Rollback)]


def test_an_optional_way_back_stays_one() -> None:
    text = "# EC2 deployment\n\n## Rollback (optional)\n\n```bash\ngit reset --hard HEAD~1\npm2 restart api\n```\n"
    assert not [one for one in read(text) if isinstance(one, Rollback)]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Amplify builds and deploys it, with atomic rollouts and one-click rollback.", False),
        ("Vercel supports instant rollback.", False),
        ("Netlifyは即時ロールバックを提供します。", False),
        ("CodeDeploy deploys it, with one-click rollback.", True),
    ],
)
def test_what_a_host_of_front_ends_does_by_itself_says_nothing_of_the_server(sentence: str, *, told: bool) -> None:
    found = said(f"# AWS deployment guide\n\n## Updates\n\n- **Web**: {sentence}\n")
    assert any("Rollback" in line.split(" ")[:2] for line in found) is told
