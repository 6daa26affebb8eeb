"""What guides say in passing, or against themselves: found where somebody would point at it."""

import pytest

from holdfast.model.facts import (
    ApplicationCors,
    Certificate,
    Database,
    Deployment,
    Ingress,
    Instance,
    Placement,
    PlainAddress,
    RestoreProcedure,
    Workload,
)

from ..support import read, said


def lines_of(sort: type, text: str, path: str = "docs/deploy.md") -> list[int | None]:
    return [fact.at.start_line for fact in read(text, path) if isinstance(fact, sort)]


def test_the_field_that_chooses_a_size_stands_before_the_sentence_that_mentions_it() -> None:
    guide = "# 배포 가이드\n\nAWS EC2 t3.small 인스턴스에 배포합니다.\n\n## 서버 사양\n\n| 항목 | 값 |\n|---|---|\n| 인스턴스 타입 | t3.small |\n"

    assert lines_of(Instance, guide) == [9]


def test_a_launch_without_a_size_is_the_same_one_whose_size_is_told_for_one_environment() -> None:
    guide = "# EC2 Setup Guide\n\nSteps to launch an EC2 instance.\n\n## Launch\n\n1. Instance type: t3.small (t3.large for production)\n"

    assert lines_of(Instance, guide) == [7]


@pytest.mark.parametrize("heading", ["EC2 장애", "복구 절차", "Disaster recovery", "障害復旧"])
def test_an_instance_for_a_bad_day_is_not_the_one_that_runs(heading: str) -> None:
    assert lines_of(Instance, f"# AWS 운영 가이드\n\n## {heading}\n\n1. AMI에서 새 EC2 인스턴스 시작\n") == []


def test_a_page_on_security_is_read_unless_it_asks_strangers_for_reports() -> None:
    rule = "# 서버 보안 설정\n\n## 현재 상태\n\n```\nAWS Security Group:\n- 22 (SSH): 0.0.0.0/0\n- 80 (HTTP): 0.0.0.0/0\n```\n"

    assert lines_of(Ingress, rule, "docs/SECURITY.md") == [7, 8]
    assert lines_of(Ingress, f"{rule}\n## Reporting a vulnerability\n\nWrite to us.\n", "docs/SECURITY.md") == []


@pytest.mark.parametrize("heading", ["원래 상태", "Original state", "元の状態"])
def test_what_was_there_before_is_not_what_is(heading: str) -> None:
    assert lines_of(Ingress, f"# EC2 보안 설정\n\n### {heading}\n\n- 보안 그룹 SSH (22): 0.0.0.0/0\n") == []


def test_the_first_settings_of_a_server_are_not_taken_for_former_ones() -> None:
    assert lines_of(Ingress, "# EC2 보안 설정\n\n### 초기 설정\n\n- 보안 그룹 SSH (22): 0.0.0.0/0\n") == [5]


@pytest.mark.parametrize(
    "line",
    [
        "- EC2 내부에 PostgreSQL 설치",
        "- PostgreSQL 16 (EC2 내부 설치)",
        "- MySQL 8.0 (EC2内)",
        "- PostgreSQL runs on the same EC2 instance",
        "- MariaDB (same server)",
        "- DB: MySQL 8(EC2 동일 서버)",
        "- DB: MySQL（同一サーバー）",
        "EC2 한 대에 Nginx, Spring Boot, MySQL 을 모두 설치해서 운영한다.",
        "DBも同じサーバーのMySQLです。",
        "MySQLはアプリと同じサーバーで動いています。",
        "1台のサーバーでアプリとPostgreSQLを動かしています。",
        "Nginx, the API and PostgreSQL are all installed on one EC2 instance.",
    ],
)
def test_a_database_that_is_said_to_be_on_the_server_is_claimed_there(line: str) -> None:
    found = said(f"# Shop\n\n## 인프라 구성\n\n- AWS EC2\n{line}\n", "README.md")

    assert any(one.startswith("? Database 6") and "placement=host" in one for one in found), found


