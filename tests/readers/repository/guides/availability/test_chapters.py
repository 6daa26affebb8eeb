"""Chapters on a managed database that say of it what they have to say in short fields."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("chapter", "line"),
    [
        ("- db instance: shop-db\n- db name: shop\n- PostgreSQL\n", "Database 5 engine=postgresql placement=rds"),
        ("- Engine: MySQL\n", "Database 5 engine=mysql placement=rds"),
        ("- 엔진: PostgreSQL\n", "Database 5 engine=postgresql placement=rds"),
        ("| 項目 | 値 |\n|---|---|\n| エンジン | MySQL |\n", "Database 7 engine=mysql placement=rds"),
        ("- MySQL 8.0\n", "? Database 5 engine=mysql placement=rds version=8.0"),
        ("MySQL 8.0 を利用。\n", "? Database 5 engine=mysql placement=rds version=8.0"),
    ],
)
def test_fields_below_its_name_tell_that_there_is_one(chapter: str, line: str) -> None:
    assert line in said(f"# Infrastructure\n\n### RDS\n\n{chapter}", "docs/infrastructure.md")


@pytest.mark.parametrize(
    ("chapter", "row", "port"),
    [
        ("- PostgreSQL\n- allows inbound traffic from anywhere (0.0.0.0/0)\n", 6, 5432),
        ("- Engine: MySQL\n- Inbound: 0.0.0.0/0\n", 6, 3306),
        ("- PostgreSQL\n- Port: 5433\n- Inbound: 0.0.0.0/0\n", 7, 5433),
        ("- MySQL 8.0\n- 보안 그룹 인바운드: 모든 IP 허용 (0.0.0.0/0)\n", 6, 3306),
        ("- PostgreSQL\n- セキュリティグループ: インバウンドはどこからでも許可\n", 6, 5432),
    ],
)
def test_whoever_comes_in_there_comes_to_the_database(chapter: str, row: int, port: int) -> None:
    lines = said(f"# Infrastructure\n\n### RDS\n\n{chapter}", "docs/infrastructure.md")
    assert f"Ingress {row} from_port={port} to_port={port} sources=(0.0.0.0/0)" in lines


@pytest.mark.parametrize(
    "chapter",
    [
        "### RDS\n\n- PostgreSQL\n- EC2 security group: inbound from anywhere\n",
        "### S3\n\n- inbound from anywhere\n\n### RDS\n\n- PostgreSQL\n",
    ],
)
def test_of_another_one_it_tells_nothing(chapter: str) -> None:
    lines = said(f"# Infrastructure\n\n{chapter}", "docs/infrastructure.md")
    assert not any("Ingress" in line for line in lines)
