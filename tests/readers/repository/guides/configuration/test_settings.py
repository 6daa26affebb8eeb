"""Settings that guides have somebody write on a server, and connections that they give away."""

import pytest

from ..support import said

_HOST = "shop.c9ab12cd34ef.ap-northeast-2.rds.amazonaws.com"


def of(guide: str, *sorts: str) -> list[str]:
    return [line for line in said(guide) if line.lstrip("? ").split(" ")[0] in sorts]


@pytest.mark.parametrize(
    "block",
    [
        "```env\nDB_HOST=db\nDB_PASSWORD=[RDS password]\n```\n",
        "```bash\n# database\nDB_HOST=db\nDB_PASSWORD=fill-in\n```\n",
        "```bash\ncat > .env <<EOF\nDB_HOST=db\nDB_PASSWORD=fill-in\nEOF\n```\n",
    ],
)
def test_the_content_of_an_environment_file_with_a_secret_is_written_by_hand(block: str) -> None:
    found = of(f"# EC2 배포 가이드\n\n## 환경 변수 설정\n\n{block}", "SettingsByHand")

    assert len(found) == 1
    assert "DB_PASSWORD" in found[0]


def test_settings_without_a_secret_or_for_the_own_machine_are_not() -> None:
    block = "```env\nDB_HOST=db\nDB_PASSWORD=fill-in\n```\n"

    assert (
        of("# EC2 배포 가이드\n\n## 환경 변수\n\n```env\nPORT=3000\nNODE_ENV=production\n```\n", "SettingsByHand") == []
    )
    assert of(f"# EC2 배포 가이드\n\n## 로컬 환경 변수\n\n{block}", "SettingsByHand") == []


def test_what_a_bundler_writes_into_pages_hides_no_file_of_the_server() -> None:
    pages = "```env\nVITE_API_URL=https://api.moa.kr\nVITE_TURN_PASSWORD=fill-in\n```\n"
    guide = f"# EC2 배포 가이드\n\n## 환경 변수\n\n{pages}"

    assert of(guide, "SettingsByHand") == []
    (found,) = of(f"{guide}\n```env\nDB_HOST=db\nDB_PASSWORD=fill-in\n```\n", "SettingsByHand")
    assert found.startswith("SettingsByHand 11")


def test_a_connection_to_a_database_that_exists_gives_its_password_away_in_any_chapter() -> None:
    block = f"```bash\npsql postgresql://postgres:Harbor2024@{_HOST}:5432/shop\n```\n"
    found = of(f"# DB 트러블슈팅\n\n## 문제 해결\n\n{block}", "ExposedSecret")

    assert found == ["ExposedSecret 6 name=DATABASE_URL form=password"]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (f"DB_HOST={_HOST}\nDB_USER=admin\nDB_PASS=care77\n", ["ExposedSecret 8 name=DATABASE_URL form=password"]),
        (
            f"url: jdbc:mysql://{_HOST}:3306/shop\npassword: care77\n",
            ["ExposedSecret 7 name=DATABASE_URL form=password"],
        ),
        (f"DB_HOST={_HOST}\nDB_PASS=your_password\n", []),
        ("DB_HOST=shop.xxxxxxxxxxxx.ap-northeast-2.rds.amazonaws.com\nDB_PASS=care77\n", []),
        ("DB_HOST=localhost\nDB_PASS=care77\n", []),
    ],
)
def test_a_password_beside_the_address_of_a_database_that_exists_is_given_away(rows: str, shown: list[str]) -> None:
    assert of(f"# DB 트러블슈팅\n\n## 환경 변수\n\n```\n{rows}```\n", "ExposedSecret") == shown


def test_a_list_of_how_a_database_is_reached_gives_its_password_away() -> None:
    guide = f"# DB\n\n## Configuration\n\n- **Host**: `{_HOST}`\n- **User**: `admin`\n- **Password**: `care77`\n"

    assert of(guide, "ExposedSecret") == ["ExposedSecret 7 name=Password form=password"]
    elsewhere = guide.replace(_HOST, "13.125.44.10").replace("# DB", "# Database")
    assert of(elsewhere, "ExposedSecret") == ["ExposedSecret 7 name=Password form=password"]
    assert of(guide.replace(_HOST, "localhost"), "ExposedSecret") == []
    assert of(guide.replace("care77", "your-password"), "ExposedSecret") == []


@pytest.mark.parametrize(
    "address",
    [
        "postgres:your-password@" + _HOST,
        "postgres:Harbor2024@shop.xxxxxxxxxxxx.ap-northeast-2.rds.amazonaws.com",
        "postgres:Harbor2024@localhost",
        "postgres:$DB_PASSWORD@" + _HOST,
    ],
)
def test_a_blank_or_a_host_made_up_for_an_example_gives_nothing_away(address: str) -> None:
    block = f"```bash\npsql postgresql://{address}:5432/shop\n```\n"

    assert of(f"# DB 트러블슈팅\n\n## 문제 해결\n\n{block}", "ExposedSecret") == []


