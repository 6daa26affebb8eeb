"""Commands in sentences and items of lists, which say what a block of code would."""

import pytest

from holdfast.readers.repository.guides.page.typed import commands_in

from ..support import said


def in_list(*lines: str, heading: str = "서버 설정") -> list[str]:
    return said(f"# AWS 배포 가이드\n\n## {heading}\n\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        (
            "1. `docker run -d --name db -e MYSQL_ROOT_PASSWORD=x -p 3306:3306 mysql:8.0`",
            "Database 5 engine=mysql placement=container",
        ),
        ("- `docker push team/shop:latest` 실행", "StandingName 5 name=shop:latest"),
        (
            "- SSH 허용: `aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 22 --cidr 0.0.0.0/0`",
            "Ingress 5 from_port=22 to_port=22 sources=(0.0.0.0/0) target=sg-1",
        ),
        (
            "- crontab에 `0 4 * * * pg_dump shop > /home/ubuntu/shop.sql` 등록",
            "BackupJob 5 subject=database method=pg_dump schedule=0 4 * * * destination=host",
        ),
        (
            "2. docker run -d -p 5432:5432 -e POSTGRES_PASSWORD=x postgres:16",
            "Database 5 engine=postgresql placement=container",
        ),
    ],
)
def test_a_command_in_a_step_says_what_it_would_say_in_a_block(line: str, fact: str) -> None:
    assert any(found.startswith(fact) for found in in_list(line)), in_list(line)


def test_a_command_is_read_once_and_not_again_as_a_sentence() -> None:
    found = in_list("- `sudo certbot --nginx -d api.example.kr` 실행")

    assert sum(line.startswith("Certificate ") for line in found) == 1


@pytest.mark.parametrize(
    "line",
    [
        "- `docker run -d -p 3306:3306 mysql:8.0` 은 사용하지 않는다",
        "- [ ] `docker push team/shop:latest`",
        "- 추후 `docker push team/shop:latest` 로 변경 예정",
    ],
)
def test_a_command_that_nobody_is_told_to_type_says_nothing(line: str) -> None:
    shown = [one for one in in_list(line) if not one.startswith("? ")]
    assert not any("Database" in found or "StandingName" in found for found in shown)


@pytest.mark.parametrize(
    ("raw", "commands"),
    [
        ("git pull origin main", ("git pull origin main",)),
        ("git pull the latest changes from the repository", ()),
        ("npm run build and restart", ()),
        ("Run `npm ci` and `pm2 restart api`", ("npm ci", "pm2 restart api")),
        ("`package.json` 확인", ()),
        ("java developers wanted", ()),
        ("0 3 * * * certbot renew", ("0 3 * * * certbot renew",)),
    ],
)
def test_only_what_can_be_typed_is_a_command(raw: str, commands: tuple[str, ...]) -> None:
    assert commands_in(raw, listed=True) == commands


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("git clone https://github.com/acme/shop.git", ("git clone https://github.com/acme/shop.git",)),
        ("npm install", ("npm install",)),
        ("nano .env", ("nano .env",)),
        ("git pull", ("git pull",)),
        ("npm is needed for the build", ()),
        ("docker compose up starts the database and the server", ()),
        ("nano is an editor", ()),
    ],
)
def test_a_line_that_can_only_be_typed_is_a_command_without_marks(line: str, commands: tuple[str, ...]) -> None:
    assert commands_in(line, listed=False) == commands


def test_commands_below_one_another_are_one_block() -> None:
    steps = (
        "Clone it:\n\ngit clone https://github.com/acme/shop.git\ncd shop\nnpm install\n\nThen:\n\npm2 start app.js\n"
    )

    found = [line for line in said(f"Deploy on EC2\n\n{steps}", "docs/deploy_ec2.md") if line.startswith("Deployment")]

    assert [line.split(" ")[1] for line in found] == ["5-11"]


def test_a_command_in_a_sentence_of_several_lines_stands_where_it_is_written() -> None:
    found = in_list("Nginx with a certificate of Certbot for your domain", "(`sudo certbot --nginx -d shop.example`).")

    assert any(line.startswith("Certificate 6 ") for line in found), found


@pytest.mark.parametrize(
    "line",
    [
        "「docker compose up -d --build」を実行し、コンテナを立ち上げる。",
        "‘docker compose up -d --build’로 컨테이너를 띄운다.",
        "Run “docker compose up -d --build” to start the containers.",
    ],
)
def test_quotes_mark_a_command_where_nothing_else_does(line: str) -> None:
    assert commands_in(line, listed=False) == ("docker compose up -d --build",)
    found = said(f"# AWS 배포 가이드\n\n## 서버에 배포\n\n{line}\n")
    assert [one for one in found if one.startswith("Deployment")] == [
        "Deployment 5 method=compose asks_health=False manual=True"
    ]


@pytest.mark.parametrize("line", ["「はじめに」を読む。", "“docker” is needed.", "「docker compose のしくみ」を読む。"])
def test_words_in_quotes_are_no_command(line: str) -> None:
    assert commands_in(line, listed=False) == ()


@pytest.mark.parametrize("row", ["aws configure", "aws configure --profile shop"])
def test_keys_are_typed_in_where_a_note_has_somebody_configure_the_tool(row: str) -> None:
    found = said(f"Deploy the shop to AWS EC2\n\nssh ubuntu@203.0.113.7\n{row}\n- key id, secret key\n")
    assert any(line.startswith("Credential") and "form=static-key" in line for line in found)
    found = said(f"Deploy the shop to AWS EC2\n\nssh ubuntu@203.0.113.7\nHow {row} asks for its keys is known.\n")
    assert not any(line.startswith("Credential") for line in found)
