"""Fields that describe what stands in an account."""

import pytest

from ..support import said

BALANCER = """
    # AWS infrastructure

    **ALB**:
    ```{language}
    Name: myapp-alb
    Scheme: internet-facing
    Listeners:
      - HTTP:80 -> redirect
      - HTTPS:443 -> myapp-tg
    Certificate: arn:aws:acm:ap-northeast-2:123456789012:certificate/abc-123
    Target Group: myapp-tg
    Health Check: /health
    ```
"""


@pytest.mark.parametrize("language", ["yaml", "", "text"])
def test_a_block_below_a_balancers_name_describes_it(language: str) -> None:
    assert said(BALANCER.format(language=language)) == [
        "LoadBalancer 5",
        "HealthProbe 12 asker=load-balancer path=/health",
        "Certificate 10 issuer=acm region=ap-northeast-2 used_by=load-balancer",
    ]


def test_a_block_of_several_resources_describes_each() -> None:
    guide = """
        # Deployed

        ## Resources

        ```
        ALB:
          Name: app-alb
          Listeners:
            HTTPS:443 → app-tg
          Certificate: arn:aws:acm:us-east-1:123456789012:certificate/abc

        ECS Service:
          Name: app
          Desired count: 1
          Health Check:
            Path: /api/health

        RDS:
          Engine: PostgreSQL 16.1
          Endpoint: app.abc.us-east-1.rds.amazonaws.com
          Multi-AZ: No
        ```
    """
    told = [line for line in said(guide) if not line.startswith("?")]

    assert told == [
        "Workload 14 platform=ecs desired=1 behind_load_balancer=True",
        "LoadBalancer 6",
        "HealthProbe 16 asker=load-balancer path=/api/health",
        "Database 18 engine=postgresql placement=rds multi_az=False version=16.1",
        "Certificate 10 issuer=acm region=us-east-1 used_by=load-balancer",
    ]


@pytest.mark.parametrize(
    "lists",
    [
        (
            "**Aurora PostgreSQL**:\n\n- Cluster: app\n- Endpoint: app.cluster-abc.us-east-1.rds.amazonaws.com\n"
            "- Engine: PostgreSQL 16.1\n- Multi-AZ: No\n- Backups: 7 days\n\n"
            "**ALB**:\n\n- Listeners: HTTPS:443\n- Certificate: arn:aws:acm:us-east-1:123456789012:certificate/abc\n"
            "- Health check: /health\n"
        ),
        (
            "**Aurora PostgreSQL**:\n\n- 클러스터: app\n- 엔드포인트: app.cluster-abc.us-east-1.rds.amazonaws.com\n"
            "- 엔진: PostgreSQL 16.1\n- Multi-AZ: 아니오\n- 자동 백업: 7일\n\n"
            "**로드 밸런서**:\n\n- 리스너: HTTPS:443\n- ARN: arn:aws:acm:us-east-1:123456789012:certificate/abc\n"
            "- 헬스 체크: /health\n"
        ),
        (
            "**Aurora PostgreSQL**:\n\n- クラスター: app\n- エンドポイント: app.cluster-abc.us-east-1.rds.amazonaws.com\n"
            "- エンジン: PostgreSQL 16.1\n- マルチAZ: いいえ\n- 自動バックアップ: 7日間\n\n"
            "**ロードバランサー**:\n\n- リスナー: HTTPS:443\n- 証明書: arn:aws:acm:us-east-1:123456789012:certificate/abc\n"
            "- ヘルスチェック: /health\n"
        ),
    ],
)
def test_lists_below_bold_heads_describe_a_database_and_a_balancer(lists: str) -> None:
    told = [line.split(" ", 2) for line in said(f"# App\n\n{lists}", "README.md") if line[0] != "?"]

    assert {(kind, what) for kind, _, what in (line for line in told if len(line) > 2)} == {
        ("Database", "engine=postgresql placement=aurora multi_az=False retention_days=7 version=16.1"),
        ("HealthProbe", "asker=load-balancer path=/health"),
        ("Certificate", "issuer=acm region=us-east-1 used_by=load-balancer"),
        ("BackupJob", "subject=database method=rds destination=aws retention_days=7"),
    }
    assert [line[0] for line in told if len(line) == 2] == ["LoadBalancer"]


def test_a_row_describes_what_it_names() -> None:
    guide = """
        # 인프라 현황

        ## 리소스

        | 구분 | 이름 | 값 |
        |---|---|---|
        | EC2 | app-server | t3.medium, i-0abc1234def567890 |
        | RDS | app-db | app.abc.ap-northeast-2.rds.amazonaws.com (PostgreSQL 16, Multi-AZ: No) |
        | ALB | app-alb | app-alb-123.ap-northeast-2.elb.amazonaws.com |
    """
    assert said(guide) == [
        "Instance 7 instance_type=t3.medium",
        "LoadBalancer 9",
        "Database 8 engine=postgresql placement=rds multi_az=False version=16",
    ]


def test_the_environment_that_one_field_names_is_that_of_the_others() -> None:
    guide = """
        # Infrastructure

        **RDS**:

        - Engine: MySQL 8.0
        - Endpoint: app-staging.abc.us-east-1.rds.amazonaws.com
        - Multi-AZ: No
    """
    [database] = [line for line in said(guide) if line.startswith("Database")]
    assert database.split(" ", 2)[2] == "[staging] engine=mysql placement=rds multi_az=False version=8.0"