@pytest.mark.parametrize(
    "heading",
    [
        "EC2 초기 설정",
        "2. 서버 환경 구성",
        "3. Server setup",
        "Prepare the EC2 instance",
        "サーバーの初期設定",
        "🐳 EC2の事前準備",
    ],
)
def test_keys_typed_in_a_chapter_on_setting_the_server_up_stay_on_the_server(heading: str) -> None:
    for typed in ("aws configure", "vi ~/.aws/credentials"):
        guide = f"# AWS 배포 가이드\n\n## {heading}\n\n### AWS CLI\n\n```bash\n{typed}\n```\n"

        assert "Credential 8 form=static-key holder=host" in of(guide, "Credential")


@pytest.mark.parametrize(
    ("heading", "counts"),
    [("Backups (선택, 권장)", True), ("Backups (옵션 B 사용 시)", True), ("Backups (선택)", False)],
)
def test_what_is_recommended_or_one_of_two_ways_is_no_extra(heading: str, counts: bool) -> None:
    block = "```bash\n0 3 * * * pg_dump shop > /backup/shop.sql\n```\n"
    found = of(f"# AWS 배포 가이드\n\n## {heading}\n\n{block}", "BackupJob")

    assert bool(found)
    assert found[0].startswith("BackupJob") is counts


def test_a_free_class_says_less_of_a_standby_than_the_field_for_it() -> None:
    lines = "- Instance class: `db.t3.micro` (프리티어)\n- Multi-AZ: 활성화\n"
    found = of(f"# AWS 배포 가이드\n\n## RDS 생성\n\n{lines}", "Database")

    assert "multi_az=True" in found[0]


_TABLE = (
    "| 변수 | 설명 |\n|---|---|\n| NODE_ENV | production |\n| `JWT_SECRET` | 서명 키 |\n| AWS_ACCESS_KEY_ID | S3 키 |\n"
)


def test_a_table_of_a_servers_variables_is_its_settings_where_no_block_shows_them() -> None:
    found = said(f"# 배포 가이드\n\n## 환경 변수\n\n{_TABLE}")

    assert [one for one in found if "ByHand" in one] == ["SettingsByHand 7-9 [production] names=(JWT_SECRET)"]
    assert [one for one in found if "Credential" in one] == ["Credential 9 form=static-key holder=application"]


def test_a_table_of_what_every_tool_of_aws_is_given_holds_no_settings() -> None:
    rows = "| 변수 | 설명 |\n|---|---|\n| AWS_ACCESS_KEY_ID | 키 |\n| AWS_SECRET_ACCESS_KEY | 비밀 키 |\n"
    found = said(f"# 배포 가이드\n\n## 환경 변수\n\n{rows}")

    assert not any("ByHand" in one for one in found)
    assert any("holder=application" in one for one in found)


@pytest.mark.parametrize("heading", ["로컬 환경 변수", "GitHub Secrets 환경 변수", "API 오류 코드"])
def test_a_table_of_other_variables_is_not_for_the_server(heading: str) -> None:
    found = said(f"# 배포 가이드\n\n## {heading}\n\n{_TABLE}")

    assert not any("ByHand" in one or "holder=application" in one for one in found)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("nano .env", True),
        ("sudo vim /srv/shop/.env.production  # keys", True),
        ("$ vi backend/.env", True),
        ("sudo nano /srv/shop/application_prod.properties", True),
        ("cp deploy/env.production.example config/.env", True),
        ("nano .env.example", False),
        ("nano shop.conf", False),
        ("cat .env", False),
    ],
)
def test_a_file_of_settings_that_somebody_opens_on_the_server_is_written_by_hand(command: str, *, told: bool) -> None:
    block = f"```bash\ncd /srv/shop\n{command}\n```\n"
    found = of(f"# EC2 デプロイ\n\n## サーバーの設定\n\n{block}", "SettingsByHand")
    assert found == (["SettingsByHand 7"] if told else [])
    assert of(f"# EC2 デプロイ\n\n## ローカル開発\n\n{block}", "SettingsByHand") == []


