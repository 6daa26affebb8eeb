"""What guides have people do by hand, in the ways in which they write it down."""

import pytest

from holdfast.model.facts import Instance

from .support import read, said


def of(guide: str, *sorts: str) -> list[str]:
    return [line for line in said(guide) if line.lstrip("? ").split(" ")[0] in sorts]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("sudo nano /srv/shop/application-prod.yml", True),
        ("vi config/application.properties", True),
        ("sudo vim /var/www/html/wp-config.php", True),
        ("nano shop/settings.py", True),
        ("cp .env.example .env", True),
        ("cp .env.example .env && nano .env", True),
        ("cd api && sudo vim .env.production", True),
        ("cp .env.example .env.local && nano .env.local", False),
        ("cd api && nano nginx.conf", False),
        ("nano application-local.yml", False),
        ("cp .env .env.backup", False),
        ("scp -i key.pem .env ubuntu@203.0.113.7:/srv/shop/", True),
        ("scp -i key.pem .env.example ubuntu@203.0.113.7:/srv/shop/", False),
        ("nano nginx.conf", False),
        ('ssh shop "sudo nano /srv/shop/config/config.production.json"', True),
        ("ssh -t -i key.pem ubuntu@203.0.113.7 'vi /srv/shop/.env'", True),
        ('ssh shop "cd /srv/shop && vim config/prod.yml"', True),
        ("vi /srv/shop/config/production.toml", True),
        ("ssh shop nano /etc/nginx/nginx.conf", False),
        ('ssh shop "cat /srv/shop/config.production.json"', False),
        ("ssh shop nano /srv/shop/.env.example", False),
        ("nano config.development.json", False),
    ],
)
def test_files_of_frameworks_that_somebody_writes_on_the_server(command: str, *, told: bool) -> None:
    block = f"```bash\ncd /srv/shop\n{command}\n```\n"

    assert of(f"# EC2 デプロイ\n\n## サーバーの設定\n\n{block}", "SettingsByHand") == (
        ["SettingsByHand 7"] if told else []
    )
    assert of(f"# Shop\n\n## ローカル開発\n\n{block}", "SettingsByHand") == []


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("1. Update the `.env` file for the branch", True),
        ("1. 서버의 .env 파일을 작성합니다", True),
        ("1. サーバーの`.env`を編集してください", True),
        ("1. Put the env vars into `~/.bashrc`", True),
        ("1. Copy `.env.example` to `.env` and change the values to match the server", True),
        ("1. Rename `.env.sample` to `.env`, then fill it in", True),
        ("1. Upload your `.env` file to `/srv/shop`", True),
        ("1. `.env` は `scp .env ubuntu@203.0.113.5:/srv/shop/` で手動配置する", True),
        ("1. `.env` 파일은 서버에 직접 올린다", True),
        ("1. Copy `.env` to the backup bucket", False),
        ("1. By default this writes `.env.production` and generates a random password", False),
        ("1. 스크립트가 서버의 .env 파일을 생성합니다", False),
        ("1. Create `.env` on the server; this generates the links", True),
        ("1. 아래 명령어로 서버의 .env 파일을 생성합니다", True),
        ("1. スクリプトがサーバーの`.env`を作成します", False),
        ("1. `.env` をリポジトリにアップロードしないこと", False),
        ("1. Do not copy `.env.example` to `.env` and edit it by hand", False),
        ("1. Do not put secrets into `.env`", False),
        ("1. Update the `.env.example` file", False),
        ("1. Update the server", False),
    ],
)
def test_a_step_may_tell_to_write_the_settings(step: str, *, told: bool) -> None:
    found = of(f"# EC2 deployment guide\n\n## Server\n\n{step}\n", "SettingsByHand")

    assert found == (["SettingsByHand 5"] if told else [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (".env はサーバー上で直接編集しています。", True),
        ("環境変数はサーバーの /var/www/shop/.env を手で書き換えている。", True),
        ("운영 .env 는 서버에 직접 올려 두고 있다.", True),
        ("Secrets live in a .env file on the server, edited by hand.", True),
        ("운영 서버의 .env 파일은 슬랙으로 공유한다.", True),
        ("本番サーバーの .env は Slack で共有しています。", True),
        ("- .env 메일 계정 관리", False),
        ("Production server: the .env file is shared via Slack.", True),
        ("The .env file on the server is managed by Ansible.", False),
        ("The .env is copied to the server with scp.", True),
        (".env はサーバーに置かないでください。", False),
        ("ローカルの .env はサーバーに配置しています。", False),
        ("サーバーの起動時に .env を読み込んでいます。", False),
        ("The .env file is never copied to the server.", False),
    ],
)
def test_how_things_are_says_so_too(line: str, *, told: bool) -> None:
    assert bool(of(f"# Shop\n\n## Layout\n\n{line}\n", "SettingsByHand")) is told


