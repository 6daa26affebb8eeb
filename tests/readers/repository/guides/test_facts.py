"""Single things that guides say, in the ways in which people say them."""

import pytest

from holdfast.model.facts import ExposedSecret

from .support import read, said

_GUIDE = "# AWS 구축 가이드\n\n"


def in_section(heading: str, *lines: str) -> list[str]:
    return said(f"{_GUIDE}## {heading}\n\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("- 인스턴스 타입: t3.small 2대", "Instance 5 instance_type=t3.small count=2"),
        ("- 인스턴스 타입: t3.small 두 대", "Instance 5 instance_type=t3.small count=2"),
        ("- インスタンスタイプ: t3.small を三台", "Instance 5 instance_type=t3.small count=3"),
        ("- 2 identical t3.small instances", "Instance 5 instance_type=t3.small count=2"),
        ("- Launch a pair of t3.small servers", "Instance 5 instance_type=t3.small count=2"),
        ("- 인스턴스 유형: t4g.medium 또는 t3.medium", "Instance 5 instance_type=t4g.medium"),
        ("- t2.micro를 선택한다", "Instance 5 instance_type=t2.micro"),
        ("- Select the instance type, T2 medium will do", "Instance 5 instance_type=t2.medium"),
        ("- Instance type: `c7g.2xlarge`", "Instance 5 instance_type=c7g.2xlarge"),
        ("- インスタンスタイプはt3.smallを選択", "Instance 5 instance_type=t3.small"),
        ("AWS > EC2 > 인스턴스 시작", "Instance 5"),
        ("- EC2インスタンス: i-0aa6bdd6d228135e3 (10.0.1.51)", "Instance 5"),
    ],
)
def test_an_instance_is_told_by_its_type_or_its_launch(line: str, fact: str) -> None:
    assert in_section("EC2", line) == [fact]


@pytest.mark.parametrize(
    "line",
    [
        "- t3.small → t3.medium 업그레이드",
        "- t3.small: $15/월",
        "| t3.small | 2 vCPU | 2GB |\n|---|---|---|\n| t3.medium | 2 vCPU | 4GB |",
        "- DB 인스턴스 클래스: cache.t3.micro",
        "EC2 > 로드 밸런서 > 대상 그룹 > 속성 편집",
        "- EC2 키 페어 생성",
        "- DB 인스턴스: i-0aa6bdd6d228135e3",
    ],
)
def test_catalogues_moves_and_neighbours_of_instances_are_no_instances(line: str) -> None:
    assert not any(found.startswith("Instance") for found in in_section("EC2", line))


def test_an_instance_learns_its_role_credits_and_purpose_from_its_section() -> None:
    lines = ["- 인스턴스 타입: t3.micro", "- IAM 역할: app-role 연결", "- 크레딧 사양: 무제한"]

    assert in_section("Bastion 서버", *lines) == [
        "Instance 5 instance_type=t3.micro role=True credit_mode=unlimited purpose=bastion"
    ]


@pytest.mark.parametrize(
    ("command", "engine"),
    [
        ("sudo apt-get install -y postgresql postgresql-contrib", "postgresql"),
        ("sudo dnf install -y postgresql15-server", "postgresql"),
        ("sudo yum install -y mariadb105-server", "mariadb"),
        ("sudo apt install mysql-server", "mysql"),
    ],
)
def test_a_database_installed_by_command_shares_the_host_of_the_application(command: str, engine: str) -> None:
    found = in_section("EC2", "- 인스턴스 타입: t3.small", "", "```bash", command, "```")

    assert [line.partition(" version")[0] for line in found] == [
        f"Database 8 engine={engine} placement=host",
        "Instance 5 instance_type=t3.small hosts_database=True",
    ]


@pytest.mark.parametrize(
    "command",
    [
        "sudo apt install postgresql-client",
        "# sudo apt install postgresql",
        "npm i pg",
        "sudo dnf install -y postgresql16",
        "sudo yum install -y git mariadb105",
        "sudo amazon-linux-extras install postgresql14",
    ],
)
def test_a_client_is_no_database(command: str) -> None:
    found = in_section("EC2", "- 인스턴스 타입: t3.small", "", "```bash", command, "```")

    assert found == ["Instance 5 instance_type=t3.small"]


def test_an_address_that_speaks_of_installing_is_no_step() -> None:
    page = "https://docs.aws.amazon.com/ko_kr/AmazonRDS/latest/UserGuide/mysql-install-cli.html"
    assert not [line for line in in_section("EC2에서 접속", "**참고 자료**", page) if "placement=host" in line]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["- 템플릿: 프리 티어"], "multi_az=False"),
        (["- 다중 AZ: 아니요"], "multi_az=False"),
        (["- 가용성 및 내구성: 단일 DB 인스턴스"], "multi_az=False"),
        (["- Multi-AZ: Yes"], "multi_az=True"),
        (["- マルチAZ：有効"], "multi_az=True"),
        (["- 자동 백업 비활성화"], "retention_days=0"),
        (["- 백업 보존 기간: 14일"], "retention_days=14"),
        (["- Backup retention period: 7 days"], "retention_days=7"),
        (["- バックアップ保持期間：7日"], "retention_days=7"),
        (["- 퍼블릭 액세스: 예"], "public=True"),
        (["- 퍼블릭 액세스: 아니요"], "public=False"),
        (["- 삭제 방지 활성화: 예"], "deletion_protection=True"),
        (["- 클래스: db.t4g.micro"], "instance_class=db.t4g.micro"),
    ],
)
def test_a_database_at_rds_is_told_field_by_field(lines: list[str], told: str) -> None:
    found = in_section("RDS PostgreSQL 생성", *lines)

    assert found[0] == f"Database 5 engine=postgresql placement=rds {told}"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("db.t4g.medium (Multi-AZ 권장)", False),
        ("db.t4g.medium, Multi-AZ recommended", False),
        ("db.t4g.medium（マルチAZ推奨）", False),
        ("db.t4g.medium (Multi-AZ)", True),
        ("db.t4g.medium, Multi-AZ (recommended)", True),
    ],
)
def test_a_standby_that_is_only_advised_is_not_there(value: str, *, told: bool) -> None:
    found = said(f"# Shop on AWS\n\n## Architecture\n\n### RDS PostgreSQL\n- **Larger**: {value}\n", "README.md")
    assert any("multi_az=True" in line for line in found if "Database" in line) is told


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("- create a security group with inbound and outbound rules for `0.0.0.0/0`", "(0.0.0.0/0)"),
        ("- Allow all inbound traffic from anywhere", "(0.0.0.0/0)"),
        ("- Open all inbound and outbound traffic", "(0.0.0.0/0)"),
        ("- 인바운드 규칙을 모두 허용으로 설정 (0.0.0.0/0)", "(0.0.0.0/0)"),
        ("- 보안 그룹: 인바운드/아웃바운드 모두 0.0.0.0/0 허용", "(0.0.0.0/0)"),
        ("- インバウンドルールは全て許可", "(0.0.0.0/0)"),
        ("- セキュリティグループ：インバウンド・アウトバウンドとも 0.0.0.0/0", "(0.0.0.0/0)"),
        ("- Inbound: allow all from the load balancer", "()"),
        ("- Inbound rules from 0.0.0.0/0:", None),
        ("- Add an inbound rule for the port of the app with source 0.0.0.0/0", None),
        ("- Outbound rules: 0.0.0.0/0", None),
        ("- 인바운드는 모두 차단", None),
    ],
)
def test_all_that_comes_in_is_let_in_without_a_word_of_ports(line: str, sources: str | None) -> None:
    told = [f"Ingress 5 from_port=0 to_port=65535 sources={sources}"] if sources else []
    assert [fact for fact in in_section("보안 그룹 설정", line) if fact.startswith("Ingress")] == told


