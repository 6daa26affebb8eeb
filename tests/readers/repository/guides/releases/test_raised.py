"""Releases of which a guide shows only the command that starts them."""

import pytest

from ..support import said


def deployments(guide: str) -> list[str]:
    return [line for line in said(guide, "docs/deploy.md") if line.lstrip("? ").startswith("Deployment")]


def chapter(heading: str, command: str) -> str:
    return f"## {heading}\n\n```bash\ncd /srv/shop\n{command}\n```\n\n"


def test_a_chapter_on_updates_that_starts_the_containers_again() -> None:
    guide = (
        "# Shop on EC2\n\n"
        + chapter("Server setup", "docker compose up -d")
        + chapter("Updates", "docker compose down\ndocker compose up -d")
    )

    [found] = deployments(guide)

    assert found.startswith("Deployment 15 ")


def test_containers_that_are_built_on_the_server() -> None:
    [found] = deployments("# Shop on EC2\n\n" + chapter("Deploy", "sudo docker-compose -f prod.yml up -d --build"))

    assert found.startswith("Deployment 7 ")


def test_variables_before_the_command_are_for_it_alone_and_production_goes_first() -> None:
    ways = "\n".join(
        f"ENV_FILE=.env.{name} TAG= docker compose -f a.yml up -d --build" for name in ("staging", "production")
    )
    [found] = deployments("# Shop on EC2\n\n" + chapter("Deploy", ways))

    assert found.startswith("Deployment 8 ")


def test_containers_that_somebody_starts_once_or_at_home_are_no_release() -> None:
    assert deployments("# Shop on EC2\n\n" + chapter("Deploy", "docker compose up -d")) == []
    assert deployments("# Shop\n\n" + chapter("Local setup", "docker compose up -d --build")) == []


def test_a_release_by_hand_is_told_beside_one_of_a_platform() -> None:
    guide = (
        "# Shop on AWS\n\n"
        + chapter("Elastic Beanstalk", "eb deploy")
        + chapter("Updating the server", "git pull\npm2 restart shop")
    )

    assert len(deployments(guide)) == 2


def test_a_site_that_somebody_puts_into_its_bucket_is_a_release() -> None:
    guide = "# Front end\n\n" + chapter("Publish", 'npm run build\naws s3 sync dist/ "s3://$BUCKET" --delete')

    [found] = deployments(guide)

    assert "method=static" in found
    assert "manual=True" in found


def test_copies_to_and_from_other_buckets_are_none() -> None:
    for command in ("aws s3 sync s3://site ./dist", "aws s3 cp dump.sql s3://copies/", "aws s3 sync logs/ s3://logs"):
        assert deployments("# Front end\n\n" + chapter("Publish", command)) == []


def readme(*chapters: str) -> list[str]:
    lines = said("# Shop\n\n" + "".join(chapters), "README.md")
    return [line for line in lines if line.lstrip("? ").startswith("Deployment")]


def test_a_chapter_behind_the_one_that_makes_the_server_goes_on_there() -> None:
    server = "## EC2 の作成\n\n```bash\nsudo dnf install -y docker git\n```\n\n"
    start = chapter("コンテナの作成", "git clone git@github.com:shop/shop.git\nsudo docker compose up -d")

    [found] = readme(server, start)

    assert found.startswith("Deployment 12-14 ")
    assert readme(start, server) == []
    assert readme("## 構成\n\n```bash\nnpm ci\n```\n\n", start) == []
    assert readme(server, start.replace("コンテナの作成", "ローカルでの起動")) == []


