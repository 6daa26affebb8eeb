"""Settings and documents that people put into code blocks for commands."""

import pytest

from holdfast.model.facts import Instance
from holdfast.readers.repository.guides.page.blocks import parse
from holdfast.readers.repository.guides.page.listed import are_console_fields, listed_settings

from ..support import read, said

_GUIDE = "# AWS 배포 가이드\n\n"


def in_block(heading: str, block: str, language: str = "bash") -> list[str]:
    return said(f"{_GUIDE}## {heading}\n\n```{language}\n{block}\n```\n")


def test_settings_between_comments_are_told_with_their_own_lines() -> None:
    block = "# 백엔드 인스턴스\nAMI: Amazon Linux 2023\n인스턴스 타입: t3.micro\n스토리지: 8GB gp3"

    assert in_block("EC2 인스턴스 생성", block) == ["Instance 8 instance_type=t3.micro"]


def test_a_managed_database_is_told_from_such_a_block_with_its_denied_standby() -> None:
    block = (
        "# RDS 생성 설정\n엔진: MySQL 8.0.35\n인스턴스 클래스: db.t3.micro\nMulti-AZ: 비활성화\n퍼블릭 액세스: 아니요"
    )

    [database] = [one for one in in_block("RDS 인스턴스 생성", block) if one.startswith("Database")]

    assert database == (
        "Database 6 engine=mysql placement=rds instance_class=db.t3.micro multi_az=False public=False version=8.0.35"
    )


def test_rules_below_a_label_are_told_one_by_one() -> None:
    block = "인바운드:\n- SSH (22) from 0.0.0.0/0\n- HTTP (80) from 0.0.0.0/0"

    assert in_block("보안 그룹 설정", block) == [
        "Ingress 7 from_port=22 to_port=22 sources=(0.0.0.0/0)",
        "Ingress 8 from_port=80 to_port=80 sources=(0.0.0.0/0)",
    ]


def test_commands_beside_settings_stay_commands() -> None:
    block = "aws s3 mb s3://shop-uploads\n\n# 또는 콘솔에서\n버킷 이름: shop-uploads\n리전: ap-northeast-2"
    blocks = parse(f"## S3\n\n```bash\n{block}\n```\n")

    assert [fence.text.splitlines()[0] for fence in blocks.fences] == ["aws s3 mb s3://shop-uploads"]
    assert "버킷" not in blocks.fences[0].text
    assert [(one.line, one.text) for one in blocks.statements if ":" in one.text] == [
        (7, "버킷 이름: shop-uploads"),
        (8, "리전: ap-northeast-2"),
    ]


def test_a_block_of_commands_has_no_settings() -> None:
    for block in (
        "echo 배포 시작: 지금\necho 상태: 좋음\n",
        "cat > a.yml <<EOF\nname: x\nport: 80\nEOF\n",
        "curl: (6) could not resolve\nssh: connect to host\n",
        "NODE_ENV=production\nPORT=3000\n",
        '{\n  "type": "x",\n  "name": "y"\n}\n',
        "Region: ap-northeast-2\n",
    ):
        assert listed_settings(block) == ((), block)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("# AWS Console → EC2 → Launch instance\n# 1. Name: web\n# 2. Instance type: t3.micro", True),
        ("# EC2 콘솔에서 인스턴스 시작\n# 1. 이름: web\n# 2. 인스턴스 유형: t3.micro", True),
        ("# コンソールで起動\n# 1. 名前：web\n# 2) インスタンスタイプ：t3.micro", True),
        ("# 1. AWS > EC2 > Launch instance\n# 2. Instance type: t3.micro", True),
        ("# This script does\n# 1. Pull on the t3.micro\n# 2. Instance type: t3.micro", False),
        ("# AWS Console → EC2\n# 1. Instance type: t3.micro", False),
    ],
)
def test_numbered_comments_on_a_console_are_steps_before_the_commands(steps: str, told: bool) -> None:
    found = in_block("EC2 생성", f"{steps}\n\nchmod 400 web.pem")

    assert any(one.startswith("Instance") and "t3.micro" in one for one in found) is told


def test_a_policy_pasted_among_commands_is_read_as_a_policy() -> None:
    policy = '{\n  "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]\n}'

    found = in_block("EC2용 IAM 역할 생성", f"# 정책 연결\n{policy}\n\n# 인스턴스에 연결")

    assert any(line.startswith("Policy 8") and "s3:*" in line for line in found)


def test_a_release_that_is_pulled_says_more_than_the_first_set_up() -> None:
    text = (
        "## 1단계: 서버 설치\n\n```bash\ngit clone https://x/y.git\nnpm ci\npm2 start dist/main.js\n```\n\n"
        "## 2단계: 배포\n\n```bash\ngit pull origin main\nnpm run build\npm2 restart api\n```\n"
    )

    assert [line for line in said(_GUIDE + text) if line.startswith("Deployment")] == [
        "Deployment 14-16 method=pm2 identity=none asks_health=False manual=True"
    ]


def test_a_certificate_that_is_only_used_again_is_no_second_one() -> None:
    text = (
        "## ALB 생성\n\n- HTTPS 리스너는 ACM 인증서 요청 후 추가한다\n\n"
        "## 인증서 발급\n\n- AWS Certificate Manager에서 인증서 요청\n- 검증 방법: DNS 검증\n"
    )

    assert [line for line in said(_GUIDE + text) if line.startswith("Certificate")] == [
        "Certificate 9 issuer=acm validation=dns used_by=load-balancer"
    ]