@pytest.mark.parametrize(
    ("line", "open_to_all"),
    [
        ("| SSHポート | 22（全開放） |", True),
        ("- SSH: 22番ポートを全IPに開放", True),
        ("- SSH 포트(22)는 모든 IP에 열려 있음", True),
        ("- SSH (port 22) is open to all IPs for now", True),
        ("- SSH(22)は全公開しないこと", False),
        ("- SSH(22): 踏み台サーバーからのみ", False),
        ("- HTTP(80): 全公開", False),
    ],
)
def test_who_says_that_everybody_comes_in_by_ssh_needs_no_word_of_a_firewall(line: str, *, open_to_all: bool) -> None:
    found = in_section("서버 구성", "| A | B |", "|---|---|", line) if line[0] == "|" else in_section("서버 구성", line)
    assert any(fact.endswith("to_port=22 sources=(0.0.0.0/0)") for fact in found) == open_to_all


def test_a_metric_of_rds_is_no_database_set_up() -> None:
    assert in_section("알람 설정", "- RDS CPU 80% 이상 시 SNS 알림") == ["Alarm 5 watches=database-cpu notifies=True"]


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("- SSH(22): 0.0.0.0/0", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- 22번 포트: 모든 IP 허용", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- SSH 22 Anywhere-IPv4", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- 인바운드: 22 (전체)", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- 인바운드: 22 전체 (액션이 들어와야 해서 어쩔 수 없음)", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("web1 has the elastic IP. SSH is allowed from anywhere.", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- Security group: 22 open to everyone", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- 22/tcp - 모두 허용", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- SSH 22: 누구나 접속", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- SSH（22）：どこからでも", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- SSH: 내 IP", ["22 to_port=22 sources=(my-ip)"]),
        ("- SSH 22: the administrator's current public IP", ["22 to_port=22 sources=(my-ip)"]),
        ("- SSH 22: trusted IPs", ["22 to_port=22 sources=(my-ip)"]),
        ("- 22: 10.0.0.0/16", ["22 to_port=22 sources=(10.0.0.0/16)"]),
        (
            "- 80, 443 전체 오픈",
            ["80 to_port=80 sources=(0.0.0.0/0)", "443 to_port=443 sources=(0.0.0.0/0)"],
        ),
        ("- Allows public connection via port 3000", ["3000 to_port=3000 sources=(0.0.0.0/0)"]),
        ("- Port 8000 is open to the internet", ["8000 to_port=8000 sources=(0.0.0.0/0)"]),
        ("- 8080 포트: 인터넷에서 접속 허용", ["8080 to_port=8080 sources=(0.0.0.0/0)"]),
        ("- 3000: インターネットからのアクセスを許可", ["3000 to_port=3000 sources=(0.0.0.0/0)"]),
        ("- 모든 트래픽: 0.0.0.0/0", ["0 to_port=65535 sources=(0.0.0.0/0)"]),
        ("- 3000-3005: 0.0.0.0/0", ["3000 to_port=3005 sources=(0.0.0.0/0)"]),
        ("- PostgreSQL 5432: sg-0123 허용", ["5432 to_port=5432 sources=(sg-0123)"]),
        (
            "- 22番は踏み台からのみ、443は0.0.0.0/0",
            ["22 to_port=22 sources=(踏み台から)", "443 to_port=443 sources=(0.0.0.0/0)"],
        ),
        (
            "- SSH 22 (내 IP), 80, 443 (0.0.0.0/0)",
            [
                "22 to_port=22 sources=(my-ip)",
                "80 to_port=80 sources=(0.0.0.0/0)",
                "443 to_port=443 sources=(0.0.0.0/0)",
            ],
        ),
        ("- Open 443 to 0.0.0.0/0, port 22 stays closed.", ["443 to_port=443 sources=(0.0.0.0/0)"]),
        (
            "- Security group: inbound 22, 80 from 0.0.0.0/0; outbound all",
            ["22 to_port=22 sources=(0.0.0.0/0)", "80 to_port=80 sources=(0.0.0.0/0)"],
        ),
        ("- 인바운드 22 (0.0.0.0/0), 아웃바운드 전체 허용", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- インバウンド：22（0.0.0.0/0）、アウトバウンド：すべて", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        ("- Inbound SSH 22 from anywhere, and all egress", ["22 to_port=22 sources=(0.0.0.0/0)"]),
        (
            "- Allow SSH, HTTP and custom TCP 3000 from anywhere",
            [f"{port} to_port={port} sources=(0.0.0.0/0)" for port in (3000, 22, 80)],
        ),
        ("- Custom TCP (5000) - 0.0.0.0/0 (테스트용)", ["5000 to_port=5000 sources=(0.0.0.0/0)"]),
        ("- カスタムTCP 5000: 0.0.0.0/0（開発用）", ["5000 to_port=5000 sources=(0.0.0.0/0)"]),
        ("- MySQL (3306): 인스턴스 내부만", ["3306 to_port=3306 sources=(내부만)"]),
        ("- Redis 6379 (internal only)", ["6379 to_port=6379 sources=(internal only)"]),
        ("- Custom TCP (6379): 현재 보안 그룹만 (Redis)", ["6379 to_port=6379 sources=(현재 보안 그룹)"]),
        ("- PostgreSQL 5432: 웹 서버 보안그룹만 허용", ["5432 to_port=5432 sources=(보안그룹만)"]),
        ("- Redis 6379: same security group", ["6379 to_port=6379 sources=(same security group)"]),
        ("- MySQL 3306：同じセキュリティグループ", ["3306 to_port=3306 sources=(同じセキュリティグループ)"]),
        ("- SSH 포트(22)는 현재 IP에서만 접근 허용", ["22 to_port=22 sources=(my-ip)"]),
        ("- SSH 22: trusted IPs only", ["22 to_port=22 sources=(my-ip)"]),
        ("- SSH 22：固定IPから許可", ["22 to_port=22 sources=(my-ip)"]),
        ("- 3306: 内部のみ", ["3306 to_port=3306 sources=(内部のみ)"]),
        ("- SSH, 8080 전체 오픈", ["8080 to_port=8080 sources=(0.0.0.0/0)", "22 to_port=22 sources=(0.0.0.0/0)"]),
        (
            "- Allow SSH (2222), 8080 from anywhere",
            [f"{port} to_port={port} sources=(0.0.0.0/0)" for port in (2222, 8080)],
        ),
    ],
)
def test_openings_of_a_security_group_are_told_by_port_and_source(line: str, facts: list[str]) -> None:
    found = [one for one in in_section("보안 그룹 설정", line) if not one.startswith("? Database")]
    assert found == [f"Ingress 5 from_port={fact}" for fact in facts]


@pytest.mark.parametrize(
    "line", ["- SSH(22)를 0.0.0.0/0으로 열지 마세요", "- 아웃바운드: 모든 트래픽 0.0.0.0/0", "- [ ] 22: 0.0.0.0/0"]
)
def test_what_must_not_be_opened_and_outbound_traffic_are_no_openings(line: str) -> None:
    assert in_section("보안 그룹 설정", line) == []


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("- 루트 계정으로 로그인", ["RootUse 5 act=login"]),
        ("3. **루트 사용자 암호 설정**", []),
        ("- 루트 사용자의 액세스 키 생성", ["RootUse 5 act=access-key"]),
        ("- 루트 계정은 사용하지 말 것", ["RootUse 5 act=avoided"]),
        ("- Do not use the root user; create an IAM user instead", ["RootUse 5 act=avoided"]),
        ("- ルートユーザーは使用しないでください", ["RootUse 5 act=avoided"]),
        ("- AWS 루트 계정을 팀원이 공유", ["RootUse 5 act=login"]),
        ("- Do not share the root account of AWS", ["RootUse 5 act=avoided"]),
        ("- 루트 계정 MFA 활성화", ["RootUse 5 act=mfa", "Mfa 5 subject=root enabled=True"]),
        ("- MySQL root 사용자로 로그인", []),
        ("- ssh root@1.2.3.4", ["Login 5 method=ssh user=root"]),
        ("- 모든 IAM 사용자 MFA 미설정", ["? Mfa 5 subject=users enabled=False"]),
    ],
)
def test_the_root_user_of_the_account_is_told_from_other_roots(line: str, facts: list[str]) -> None:
    assert [one for one in in_section("IAM 설정", line) if not one.startswith("? Database")] == facts


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        (["1. IAM 사용자 생성 후 액세스 키 발급"], ["Credential 5 form=static-key holder=person"]),
        (["- GitHub Actions용 IAM 사용자의 액세스 키 생성"], ["Credential 5 form=static-key holder=workflow"]),
        (["- アクセスキーを作成し、GitHub Secretsに登録"], ["Credential 5 form=static-key holder=workflow"]),
        (["- 액세스 키 대신 OIDC 사용"], []),
    ],
)
def test_access_keys_made_by_hand_are_told_with_their_holder(lines: list[str], facts: list[str]) -> None:
    assert [line for line in in_section("IAM", *lines) if line.startswith("Credential")] == facts