@pytest.mark.parametrize(
    "line",
    [
        "- EC2에서 RDS PostgreSQL 접속",
        "- EC2 → PostgreSQL 5432 허용",
        "- PostgreSQL 클라이언트를 EC2에 설치",
        "- PostgreSQL (not on the same server)",
        "EC2 한 대에 API를 올리고 MySQL은 RDS를 쓴다.",
        "1台のEC2にAPIを置き、DBはRDS(MySQL)を使う。",
        "PostgreSQL runs on a single RDS instance.",
        "EC2 한 대에 API만 올리고 MySQL은 별도 서버에 둔다.",
        "1台のサーバーにアプリを置き、MongoDBはAtlasを使う。",
        "- PostgreSQL: same host name as in staging",
    ],
)
def test_a_database_that_the_server_only_reaches_is_not_on_it(line: str) -> None:
    assert not any("placement=host" in one for one in said(f"# Shop\n\n## 인프라 구성\n\n{line}\n", "README.md"))


def test_the_connection_of_a_server_claims_the_database_that_no_word_tells_of() -> None:
    guide = "# Deploy guide\n\n## Server settings\n\nCreate `.env` on the EC2 server:\n\n```env\nPORT=3000\nDATABASE_URL=postgresql://u:p@db:5432/x\n```\n"
    told = [fact for fact in read(guide) if isinstance(fact, Database)]

    assert [(fact.at.start_line, fact.engine, fact.kind.value) for fact in told] == [(9, "postgresql", "claimed")]


def test_of_numbered_options_only_the_one_in_use_counts() -> None:
    options = "# 배포 가이드\n\n### 옵션 1: 같은 서버 (현재 설정)\n\n- t3.small 사용\n\n### 옵션 2: RDS 분리 (권장)\n\n1. RDS 인스턴스를 생성한다\n"

    assert lines_of(Database, options) == []
    assert lines_of(Database, options.replace(" (현재 설정)", "")) == [9]


@pytest.mark.parametrize("line", ["- EC2_USER: root", "| `EC2_USER` | root | ssh 사용자 |", "- `SSH_USERNAME` = root"])
def test_a_pipeline_that_logs_in_as_root_is_told_by_the_secrets_it_is_given(line: str) -> None:
    table = "| 이름 | 값 | 설명 |\n|---|---|---|\n" if line.startswith("|") else ""
    found = said(f"# 배포 가이드\n\n## GitHub Actions Secrets 등록\n\n{table}{line}\n")

    assert any("user=root actor=workflow" in one for one in found), found


@pytest.mark.parametrize(
    "block", ["SSH_USER=root", "EC2_HOST = 203.0.113.7\nEC2_USER = root", "Name: VPS_USER\nValue: root"]
)
def test_a_block_of_such_secrets_tells_of_it_too(block: str) -> None:
    guide = "# Deploy\n\n### On GitHub\n\nSettings → Secrets and variables → Actions\n\n```\n{}\n```\n"

    assert any("user=root actor=workflow" in one for one in said(guide.format(block)))
    assert not any("user=root" in one for one in said(guide.format(block.replace("root", "deploy"))))
    assert not any("actor=workflow" in one for one in said(f"# Deploy\n\n### On the host\n\n```\n{block}\n```\n"))


def test_a_list_of_metrics_without_values_is_a_place_where_alarms_are_missing() -> None:
    found = said("# 운영 가이드\n\n## 모니터링\n\n### 주요 지표\n\n- CPU 사용률\n- 메모리 사용률\n- 응답 시간\n")

    assert [one for one in found if "MetricSource" in one] == ["? MetricSource 7-9 watches=cpu by_hand=True"]
    kept = said("# 운영\n\n## 모니터링\n\n- PM2 상태: `~/.pm2/dump.pm2`\n- PM2 백업: `cp ./dump.pm2 ~/kept.pm2`\n")
    assert [one for one in kept if "MetricSource" in one] == [
        "? MetricSource 5-6 [production] watches=other by_hand=True"
    ]


def test_rows_below_a_heading_on_alarms_are_alarms() -> None:
    rows = "| 지표 | 임계값 |\n|---|---|\n| CPUUtilization | 80% 이상 |\n"

    assert said(f"# 모니터링\n\n## CloudWatch 알람\n\n{rows}") == ["Alarm 7 watches=cpu"]


def test_an_address_that_is_shown_to_be_closed_is_not_where_people_go() -> None:
    check = "# 서버 가이드\n\n## 확인\n\n```bash\ncurl -I http://<EC2_IP>:3000\n# {}\n```\n"

    assert lines_of(PlainAddress, check.format("Connection refused")) == []
    assert lines_of(PlainAddress, check.format("HTTP/1.1 200 OK")) == [6]


