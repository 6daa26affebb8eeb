"""Databases at RDS that steps and commands of a guide make, and what is only said of one that there is."""

import pytest

from holdfast.model.facts import Database
from holdfast.readers.repository.guides.availability.database import version_in

from ..support import read, said

_COMMAND = """
```bash
aws rds create-db-instance --db-instance-class db.t3.micro --engine mysql --backup-retention-period 7 --multi-az
```
"""


def databases(text: str) -> list[str]:
    return [one for one in said(f"# AWS setup guide\n\n{text}") if one.startswith("Database ")]


def test_a_step_and_the_command_below_it_make_one_database() -> None:
    (found,) = databases(f"## Database\n\n1. **Create the RDS MySQL instance**\n{_COMMAND}")

    assert "retention_days=7" in found


@pytest.mark.parametrize(
    "step",
    [
        "Set up RDS automated backups",
        "Create RDS snapshots before each release",
        "Set up RDS alarms",
        "Create a database user",
    ],
)
def test_what_belongs_to_a_database_makes_none(step: str) -> None:
    assert databases(f"## Maintenance\n\n1. {step}\n") == []


def test_a_step_alone_makes_one() -> None:
    assert len(databases("## Database\n\n1. Create the RDS MySQL instance\n")) == 1


@pytest.mark.parametrize(
    ("command", "on_host"),
    [
        ("sudo yum install -y  postgresql", False),
        ("sudo dnf install -y mariadb105", False),
        ("sudo yum install -y postgresql-server", True),
        ("sudo apt install -y postgresql", True),
    ],
)
@pytest.mark.parametrize(
    "step", ["* postgres, mariadbのインストール", "* postgres, mariadb 설치", "* Install postgres"]
)
def test_a_step_means_what_the_block_right_below_it_installs(step: str, command: str, *, on_host: bool) -> None:
    found = databases(f"{step}\n\n```sh\n{command}\n```\n\n* Next step\n")
    assert any("placement=host" in one for one in found) is on_host


@pytest.mark.parametrize(
    "words",
    [
        "RDSはコスト削減のため、シングルAZ構成とする。",
        "RDSは料金の都合でマルチAZ構成にしていない。",
        "비용 문제로 RDS는 단일 AZ로 운영 중이다.",
        "RDS는 Multi-AZ를 적용하지 않고 단일 인스턴스로 두었다.",
        "RDS runs in a single AZ because Multi-AZ would cost twice as much.",
        "RDS: Single-AZ ($13/month)",
        "비용 때문에 RDS Multi-AZ는 사용하지 않습니다.",
        "We went without Multi-AZ for RDS to save about $15/month",
    ],
)
def test_who_says_that_the_database_has_no_standby_is_believed_of_the_steps_too(words: str) -> None:
    (alone,) = (one for one in said(f"# AWS setup guide\n\n## Architecture\n\n- {words}\n") if "Database" in one)
    assert "multi_az=False" in alone
    step = "1. Create the RDS MySQL instance\n2. Instance class: db.t3.micro\n"
    (found,) = databases(f"## Architecture\n\n- {words}\n\n## Database\n\n{step}")
    assert "instance_class=db.t3.micro" in found
    assert "multi_az=False" in found


@pytest.mark.parametrize(
    "words",
    [
        "RDSはマルチAZ構成とする。",
        "RDS는 Multi-AZ로 구성했습니다.",
        "RDS runs Multi-AZ.",
        "RDS Single-AZ: $15/month, RDS Multi-AZ: $30/month",
    ],
)
def test_a_standby_that_is_only_said_to_be_there_is_no_step(words: str) -> None:
    step = "1. Create the RDS MySQL instance\n2. Instance class: db.t3.micro\n"
    found = databases(f"## Architecture\n\n- {words}\n\n## Database\n\n{step}")
    assert not any("multi_az=False" in one for one in found if "db.t3.micro" in one)


def test_what_the_console_calls_the_port_of_mysql_is_no_database_at_rds() -> None:
    parts = "| 구분 | 사양 |\n|---|---|\n| 서버 | EC2 t3.small 1대 |\n| DB | 같은 서버의 MariaDB 10.6 |\n"
    rules = "## 보안 그룹\n\n| 유형 | 포트 | 소스 |\n|---|---|---|\n| MYSQL/Aurora | 3306 | 0.0.0.0/0 |\n"
    (found,) = (line for line in said(f"# 인프라 구성\n\n{parts}\n{rules}") if "Database" in line)
    assert "placement=host" in found


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        ("per month", "£14", "£28"),
        ("pro Monat", "14 €", "28 €"),
        ("prix", "14 EUR", "28 EUR"),
        ("", "14 €/mois", "28 €/mois"),
        ("precio", "14", "28"),
    ],
)
def test_a_table_of_what_databases_would_cost_is_none_that_is_there(column: str, first: str, second: str) -> None:
    table = (
        f"| | {column} |\n|---|---|\n| RDS db.t4g.small single | {first} |\n| RDS db.t4g.small multi-AZ | {second} |\n"
    )
    found = read(f"# Notes\n\n### 3 May\n- A managed database, once more:\n\n{table}", "docs/notes.md")
    assert [one for one in found if isinstance(one, Database)] == []


def test_the_name_of_a_certificate_authority_says_nothing_of_a_databases_encryption() -> None:
    guide = "## RDS\n\n- Create the RDS instance: engine PostgreSQL\n- %s\n"
    assert ["encrypted" in one for one in databases(guide % "Renew the Let's Encrypt certificate")] == [False]
    assert ["encrypted=True" in one for one in databases(guide % "Encryption: enabled")] == [True]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("RDS MySQL db.t3.micro", None),
        ("PostgreSQL (db.r6g.large)", None),
        ("MySQL t3.micro", None),
        ("PostgreSQL v16", "16"),
        ("MySQL 8.0.35, db.t3.micro", "8.0.35"),
        ("postgresql16", "16"),
    ],
)
def test_the_number_of_a_size_is_no_version(text: str, version: str | None) -> None:
    assert version_in(text) == version


@pytest.mark.parametrize(
    "line",
    [
        "- **DB instance class:** `db.t3.micro` (or `db.t2.micro` if `t3` is not in the free tier of your region)",
        "- **DB 인스턴스 클래스:** `db.t3.micro` (또는 `t3`가 없는 리전에서는 `db.t2.micro`)",
        "- **DB インスタンスクラス:** `db.t3.micro` (または `t3` がない場合 `db.t2.micro`)",
    ],
)
def test_what_else_one_may_choose_denies_nothing(line: str) -> None:
    text = f"# AWS\n\n## Create the RDS MySQL instance\n\n1. Click **Create database**.\n2. Engine: `MySQL`\n\n{line}\n"
    (database,) = [one for one in said(text) if one.startswith("Database ")]
    assert "instance_class=db.t3.micro" in database