def test_a_managed_policy_belongs_to_whom_the_steps_speak_of() -> None:
    found = in_section(
        "권한 설정",
        "1. IAM > 역할 > 역할 생성 (EC2)",
        "2. `AmazonS3FullAccess` 연결",
        "",
        "### 사용자 생성",
        "",
        "- 사용자에게 AdministratorAccess를 부여",
    )

    assert found == [
        "Policy 6 principal_type=instance-role managed=AmazonS3FullAccess",
        "Policy 10 principal_type=user managed=AdministratorAccess",
    ]


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        (
            ["- **ロードバランサー**: Application Load Balancer", "- **SSL証明書**: AWS Certificate Manager"],
            ["Certificate 6 issuer=acm used_by=load-balancer"],
        ),
        (
            ["| 구성 요소 | 서비스 |", "|---|---|", "| CDN | CloudFront |", "| 인증서 | ACM |"],
            ["Certificate 8 issuer=acm used_by=cloudfront"],
        ),
        (["- **SSL certificate**: AWS Certificate Manager"], ["? Certificate 5 issuer=acm"]),
        (["- ALB HTTPS 443 리스너에 ACM 인증서"], ["Certificate 5 issuer=acm used_by=load-balancer"]),
        (["## ALB", "", "- リスナー: HTTPS:443 (ACM証明書)"], ["Certificate 7 issuer=acm used_by=load-balancer"]),
        (["- ALB HTTP 80 리스너, ACM 인증서는 나중에"], []),
        (
            [
                *("- ALB terminates TLS with an ACM certificate", "", "## 2. SSL/TLS Certificate", ""),
                *("- **Service**: AWS Certificate Manager (ACM)", "", "## Future Enhancements", ""),
                "- CloudFront for static assets",
            ],
            ["Certificate 9 issuer=acm used_by=load-balancer"],
        ),
        (
            ["- ALB in front", "", "## SSL certificate options", "", "- **Free**: ACM"],
            ["? Certificate 9 issuer=acm used_by=load-balancer"],
        ),
        (
            ["- HTTPS everywhere with an ACM certificate", "- **Load balancer**: ALB"],
            ["? Certificate 5 issuer=acm used_by=load-balancer"],
        ),
    ],
)
def test_a_certificate_in_a_list_of_what_the_product_stands_on_is_there(lines: list[str], facts: list[str]) -> None:
    listed = said("\n".join(("# Shop", "", "## インフラ構成", "", *lines)), "README.md")
    assert [fact for fact in listed if "Certificate" in fact] == facts


@pytest.mark.parametrize(
    ("lines", "fact"),
    [
        (
            ["AWS > Certificate Manager > 인증서 요청", "- (us-east-1)", "- CloudFront에 연결"],
            "Certificate 5-6 issuer=acm region=us-east-1 used_by=cloudfront",
        ),
        (
            ["1. Request a public certificate in ACM (us-east-1), CloudFront only accepts that region"],
            "Certificate 5 issuer=acm region=us-east-1 used_by=cloudfront reason_recorded=True",
        ),
        (
            ["- ACM에서 ap-northeast-2 인증서 요청 (DNS 검증)", "- ALB 443 리스너에 연결"],
            "Certificate 5 issuer=acm region=ap-northeast-2 validation=dns used_by=load-balancer",
        ),
        (
            [
                "1. AWS Certificate Manager を開き、リージョンを「東京 ap-northeast-1」に切り替える",
                "2. 「証明書をリクエスト」をクリックし、DNS 検証を選択",
            ],
            "Certificate 5-6 issuer=acm region=ap-northeast-1 validation=dns",
        ),
        (
            ["- `sudo certbot --nginx -d www.moa.kr` 실행"],
            "Certificate 5 issuer=letsencrypt domain=www.moa.kr used_by=host in_use=True",
        ),
    ],
)
def test_certificates_are_told_with_their_region_user_and_reason(lines: list[str], fact: str) -> None:
    assert in_section("SSL 인증서", *lines)[0] == fact


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        (
            ["- 최소 2, 최대 10, 원하는 용량 2", "- 대상 추적 정책: CPU 60%"],
            [
                "Workload 5 platform=ec2-group minimum=2 maximum=10 desired=2",
                "ScalingPolicy 6 metric=cpu target=60.0",
            ],
        ),
        (["- Min: 1", "- Max: 4"], ["Workload 5 platform=ec2-group minimum=1 maximum=4"]),
        (["- 最小容量：1", "- 最大容量：3"], ["Workload 5 platform=ec2-group minimum=1 maximum=3"]),
    ],
)
def test_an_auto_scaling_group_is_told_with_its_sizes(lines: list[str], facts: list[str]) -> None:
    assert in_section("Auto Scaling 그룹 생성", *lines) == facts


