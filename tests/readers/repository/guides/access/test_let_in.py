"""What guides have people write into the files of servers, and commands without a fence."""

import pytest

from ..support import said


def of(guide: str, *sorts: str) -> list[str]:
    return [line for line in said(guide) if line.lstrip("? ").split(" ")[0] in sorts]


def under_server(text: str) -> str:
    return f"# EC2 server guide\n\n## Server\n\n{text}\n"


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("```\nPermitRootLogin yes\n```", True),
        ("```bash\nsudo vi /etc/ssh/sshd_config\n(40: PermitRootLogin no를 yes로 변경)\n```", True),
        ("1. Set `PermitRootLogin` to `yes`", False),
        ("1. `PermitRootLogin yes` を設定する", True),
        ("```\nPermitRootLogin no\n```", False),
        ("1. Never set `PermitRootLogin yes`", False),
        ("```\nPermitRootLogin prohibit-password\n```", False),
    ],
)
def test_root_that_the_server_of_ssh_takes_in_is_a_login(text: str, *, root: bool) -> None:
    assert any("user=root" in one for one in of(under_server(text), "Login")) is root


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("```\nPasswordAuthentication yes\n```", True),
        ("```bash\nsudo vi /etc/ssh/sshd_config\n(PasswordAuthentication no를 yes로 변경)\n```", True),
        ("1. `PasswordAuthentication yes` に変更する", True),
        ("```\nPasswordAuthentication no\n```", False),
        ("1. Never set `PasswordAuthentication yes`", False),
    ],
)
def test_passwords_that_the_server_of_ssh_takes_are_a_login(text: str, *, taken: bool) -> None:
    assert [("user=" in one) for one in of(under_server(text), "Login")] == ([False] if taken else [])


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("```bash\nsudo vi /etc/mysql/mysql.conf.d/mysqld.cnf\nbind-address = 0.0.0.0\n```", 3306),
        ("- mysqld.cnf에서 bind-address 주석 처리", 3306),
        ("1. bind-address を 127.0.0.1 から 0.0.0.0 に変更", 3306),
        ("```\nlisten_addresses = '*'\n```", 5432),
        ("```\nhost    all    all    0.0.0.0/0    md5\n```", 5432),
        ("```\nhost    all    all    10.0.0.0/16    md5\n```", None),
        ("```\nsudo nano /etc/mongod.conf\nbindIp: 127.0.0.1 ---> bindIp: 0.0.0.0\n```", 27017),
        ("```yaml\nnet:\n  bindIp: 127.0.0.1,0.0.0.0\n```", 27017),
        ("```\nsudo nano /etc/mongod.conf\n# set bindIp: 127.0.0.1 -> 0.0.0.0 (no tabs here)\n```", 27017),
        ("```yaml\nnet:\n  bindIp: 127.0.0.1\n```", None),
        ("```\nbind-address = 127.0.0.1\n```", None),
        ("```bash\nsudo vi /etc/redis/redis.conf\nbind 0.0.0.0\nprotected-mode no\n```", 6379),
        ("```\nbind 127.0.0.1\nprotected-mode yes\n```", None),
        ("### Remote access (optional)\n\n```\nlisten_addresses = '*'\n```", 5432),
        ("```\nsudo mysql_secure_installation\n```\n\n```sql\nGRANT ALL ON shop.* TO 'shop'@'%';\n```", 3306),
        ("```\nsudo mysql_secure_installation\n```\n\n```sql\nGRANT ALL ON shop.* TO 'shop'@'localhost';\n```", None),
        ("```sql\nGRANT ALL ON shop.* TO 'shop'@'%';\n```", None),
        ("1. Do not set bind-address = 0.0.0.0", None),
        ("```\nlisten_addresses = 'localhost'\n```", None),
        ("```\nsudo vim /etc/postgresql/16/main/pg_hba.conf\n# IPv4의 ADDRESS를 0.0.0.0/0으로 수정\n```", 5432),
        ("```\nsudo vim /etc/postgresql/16/main/pg_hba.conf\n# never 0.0.0.0/0 here\n```", None),
        ("1. In pg_hba.conf change 127.0.0.1/32 to 0.0.0.0/0", 5432),
        ("1. pg_hba.conf の IPv4 接続を 0.0.0.0/0 に変更", 5432),
        ("```\nsudo nano /etc/postgresql/16/main/postgresql.conf\n# listen_addresses를 '*'로 수정\n```", 5432),
        ("1. listen_addresses を '*' に変更", 5432),
        ("```\nsudo vi /etc/redis/redis.conf\n# bind 127.0.0.1 ::1 주석 처리\n# protected-mode no\n```", 6379),
        ("1. In redis.conf comment out `bind 127.0.0.1` and set `protected-mode` to `no`", 6379),
        ("- redis.conf에서 protected-mode yes → no", 6379),
        ("1. Keep protected-mode yes, never no", None),
    ],
)
def test_a_database_that_listens_to_everybody_is_open(text: str, port: int | None) -> None:
    ports = [one.split("from_port=")[1].split(" ")[0] for one in of(under_server(text), "Ingress")]

    assert ports == ([str(port)] if port else [])