@pytest.mark.parametrize(
    ("heading", "text", "lines"),
    [
        ("서버 환경 변수", "DEBUG=True\nDB_HOST=db\n", ["DeveloperMode 6 to=docs/aws-setup.md name=DEBUG"]),
        ("Settings", "APP_ENV=production\nAPP_DEBUG=true\n", ["DeveloperMode 7 to=docs/aws-setup.md name=APP_DEBUG"]),
        (
            "本番サーバーの設定",
            "APP_ENV=local\nPORT=80\n",
            ["DeveloperMode 6 [production] to=docs/aws-setup.md name=APP_ENV"],
        ),
        ("서버 환경 변수", "DEBUG=False\nDB_HOST=db\n", []),
        ("Local settings", "APP_ENV=production\nDEBUG=true\n", []),
    ],
)
def test_a_debug_mode_that_somebody_writes_on_the_server(heading: str, text: str, lines: list[str]) -> None:
    assert of(f"# Shop on EC2\n\n## {heading}\n\n```\n{text}```\n", "DeveloperMode") == lines


@pytest.mark.parametrize("heading", ["보안 권장사항", "운영 팁", "Recommendations", "推奨事項", "향후 과제"])
def test_commands_that_a_text_advises_or_plans_are_claimed(heading: str) -> None:
    block = "```bash\n0 2 * * * pg_dump -U shop shop > /srv/backups/shop.sql\n```\n"
    found = of(f"# EC2 배포 가이드\n\n## {heading}\n\n### Backup\n\n{block}", "BackupJob")

    assert len(found) == 1
    assert found[0].startswith("? BackupJob 8")


def test_an_example_that_is_written_into_an_opened_file_is_no_mere_example() -> None:
    script = "```bash\n#!/bin/bash\ngit pull origin main\ndocker compose up -d --build\n```\n"
    opened = "```bash\n# 스크립트 작성\nnano ~/shop/deploy.sh\n```\n\n"

    assert of(f"# EC2 배포 가이드\n\n## 배포 스크립트 예시\n\n{script}", "Deployment") == []
    assert len(of(f"# EC2 배포 가이드\n\n## 배포 스크립트 예시\n\n{opened}{script}", "Deployment")) == 1
    among = "```bash\ncp .env.example .env\nnano .env\nPORT=80\nJWT_SECRET=<secret>\nnpm ci\n```\n"
    assert of(f"# EC2 guide\n\n## Server\n\n{among}", "SettingsByHand") == ["SettingsByHand 8-9 names=(JWT_SECRET)"]
    below = "```bash\nnano .env\n```\n\n### Example .env\n\n```env\nPORT=80\nJWT_SECRET=<secret>\n```\n"
    assert of(f"# EC2 guide\n\n## Settings\n\n{below}", "SettingsByHand") == ["SettingsByHand 12-13 names=(JWT_SECRET)"]


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("DATA_DIR=./data", True),
        ("UPLOAD_PATH=/var/lib/shop/uploads", True),
        ('MEDIA_ROOT="media/"', True),
        ("UPLOAD_DIR=/tmp/uploads", False),
        ("STORAGE_PATH=/mnt/efs/files", False),
        ("STORAGE_PATH=s3://shop-files", False),
        ("MYSQL_DATA_DIR=/var/lib/mysql", False),
        ("UPLOAD_KEY_FILE_PATH=/var/www/shop/certs/account", False),
        ("FILES_CREDENTIALS_FILE_PATH=./keys/storage", False),
        ("SIGNED_DATA_PATH=./signing.pem", False),
        ("IMAGE_DIR=/var/www/shop/images.d", True),
        ("STORAGE_DIR=./storage  # beside the keys", True),
    ],
)
def test_a_folder_of_the_servers_own_keeps_what_the_application_is_handed(row: str, *, kept: bool) -> None:
    guide = f"# AWS 배포 가이드\n\n## 서버 환경 변수\n\n```bash\ncat > .env << 'EOF'\nPORT=80\n{row}\nEOF\n```\n"

    assert of(guide, "KeptFiles") == (["KeptFiles 8"] if kept else [])


@pytest.mark.parametrize(
    ("heading", "counts"),
    [
        ("本番環境の.env設定例", True),
        ("운영 서버 환경변수 예시", True),
        ("Example production .env", True),
        ("設定例", False),
    ],
)
def test_an_example_of_what_production_is_set_to_is_filled_in_there(heading: str, counts: bool) -> None:
    text = f"# EC2 デプロイ手順\n\n## {heading}\n\n```env\nPORT=80\nJWT_SECRET=<secret>\n```\n"
    assert bool(of(text, "SettingsByHand")) is counts