@pytest.mark.parametrize(
    "line",
    [
        "- ECS Fargate: desired count 1 (0.25 vCPU / 0.5 GB)",
        "- ECS Fargate: 태스크 1개 (0.25 vCPU, 메모리 512MB)",
        "- ECS Fargate: タスク 1つ（メモリ 0.5GB）",
        "- 1 Fargate task",
    ],
)
def test_how_many_tasks_run_is_told_beside_how_large_they_are(line: str) -> None:
    [found] = (fact for fact in in_section("ECS", line) if fact.startswith("Workload"))
    assert found.endswith("platform=fargate desired=1")


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("- 키 파일(shop.pem)은 매일 서버에 백업하세요.", []),
        ("- `secret.json` 은 서버에서 매일 백업합니다.", []),
        ("- We back up the `.env` of the server every day.", []),
        (
            "- We back up the database and the `.env` every day.",
            ["? BackupJob 5 subject=database method=copy schedule=daily"],
        ),
        ("- 매일 자동 백업이 수행됩니다.", ["? BackupJob 5 subject=database method=copy schedule=daily"]),
        ("- ✅ 자동 백업 설정 완료", ["? BackupJob 5 subject=database method=copy"]),
        ("- We have daily backups.", ["? BackupJob 5 subject=database method=copy schedule=daily"]),
        ("- 백업은 설정하지 않음", ["? Admitted 5 control=backup"]),
        ("- [ ] 자동 백업 설정", []),
        (
            "- `pg_dump -U app shop > s3.sql` 을 매일 실행",
            ["BackupJob 5 subject=database method=pg_dump schedule=daily destination=s3"],
        ),
        (
            "AWS Backup > 백업 플랜 생성: 매일, 35일 보관",
            ["BackupJob 5 subject=volume method=aws-backup schedule=daily destination=aws retention_days=35"],
        ),
        ("- 백업 복구 절차가 준비되어 있습니다.", ["? RestoreProcedure 5"]),
        ("- PITR 미설정", ["? PointInTimeRecovery 5 enabled=False"]),
    ],
)
def test_backups_are_instructed_with_commands_and_merely_claimed_without(line: str, facts: list[str]) -> None:
    assert in_section("DB 백업", line) == facts


def test_a_restore_is_a_procedure_when_it_has_steps() -> None:
    lines = ["1. RDS 콘솔 > 스냅샷 선택", "2. 스냅샷 복원 클릭", "3. 엔드포인트 변경"]

    assert in_section("DB 복구 절차", *lines) == ["RestoreProcedure 5-7"]


@pytest.mark.parametrize(
    ("heading", "line", "facts"),
    [
        ("알람 설정", "- CPU 사용률 > 80%", ["Alarm 5 watches=cpu"]),
        ("アラーム設定", "- 空きメモリ：10%未満 → SNS通知", ["Alarm 5 watches=memory notifies=True"]),
        ("알람 설정", "- SNS 주제 생성 후 이메일 구독", ["Topic 5 subscribers=(email)"]),
        ("CloudWatch 설정", "- 대시보드 생성", ["Dashboard 5", "? MetricSource 5 watches=other by_hand=True"]),
        ("비용 관리 설정", "- AWS Budgets에서 예산 생성 ($30)", ["Budget 5 amount=30.0"]),
        ("6단계: 요금 폭탄 방지 (필수!)", "- AWS Budgets에서 예산 생성, 예산 1 (USD)", ["Budget 5 amount=1.0"]),
        ("料金アラートの設定", "- AWS Budgetsで予算を作成する（10ドル）", ["Budget 5 amount=10.0"]),
        ("Avoid surprise costs", "1. Create an AWS budget of $20", ["Budget 5 amount=20.0"]),
        ("Secrets Manager 설정", "- Secrets Manager에 새 보안 암호 저장", ["SecretStore 5 service=secrets-manager"]),
        (
            "S3 설정",
            "- S3 수명 주기 규칙: 90일 후 삭제",
            ["LifecycleRule 5 expiration_days=90"],
        ),
        ("아키텍처", "- CloudWatch 알람으로 모니터링", ["? Alarm 5 watches=other"]),
    ],
)
def test_watching_and_spending_are_told_by_what_is_made(heading: str, line: str, facts: list[str]) -> None:
    assert in_section(heading, line) == facts


def test_addresses_of_front_ends_are_told_per_environment() -> None:
    text = "# Shop\n\n| | 운영 | 스테이징 |\n|---|---|---|\n| 고객 | https://www.moa.kr | https://staging.moa.kr |\n"

    assert said(text + "\nserver: https://api.moa.kr, 문서: https://docs.aws.amazon.com\n", "README.md") == [
        "Origin 5 [production] origin=https://www.moa.kr",
        "Origin 5 [staging] origin=https://staging.moa.kr",
    ]


def test_a_deployment_by_hand_is_told_on_a_server_and_not_at_home() -> None:
    block = "```bash\ngit pull\nnpm ci\npm2 reload api\n```\n"

    assert said(f"# Shop\n\n## 서버 배포\n\n{block}", "README.md") == [
        "Deployment 6-8 method=pm2 identity=none asks_health=False manual=True"
    ]
    assert said(f"# Shop\n\n## 로컬 실행\n\n{block}", "README.md") == []


def test_a_rollback_is_a_procedure_with_commands_and_a_claim_without() -> None:
    assert said(f"{_GUIDE}## 롤백\n\n```bash\ngit checkout <commit>\npm2 reload api\n```\n") == [
        "Rollback 6-7 target=commit"
    ]
    assert said(f"{_GUIDE}## 배포\n\n문제가 생기면 롤백이 가능합니다.\n") == ["? Rollback 5"]


@pytest.mark.parametrize(
    ("title", "step", "told"),
    [
        ("CodeDeploy 배포 그룹 생성", "- 배포 실패 시 롤백 체크", "Rollback 5 automatic=True target=previous"),
        (
            "Deployment group",
            "1. Check **Roll back when a deployment fails**",
            "Rollback 5 automatic=True target=previous",
        ),
        (
            "デプロイグループの作成",
            "- デプロイに失敗した場合にロールバックする",
            "Rollback 5 automatic=True target=previous",
        ),
        ("Deployment group", "1. Do not enable rollbacks", None),
        ("Deployment group", "1. Look there and check the rollback page", "? Rollback 5"),
        ("기능", "- 배포 실패 시 자동 롤백", "? Rollback 5 automatic=True"),
    ],
)
def test_a_group_of_codedeploy_that_is_told_to_go_back_does(title: str, step: str, told: str | None) -> None:
    found = [line for line in said(f"{_GUIDE}## {title}\n\n{step}\n") if "Rollback" in line]
    assert found == ([told] if told else [])