def test_such_a_file_on_the_own_machine_lets_nobody_in() -> None:
    guide = "# Shop\n\n## Local development\n\n```\nbind-address = 0.0.0.0\nPermitRootLogin yes\n```\n"

    assert of(guide, "Ingress", "Login") == []


def test_commands_without_a_fence_are_typed_each_on_its_own_line() -> None:
    database = of(under_server("sudo apt-get update\nsudo apt-get install mysql-server nginx"), "Database")

    assert [one.split(" ")[1] for one in database] == ["6"]
    assert of(under_server("$ sudo dnf install -y postgresql15-server"), "Database")
    (claim,) = of(under_server("People say that sudo apt install mysql-server is the way."), "Database")
    assert claim.endswith("engine=mysql placement=unknown")


def test_a_block_of_comments_alone_lists_what_to_choose() -> None:
    block = "```bash\n# AMI: Ubuntu 22.04\n# Instance type: t3.medium\n```\n"

    assert any("instance_type=t3.medium" in one for one in of(under_server(block), "Instance"))
    assert of(under_server("```bash\n# Instance type: t3.medium\nls -la\n```\n"), "Instance") == []


@pytest.mark.parametrize(
    ("sentence", "region"),
    [
        ("1. 서울도 좋지만 CloudFront에 쓸 것이므로 ACM 인증서를 버지니아 북부에서 요청", "us-east-1"),
        ("1. Tokyo is near, but for CloudFront request the ACM certificate in us-east-1", "us-east-1"),
        ("1. Request the ACM certificate for CloudFront in Seoul", "ap-northeast-2"),
    ],
)
def test_of_several_regions_that_of_cloudfront_is_the_certificates(sentence: str, region: str) -> None:
    guide = f"# AWS setup guide\n\n## Certificate\n\n{sentence}\n"

    assert any(f"region={region}" in one for one in of(guide, "Certificate"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- Network Access: add your server's IP or 0.0.0.0/0", True),
        ("1. Click Network Access > Allow access from anywhere", True),
        ("- Network Access: add 0.0.0.0/0 for testing", False),
        ("- Network Access: never add 0.0.0.0/0", False),
        ("- Network Access: add the Elastic IP", False),
    ],
)
def test_everybody_on_the_list_of_atlas_reaches_the_database(line: str, *, told: bool) -> None:
    guide = f"# Deploy to EC2\n\n## MongoDB Atlas setup\n\n1. Create a cluster\n{line}\n"

    assert [one.split(" ")[0] for one in said(guide) if "27017" in one] == (["Ingress"] if told else [])


