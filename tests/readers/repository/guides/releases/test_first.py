"""What sets a server up, and what is done again for each release."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.guides.releases.first import sets_up

from ..support import read, said


@pytest.mark.parametrize(
    "text",
    [
        "git clone https://example.com/shop.git\ncd shop && npm ci\npm2 start ecosystem.config.js\npm2 save\n",
        "sudo cp shop.service /etc/systemd/system/\nsudo systemctl daemon-reload\nsudo systemctl enable shop\nsudo systemctl start shop\n",
        "git clone https://example.com/shop.git\nsudo systemctl restart nginx\n./deploy.sh\n",
        "ssh app@host 'git clone git@example.com:shop.git && docker compose up -d'\n",
        "chmod +x setup-systemd.sh\nsudo bash setup-systemd.sh\n",
        "curl -fsSLO https://example.com/ec2-init.sh\nbash ec2-init.sh\n",
    ],
)
def test_a_clone_or_a_service_that_is_enabled_sets_a_server_up(text: str) -> None:
    assert sets_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "git pull\nnpm ci\npm2 restart shop\npm2 save\n",
        "rsync -a ./ app@host:/srv/shop/\nssh app@host 'sudo systemctl restart shop'\n",
        "cd shop\n./deploy.sh\n",
        "docker compose up -d --build\n",
        "bash setup.sh\n./deploy.sh\n",
        "bash install.sh\nsudo systemctl restart shop\n",
    ],
)
def test_a_pull_a_restart_and_a_script_that_deploys_come_again(text: str) -> None:
    assert not sets_up(text)


@pytest.mark.parametrize("heading", ["업데이트 배포", "Updating the app", "再デプロイ", "새 버전 올리기"])
def test_of_two_chapters_the_one_on_the_next_release_is_the_deployment(heading: str) -> None:
    first = (
        "## 설치\n\n```bash\ngit clone https://example.com/shop.git\nsudo systemctl enable shop\nnohup ./shop &\n```\n"
    )
    again = f"## {heading}\n\n```bash\nscp shop.jar ec2-user@203.0.113.9:/srv/\nsudo systemctl restart shop\n```\n"
    found = said(f"# EC2 배포 가이드\n\n{first}\n{again}", "EC2.md")

    assert [one.split()[1] for one in found if one.startswith("Deployment")] == ["14-15"]


def test_an_update_of_the_system_is_no_next_release() -> None:
    system = "## 시스템 업데이트\n\n```bash\ngit clone https://example.com/tools.git\nnpm ci\npm2 start tools\n```\n"
    again = "## 배포\n\n```bash\ncd shop\ngit pull\npm2 restart shop\n```\n"
    found = said(f"# EC2 배포 가이드\n\n{system}\n{again}", "EC2.md")

    assert [one.split()[1] for one in found if one.startswith("Deployment")] == ["14-16"]


def test_a_chapter_on_new_settings_says_less_of_a_release_than_one_that_pulls_it() -> None:
    settings = "## Update the settings\n\n```bash\nnano .env\nnpm run build\npm2 restart shop\n```\n"
    again = "## Deploy\n\n```bash\ngit pull\nnpm ci\nnpm run build\npm2 restart shop\n```\n"
    found = said(f"# EC2 deployment guide\n\n{settings}\n{again}", "EC2.md")

    assert [one.split()[1] for one in found if one.startswith("Deployment")] == ["14-17"]


def test_what_is_fetched_into_the_folder_of_a_web_server_is_live_at_once() -> None:
    served = "## EC2\n\n```bash\nsudo systemctl start httpd\ncd /var/www/html\n```\n\n"
    served += "```bash\nsudo git clone https://example.com/shop.git\ncomposer install --no-dev\n```\n\n"
    served += "```bash\nsudo systemctl restart httpd\n```\n"
    bucket = "## S3\n\n```bash\naws s3 sync ./dist s3://shop-site/\n```\n"
    found = said(f"# AWS EC2 デプロイガイド\n\n{served}\n{bucket}", "DEPLOY.md")

    told = [one.split()[1] for one in found if one.startswith("Deployment") and "method=ssh" in one]
    assert told == ["11-12"]
    elsewhere = served.replace("/var/www/html", "/tmp")
    found = said(f"# AWS EC2 デプロイガイド\n\n{elsewhere}", "DEPLOY.md")
    assert not [one for one in found if one.startswith("Deployment") and "method=ssh" in one]


def test_of_a_clone_and_a_pull_in_one_chapter_the_pull_brings_the_next_release() -> None:
    steps = ("git clone https://example.com/shop.git", "cd shop\ngit pull origin main", "./gradlew bootJar")
    told = "".join(
        f"### Step\n\n```bash\n{step}\n```\n\n" for step in (*steps, "cp build/libs/shop.jar .\n./deploy.sh")
    )
    found = said(f"# EC2 서버 배포\n\n## 배포\n\n{told}", "EC2.md")

    deployments = [one for one in found if one.startswith("Deployment")]
    assert [(one.split()[1], "first=True" in one) for one in deployments] == [("14-28", False)]


_LOOKED_UP = """\
# 운영 서버 배포

## {heading}

```bash
# 시작
docker compose -f docker-compose.prod.yml up -d
# 이미지 업데이트
docker compose -f docker-compose.prod.yml pull
docker compose -f docker-compose.prod.yml up -d
# 전체 정리
docker compose -f docker-compose.prod.yml down -v
```
"""


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("참고 명령어 요약", ["? Deployment"]),
        ("자주 쓰는 명령어", ["? Deployment"]),
        ("Useful commands", ["? Deployment"]),
        ("Command reference", ["? Deployment"]),
        ("コマンド一覧", ["? Deployment"]),
        ("배포 절차", ["ScriptFault", "Deployment"]),
        ("Deploy", ["ScriptFault", "Deployment"]),
    ],
)
def test_a_list_to_look_commands_up_in_is_no_procedure(heading: str, told: list[str]) -> None:
    lines = said(_LOOKED_UP.format(heading=heading))
    kinds = [line.removeprefix("? ").split()[0] for line in lines]
    marked = [f"? {kind}" if line.startswith("? ") else kind for kind, line in zip(kinds, lines, strict=True)]
    assert [one for one in marked if one.removeprefix("? ") in ("Deployment", "ScriptFault")] == told


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        ("2.1 初回デプロイ（ガイド付き）", True),
        ("최초 배포", True),
        ("Initial deployment", True),
        ("First production release", True),
        ("업데이트 배포", False),
        ("Deploy", False),
        ("更新デプロイ", False),
    ],
)
def test_a_chapter_on_the_first_release_is_gone_through_once(heading: str, *, first: bool) -> None:
    guide = f"# 배포 가이드\n\n## {heading}\n\n```bash\nsam deploy --config-env prod\n```\n"
    [found] = [one for one in read(guide) if isinstance(one, Deployment)]

    assert found.first is first


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        ("4. 최초 1회 부트스트랩", True),
        ("Bootstrap (one-time)", True),
        ("初回のみの構築", True),
        ("서버 배포", False),
        ("Deploy with Bootstrap 5", False),
    ],
)
def test_what_is_done_once_is_the_first_release(heading: str, *, first: bool) -> None:
    block = "cd /srv/shop\ndocker build -t shop .\ndocker compose up -d"
    [found] = [
        one
        for one in read(f"# EC2 배포 가이드\n\n## {heading}\n\n```bash\n{block}\n```\n")
        if isinstance(one, Deployment)
    ]

    assert found.first is first