@pytest.mark.parametrize(
    ("steps", "works"),
    [
        ("```bash\nssh -i shop.pem ubuntu@shop\ncd /srv/shop\npm2 stop api\npm2 restart api\n```", False),
        ("```bash\n# 이전 버전 복구\ndocker compose down\ndocker compose up -d\n```", False),
        ("`.env`의 이미지 태그를 바꿉니다.\n\n```bash\ndocker compose up -d\n```", True),
        ("```bash\nIMAGE_TAG=3f1c0de docker compose up -d\n```", True),
        ("```bash\ncp -r ../backup/dist .\npm2 restart api\n```", True),
    ],
)
def test_a_rollback_that_only_starts_again_what_is_there_cannot_work(steps: str, works: bool) -> None:
    [told] = [line for line in said(f"{_GUIDE}## 롤백\n\n{steps}\n") if "Rollback" in line]
    assert ("works=False" not in told) is works


def test_an_old_setting_in_a_code_block_is_nothing() -> None:
    block = "```nginx\nserver {\n  location / { proxy_pass http://127.0.0.1:3000; }\n}\n```\n"

    assert in_section("Nginx 설정", "기존 ❌", "", block) == []
    assert len(in_section("Nginx 설정", "변경 후 ✅", "", block)) == 1


def test_nothing_is_read_from_tables_of_variables_or_from_study_notes() -> None:
    assert said("# VPC module\n\n## Inputs\n\n| Name | Default |\n|---|---|\n| instance_type | t3.small |\n") == []
    assert said("# AWS 정리\n\n## EC2란?\n\n- 인스턴스 타입: t3.small, t3.medium 등이 있다\n", "docs/til.md") == []


def test_a_ticked_list_only_claims_and_an_open_box_says_nothing() -> None:
    text = "# Checklist\n\n- [x] RDS Multi-AZ enabled\n- [x] Daily backups\n- [ ] MFA for AWS users\n"

    assert said(text, "docs/checklist.md") == [
        "? Database 3 engine=unknown placement=rds multi_az=True",
        "? BackupJob 4 subject=database method=copy schedule=daily",
    ]


def test_a_plan_for_a_migration_is_nothing() -> None:
    assert said("# 서버 이전 계획\n\n## 이전 후 구성\n\n- RDS: db.t3.small Multi-AZ\n", "docs/plan.md") == []


def test_a_deployment_section_of_a_readme_is_read_like_a_guide() -> None:
    text = """
        # my-app

        ## Deployment

        1. Launch an EC2 instance
           - Type: t3.small
           - Security group: allow 22 from 0.0.0.0/0
        2. Install

           ```bash
           sudo apt-get install -y nginx postgresql
           ```
        """

    assert said(text, "README.md") == [
        "Database 11 engine=postgresql placement=host with_application=True",
        "Instance 6 instance_type=t3.small hosts_database=True",
        "Ingress 7 from_port=22 to_port=22 sources=(0.0.0.0/0)",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "### 아웃바운드 규칙\n\n기본 설정 유지 (모든 트래픽 허용)",
        "### Outbound rules\n\nKeep the default: allow all traffic",
        "### アウトバウンドルール\n\n既定のまま（すべてのトラフィックを許可）",
    ],
)
def test_a_chapter_on_what_goes_out_opens_nothing(said: str) -> None:
    assert in_section("보안 그룹", said) == []


@pytest.mark.parametrize("label", ["아웃바운드 규칙", "Outbound rules", "アウトバウンドルール"])
def test_what_a_step_lets_out_opens_nothing(label: str) -> None:
    lines = (
        "4. **보안 그룹 설정**",
        "",
        "   **인바운드 규칙** (외부 → EC2):",
        "",
        "   | 유형 | 포트 | 소스 |",
        "   |---|---|---|",
        "   | SSH | 22 | 내 IP |",
        "",
        f"   **{label}** (EC2 → 외부):",
        "",
        "   | 유형 | 포트 | 대상 |",
        "   |---|---|---|",
        "   | All traffic | All | 0.0.0.0/0 |",
    )

    assert in_section("EC2 인스턴스 생성", *lines) == ["Ingress 11 from_port=22 to_port=22 sources=(my-ip)"]


def test_a_port_of_lightsail_is_open_to_all_unless_an_address_is_named() -> None:
    told = in_section("Lightsail 방화벽 설정", "1. 다음 포트를 개방:", "   - SSH (22)", "   - HTTP (80): 내 IP")

    assert [fact for fact in told if fact.startswith("Ingress")] == [
        "Ingress 6 from_port=22 to_port=22 sources=(0.0.0.0/0)",
        "Ingress 7 from_port=80 to_port=80 sources=(my-ip)",
    ]


@pytest.mark.parametrize(
    ("lead", "holder"),
    [
        ("EC2에서 실행:", "host"),
        ("서버에 접속해서 실행합니다.", "host"),
        ("Run this on the EC2 instance:", "host"),
        ("EC2上で実行します。", "host"),
        ("- SSH into the Lightsail server and run:", "host"),
        ("1. Log in to your EC2 box", "host"),
        ("- Log in to the console", "person"),
        ("로컬 머신에서:", "person"),
    ],
)
def test_keys_configured_on_the_server_stay_on_the_server(lead: str, holder: str) -> None:
    for typed in ("aws configure", "export AWS_ACCESS_KEY_ID=AKIA..."):
        told = in_section("AWS CLI 설정", lead, "", "```bash", typed, "```")
        assert f"Credential 8 form=static-key holder={holder}" in told


@pytest.mark.parametrize(("port", "source"), [("포트", "소스"), ("Port", "Source"), ("ポート", "ソース")])
def test_a_rule_told_field_by_field_opens_its_port_to_its_source(port: str, source: str) -> None:
    rule = ("```", "1. EC2 → 보안 그룹 → 생성", "4. 인바운드 규칙:", "   규칙 1")
    world = (f"   - {port}: 22", f"   - {source}: 0.0.0.0/0", "   규칙 2")
    office = (f"   - {port}: 443", f"   - {source}: 내 IP", "```")
    told = in_section("보안 그룹 생성", *rule, *world, *office)

    assert "Ingress 10 from_port=22 to_port=22 sources=(0.0.0.0/0)" in told
    assert "Ingress 13 from_port=443 to_port=443 sources=(my-ip)" in told