@pytest.mark.parametrize(
    ("heading", "line", "found"),
    [
        ("백업", "1. 데이터베이스 백업 (RDS 자동 백업 사용)", ["? BackupJob 5"]),
        ("백업", "1. RDS 자동 백업: 7일 보관", ["BackupJob 5"]),
        ("Database restore", "`--clean` removes database objects held by the backup.", []),
    ],
)
def test_the_name_of_what_aws_could_keep_is_a_claim(heading: str, line: str, found: list[str]) -> None:
    told = said(f"# AWS 운영 가이드\n\n## {heading}\n\n{line}\n")

    assert [" ".join(one.split()[: len(found[0].split())]) for one in told if "BackupJob" in one] == found


def test_the_identifier_that_a_pipeline_is_given_is_no_other_instance() -> None:
    rows = "| 이름 | 설명 | 예 |\n|---|---|---|\n| `{}` | EC2 인스턴스 ID | `i-04f741b0d2a975ce0` |\n"

    assert lines_of(Instance, "# 배포 가이드\n\n## Secrets\n\n" + rows.format("EC2_INSTANCE_ID")) == []
    assert lines_of(Instance, "# 배포 가이드\n\n## 서버\n\n" + rows.format("운영 서버")) == [7]


def test_of_what_is_said_about_a_managed_database_the_field_of_a_list_is_shown() -> None:
    guide = "# 아키텍처\n\n## 데이터베이스\n\nAWS RDS로 전환되었습니다.\n\n- 데이터베이스: AWS RDS PostgreSQL\n"

    assert lines_of(Database, guide, "docs/wiki/db.md") == [7]


def test_a_table_of_contents_names_chapters_and_claims_nothing() -> None:
    assert said("# AWS 가이드\n\n## 목차\n\n1. RDS 생성\n2. Auto Scaling 설정\n") == []


def test_a_missing_backup_in_the_row_of_a_database_does_not_take_the_database_away() -> None:
    table = "# 인프라 구성\n\n| 구분 | 사양 | 비고 |\n|---|---|---|\n| DB | PostgreSQL 16 ({where}) | 백업 없음 |\n"

    assert lines_of(Database, table.format(where="같은 EC2에 설치")) == [5]
    assert lines_of(Database, table.format(where="EC2에 설치하지 않음")) == []


def test_the_plan_that_a_provider_sells_is_no_wish() -> None:
    told = "# Deploy on Lightsail\n\nIt runs on one Lightsail instance ({size}, 1 vCPU, $12/month plan).\n"

    for size, kind in (("2 GB RAM", "Lightsail 2 GB"), ("60 GB SSD", "Lightsail $12")):
        [found] = [one for one in read(told.format(size=size)) if isinstance(one, Instance)]
        assert (found.at.start_line, found.instance_type) == (3, kind)


@pytest.mark.parametrize("title", ["サーバー構築手順 (本番)", "AWS EC2 Deployment Guide", "EC2 서버 구축 가이드"])
def test_a_readme_that_is_itself_the_guide_to_the_servers_is_read_as_one(title: str) -> None:
    steps = "\n\n## MySQL のインストール\n\n```sh\nsudo dnf install -y mysql-community-server\n```\n"

    assert lines_of(Database, f"# {title}{steps}", "README.md") == [6]
    assert lines_of(Database, f"# Shop Server{steps}", "README.md") == []


def test_steps_that_are_nothing_but_commands_are_steps_in_a_guide_to_restoring() -> None:
    guide = '# Restoring the database\n\n1. `aws s3 cp s3://dumps/a.dump .`\n2. `pg_restore -d "$URL" a.dump`\n'

    assert lines_of(RestoreProcedure, guide, "docs/RESTORE.md") != []
    assert [one.kind for one in read(guide, "docs/RESTORE.md") if isinstance(one, RestoreProcedure)] == ["instructed"]