def test_steps_to_fix_are_steps_and_a_mere_fix_is_not() -> None:
    rules = '```json\n[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]\n```\n'

    steps = said(f"# S3 CORS Setup\n\n## Steps to Fix\n\n{rules}", path="docs/S3_CORS_SETUP.md")
    fix = said(f"# S3 CORS Setup\n\n## Possible fixes\n\n{rules}", path="docs/S3_CORS_SETUP.md")

    assert any(line.startswith("BucketCors") for line in steps)
    assert not any(line.startswith("BucketCors") for line in fix)


def test_a_whole_backup_script_in_a_guide_is_told_its_hidden_failure() -> None:
    script = "#!/bin/bash\nmysqldump -h db shop > /backup/a.sql\nfind /backup -name '*.sql' -mtime +30 -delete\n"

    found = in_block("자동 백업 설정", f"# backup.sh\n{script}")

    assert "ScriptFault 8 activity=backup form=no-error-exit command=mysqldump -h db shop" in found


def test_rules_of_a_firewall_with_dashes_are_told_one_by_one() -> None:
    block = "SSH (22) - Your IP\nHTTP (80) - 0.0.0.0/0\nCustom (3000-4000) - 0.0.0.0/0"

    assert in_block("Security Group Rules", block, "") == [
        "Ingress 6 from_port=22 to_port=22 sources=(my-ip)",
        "Ingress 7 from_port=80 to_port=80 sources=(0.0.0.0/0)",
        "Ingress 8 from_port=3000 to_port=4000 sources=(0.0.0.0/0)",
    ]


@pytest.mark.parametrize(
    "block",
    [
        "ufw allow from 203.0.113.7 to any port 22\nufw allow from 203.0.113.8 to any port 22",
        "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\nLISTEN 0 128 0.0.0.0:80 0.0.0.0:*",
        "nc -zv 203.0.113.7 22 - ok\nnc -zv 203.0.113.7 80 - ok",
    ],
)
def test_commands_and_what_they_print_are_no_rules(block: str) -> None:
    assert not are_console_fields("", block)


@pytest.mark.parametrize(
    ("block", "size"),
    [
        ("Instance Type: t3.small (or t3.medium for more visitors)", "t3.small"),
        ("EC2 instance size: t3.small", "t3.small"),
        ("인스턴스 유형: t3.small", "t3.small"),
        ("インスタンスタイプ：t3.small", "t3.small"),
        ("Instance Type: t3.small\nKey pair: shop", "t3.small"),
        ('Instance type: t3.small\n  - ✅ "Free tier eligible" 확인!\n\nvCPUs: 2\nMemory: 2 GiB', "t3.small"),
        ("Instance type: t3.small ✅\nFree tier eligible ✅\nNumber of instances: 1 ✅", "t3.small"),
        ("Instance type: unknown", None),
        ("Instance type: t3.small\nexit status 1", None),
    ],
)
def test_a_block_of_one_field_is_a_consoles_where_its_value_is_a_size_of_aws(block: str, size: str | None) -> None:
    found = read(f"# Launch\n\n## Launch an EC2 instance\n\n```\n{block}\n```\n")
    sizes = [one.instance_type for one in found if isinstance(one, Instance) and one.instance_type]
    assert sizes == ([size] if size else [])


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# Launch a t3.micro instance with Amazon Linux 2", "t3.micro"),
        ("# Amazon Linux 2로 t3.micro 인스턴스 생성", "t3.micro"),
        ("# t3.micro のインスタンスを起動する", "t3.micro"),
        ("#\n# - Launch an EC2 instance (t3.micro)\n#", "t3.micro"),
        ("# INSTANCE_TYPE=t3.micro", None),
        ("# aws ec2 run-instances --instance-type t3.micro", None),
        ("# ./launch.sh t3.micro", None),
        ("#!/bin/bash\n# Launch a t3.micro instance", None),
        ("# Launch a t3.micro instance\nssh ubuntu@shop.kr", None),
    ],
)
def test_comments_in_a_block_where_nothing_is_typed_are_sentences(comment: str, told: str | None) -> None:
    for language in ("bash", ""):
        found = [line for line in in_block("1. Launch EC2 Instance", comment, language) if line.startswith("Instance")]

        assert [f"instance_type={told}" in line for line in found] == ([True] if told else [])


@pytest.mark.parametrize(
    ("comments", "told"),
    [
        ("# Ubuntu 22.04\n# Instance type: t3.small\n# Storage: 30 GB gp3\n", True),
        ("# 인스턴스 유형: t3.small\n# 보안 그룹: 22, 80 허용\n", True),
        ("# Instance type: t3.small\n", False),
        ("# Usage: deploy.sh\n# Storage: 30 GB gp3\n", False),
        ("# Instance type: t3.small\n# Storage: 30 GB gp3", False),
    ],
    ids=["English", "Korean", "one alone", "no size", "of the command below"],
)
def test_a_paragraph_of_comments_fills_in_a_form_above_the_commands(comments: str, *, told: bool) -> None:
    text = f"{comments}\naws ec2 describe-instances\n"

    settings, rest = listed_settings(text)

    assert [one.text for one in settings] == ([row[2:] for row in comments.splitlines()] if told else [])
    assert rest == text