@pytest.mark.parametrize(
    "text",
    [
        "**RDS**:\n\n- Endpoint: your-db.xxxxxx.us-east-1.rds.amazonaws.com\n- Engine: PostgreSQL 16\n",
        "**ALB**:\n\n- Certificate: arn:aws:acm:REGION:ACCOUNT_ID:certificate/ID\n- Health check: /health\n",
        "## Errors\n\n**RDS**:\n\n- Endpoint: app.abc.us-east-1.rds.amazonaws.com\n- Multi-AZ: No\n",
        "## Before\n\n**RDS**:\n\n- Endpoint: app.abc.us-east-1.rds.amazonaws.com\n- Multi-AZ: No\n",
        "**ALB** (planned):\n\n- Certificate: arn:aws:acm:us-east-1:123456789012:certificate/abc\n",
        "## API\n\n**Endpoints**:\n\n- Base URL: http://app-1.us-east-1.elb.amazonaws.com/api\n- Count: 1\n",
    ],
)
def test_placeholders_troubles_the_past_and_plans_describe_nothing(text: str) -> None:
    assert [line for line in said(f"# App\n\n{text}", "README.md") if line[0] != "?"] == []


def test_a_block_with_an_endpoint_also_lists_what_the_database_holds() -> None:
    guide = """
        # Resources

        **Aurora PostgreSQL Serverless v2**:
        ```yaml
        Cluster: app-aurora
        Endpoint: app-aurora.cluster-abc.us-east-1.rds.amazonaws.com
        Engine: PostgreSQL 16.1
        ACU: 0.5 - 4

        Tables:
          - users (people)
          - documents (texts)
            ├─ id UUID
            ├─ embedding VECTOR(1024)
            └─ content TEXT
        ```
    """
    assert said(guide) == ["Database 5 engine=postgresql placement=aurora version=16.1"]


def test_what_somebody_ticks_off_beside_an_address_stays_a_claim() -> None:
    guide = """
        # Status

        **Database:**
        - ✅ RDS PostgreSQL: app (15.4)
        - ✅ Automated backups: 7 days
        - ✅ Multi-AZ: Configured

        **Networking:**
        - ✅ ALB: app
        - ✅ DNS: app-alb-1.us-east-1.elb.amazonaws.com
    """
    assert [line for line in said(guide) if "Database" in line or "BackupJob" in line] == [
        "? Database 4 engine=postgresql placement=rds multi_az=True retention_days=7 version=15.4",
        "? BackupJob 5 subject=database method=copy retention_days=7",
    ]


@pytest.mark.parametrize(
    ("line", "asker", "path"),
    [
        ("- Health check: GET /health (200 OK)", "load-balancer", "/health"),
        ("- Health check: https://api.shop.example/health", "guide", "/health"),
    ],
)
def test_a_check_is_told_by_its_path_also_behind_a_host(line: str, asker: str, path: str) -> None:
    guide = f"# Resources\n\n**ALB**:\n\n- DNS: app-alb-1.us-east-1.elb.amazonaws.com\n{line}\n"

    assert f"HealthProbe 6 asker={asker} path={path}" in said(guide)


def test_rows_of_two_cells_and_lists_below_a_label_are_fields_as_well() -> None:
    guide = """
        # 本番環境

        ### ECSサービス

        | 項目 | 値 |
        |---|---|
        | 起動タイプ | Fargate |
        | 希望タスク数 | 1 |

        ### ALB

        | 項目 | 値 |
        |---|---|
        | リスナー | HTTPS:443 |
        | 証明書 | arn:aws:acm:ap-northeast-1:123456789012:certificate/abc |

        ### データ

        RDSインスタンス:
        - エンジン: MySQL 8.0
        - マルチAZ: いいえ
        - 自動バックアップ: 7日
    """
    told = [line.replace(" [production]", "") for line in said(guide) if not line.startswith("?")]

    assert told == [
        "Workload 8 platform=fargate desired=1",
        "LoadBalancer 14",
        "Database 21 engine=mysql placement=rds multi_az=False retention_days=7 version=8.0",
        "Certificate 15 issuer=acm region=ap-northeast-1 used_by=load-balancer",
        "BackupJob 22 subject=database method=rds destination=aws retention_days=7",
    ]


def test_stores_and_topics_are_told_by_their_arns() -> None:
    guide = """
        # Infra notes

        ## Secrets

        Secrets Manager: arn:aws:secretsmanager:us-east-1:123456789012:secret:app/main-AbCdEf

        ## SNS

        SNS topic: arn:aws:sns:us-east-1:123456789012:ops-alerts (email: ops@shop.io)
    """
    assert said(guide) == ["SecretStore 5 service=secrets-manager", "Topic 9 subscribers=(email)"]


def test_a_step_that_names_an_address_is_still_a_step() -> None:
    guide = "# AWS setup\n\n## EC2\n\n1. Attach `sg-0abc1234def567890` of the ALB to the instance\n"

    assert [line for line in said(guide) if "LoadBalancer" in line] == []


def test_what_stands_below_no_resource_takes_no_environment_from_its_neighbours() -> None:
    guide = """
        - ALB: prod-alb-123.ap-northeast-2.elb.amazonaws.com
        - Staging server is t3.micro
        - The server is an EC2 instance m5.large
    """
    assert "Instance 3 instance_type=m5.large" in said(guide)