@pytest.mark.parametrize(
    ("heading", "copy", "counts"),
    [
        ("④ 파일 업로드 (로컬에서)", 'scp -i "shop key.pem" build/shop.jar ec2-user@203.0.113.9:/srv/', True),
        ("ローカルから転送", "rsync -az dist/ shop-host:/srv/shop/", True),
        ("④ 파일 복사 (로컬에서)", "cp build/shop.jar C:/backup/", False),
    ],
)
def test_what_is_typed_at_home_may_reach_the_server(heading: str, copy: str, *, counts: bool) -> None:
    guide = (
        f"# EC2 서버 매뉴얼\n\n## 배포\n\n### {heading}\n\n```bash\n{copy}\n```\n\n"
        "### 서버에서 실행\n\n```bash\nnohup java -jar /srv/shop.jar &\n```\n"
    )

    assert bool(of(guide, "Deployment")) is counts


@pytest.mark.parametrize(
    "commands",
    [
        "git clone git@git.example.com:shop.git\nnpm run build\nsudo cp -r dist/* /usr/share/nginx/html/",
        "curl -LO https://github.com/shop/shop/archive/refs/heads/main.zip\nunzip main.zip\npm2 start shop",
        "wget https://raw.githubusercontent.com/shop/shop/main/deploy.sh\n./deploy.sh",
    ],
)
def test_a_release_is_fetched_and_put_in_place_in_many_ways(commands: str) -> None:
    assert of(f"# EC2 deployment guide\n\n## Deploy\n\n```bash\n{commands}\n```\n", "Deployment")


@pytest.mark.parametrize(
    "steps",
    [
        ["Connect to the server and pull the latest code from GitHub", "Restart the backend service"],
        ["EC2에서 코드를 pull", "nohup 으로 백그라운드 실행"],
        ["EC2에서 깃허브에서 다운로드", "서버 재시작"],
        [
            "サーバーに入る <br>\n   `ssh -i shop.pem ec2-user@host` <br>",
            "最新にする <br>\n   `git pull origin main` <br>",
            "アプリの再起動",
        ],
    ],
)
def test_steps_without_a_command_tell_of_a_release_too(steps: list[str]) -> None:
    listed = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))

    assert of(f"# EC2 deployment guide\n\n## Deploy\n\n{listed}\n", "Deployment")


@pytest.mark.parametrize(
    ("line", "public"),
    [
        ("- Block public access: Un-Check", True),
        ("- Un-tick 'Block all public access'", True),
        ("- Remove all checkboxes under Block public access", True),
        ("- 모든 퍼블릭 액세스 차단 체크를 풀어 줍니다", True),
        ("- Block public access: On", False),
    ],
)
def test_nothing_guards_a_bucket_whose_boxes_are_cleared(line: str, *, public: bool) -> None:
    found = of(f"# S3 setup guide\n\n## Uploads\n\n- Bucket name: shop-uploads\n{line}\n", "Bucket")

    assert (f"public={public}" in found[0]) is True


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("S3FullAccess policy", "AmazonS3FullAccess"),
        ("`S3 Full Access`", "AmazonS3FullAccess"),
        ("Dynamodb full access", "AmazonDynamoDBFullAccess"),
        ("CloudWatch Full Access", "CloudWatchFullAccess"),
    ],
)
def test_a_policy_may_be_called_by_its_short_name(words: str, name: str) -> None:
    found = of(f"# AWS setup guide\n\n## IAM user\n\n1. Attach the {words} to the user\n", "Policy")

    assert found == [f"Policy 5 principal_type=user managed={name}"]


def test_a_key_is_the_applications_where_its_chapter_speaks_of_uploads() -> None:
    guide = "# AWS setup guide\n\n## IAM user\n\n- Access type: Programmatic access\n- Name: upload-user\n"

    assert "holder=application" in of(guide, "Credential")[0]