@pytest.mark.parametrize(
    ("heading", "rows", "expected"),
    [
        (
            "서버 환경 변수",
            "DB_HOST=localhost\nDB_PORT=3306\nDB_USER=shop",
            ["Database 6 engine=mysql placement=host with_application=True"],
        ),
        (
            "Settings",
            "NODE_ENV=production\nDATABASE_URL=postgresql://shop:x@127.0.0.1:5432/shop",
            ["Database 7 engine=postgresql placement=host with_application=True"],
        ),
        (
            "サーバーの設定",
            "DB_CONNECTION=pgsql\nDB_HOST=127.0.0.1",
            ["Database 7 engine=postgresql placement=host with_application=True"],
        ),
        (
            "Settings",
            "PORT=80\nDATABASE_URL=postgresql://shop:x@127.0.0.1:5432/shop",
            ["Database 7 engine=postgresql placement=host with_application=True"],
        ),
        (
            "서버 환경 변수",
            "DB_HOST=198.51.100.7\nDB_PORT=3306",
            ["Database 6 engine=mysql placement=host with_application=True"],
        ),
        ("서버 환경 변수", "PORT=80\nDATABASE_URL=./shop.db", ["Database 7 engine=sqlite placement=embedded"]),
        ("서버 환경 변수", "DB_HOST=198.51.100.77\nDB_PORT=3306", []),
        ("서버 환경 변수", "REDIS_HOST=localhost\nAPI_HOST=localhost", []),
        ("로컬 서버 환경 변수", "DB_HOST=localhost\nDB_PORT=3306", []),
    ],
)
def test_settings_of_a_server_that_look_for_the_database_there_tell_where_it_is(
    heading: str, rows: str, expected: list[str]
) -> None:
    login = "## 접속\n\n`ssh -i key.pem ubuntu@198.51.100.7`\n"
    assert of(f"# Shop\n\n## {heading}\n\n```env\n{rows}\n```\n\n{login}", "Database") == expected


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("DATABASE_URL=postgresql://… pnpm run migrate", False),
        ("DATABASE_URL=<url> npx prisma migrate deploy", False),
        ("NODE_ENV=production DATABASE_URL=<url> node seed.js", False),
        ("DATABASE_URL=<url> python manage.py migrate", False),
        ("DATABASE_URL=<url> NODE_ENV=production yarn migrate", False),
        ("DATABASE_URL=<url>", True),
        ("DATABASE_URL=<url> # of the database", True),
        ("DB_PASSWORD='node and more'", True),
    ],
)
def test_what_a_command_is_given_for_once_is_no_file_of_settings(row: str, *, told: bool) -> None:
    block = f"```bash\nPORT=3000\n{row}\n```\n"
    assert bool(of(f"# EC2 배포 가이드\n\n## 환경 변수 설정\n\n{block}", "SettingsByHand")) is told


@pytest.mark.parametrize("mention", ["✅ RDS PostgreSQL 연결", "RDS PostgreSQL", "RDS（PostgreSQL）に接続"])
def test_a_database_that_is_only_mentioned_hides_none_that_the_settings_lead_to(mention: str) -> None:
    rows = "PORT=80\nDATABASE_URL=sqlite:///./shop.db"
    text = f"# Shop on EC2\n\n- {mention}\n\n## 서버 환경 변수\n\n```env\n{rows}\n```\n"
    assert "Database 9 engine=sqlite placement=embedded" in of(text, "Database")


@pytest.mark.parametrize(
    ("step", "counts"),
    [
        ("Create `/srv/shop/.env` on the server.", True),
        ("Create `infra/.env` with your account.", False),
        ("Create `terraform/prod/.env` with your account.", False),
        ("```bash\nnano backend/.env\n```", True),
        ("```bash\nnano cdk/.env\n```", False),
    ],
)
def test_what_builds_the_servers_has_settings_of_its_own(step: str, counts: bool) -> None:
    assert bool(of(f"# EC2 guide\n\n## Production server\n\n{step}\n", "SettingsByHand")) is counts


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## Set up\n\n```\naws configure\n```\n\n", 1),
        ("## CI\n\n- Add `AWS_ACCESS_KEY_ID` to the GitHub secrets\n\n", 0),
    ],
)
def test_keys_of_the_application_are_told_beside_those_of_a_person(before: str, after: int) -> None:
    rows = (
        "- `DATABASE_URL`\n\n  - the database\n\n- `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`\n\n  - of a user\n"
    )
    found = of(f"# Deploying to AWS\n\n{before}## Production\n\n### Environment variables\n\n{rows}", "Credential")

    assert len([line for line in found if "holder=application" in line]) == after


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("Create the `.env` file on the server", True),
        ("Creates `.env` file from secrets", False),
        ("Create the .env from GitHub secrets", False),
    ],
)
def test_what_a_job_is_said_to_do_is_done_by_nobody(step: str, told: bool) -> None:
    found = of(f"# EC2 deployment\n\n## On the server\n\n1. SSH to the instance\n2. {step}\n", "SettingsByHand")
    assert len(found) == told