@pytest.mark.parametrize(
    ("line", "told"),
    [("✔ Check the Atlas IP whitelist (0.0.0.0/0)", 1), ("- Do not add 0.0.0.0/0 to the Atlas whitelist", 0)],
)
def test_a_way_out_of_errors_that_lets_everybody_reach_atlas_is_one_that_is_taken(line: str, told: int) -> None:
    guide = f"# Deploy to EC2\n\n## Common errors & fixes\n\n### Cannot connect\n\n{line}\n"

    assert len([one for one in said(guide) if "27017" in one]) == told


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("- ✅ 포트 8000, 5432 오픈", ["5432"]),
        ("- Ports 22, 80, 443 and 3306 open", ["3306"]),
        ("1. ポート 80, 27017 を開放する", ["27017"]),
        ("- 포트 80, 443 오픈", []),
        ("- 포트 5432 오픈", []),
        ("- 포트 80은 열고, 5432는 내부에서만 개방", []),
        ("- Do not open ports 80, 5432", []),
        ("- Open ports 80 and 3306 to the VPC only", []),
        ("- MySQL(3306) 포트를 0.0.0.0/0 에 대해 허용", ["3306"]),
        ("- 보안 그룹: 80 허용, 3306은 EC2 보안 그룹에서 허용", []),
        ("- The security group allows 443, and 5432 from the application", []),
        ("- 보안 그룹 인바운드: 80, 443 허용, 5432는 특정 IP", []),
        ("- 보안 그룹 인바운드: 80, 443 허용", []),
        ("- 보안 그룹 아웃바운드: 443, 3306 허용", []),
        ("- セキュリティグループで 80 を許可し、3306 は app-sg からのみ", []),
        ("- The firewall allows http://203.0.113.9:5432/80", []),
    ],
)
def test_a_databases_port_that_is_opened_in_one_breath_with_those_of_the_web_is_open_to_everybody(
    text: str, ports: list[str]
) -> None:
    told = [one for one in of(under_server(text), "Ingress") if "0.0.0.0/0" in one]
    assert [port for port in ("5432", "3306", "27017") if any(f"from_port={port}" in one for one in told)] == ports


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("- ✅ 보안 그룹 인바운드: 8080, 3306(MySQL) 허용", ["8080", "3306"]),
        ("- ✅ 방화벽에서 80/443/5432 포트 개방", ["80", "443", "5432"]),
        ("- ✅ セキュリティグループで 80、443、3306 を許可", ["80", "443", "3306"]),
        ("- ✅ The firewall allows 443/tcp and 5432/tcp", ["443", "5432"]),
        ("- ✅ 방화벽: 80 허용, 5432는 사무실 IP만 허용", []),
        ("- ✅ 방화벽에서 80/443 포트 개방", []),
    ],
)
def test_ports_that_a_firewall_is_said_to_let_in_have_a_source_that_nobody_says(text: str, ports: list[str]) -> None:
    guide = f"# Deploy to EC2\n\n## Requirements\n\n### Server\n\n{text}\n"
    told = [one for one in said(guide) if one.startswith("Ingress") and "sources=()" in one]
    assert [one.split("from_port=")[1].split(" ")[0] for one in told] == ports


@pytest.mark.parametrize(
    ("text", "managed"),
    [
        ("1. IAM 사용자 생성 (관리자 권한)", True),
        ("1. Create an IAM user with administrator access", True),
        ("1. 管理者権限の IAM ユーザーを作成する", True),
        ("1. 관리자 권한으로 PowerShell 실행", False),
        ("1. Create an IAM user without admin rights", False),
    ],
)
def test_a_user_of_iam_that_gets_the_rights_of_an_administrator(text: str, *, managed: bool) -> None:
    told = of(f"# AWS guide\n\n## Setup\n\n{text}\n", "Policy")
    assert any("AdministratorAccess" in one for one in told) is managed


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ("```\ndeploy ALL=(ALL) NOPASSWD:ALL\n```", [6]),
        ("```bash\nsudo chmod -R 777 /srv/shop\n```", [6]),
        ("```ini\n[Service]\nUser=root\nExecStart=/srv/shop/server\n```", [7]),
        ("```ini\n[Service]\nUser=shop\nExecStart=/srv/shop/server\n```", []),
    ],
)
def test_more_rights_than_needed_are_told_once_where_a_guide_gives_them(block: str, lines: list[int]) -> None:
    assert [int(line.split()[1]) for line in of(under_server(block), "HostRights")] == lines