def test_an_instance_that_is_only_reserved_is_no_second_host() -> None:
    assert in_section("예약 인스턴스 (1년 약정)", "EC2 → 예약 인스턴스 → 구매", "", "- 인스턴스 유형: t3.small") == [
        "CostReview 5 form=reserved-instances"
    ]


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ("- **インスタンスプラン**: $3.50/月 (512MB RAM, 1vCPU, 20GB SSD)", "512 MB"),
        ("- 플랜: 2 GB RAM, 2 vCPU, 60 GB SSD", "2 GB"),
        ("- Choose the $5 USD plan (1 GB RAM, 2 vCPUs, 40 GB SSD)", "1 GB"),
    ],
)
def test_a_plan_of_lightsail_is_a_size_told_by_its_memory(line: str, size: str) -> None:
    assert f"Instance 5 instance_type=Lightsail {size}" in in_section("Lightsail 인스턴스 생성", line)
    assert not any("instance_type" in fact for fact in in_section("서버 생성", line))


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ("5. プラン選択: $5/月", "$5"),
        ("3. 플랜 선택: $10", "$10"),
        ("4. Choose the $3.50/month plan", "$3.50"),
        ("4. Select the bundle ($20 USD)", "$20"),
        ("4. $5のプランを選択", "$5"),
        ("4. プランは **$5/月** を選択", "$5"),
        ("4. 요금제는 $7 로 선택", "$7"),
        ("4. Select a bundle of $12", "$12"),
    ],
)
def test_a_plan_of_lightsail_is_told_by_its_price_too(line: str, size: str) -> None:
    assert f"Instance 5 instance_type=Lightsail {size}" in in_section("Lightsail 인스턴스 생성", line)
    for heading in ("서버 생성", "Lightsail 월 비용"):
        assert not any("instance_type" in fact for fact in in_section(heading, line))


def test_a_recommended_plan_is_not_yet_the_one_that_is_taken() -> None:
    assert in_section("Lightsail プラン", "**推奨:** $5プラン") == []
    assert not any("$5" in fact for fact in in_section("Lightsail", "- プランは $5 から選択できます"))


def test_a_plan_of_lightsail_may_stand_in_a_list_of_plans_and_in_no_table_of_prices() -> None:
    lines = ("**インスタンスプラン:**", "- $7/月 (1GB RAM, 2 vCPU) - 推奨", "- $3.5/월 (512MB RAM) - 테스트용")
    told = in_section("Lightsail 인스턴스 생성", *lines)

    # What is only for trying things out is no environment of its own.
    assert [fact for fact in told if "Lightsail" in fact] == ["Instance 6 instance_type=Lightsail 1 GB"]
    prices = in_section("Lightsail 요금제", "| 플랜 | RAM | 월 비용 |", "|---|---|---|", "| 권장 | 1GB RAM | $7 |")
    assert not any("instance_type" in fact for fact in prices)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("- **비밀번호**: `Kq7!xTk&WzpRm2`", "비밀번호"),
        ("- Password: Kq7!xTk&WzpRm2", "Password"),
        ("- パスワード：Kq7!xTk&WzpRm2", "パスワード"),
        ("- 비밀번호: `shop1234`", None),
        ("- Password: MyPassword123!", None),
        ("- 비밀번호: <설정한 비밀번호>", None),
        ("- 비밀번호 정책: Kq7!xTk&WzpRm2", None),
    ],
)
def test_a_password_in_plain_words_is_given_away_unless_it_is_an_example(line: str, shown: str | None) -> None:
    told = in_section("데이터베이스 접속 정보", line)
    assert [fact for fact in told if fact.startswith("ExposedSecret")] == (
        [f"ExposedSecret 5 name={shown} form=password"] if shown else []
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("브라우저에서 `http://<EC2_PUBLIC_IP>` 로 접속합니다.", 5),
        ("- 접속 주소: http://13.125.40.9:8080/", 5),
        ("```bash\ncurl http://ec2-1-2-3-4.ap-northeast-2.compute.amazonaws.com/health\n```", 6),
        ("- http://localhost:3000", None),
        ("- http://192.168.0.4/", None),
        ("- https://13.125.40.9/", None),
        ("- http://shop.example.com/", None),
    ],
)
def test_a_bare_address_by_which_people_reach_the_product_is_shown(text: str, line: int | None) -> None:
    told = in_section("배포 확인", text)
    assert [fact for fact in told if fact.startswith("PlainAddress")] == ([f"PlainAddress {line}"] if line else [])


def test_a_size_is_the_one_outside_of_brackets() -> None:
    line = "- 인스턴스 타입: `t3.medium` 이상 (학습용은 GPU 인스턴스: `g4dn.xlarge`)"
    assert "Instance 5 instance_type=t3.medium" in in_section("EC2 인스턴스 생성", line)


def test_a_class_of_rds_is_a_database_of_rds_whatever_the_step_is_called() -> None:
    told = in_section(
        "환경 생성", "1. **데이터베이스 구성:**", "   - 엔진: PostgreSQL", "   - 인스턴스 클래스: db.t3.micro"
    )
    assert "Database 7 engine=postgresql placement=rds instance_class=db.t3.micro" in told


@pytest.mark.parametrize("line", ["- RDS 미사용", "- RDSは不使用", "- No RDS", "- RDS: 없음", "- RDS 대신 EC2"])
def test_a_managed_database_that_is_not_taken_is_none(line: str) -> None:
    assert not any("placement=rds" in found for found in in_section("구성", line))


@pytest.mark.parametrize(
    "line",
    [
        "- DB: MySQL 8 (Docker 컨테이너)",
        "- compose.yml: DB サービス (MySQL) を管理",
        "- The PostgreSQL container keeps the data",
    ],
)
def test_a_database_that_is_said_to_run_in_a_container_is_claimed_to(line: str) -> None:
    (found,) = (told for told in in_section("구성", line) if "Database" in told)
    assert found.startswith("? Database 5 ")
    assert "placement=container" in found


def test_a_container_that_is_only_connected_to_is_no_database() -> None:
    assert in_section("구성", "- MySQL 컨테이너에 mysql client로 접속") == [
        "? Database 5 engine=mysql placement=unknown"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1. Create an IAM user for GitHub Actions",
        "1. GitHub Actions용 IAM 사용자 생성",
        "1. CI/CD用のIAMユーザーを作成",
    ],
)
def test_a_user_of_its_own_for_a_pipeline_comes_with_a_static_key(line: str) -> None:
    found = in_section("배포 설정", line)

    assert "Credential 5 form=static-key holder=workflow" in found


@pytest.mark.parametrize(
    ("line", "exposed"),
    [
        ("- Master password: Harbor2024", True),
        ("- 마스터 암호: `Seoul2025!` (나중에 변경)", True),
        ("- Master password: MyPassword123", False),
        ("- 마스터 암호: 강력한 비밀번호", False),
        ("- Password: harbor", False),
    ],
)
def test_a_password_that_a_step_has_somebody_set_as_it_stands_is_given_away(line: str, exposed: bool) -> None:
    assert any(found.startswith("ExposedSecret") for found in in_section("RDS 생성", line)) is exposed


_AT_RDS = "shop.c9x8y7z6w5v4.ap-northeast-2.rds.amazonaws.com"