@pytest.mark.parametrize(
    ("line", "home"),
    [
        ("- Stored locally on EC2 in `/srv/backups`", True),
        ("- 백업 파일은 서버 로컬에 저장합니다", True),
        ("- バックアップはサーバー内に保存する", True),
        ("- EC2 の `/var/backups/shop/` に保存する", True),
        ("- ダンプは同じサーバーの /backup に置いています", True),
        ("- 保存先: EC2 上の `/var/backups/shop`", True),
        ("- 운영 서버의 /home/ubuntu/backup 에 저장", True),
        ("- EC2 인스턴스의 `~/backups` 디렉터리에 7일치 보관", True),
        ("- Dumps are written to `/srv/backups` on the server", True),
        ("- Copies are kept on S3", False),
        ("- バックアップサーバーの /backup に保存する", False),
        ("- 다른 서버의 /backup 에 보관", False),
        ("- リストア時はダンプをサーバーの /tmp に置く", False),
        ("- Dumps are written to /backups on another server", False),
    ],
)
def test_a_guide_may_say_that_the_copies_stay_on_the_host(line: str, *, home: bool) -> None:
    found = of(f"# Server guide\n\n## Database backups\n\n- Run daily at 2 AM by cron\n{line}\n", "BackupJob")

    assert any("destination=host" in one for one in found) is home


def test_a_package_that_is_also_installed_on_a_mac_is_no_hosts() -> None:
    ways = "- macOS: `brew install mysql`\n- Ubuntu: `sudo apt install mysql-server`\n"

    assert of(f"# Shop\n\n## MySQL 세팅\n\n{ways}", "Database") == ["? Database 5 engine=mysql placement=unknown"]
    assert of("# EC2 guide\n\n## MySQL\n\n```bash\nsudo apt install mysql-server\n```\n", "Database")


def test_a_class_tells_whose_field_the_standby_is() -> None:
    fields = "- Instance class: db.m6g.large\n- Multi-AZ: Yes\n"

    assert "multi_az=True" in of(f"# AWS\n\n## Database\n\n{fields}", "Database")[0]


def test_a_text_that_mends_a_server_is_followed_like_a_guide() -> None:
    steps = "## Quick fix\n\n1. Open the user\n2. Search for: `AmazonS3FullAccess`\n"

    assert of(f"# Fix uploads to S3\n\n{steps}", "Policy")
    assert of(f"# Fix the colour of the button\n\n{steps}", "Policy") == []


@pytest.mark.parametrize(
    "commands",
    [
        "git clone git@git.example.com:shop.git\ncomposer install --no-dev\nphp artisan migrate --force",
        "scp -r . bitnami@203.0.113.9:/opt/bitnami/apache/htdocs/",
        "git pull\ncomposer install\nsudo service php8.3-fpm restart",
    ],
)
def test_a_program_that_the_web_server_runs_itself_is_put_in_place_by_its_own_means(commands: str) -> None:
    assert of(f"# EC2 deployment guide\n\n## Deploy\n\n```bash\n{commands}\n```\n", "Deployment")


def test_a_list_of_commands_in_notes_on_a_server_is_typed() -> None:
    commands = "- sudo apt-get update\n- sudo apt-get install mysql-server\n"

    assert not any(one.startswith("Database") for one in said(f"# Shop\n\n{commands}", "README.md"))
    assert [one.split(" ")[1] for one in said(f"Log in\n\n{commands}", "aws-notes.md") if "Database" in one] == ["4"]


def test_a_plan_at_lightsail_is_chosen_by_its_price() -> None:
    steps = "1. Click 'Create instance'\n2. Choose instance plan ($3.50/month minimum)\n"

    assert any(one.startswith("Instance 6") for one in of(f"# Lightsail guide\n\n## Lightsail\n\n{steps}", "Instance"))


def test_a_mark_behind_a_step_only_stresses_what_to_take() -> None:
    steps = "1. Attach policies:\n   - Search and select: ✅ **AdministratorAccess**\n"

    assert of(f"# IAM setup guide\n\n## Quick start (for testing)\n\n{steps}", "Policy")[0].startswith("Policy 6")


def test_a_size_for_developing_and_for_tests_is_not_productions() -> None:
    sizes = "- For development/testing: `t2.micro`\n- For production: `t3.large`\n"
    found = [one for one in read(f"# EC2 guide\n\n## Instance type\n\n{sizes}") if isinstance(one, Instance)]

    assert [(one.instance_type, one.environment) for one in found if one.environment == "production"] == [
        ("t3.large", "production")
    ]
    assert all(one.environment for one in found)


def test_what_a_table_lets_out_is_not_let_in() -> None:
    head = "| Group | Inbound rules | Source | Outbound rules |\n|---|---|---|---|\n"
    rows = "| alb | 443 | 0.0.0.0/0 | All traffic |\n| api | All traffic | 0.0.0.0/0 | 443 |\n"
    found = of(f"# AWS setup guide\n\n## Security groups\n\n{head}{rows}", "Ingress")

    assert [one.split(" sources")[0] for one in found] == [
        "Ingress 7 from_port=443 to_port=443",
        "Ingress 8 from_port=0 to_port=65535",
    ]


