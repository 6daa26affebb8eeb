"""Releases that a guide has somebody choose by name, bring back, or only start again."""

from .releases.test_delivery import released
from .support import said


def test_a_release_that_is_checked_out_by_its_name_on_the_server_is_named_by_it() -> None:
    up = "docker compose up -d --build"

    def named(*commands: str) -> list[str]:
        return [line.split(" identity=")[1].split()[0] for line in released("서버 배포", *commands, up)]

    assert named("git fetch --tags", "git checkout <RELEASE_TAG>") == ["tag"]
    assert named("git fetch", "git checkout v1.4.0") == ["tag"]
    assert named("git fetch", "git checkout $COMMIT") == ["commit"]
    assert named("git fetch", "git checkout staging") == ["none"]
    assert named("git checkout YOUR_TAG", "git pull origin main") == ["none"]


def test_a_way_back_is_told_by_commands_under_a_line_about_the_previous_release() -> None:
    block = "```bash\ngit checkout PREVIOUS_TAG\ndocker compose up -d --build\n```\n"
    guide = f"# Deploy the shop to EC2\n\n## 7. Roll back\n\nCheck out the previous revision, and build it:\n\n{block}"

    assert [line for line in said(guide) if "Rollback" in line] == ["Rollback 8-9 target=previous"]


def test_a_service_that_is_only_given_another_number_of_copies_is_no_release() -> None:
    scaled = "aws ecs update-service --cluster shop --service api --desired-count 1"

    assert released("Start the service", scaled) == []
    assert len(released("Start the service", f"{scaled} --force-new-deployment")) == 1


def test_a_release_that_the_steps_of_a_list_pull_and_start_is_a_deployment_by_hand() -> None:
    steps = "1) EC2 上で `git pull`\n2) `npm ci && npm run build`\n3) Backend プロセスを再起動\n"
    other = "1) `git pull`\n2) `npm test`\n"

    def by_hand(text: str) -> list[str]:
        guide = f"# AWS EC2 デプロイ手順\n\n## 4. 更新手順\n\n{text}"
        return [line for line in said(guide) if line.startswith("Deployment")]

    assert by_hand(steps) == ["Deployment 5-7 method=ssh identity=none asks_health=False manual=True"]
    assert by_hand(other) == []


def test_what_a_japanese_guide_does_without_is_not_set_up() -> None:
    guide = "# AWS デプロイ手順\n\n## 構成の作成\n\nALB / ECS / CloudFront は使わず、EC2 で構築します。\n"

    assert [line for line in said(guide) if "LoadBalancer" in line or "Distribution" in line] == []


def test_an_image_that_the_steps_of_a_list_pull_is_a_release_by_hand() -> None:
    def by_hand(text: str) -> list[str]:
        guide = f"# EC2 デプロイ手順\n\n## 4. 更新手順\n\n{text}"
        return [line for line in said(guide) if line.startswith("Deployment")]

    latest = "1. サーバーに接続する\n2. `docker pull shop/api:latest`\n3. `docker compose up -d`\n"
    assert by_hand(latest) == ["Deployment 6-7 method=ssh identity=latest asks_health=False manual=True"]
    for step in ("`docker compose pull`", "新しいイメージを取得する", "이미지를 pull 합니다", "Pull the latest image"):
        assert len(by_hand(f"1. Log in\n2. {step}\n3. `docker compose up -d`\n")) == 1
    shown = by_hand("1. Log in\n2. Show the image\n3. `docker compose up -d`\n")
    assert not any("method=ssh" in line for line in shown)