@pytest.mark.parametrize(
    ("line", "exposed"),
    [
        (f"- 접속 문자열: postgresql://shop:harbor@{_AT_RDS}:5432/shop", True),
        (f"- `DATABASE_URL=mysql://shop:harbor@{_AT_RDS}:3306/shop`를 .env에 적습니다.", True),
        ("- 接続先: mongodb+srv://shop:harbor@cluster0.ab1cd.mongodb.net/shop", True),
        ("- Connect with postgres://postgres:harbor@db.abcdefghijklmnopqrst.supabase.co:5432/postgres", True),
        ("- **Production URL:** `postgresql://shop:7742@kez@13.125.44.10:5432/shop`", True),
        ("- 접속: mysql -h 13.125.44.10 -u shop -p'gkqrur77!'", True),
        ("- postgresql://shop:your-password@13.125.44.10:5432/shop", False),
        ("- postgresql://shop:harbor@12.34.56.78:5432/shop", False),
        (f"- postgresql://shop:<password>@{_AT_RDS}:5432/shop", False),
        (f"- postgresql://shop:${{DB_PASSWORD}}@{_AT_RDS}:5432/shop", False),
        ("- postgresql://shop:harbor@localhost:5432/shop", False),
        ("- postgresql://shop:harbor@your-endpoint.rds.amazonaws.com:5432/shop", False),
    ],
)
def test_a_password_in_the_address_of_a_database_that_exists_is_given_away(line: str, exposed: bool) -> None:
    assert any(found.startswith("ExposedSecret") for found in in_section("RDS 생성", line)) is exposed


@pytest.mark.parametrize(
    ("value", "exposed"),
    [("redis://127.0.0.1:6379/0", False), ("redis://:k3Xv9Qm2Lp7Rt5Wz@cache.shop.kr:6379/0", True)],
)
def test_an_address_in_a_table_of_variables_gives_away_only_the_password_that_it_has(value: str, exposed: bool) -> None:
    table = f"| Variable | Default | What it is |\n|---|---|---|\n| `SHOP_REDIS_URL` | `{value}` | the cache |"
    assert any(found.startswith("ExposedSecret") for found in in_section("Configuration", table)) is exposed


@pytest.mark.parametrize(
    "line",
    [
        "- EC2 instance launched with Amazon Linux 2023, key pair and load balancer target group",
        "- An EC2 instance is created, with an RDS database beside it",
        "- Launch an EC2 instance with Ubuntu, Elastic IP attached",
        "- EC2 인스턴스 생성, 보안 그룹 연결",
    ],
)
def test_what_a_machine_is_launched_with_does_not_hide_that_it_is(line: str) -> None:
    assert any(found.lstrip("? ").startswith("Instance 5") for found in in_section("AWS 배포", line))


def test_a_password_that_is_given_away_is_not_quoted() -> None:
    guide = "# AWS 구축 가이드\n\n## RDS 생성\n\n- **Master password**: `Harbor2024`\n"
    [found] = [reading for reading in read(guide) if isinstance(reading, ExposedSecret)]

    assert found.at.quote == "- **Master password**: `[hidden]`"


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("CREATE USER 'shop'@'localhost' IDENTIFIED BY 'Harbor!2024';", True),
        ("ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY 'Harbor!2024';", True),
        ("GRANT ALL ON shop.* TO 'shop'@'%' IDENTIFIED BY 'Harbor!2024';", True),
        ("CREATE USER shop WITH ENCRYPTED PASSWORD 'Harbor!2024';", True),
        ("CREATE USER shop WITH PASSWORD 'your_password';", False),
        ("CREATE USER shop WITH PASSWORD '<password>';", False),
    ],
)
def test_the_password_of_a_user_that_a_guide_has_somebody_make_is_given_away(statement: str, *, shown: bool) -> None:
    found = in_section("MySQL 설치", "```sql", "CREATE DATABASE shop;", statement, "```")

    assert [one for one in found if one.startswith("ExposedSecret")] == (
        ["ExposedSecret 7 name=PASSWORD form=password"] if shown else []
    )


def test_an_example_among_the_users_hides_no_password_that_somebody_set() -> None:
    users = ("CREATE USER 'shop'@'%' IDENTIFIED BY 'shoppass';", "ALTER USER 'root'@'%' IDENTIFIED BY 'Harbor!2024';")
    found = in_section("MySQL 설치", "```sql", *users, "```")
    assert "ExposedSecret 7 name=PASSWORD form=password" in found


def test_a_certificate_that_a_distribution_takes_is_not_requested_again() -> None:
    lines = ("1. CloudFront 배포 생성", "2. 원본: files.s3.ap-northeast-2.amazonaws.com", "3. 생성한 인증서 선택")

    assert not any(found.startswith("Certificate") for found in in_section("CloudFront 생성", *lines))


def test_an_alarm_that_is_told_without_a_threshold_is_a_claim() -> None:
    line = "- Add CloudWatch alarms for EC2 CPU and RDS storage"

    assert any(found.startswith("? Alarm 5") for found in in_section("Monitoring", line))


def test_a_gateway_that_lets_any_website_in_is_cross_origin_for_all() -> None:
    line = "- Access-Control-Allow-Origin: `*`"

    assert "ApplicationCors 5 origins=(*)" in in_section("API Gateway 설정", line)


@pytest.mark.parametrize(
    ("heading", "first", "told"),
    [
        ("GitHub Actions 예시", "on:\n  push:\n    branches: [main]\njobs:", True),
        ("Example workflow", "on: push\njobs:", True),
        ("ワークフローの例", "name: Deploy\non: [push]\njobs:", True),
        ("Example workflow", "jobs:", False),
    ],
)
def test_a_whole_workflow_that_is_shown_lets_in_whom_it_lets_in(heading: str, first: str, *, told: bool) -> None:
    job = "  apply:\n    runs-on: ubuntu-latest\n    steps:\n      - run: terraform apply\n        env:\n"
    keys = "          AWS_ACCESS_KEY_ID: ${{ secrets.AWS_ACCESS_KEY_ID }}\n"
    block = f"```yaml\n{first}\n{job}{keys}```\n"
    found = said(f"# AWS 구축 가이드\n\n## CI/CD\n\n### {heading}\n\n{block}")

    assert any("form=static-key holder=workflow" in line for line in found) is told


def test_a_workflow_that_the_guide_has_somebody_write_counts_under_an_example_too() -> None:
    flow = "name: Deploy\non:\n  push:\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
    flow += "      - run: ssh ubuntu@host 'git pull && pm2 restart api'\n"
    block = f"```yaml\n{flow}```\n"
    head = f"{_GUIDE}## GitHub Actions 예시\n\n"

    assert any(found.startswith("Deployment") for found in said(f"{head}`.github/workflows/deploy.yml`:\n\n{block}"))
    assert not any(found.startswith("Deployment") for found in said(head + block))


@pytest.mark.parametrize("key", ["배포 대상", "デプロイ先", "Deploy target", "Hosting"])
def test_where_a_guide_says_that_it_deploys_is_the_machine(key: str) -> None:
    lines = f"## Overview\n\n- **{key}**: EC2 (203.0.113.9)\n\n## EC2 preparation\n\nOn the EC2 instance, check:\n"

    found = [line for line in said(f"# Deployment guide\n\n{lines}") if "Instance" in line]
    assert [line.partition("Instance ")[2] for line in found] == ["5"]