@pytest.mark.parametrize(
    ("step", "method"),
    [
        ("In the console open the ECS service and tick **Force new deployment**", "ecs"),
        ("ECSサービスを開き「新しいデプロイの強制」で更新する", "ecs"),
        ("ECS 서비스 업데이트 → 새 배포 강제 체크", "ecs"),
        ("Choose Upload and deploy in Elastic Beanstalk", "beanstalk"),
        ("Lambda のコンソールで zip をアップロードする", "lambda"),
        ("Never tick Force new deployment", None),
        ("Upload the zip to Lambda by the workflow", None),
    ],
)
def test_a_release_may_go_out_by_a_button_of_the_console(step: str, method: str | None) -> None:
    found = deployments(f"# Deploy the shop to AWS\n\n1. Push the image\n2. {step}\n")
    assert [line.split()[2] for line in found] == ([f"method={method}"] if method else [])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("- **배포 방법**: 서버에 SSH 접속 후 git pull → pm2 restart", True),
        ("| デプロイ | SSHでログインして git pull → docker compose up -d |", True),
        ("- Deployment process: SSH into the box, `git pull`, then `pm2 restart api`", True),
        ("- Release: rsync the build to the host and restart nginx", True),
        ("- Deployment: GitHub Actions builds, CodeDeploy puts it out", False),
        ("- 배포: GitHub Actions → ECR → ECS", False),
        ("- 배포: GitHub Actions 가 서버에서 git pull 후 pm2 restart", False),
    ],
)
def test_a_field_of_a_sheet_that_tells_the_whole_release_is_one_by_hand(row: str, *, told: bool) -> None:
    table = "| Item | What |\n|---|---|\n" if row.startswith("|") else ""
    assert bool(deployments(f"# EC2 server\n\n## Facts\n{table}{row}\n")) is told


CLONE = "```\ngit clone https://example.com/shop.git\n```\n"


@pytest.mark.parametrize(
    ("guide", "found"),
    [
        (f"# Shop\n\n## On EC2\n\nGet the code:\n\n{CLONE}", ["Deployment 8 "]),
        (f"# 학원 (AWS)\n\n## 코드 받기\n\n`/home/ec2-user` 에서 받습니다.\n\n{CLONE}", ["Deployment 8 "]),
        (f"# 予約\n\n## 本番サーバー\n\nログインします。\n\n{CLONE}", ["Deployment 8 "]),
        (f"# Shop\n\n## Getting started\n\nGet the code:\n\n{CLONE}", []),
        (f"# 予約\n\n## 開発環境\n\n取得します。\n\n{CLONE}", []),
        ("# Shop\n\n## On EC2\n\n```\ngit clone https://example.com/tool.git ~/.tool\n```\n", []),
        (f"# Shop\n\n## On EC2\n\n{CLONE}\n```\nterraform apply\n```\n", []),
    ],
)
def test_a_program_that_is_fetched_onto_a_server_and_started_in_words(guide: str, found: list[str]) -> None:
    lines = [line for line in said(guide, "README.md") if line.startswith("Deployment")]
    assert [line[: len("Deployment 8 ")] for line in lines] == found


@pytest.mark.parametrize(
    ("lead", "person"),
    [
        ("When you push to main, GitHub Actions will:", False),
        ("The pipeline then does the following:", False),
        ("main 브랜치에 푸시하면 GitHub Actions가 다음을 수행합니다:", False),
        ("main に push するとワークフローが以下を実行します：", False),
        ("For each release:", True),
        ("Beside what the pipeline does, updates are for you.", True),
    ],
)
def test_what_a_list_says_that_a_machine_does_is_done_by_nobodys_hand(lead: str, *, person: bool) -> None:
    for steps in (
        "1. SSH into the EC2 server\n2. Pull the latest code\n3. Restart the application\n",
        "1. EC2 서버에 SSH로 접속\n2. 최신 코드를 git pull\n3. `docker compose up -d --build` 실행\n",
        "1. EC2サーバーにSSHで接続\n2. git pull で最新コードを取得\n3. `docker compose up -d --build` を実行\n",
    ):
        found = said(f"# Deploy to EC2\n\n## Releases\n\n{lead}\n\n{steps}", "docs/deploy.md")
        by_hand = [line for line in found if line.lstrip("? ").startswith(("Deployment", "Login"))]
        assert bool(by_hand) is person


def test_a_block_that_opens_in_the_last_row_is_no_release() -> None:
    guide = "# Deploy to EC2\n\n## Releases\n\nLog in to the server:\n\n```bash"

    assert [line for line in said(guide, "docs/deploy.md") if "Deployment" in line] == []