def test_how_many_hosts_there_are_is_told_in_a_field_of_its_own() -> None:
    guide = "# 本番環境構築手順\n\n## EC2\n\n- インスタンスタイプ: t3.small\n- 台数: 2台 (1a / 1c)\n"

    assert [one.count for one in read(guide) if isinstance(one, Instance)] == [2]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# Auto Scaling guide\n\n1. Create a group\n2. Desired capacity 1, minimum 1, maximum 1\n", [4]),
        ("# Elastic Beanstalk 배포 가이드\n\n1. 환경 생성\n2. 사전 설정: 단일 인스턴스(프리 티어)\n", [4]),
        ("# Elastic Beanstalk guide\n\n1. Preset of the Beanstalk environment: High availability\n", [3]),
        ("# RDS guide\n\n1. Deployment: single instance\n", []),
    ],
)
def test_what_runs_the_application_is_told_without_a_word_of_aws(text: str, lines: list[int]) -> None:
    assert lines_of(Workload, text) == lines


def test_a_chapter_on_a_certificate_that_certbot_obtains_has_none_of_acm() -> None:
    guide = "# SSL 인증서 발급\n\n```bash\n{}\n```\n"

    assert lines_of(Certificate, guide.format("docker run --rm certbot/certbot certonly --standalone -d a.kr")) == [4]
    assert lines_of(Certificate, guide.format("aws acm list-certificates")) == [1]


@pytest.mark.parametrize(
    "lead", ["SSH into the server, then:", "EC2 서버에 접속해서 실행합니다.", "サーバーに接続して実行します。"]
)
def test_whoever_is_sent_to_the_server_is_not_on_the_own_machine_whatever_the_chapter(lead: str) -> None:
    guide = "# shop\n\n## Running locally\n\n### HTTPS\n\n%s\n\n```\nsudo certbot --nginx\n```\n"

    assert lines_of(Certificate, guide % lead, "README.md") == [10]
    assert lines_of(Certificate, guide % "Then run:", "README.md") == []


def test_the_steps_beside_the_one_that_creates_a_database_at_rds_are_of_it() -> None:
    guide = "# Production setup guide\n\n## Data\n\n1. {}\n2. Multi-AZ deployment: Yes\n"

    made = read(guide.format("Create an RDS instance: PostgreSQL 16, class db.m6g.large"))
    assert [one.multi_az for one in made if isinstance(one, Database)] == [True]
    assert lines_of(Database, guide.format("Create a bucket")) == []


def test_how_many_tasks_run_may_be_said_before_the_word() -> None:
    guide = "# Production setup guide\n\n1. Create an ECS service with 3 desired tasks across two availability zones\n"

    assert [(one.desired, one.zones) for one in read(guide) if isinstance(one, Workload)] == [(3, 2)]


def test_a_dump_that_the_client_of_mariadb_loads_is_a_way_back() -> None:
    guide = "# Restore the database\n\n```bash\ndocker compose exec -T db mariadb -u root app < app.sql\n```\n"

    assert lines_of(RestoreProcedure, guide) != []


def test_a_database_on_the_same_machine_makes_no_host_of_its_own_out_of_the_applications() -> None:
    guide = "# Fleet\n\n## Hosting\n\nOne EC2 t3.small instance; data lives in a MySQL server on the {} machine.\n"

    assert [one.purpose for one in read(guide.format("same")) if isinstance(one, Instance)] == [None]
    assert lines_of(Database, guide.format("same"), "docs/hosting.md") == [5]


def test_a_source_that_may_be_anywhere_is_no_option() -> None:
    guide = "# EC2 作成手順\n\n1. セキュリティグループ: SSH を「{}」から許可\n"

    assert lines_of(Ingress, guide.format("任意の場所")) == [3]
    assert lines_of(Ingress, guide.format("マイ IP")) in ([], [3])


def test_a_database_that_is_said_to_be_at_work_on_the_same_server_is_one() -> None:
    assert lines_of(Database, "# 백업\n\nMySQL은 같은 서버에서 동작 중\n") == [3]


@pytest.mark.parametrize(
    ("said", "placements"),
    [
        ("MySQL은 같은 서버에 docker로 띄움", [Placement.HOST]),
        ("MySQL은 EC2에 도커 컨테이너로 올려서 사용 중", [Placement.HOST]),
        ("MySQLは同じサーバーにDockerで立てている", [Placement.HOST]),
        ("RDS 비용 때문에 MySQL을 EC2에 직접 띄웠다", [Placement.HOST]),
        ("MySQL은 같은 서버에 띄우지 않고 RDS 사용", []),
        ("MySQL 덤프 파일을 서버에 올린다", [Placement.UNKNOWN]),
    ],
)
def test_a_database_that_a_machine_holds_in_a_container_is_on_that_machine(
    said: str, placements: list[Placement]
) -> None:
    guide = f"# 배포\n\n## EC2 배포\n\n- t3.small 한 대에 서버를 올린다\n- {said}\n"

    assert [one.placement for one in read(guide) if isinstance(one, Database)] == placements