@pytest.mark.parametrize(
    ("step", "launched"),
    [
        ("1. Create an ALB in the EC2 console", False),
        ("1. EC2 콘솔에서 로드 밸런서를 생성", False),
        ("1. Open the EC2 console and launch an instance", True),
        ("1. EC2 콘솔에서 인스턴스를 시작", True),
    ],
)
def test_what_is_made_in_the_console_of_ec2_may_be_something_else(step: str, *, launched: bool) -> None:
    assert bool(of(f"# AWS setup guide\n\n## Traffic\n\n{step}\n", "Instance")) is launched


def test_a_file_called_after_the_database_makes_none() -> None:
    step = "1. database.ymlを作成 ```vi config/database.yml```\n"
    guide = f"# EC2 デプロイ手順\n\n## サーバーの設定 (DBはRDS)\n\n{step}"

    assert [one for one in of(guide, "Database") if not one.startswith("?")] == []
    assert of(guide, "SettingsByHand") == ["SettingsByHand 5"]


def test_an_instance_may_be_listed_by_its_type_among_addresses() -> None:
    block = "```\nPublic IP:  203.0.113.7\nRegion:     ap-south-1\nInstance:   t3.micro\n```\n"

    assert any("instance_type=t3.micro" in one for one in of(f"# EC2 deploy guide\n\n## Server\n\n{block}", "Instance"))


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ('eb setenv SECRET_KEY="change-me" DEBUG=False', "(SECRET_KEY)"),
        ("eb setenv \\\n  PORT=5000 \\\n  DB_PASSWORD=change-me", "(DB_PASSWORD)"),
        ("eb create shop \\\n  --envvars PORT=5000,\\\nDB_PASSWORD=change-me", "(DB_PASSWORD)"),
        ("aws lambda update-function-configuration \\\n  --environment Variables={JWT_SECRET=x}", "(JWT_SECRET)"),
        ("eb setenv PORT=5000", ""),
        ("eb create shop --tags SECRET=none", ""),
    ],
)
def test_secrets_that_a_command_writes_into_a_platform(command: str, names: str) -> None:
    found = of(f"# Elastic Beanstalk guide\n\n## Deploy\n\n```bash\n{command}\n```\n", "SettingsByHand")

    assert [line.partition("names=")[2] for line in found] == ([names] if names else [])


def test_a_file_that_is_made_on_the_server_is_no_server() -> None:
    assert of("# VPS guide\n\n## Deploy\n\nCreate `.env.production` on the server:\n", "Instance") == []
    assert (
        of("# Deploy to EC2\n\n## Deploy\n\n1. Create the `prod-ec2` branch:\n2. Create `ec2-setup.sh`\n", "Instance")
        == []
    )


def test_of_several_options_the_recommended_one_is_taken() -> None:
    options = "## Option 1: EC2 (Recommended)\n\n1. Instance type: t3.small\n\n## Option 2: Docker on EC2\n\n1. Instance type: m5.large\n"

    assert len(of(f"# Deploy to AWS\n\n{options}", "Instance")) == 1
    assert len(of(f"# Deploy to AWS\n\n{options.replace(' (Recommended)', '')}", "Instance")) == 2


def test_a_machine_of_lightsail_without_a_plan_is_one() -> None:
    assert (
        len(of("# Setup\n\n## Server on Lightsail\n\n- Log in to Lightsail and create a new instance.\n", "Instance"))
        == 1
    )
    assert of("# Setup\n\n## Server on Lightsail\n\n- Create a Lightsail database instance.\n", "Instance") == []


def test_commands_in_the_items_of_a_readme_are_typed_where_a_server_is_set_up() -> None:
    items = "- `sudo apt-get install postgresql`\n- `sudo git clone https://github.com/acme/shop.git`\n- `sudo service apache2 restart`\n"

    found = [line for line in said(f"# Shop server\n\n## Setup\n\n{items}", "README.md") if "localhost" not in line]

    assert [line.split(" ")[0] for line in found] == ["Database", "Deployment"]


@pytest.mark.parametrize(
    ("item", "counts"), [("eb deploy", True), ("cdk deploy", True), ("eb init", False), ("npm start", False)]
)
def test_an_item_that_is_nothing_but_a_release_is_typed_in_a_readme_too(item: str, *, counts: bool) -> None:
    assert bool(of_readme(f"Shop runs on Elastic Beanstalk.\n\n- log in\n- {item}\n", "Deployment")) is counts