@pytest.mark.parametrize(
    "prompt",
    [
        "$ ",
        "~$ ",
        "~/shop$ ",
        "ubuntu@ip-10-0-0-4:~$ ",
        "[ec2-user@ip-10-0-0-4 ~]$ ",
        "root@ip-10-0-0-4:/# ",
        "me@mac shop % ",
        "(venv) ubuntu@ip-10-0-0-4:~$ ",
    ],
)
def test_commands_are_known_behind_whatever_prompt_the_terminal_had(prompt: str) -> None:
    block = f"```\n{prompt}sudo apt install -y postgresql\n{prompt}sudo ufw allow 5432/tcp\n```"
    lines = of(under_server(block), "Database", "Ingress")
    assert {line.split(" ")[1] for line in lines} == {"6", "7"}


def test_what_is_installed_after_the_remote_login_is_on_the_server() -> None:
    guide = (
        "## EC2 배포\n\n## 원격 접속 후\n\n### PostgreSQL 설치하기\n\n```bash\nsudo apt install postgresql -y\n```\n"
    )
    assert any(line.startswith("Database 8") for line in said(guide, "README.md"))


@pytest.mark.parametrize(
    ("block", "opened"),
    [
        ("インバウンドルール:\n  - HTTP (80): 0.0.0.0/0\n  - SSH (22): 0.0.0.0/0", [80, 22]),
        ("Inbound:\n  - SSH: 22 from 0.0.0.0/0\n  - HTTP: 80 from anywhere", [22, 80]),
        ("인바운드 규칙:\n  - SSH (22): 내 IP\n  - 앱 (8080): 0.0.0.0/0", [22, 8080]),
        ("network:\n  cidr: 0.0.0.0/0\n  ttl: 80", []),
        ("services:\n  web:\n    command: tcp 80 - anywhere", []),
    ],
)
def test_rules_of_a_firewall_in_a_block_called_yaml_are_openings(block: str, opened: list[int]) -> None:
    guide = f"# EC2 deploy guide\n\n## Security group\n```yaml\n{block}\n```\n"
    assert [int(line.split("from_port=")[1].split(" ")[0]) for line in of(guide, "Ingress")] == opened


@pytest.mark.parametrize(
    ("rule", "opened"),
    [
        ("Delete the old group (5432 from 0.0.0.0/0)", False),
        ("22 포트 0.0.0.0/0 규칙은 제거하세요", False),
        ("Delete these two rules\n  - SSH 22 from 0.0.0.0/0", False),
        ("22番ポートを 0.0.0.0/0 に開放したルールを削除する", False),
        ("Delete the default rule and add SSH 22 from 0.0.0.0/0", True),
        ("22번 포트 0.0.0.0/0 허용 (배포 후 삭제)", True),
        ("SSH 22 from 0.0.0.0/0 (remove before going live)", True),
        ("기존 IP 제한을 제거하고 22 포트를 0.0.0.0/0 으로", True),
        ("22番ポートを 0.0.0.0/0 に開放する", True),
    ],
)
def test_a_rule_that_somebody_is_to_remove_opens_nothing(rule: str, *, opened: bool) -> None:
    assert bool(of(f"# EC2 server guide\n\n## Security group\n\n- {rule}\n", "Ingress")) is opened


@pytest.mark.parametrize(
    ("lead", "opened"),
    [
        ("These ports are not exposed through the security group:", False),
        ("Only inside, the following ports are closed in the security group:", False),
        ("다음 포트는 보안 그룹에서 개방하지 않습니다:", False),
        ("次のポートはセキュリティグループで公開しません:", False),
        ("Open these ports in the security group:", True),
    ],
)
def test_what_stands_below_a_line_that_shuts_it_is_not_open(lead: str, *, opened: bool) -> None:
    table = "| Port | Service |\n|---|---|\n| 3306 | MySQL |\n| 8081 | API |\n"
    assert bool(of(f"# EC2 server guide\n\n## Security group\n\n{lead}\n\n{table}", "Ingress")) is opened