@pytest.mark.parametrize(
    "step",
    [
        "- nginx에 Let's Encrypt 인증서를 적용합니다 (`shop.example.kr`)",
        "- Configures nginx and TLS (Let's Encrypt for `shop.example.com`)",
        "- Let's Encryptの証明書を取得する",
    ],
)
def test_a_certificate_stands_where_it_is_obtained_and_not_where_its_program_is_installed(step: str) -> None:
    guide = f"# Deployment\n\n## EC2\n\n- Installs Node.js, PM2, nginx, certbot\n- Starts the API\n{step}\n"

    assert lines_of(Certificate, guide) == [7]


@pytest.mark.parametrize(
    "command",
    [
        "barman-cloud-restore s3://dumps main 20240101T020000 /var/lib/postgresql/16/main",
        "wal-g backup-fetch /var/lib/postgresql/16/main LATEST",
        "pgbackrest --stanza=main restore",
        "restic restore latest --target /var/tmp/back",
    ],
)
def test_the_tools_that_keep_backups_bring_them_back_too(command: str) -> None:
    assert lines_of(RestoreProcedure, f"# Restore\n\n```bash\n{command}\n```\n") != []


@pytest.mark.parametrize(
    "occasion",
    ["If the release causes problems:", "문제가 생긴 경우:", "問題が発生した場合：", "In case of issues:"],
)
def test_what_went_wrong_is_the_occasion_for_the_steps_of_going_back(occasion: str) -> None:
    guide = "# Production\n\n## %s\n\n%s\n\n```bash\npsql -h db.shop.example shop < backup_monday.sql\n```\n"
    assert lines_of(RestoreProcedure, guide % ("Emergency rollback", occasion)) != []
    assert lines_of(RestoreProcedure, guide % ("Emergency rollback", "Known issues:")) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("1. Log in to the server and pull the newest code", True),
        ("- 배포할 때는 서버에 접속해서 git pull 후 gunicorn 재시작", True),
        ("- 更新はサーバーで git pull して systemctl restart shop", True),
        ("git add . && git commit -m next && git push && eb deploy", True),
        ("A. 서버에 접속해서 git pull 하고 ./restart.sh 실행하세요.", True),
        ("- GitHub Actions logs in to the server and pulls the code", False),
        ("- git pull before you open a pull request", False),
        ("- ブランチをpullしてテストを再実行する", False),
        ("- デプロイサーバーが自動でコードをpullして再起動する", False),
        ("- SSH keys: add yours to GitHub, then git pull", False),
    ],
)
def test_a_release_of_which_one_sentence_tells_is_put_out_by_hand(sentence: str, *, told: bool) -> None:
    assert lines_of(Deployment, f"# Shop on EC2\n\n## Production server\n\n{sentence}\n") == ([5] if told else [])


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("- CORS 는 일단 전체 허용", True),
        ("- CORS: allow all origins", True),
        ("- CORSは全て許可しています", True),
        ("- CORS: allow all origins in development", False),
        ("- CORS 는 전체 허용하지 않는다", False),
        ("- CORS 전체 허용을 제거했다", False),
        ("- If CORS allows all origins, cookies leak", False),
    ],
)
def test_who_says_that_every_website_may_call_lets_it_call(sentence: str, *, told: bool) -> None:
    assert bool(lines_of(ApplicationCors, f"# EC2 배포 가이드\n\n## 운영 서버\n\n{sentence}\n")) is told


def test_how_the_next_release_comes_is_told_beside_the_steps_that_brought_the_first() -> None:
    steps = "1. Clone the repo into `/var/www/shop`.\n2. `npm ci && npm run build && pm2 start dist/main.js`\n"
    later = "To ship a new version: SSH in, `git pull`, `npm ci`, `pm2 restart shop`."
    assert 6 in lines_of(Deployment, f"# Shop on EC2\n\n{steps}\n{later}\n")