def of_readme(text: str, sort: str) -> list[str]:
    return [line for line in said(text, "README.md") if line.startswith(sort)]


def test_of_several_types_in_a_field_the_first_is_taken() -> None:
    [found] = of("# EC2 guide\n\n## Launch\n\n1. Instance type: `t2.micro` or `t3.micro` or `t3.small`\n", "Instance")

    assert "t2.micro" in found


def test_of_several_ways_to_the_same_place_none_is_left_aside() -> None:
    ways = (
        "## Option A: the console\n\n1. Instance type: t3.small\n\n## Option B: the CLI (recommended)\n\n1. Type it\n"
    )

    assert len(of(f"# Deploy on EC2\n\n{ways}", "Instance")) == 1


@pytest.mark.parametrize(
    ("rule", "ports"),
    [
        ("HTTP (80): 0.0.0.0/0 (all traffic)", "from_port=80 to_port=80"),
        ("All traffic: 0.0.0.0/0", "from_port=0 to_port=65535"),
        ("All TCP, 0 - 65535, from 0.0.0.0/0", "from_port=0 to_port=65535"),
    ],
)
def test_a_rule_that_names_its_port_opens_no_other(rule: str, ports: str) -> None:
    [found] = of(f"# EC2 guide\n\n## Security group\n\n- {rule}\n", "Ingress")

    assert ports in found


def test_a_remark_on_the_free_tier_chooses_no_size() -> None:
    steps = "1. Choose the instance type:\n   - Select: t3.medium\n   - For free tier: t2.micro (slow)\n"

    [found] = of(f"# EC2 guide\n\n## Launch\n\n{steps}", "Instance")

    assert "t3.medium" in found


def test_the_step_that_launches_says_more_than_what_is_asked_for_before() -> None:
    asked = "## 시스템 요구사항\n\n- 인스턴스 타입: 최소 t2.small\n\n"
    step = "## 1단계: EC2 인스턴스 생성\n\n- 인스턴스 유형: t2.small 또는 t2.medium\n"
    within = "## 사전 준비사항\n\n### EC2 인스턴스 생성\n\n- 인스턴스 타입: t2.micro\n\n## 비용\n\n- EC2 t2.micro\n"

    assert [one.split()[1] for one in of(f"# EC2 배포 가이드\n\n{asked}{step}", "Instance")] == ["9"]
    assert [one.split()[1] for one in of(f"# EC2 배포 가이드\n\n{within}", "Instance")] == ["7"]


@pytest.mark.parametrize(
    ("line", "engine"),
    [
        ("PostgreSQL 은 RDS 를 사용하므로 compose 에 포함하지 않는다.", "postgresql"),
        ("データは DocumentDB に保存されます。", "mongodb"),
        ("Orders are written to DynamoDB.", "dynamodb"),
        ("Run PostgreSQL locally before you start.", None),
        ("We never use MySQL.", None),
        ("Install the MySQL client.", None),
        ("Terraform keeps its state in S3, with a DynamoDB table for locks.", None),
        ("Cards are drawn on a canvas.", None),
    ],
)
def test_a_database_that_is_only_spoken_of_is_one_all_the_same(line: str, engine: str | None) -> None:
    told = [f"? Database 5 engine={engine} placement=unknown"] if engine else []
    assert of(f"# EC2 デプロイ\n\n## 構成\n\n- {line}\n", "Database") == told


@pytest.mark.parametrize(
    ("command", "logs_in"),
    [
        ("scp -i kennel.pem \\\n  ../api.tar.gz \\\n  ubuntu@203.0.113.7:/home/ubuntu/", True),
        ("scp api.jar \\\n  deploy@kennel.example:/srv/api/", True),
        ("$ scp -i kennel.pem \\\n    -r dist ubuntu@203.0.113.7:~/dist", True),
        ("rsync -az \\\n  --delete \\\n  build/ ubuntu@203.0.113.7:/var/www/kennel/", True),
        ("scp -i kennel.pem api.jar ubuntu@203.0.113.7:/srv/", True),
        ("scp \\\n  api.jar \\\n  /mnt/stick/", False),
        ("rsync -a src/ \\\n  build/", False),
        ("tar czf api.tar.gz \\\n  --exclude=node_modules .", False),
    ],
)
def test_what_is_copied_to_the_server_from_the_own_machine_is_a_login_on_however_many_rows(
    command: str, *, logs_in: bool
) -> None:
    text = f"# Deploy to EC2\n\n## On local machine\n\n```bash\n{command}\n```\n"
    assert any(line.startswith("Login ") for line in said(text)) is logs_in