@pytest.mark.parametrize(
    ("sentence", "open_to_all"),
    [
        ("- Open ports 22, 80, 443 and 5000 to everyone.", True),
        ("- SSH: open to all", True),
        ("- Type: SSH, Source: Anywhere", True),
        ("- 22번 포트 전체 허용", True),
        ("22番ポートはすべてのIPから接続できるようにしています。", True),
        ("The server listens on port 22 of 0.0.0.0.", False),
        ("- Open ports 22 and 80 on localhost", False),
        ("Make sure port 22 is not open to everyone.", False),
        ("- 22번 포트는 전체 허용하지 않습니다", False),
        ("- 22번 포트는 외부에서 접근 차단", False),
        ("- 22번 포트는 외부에서 접근 가능", True),
    ],
)
def test_who_speaks_of_a_port_and_of_everybody_needs_no_firewall(sentence: str, *, open_to_all: bool) -> None:
    found = of(under_server(sentence), "Ingress")

    assert any("from_port=22" in one and "0.0.0.0/0" in one for one in found) is open_to_all


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("- The deployer has AdministratorAccess", ""),
        ("- Policies such as AdministratorAccess exist", "? "),
    ],
)
def test_a_policy_that_a_text_only_gives_as_an_example_is_a_mere_claim(line: str, kind: str) -> None:
    found = said(f"# Shop\n\n## Overview of AWS IAM\n\n{line}\n", "README.md")
    assert [one.partition("Policy")[0] for one in found if "Administrator" in one] == [kind]


@pytest.mark.parametrize(
    "heading",
    [
        "외부 접속 허용 (로컬에서 접속하려면)",
        "ローカルからの接続を許可する",
        "Connect to the database from your local machine",
    ],
)
def test_the_way_from_the_own_machine_leads_to_the_server(heading: str) -> None:
    block = "```\nsudo vi /etc/postgresql/16/main/postgresql.conf\nlisten_addresses = '*'\n```\n"
    found = said(f"# Deploy to EC2\n\n## {heading}\n\n{block}")
    assert any(line.startswith("Ingress") for line in found)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("SSH   22   0.0.0.0/0\nHTTP  80   0.0.0.0/0", True),
        ("22 (SSH) : 0.0.0.0/0\n80 (HTTP) : 0.0.0.0/0", True),
        ("インバウンド:\n  SSH   22   0.0.0.0/0", True),
        ("tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN", False),
        ("aws ec2 describe-security-groups\nssh 22", False),
    ],
)
def test_rows_of_a_firewall_in_a_plain_block_are_openings(rows: str, *, found: bool) -> None:
    told = said(f"# Deploy to AWS EC2\n\n## Security group\n\n```\n{rows}\n```\n")
    assert any(line.startswith("Ingress") and "from_port=22" in line for line in told) is found


def test_the_number_in_the_name_of_aws_service_for_names_is_no_port() -> None:
    assert not [
        one for one in said("# EC2\n\n- Route 53/DNS, EC2 Security Group: allow\n") if one.startswith("Ingress")
    ]


@pytest.mark.parametrize(
    ("line", "ports"),
    [
        ("Security Group with ports 22 (SSH), 80 (HTTP), 443 (HTTPS)", 3),
        ("Security group for TCP ports 22 and 443", 2),
        ("보안 그룹 (22, 80, 443)", 3),
        ("セキュリティグループ（22、443）", 2),
        ("Security group 2 of 3", 0),
        ("IAM role with ports", 0),
    ],
)
def test_a_firewall_that_is_listed_with_its_ports_opens_them_for_nobody_in_particular(line: str, ports: int) -> None:
    told = said(f"# EC2 deployment guide\n\n## Prerequisites\n\n- EC2 instance (t3.medium)\n- {line}\n")

    assert len([one for one in told if one.startswith("Ingress") and "sources=()" in one]) == ports
