"""Guides as people note them down in Korean and Japanese: loose lists, tables drawn with blanks, steps without commands."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    BackupJob,
    Certificate,
    Container,
    Credential,
    Database,
    Deployment,
    Fact,
    Ingress,
    Instance,
    Policy,
    StandingName,
    Workload,
)
from holdfast.readers.repository.guides.page.blocks import parse

from .support import read


def found(sort: type[Fact], text: str, path: str = "docs/deploy.md") -> list[tuple[int | None, int | None]]:
    facts = [fact for fact in read(text, path) if isinstance(fact, sort)]
    return [(fact.at.start_line, fact.at.end_line) for fact in facts if fact.kind is EvidenceKind.INSTRUCTED]


def test_items_below_a_step_are_part_of_it_although_they_are_hardly_indented() -> None:
    guide = "# AWS\n\n1. IAM 설정\n  - AdministratorAccess\n\n2. EC2 설정\n - 보안그룹\n   - SSH 포트 22\n\ntext\n"

    assert found(Policy, guide) == [(4, 4)]
    assert found(Ingress, guide) == [(8, 8)]


def test_code_that_looks_like_such_a_list_stays_as_it_is() -> None:
    guide = "# EC2 배포\n\n1. 실행\n  - 아래\n\n```bash\n1. x\n  - y\ngit pull\npm2 restart shop\n```\n"

    assert found(Deployment, guide) == [(7, 10)]


@pytest.mark.parametrize("rules", ["セキュリティグループ", "보안 그룹", "インバウンドルール", "방화벽 설정"])
def test_a_port_in_the_list_of_a_firewall_is_let_in_by_nobody_in_particular(rules: str) -> None:
    assert found(Ingress, f"# EC2 デプロイ手順書\n\n## EC2 作成\n\n- {rules}\n  - 22/tcp (SSH)\n") == [(6, 6)]
    assert found(Ingress, "# EC2 手順書\n\n## EC2 作成\n\n- 使うポート\n  - 22/tcp (SSH)\n") == []


def test_a_table_whose_columns_are_kept_apart_by_blanks_is_read() -> None:
    rows = "유형     포트     소스\nSSH      22       0.0.0.0/0\nHTTPS    443      0.0.0.0/0\n"

    assert found(Ingress, f"# EC2 배포 가이드\n\n## 보안 그룹\n\n```\n{rows}```\n") == [(7, 7), (8, 8)]
    assert found(Ingress, "# EC2 배포 가이드\n\n## 접속\n\n```\nssh -p 22 shop\ncurl 0.0.0.0\n```\n") == []


@pytest.mark.parametrize(
    ("fetch", "start"),
    [
        ("Node 導入、リポジトリ取得", "`pnpm start`（pm2 で常駐化）"),
        ("서버에 저장소 클론", "docker compose로 실행"),
        ("프로젝트를 내려받기", "pm2로 서버 실행"),
        ("ソースコードのクローン", "docker compose で起動"),
    ],
)
def test_steps_without_commands_may_tell_a_release_by_hand(fetch: str, start: str) -> None:
    assert found(Deployment, f"# サーバー デプロイガイド\n\n## 手順\n\n1. {fetch}\n2. 設定\n3. {start}\n") == [(5, 7)]


def test_the_title_of_a_guide_is_no_title_of_an_analysis_whatever_the_product_is_called() -> None:
    steps = "\n\n## 1. 取得\n\n```sh\ngit clone https://example.com/shop.git\n```\n\n## 2. 起動\n\n```sh\ndocker compose up -d\n```\n"

    assert found(Deployment, f"# 前期課題 EC2 デプロイ手順書{steps}", "README.md")
    assert not found(Deployment, f"# EC2 トラブル分析ガイド{steps}", "README.md")


def test_a_certificate_of_the_host_is_seen_in_a_note_without_headings_and_with_any_apostrophe() -> None:
    assert found(Certificate, "1. サーバー作成\n\nsudo certbot certonly -d shop.jp\n", "README.md") == [(3, 3)]
    assert found(Certificate, "# EC2 手順書\n\n## Nginx 設定\n\n1. TLS 設定（Let’s Encrypt）\n") == [(5, 5)]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("- **백업 위치**: `./backups/`", 5),
        ("| バックアップ保存先 | /var/backups/shop |", 5),
        ('```bash\nBACKUP_DIR="/srv/backups"\n```', 6),
        ("- 백업 위치: s3://shop-backups/", None),
        ("- 백업 방식: 덤프", None),
    ],
)
def test_a_job_whose_command_hides_where_the_copies_go_learns_it_from_the_guide(said: str, place: int | None) -> None:
    clock = "```bash\n0 3 * * * cd /srv/shop && bash backup-db.sh\n```\n"
    table = "| 項目 | 値 |\n|---|---|\n" if said.startswith("|") else ""
    guide = f"# DB 백업 가이드\n\n## 백업\n\n{table}{said}\n\n## Cron\n\n{clock}"
    jobs = [fact for fact in read(guide) if isinstance(fact, BackupJob) and fact.destination == "host"]

    assert [job.where("destination").start_line for job in jobs] == ([] if place is None else [place + 2 * bool(table)])


def test_what_only_asks_a_database_elsewhere_is_no_database_on_the_host() -> None:
    head = "# AWS EC2 설정\n\n1. mysql 설치\n   - "

    assert not found(Database, f"{head}yum install -y mysql\n   - mysql -h shop.rds.amazonaws.com -u app -p\n")
    assert found(Database, f"{head}sudo apt install mysql-server\n")


@pytest.mark.parametrize("title", ["Django 배포하기", "AWS EC2에 올리기", "EC2 デプロイまで", "EC2 서버 배포 과정"])
def test_a_readme_that_is_called_how_to_deploy_is_a_guide(title: str) -> None:
    assert found(Instance, f"# {title}\n\n## 생성\n1. 인스턴스 유형 : t3.micro\n", "README.md") == [(4, 4)]
    assert not found(Instance, "# 쇼핑몰 서비스\n\n## 기술\n- EC2 t3.micro\n", "README.md")


@pytest.mark.parametrize(
    "behind", ["=> 추후 변경", "※ 将来は t3.large を検討", ", 나중에 t3.large 예정", "(추후 t3.large)"]
)
def test_what_is_wished_behind_the_value_of_a_field_does_not_take_it_back(behind: str) -> None:
    assert found(Instance, f"# EC2 배포 가이드\n\n## 생성\n\n- 인스턴스 유형: t3.micro {behind}\n") == [(5, 5)]
    assert not found(Instance, "# EC2 배포 가이드\n\n## 생성\n\n- 추후 인스턴스 유형: t3.large 로 변경 예정\n")


@pytest.mark.parametrize(
    "step",
    [
        "shop.pem 파일의 전체 내용을 복사하여 등록",
        "秘密鍵の中身を貼り付けて登録",
        "Paste the full contents of the private key",
    ],
)
def test_a_key_that_somebody_pastes_among_the_secrets_of_github_is_held_by_the_workflow(step: str) -> None:
    guide = f"# 자동 배포 가이드\n\n## GitHub Secrets 설정\n\n- {step}\n"

    assert found(Credential, guide) == [(5, 5)]
    assert not found(Credential, f"# EC2 접속 가이드\n\n## 접속\n\n- {step}\n")


def test_what_one_step_fetches_may_be_started_by_a_block_further_down() -> None:
    head = "# EC2 배포하기\n\n## GitHub\n\n1. `cd /srv`\n2. `git clone https://example.com/shop.git`\n"
    start = "\n## Gunicorn\n\n```\nsudo systemctl start gunicorn\n```\n"

    assert found(Deployment, head + start) == [(6, 6)]
    assert not found(Deployment, head)


def test_a_database_that_somebody_says_runs_in_a_container_is_claimed() -> None:
    readings = read("EC2에서는 MySQL을 Docker 컨테이너로 실행하고 있다. 서버는 PM2로 배포한다.\n")

    assert [fact.at.start_line for fact in readings if isinstance(fact, Database)] == [1]


def test_only_the_first_heading_of_a_readme_names_the_project() -> None:
    guide = "# よく使うコマンド\n\n- `ls`\n\n# EC2にデプロイする手順\n\n1. 取得　`git clone https://example.com/shop.git`\n2. Unicornを起動する。\n"

    assert found(Deployment, guide, "README.md") == [(7, 8)]


def test_a_release_is_pulled_again_rather_than_cloned_where_a_list_tells_both() -> None:
    steps = "1. clone\n    - git clone 주소\n2. 배포\n    - git pull\n    - nohup java -jar 실행\n"

    assert found(Deployment, f"# AWS 서버 환경 구축\n\n## 배포\n\n{steps}") == [(8, 9)]


@pytest.mark.parametrize("row", ["ssh -i shop.pem ec2-user@host", "RAILS_ENV=production bin/rails db:migrate"])
def test_what_a_block_holds_may_tell_that_it_is_typed_on_a_server(row: str) -> None:
    block = f"```\n$ {row}\n$ git clone https://example.com/shop.git\n$ bundle exec unicorn -D\n```\n"

    assert found(Deployment, f"# Rails 環境の手順\n\n{block}") == [(4, 6)]
    assert not found(Deployment, f"# Rails 環境の手順\n\n{block.replace(row, 'cd app')}")


def test_a_database_that_is_started_as_a_service_runs_on_the_host() -> None:
    assert found(Database, "# サーバー設定\n\n## MySQL\nsudo service mysqld start\n") == [(4, 4)]
    assert found(Database, "# EC2 설정\n\n## DB\n\n```bash\nsudo systemctl enable --now postgresql\n```\n") == [(6, 6)]


def test_a_front_end_that_somebody_uploads_in_the_console_is_released_by_hand() -> None:
    guide = "# S3 배포 가이드\n\n## S3 버킷\n\n1. 버킷 생성\n2. build 폴더의 파일을 업로드 클릭\n"

    assert found(Deployment, guide) == [(6, 6)]
    assert not found(Deployment, guide.replace("build 폴더의 파일을", "상품 사진을"))


def test_a_row_that_begins_with_its_environment_is_of_it_whatever_the_chapter_says() -> None:
    rows = "| 구분 | 서버 | 타입 |\n|---|---|---|\n| 운영 | web | t3.large |\n| 개발 | dev | t3.small |\n"
    readings = read(f"# EC2 서버 구축\n\n## 운영 서버\n\n{rows}")

    assert [(f.instance_type, f.environment) for f in readings if isinstance(f, Instance)] == [
        ("t3.large", "production")
    ]


def test_a_database_that_is_only_named_again_is_no_second_one() -> None:
    fields = "- RDS 인스턴스:\n  - 클래스: db.m6g.large\n  - 다중 AZ: 예\n"
    again = "RDS 데이터베이스의 비밀번호를 콘솔에서 설정하세요.\n"
    readings = read(f"# AWS 배포 가이드\n\n## 배포\n\n{again}\n## RDS 생성\n\n{fields}")

    assert [f.multi_az for f in readings if isinstance(f, Database)] == [True]


def test_policies_in_a_block_of_fields_are_given_to_the_user_whom_it_makes() -> None:
    block = "사용자 이름: deploy\n액세스 유형: 액세스 키\n\n권한 정책 (필수):\n  - IAMFullAccess\n  - AmazonS3FullAccess\n  - AmazonEC2FullAccess\n"

    guide = f"# Elastic Beanstalk 설정 매뉴얼\n\n## IAM 사용자 생성\n\n```yaml\n{block}```\n"
    assert found(Policy, guide, "README.md") == [(10, 10), (11, 11), (12, 12)]


def test_options_of_beanstalk_in_a_guide_are_read() -> None:
    block = "option_settings:\n  aws:autoscaling:launchconfiguration:\n    InstanceType: t3.small\n  aws:autoscaling:asg:\n    MinSize: 1\n"
    readings = read(f"# 배포 가이드\n\n## Beanstalk 설정\n\n```yaml\n{block}```\n")

    assert [f.instance_type for f in readings if isinstance(f, Workload)] == ["t3.small"]


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ("EC2_SSH_KEY=[키 내용 전체]", "ssh-key"),
        ("- AWS_ACCESS_KEY_ID: (IAM 키)", "static-key"),
        ("EC2_HOST=1.2.3.4", None),
    ],
)
def test_keys_in_a_block_of_a_pipelines_secrets_are_held_by_it(row: str, form: str | None) -> None:
    guide = (
        f"# 배포 가이드\n\n## 자동 배포\n\n`.github/workflows/deploy.yml`에서 다음 Secrets 필요:\n\n```\n{row}\n```\n"
    )
    held = [(f.form.value, f.holder) for f in read(guide) if isinstance(f, Credential)]

    assert held == ([] if form is None else [(form, "workflow")])


@pytest.mark.parametrize(
    "line", ["- 毎週日曜に手動でphpMyAdminからエクスポート", "- DB 백업은 수동으로 진행", "- Dumps are made by hand"]
)
def test_copies_that_somebody_makes_by_hand_have_no_clock(line: str) -> None:
    readings = read(f"# サーバー運用手順\n\nMySQL 8\n\n## バックアップ\n\n{line}\n")

    told = [f for f in readings if isinstance(f, BackupJob) and f.kind is EvidenceKind.INSTRUCTED]
    assert [(f.at.start_line, f.schedule) for f in told] == [(7, None)]


def test_an_image_that_is_started_on_the_server_as_the_latest_names_no_release() -> None:
    run = "docker stop api\ndocker rm api\nsudo docker run -d \\\n  --name api \\\n  -v /srv/data:/data \\\n  ghcr.io/shop/api:{tag}\n"
    guide = f"# EC2 배포 가이드\n\n## 재배포\n\n```bash\n{run}```\n"

    assert found(StandingName, guide.format(tag="latest")) == [(11, 11)]
    assert not found(StandingName, guide.format(tag="1.4.2"))
    assert not found(StandingName, guide.format(tag="latest").replace("ghcr.io/shop/api", "grafana/grafana"))


def test_a_database_that_a_guide_publishes_on_a_server_is_shown_where_its_port_is() -> None:
    run = "docker run -d --name db \\\n  -p 3306:3306 \\\n  mysql:8\n"

    def doors(heading: str) -> list[int]:
        readings = read(f"# 설치 가이드\n\n## {heading}\n\n```bash\n{run}```\n", "docs/db.md")
        return [at.start_line for fact in readings if isinstance(fact, Container) for at in fact.places.values()]

    assert doors("EC2 서버에 MySQL 설치") == [7]
    assert doors("데이터베이스 컨테이너") == []


def test_what_a_container_listens_on_within_itself_lets_nobody_in() -> None:
    run = "docker run -d --name db mysql:8 \\\n  --bind-address=0.0.0.0\n"

    assert not found(Ingress, f"# EC2 서버\n\n## MySQL 설치\n\n```bash\n{run}```\n")


def test_a_way_through_the_console_and_its_fields_may_stand_in_one_block() -> None:
    block = "EC2 → Security Groups → db-sg\n  → Inbound rules → Edit\n    Type: MySQL (3306)\n    Source: 0.0.0.0/0\n\n[Save rules]\n"

    assert found(Ingress, f"# EC2 배포 가이드\n\n## DB 연결\n\n```\n{block}```\n")[-1] == (9, 9)


def test_a_chapter_that_calls_its_way_the_better_one_is_no_wish() -> None:
    assert found(Instance, "# EC2 배포 가이드\n\n## Phase 2 (개선): EC2 생성\n\n- 인스턴스 유형: t3.small\n") == [
        (5, 5)
    ]
    assert not found(Instance, "# EC2 배포 가이드\n\n## 개선 사항\n\n- 인스턴스 유형: t3.small\n")


def test_commands_that_stand_in_a_paragraph_one_below_the_other_are_one_block() -> None:
    page = "## サーバー配備\n\n使うコマンド\n$ git clone https://example.com/shop.git\n$ cd shop\n$ composer install\n$ sudo systemctl restart httpd\n"

    assert found(Deployment, page, "docs/deploy.md") == [(4, 7)]


def test_a_command_that_goes_on_in_the_next_row_needs_no_fence() -> None:
    page = "# 인증서 서버 설정\n\ndocker run -it --rm \\\n  -v /etc/letsencrypt:/etc/letsencrypt \\\n  certbot/certbot certonly --manual -d shop.kr\n\n끝\n"

    assert found(Certificate, page, "docs/ssl.md") == [(3, 5)]
    assert parse("하나\n$ ls\n둘\n$ pwd\n").fences == ()