def test_a_server_for_a_bad_day_is_not_the_one_that_runs() -> None:
    lines = "## 시스템 아키텍처\n\n- **서버**: AWS EC2 (Ubuntu)\n\n## 긴급 상황 대응\n\n1. EC2 인스턴스 생성\n"

    assert [line for line in said(f"# 백업 및 복구 전략\n\n{lines}") if "Instance" in line] == ["? Instance 5"]


def test_what_is_meant_for_later_than_now_says_nothing() -> None:
    lines = "## 장기 조치 (1개월 이내)\n\n- AWS RDS PostgreSQL: 자동 백업, Multi-AZ, Point-in-Time Recovery\n"

    assert not any(line.startswith(("Database", "PointInTime")) for line in said(f"# 백업 및 복구 전략\n\n{lines}"))


def test_a_key_for_ssh_among_the_secrets_of_github_is_held_by_the_workflow() -> None:
    rows = "| Secret | 내용 |\n|---|---|\n| `EC2_SSH_KEY` | EC2 접속용 private key |\n| `EC2_HOST` | 퍼블릭 IP |\n"

    assert "Credential 7 form=ssh-key holder=workflow" in in_section("GitHub Secrets 등록", rows)


def test_rules_of_a_bucket_within_a_line_of_text_are_its_rules() -> None:
    lines = ("- Under Permissions → add CORS rule:", '  {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}')

    assert "BucketCors 6 origins=(*)" in in_section("S3 (Image storage)", *lines)


@pytest.mark.parametrize(
    ("heading", "line", "expected"),
    [
        ("S3 버킷", "2. CORS 를 모든 출처(`*`) 허용으로 설정", ["BucketCors"]),
        ("S3 バケット", "2. CORS で全てのオリジンを許可する", ["BucketCors"]),
        ("API Gateway", "2. Enable CORS and allow all origins", ["ApplicationCors"]),
        ("API Gateway", "2. Do not allow all origins in CORS", []),
        ("API Gateway", "2. CORS 전체 허용은 위험하므로 도메인을 지정", []),
        ("API Gateway", "2. Enable CORS for the front end's origin", []),
        ("Settings", "| `CORS_ORIGIN` | `*` |", ["ApplicationCors"]),
        ("Settings", "| CORS_ORIGIN | http://localhost:3000 |", []),
    ],
)
def test_a_step_in_words_lets_everybody_in(heading: str, line: str, expected: list[str]) -> None:
    above = "| Name | Value |\n|---|---|\n" if line.startswith("|") else ""
    found = [one for one in in_section(heading, *above.splitlines(), line) if "Cors" in one]
    assert [one.partition(" ")[0] for one in found] == expected


@pytest.mark.parametrize(
    ("heading", "line", "origins"),
    [
        ("S3 버킷 CORS", "- AllowedOrigins: `*`", "(*)"),
        (
            "S3 bucket",
            "- **Allowed origins**: https://shop.kr, http://localhost:3000",
            "(https://shop.kr,http://localhost:3000)",
        ),
        ("S3 バケット", "- 許可されたオリジン: *", "(*)"),
        ("S3 bucket", "- AllowedHeaders: `*`", None),
        ("API server", "- AllowedOrigins: `*`", None),
        ("S3 bucket", "- AllowedOrigins: your domain", None),
    ],
)
def test_rules_of_a_bucket_as_a_list_for_the_console_are_its_rules(
    heading: str, line: str, origins: str | None
) -> None:
    rules = [one for one in in_section(heading, line) if one.startswith("BucketCors")]

    assert [one.partition("origins=")[2].replace(" ", "") for one in rules] == ([origins] if origins else [])


def test_a_file_that_is_the_database_comes_back_by_a_copy_where_the_chapter_says_so() -> None:
    def restored(heading: str) -> bool:
        block = "```bash\ncp /backups/shop.db.backup-20260101 /srv/shop/data/shop.db\n```\n"
        text = f"# 백업 및 복구 전략\n\n## {heading}\n\n{block}"
        return any(line.startswith("RestoreProcedure") for line in said(text))

    assert restored("복구 절차")
    assert not restored("개발용 사본")


@pytest.mark.parametrize(
    "line",
    ["- Two t3.small instances behind an ALB", "- t3.small 2대를 ALB 뒤에 배치", "- t3.small 2台をALB配下に配置"],
)
def test_what_stands_behind_a_load_balancer_tells_of_it(line: str) -> None:
    assert in_section("EC2", line) == ["Instance 5 instance_type=t3.small count=2", "LoadBalancer 5"]


@pytest.mark.parametrize(
    ("lead", "row", "told"),
    [
        ("GitHub Secrets에 아래 값을 등록합니다.", "| AWS_ACCESS_KEY_ID | IAM 키 |", True),
        ("Add these repository secrets:", "- `AWS_ACCESS_KEY_ID`: the key", True),
        ("環境変数の一覧です。", "| AWS_ACCESS_KEY_ID | キー |", False),
    ],
)
def test_keys_below_a_sentence_that_has_them_entered_are_a_pipelines(lead: str, row: str, *, told: bool) -> None:
    table = f"| Name | 설명 |\n|---|---|\n{row}" if row.startswith("|") else row
    lines = said(f"# CI/CD\n\n{lead}\n\n{table}\n")
    assert any(line.startswith("Credential") for line in lines) is told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- MySQL (3306): データベース用（必要に応じて）", True),
        ("- PostgreSQL (5432): optional", True),
        ("- HTTPS (443): optional", False),
    ],
)
def test_a_stores_port_that_may_be_left_out_is_opened_where_it_is_wanted(line: str, *, told: bool) -> None:
    lines = in_section("보안 그룹", "다음 포트를 엽니다:", "", "- SSH (22)", line)
    assert any(one.startswith(("Ingress 8 from_port=3306", "Ingress 8 from_port=5432")) for one in lines) is told
    assert not any("from_port=443" in one for one in lines)


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("Instance Sizing & Security Group Rules", True),
        ("EC2 인스턴스 및 보안 그룹 설정", True),
        ("EC2インスタンスとセキュリティグループ", True),
        ("Security group and key pair", False),
        ("RDS 인스턴스 및 보안 그룹", False),
        ("Redis server", False),
    ],
)
def test_a_chapter_about_a_host_and_what_belongs_to_it_is_about_the_host(heading: str, *, shown: bool) -> None:
    found = in_section(heading, "- Instance type: t3.small")
    assert any(line.startswith("Instance 5 instance_type=t3.small") for line in found) is shown


@pytest.mark.parametrize(
    ("before", "own"),
    [
        ("買い方には「リザーブド」と「Savings Plans」がある。", "インスタンスタイプはt2.microを使用。"),
        ("구매 방식에는 예약 인스턴스가 있다.", "인스턴스 유형은 t2.micro를 사용합니다."),
        ("There are reserved instances as well.", "The instance is a t2.micro."),
    ],
)
def test_a_line_is_not_about_what_the_line_before_it_in_its_paragraph_speaks_of(before: str, own: str) -> None:
    found = said(f"# Shop on AWS\n\n- EC2: instance\n{before}\n{own}\n", "README.md")
    assert any(one.startswith("? Instance 5 instance_type=t2.micro") for one in found)
