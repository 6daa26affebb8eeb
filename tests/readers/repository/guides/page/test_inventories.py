"""A table of what there is may say what it costs; a table of prices says nothing of what there is."""

import pytest

from holdfast.model.facts import Database, Instance
from tests.readers.repository.guides.support import read

HEAD = "# 운영 인프라\n\n## {heading}\n\n| {columns} |\n|---|---|---|---|---|\n"
ROWS = "| **EC2** | t3.medium | 2대 | API 서버 | ~$60 |\n| **RDS** | db.t4g.medium | 1대 | MySQL 8.0 | ~$58 |\n"


def told(heading: str, columns: str) -> list[int]:
    """The lines of hosts that are counted, and of databases."""
    readings = read(HEAD.format(heading=heading, columns=columns) + ROWS)
    return [
        one.at.start_line
        for one in readings
        if isinstance(one, Database) or (isinstance(one, Instance) and one.purpose is None and one.count == 2)
    ]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("실제 AWS 인프라 구성", "리소스 | 스펙 | 수량 | 용도 | 월 비용"),
        ("Production resources", "Resource | Type | Quantity | Purpose | Cost (monthly)"),
        ("本番環境の構成", "リソース | スペック | 台数 | 用途 | 料金"),
    ],
)
def test_what_is_counted_is_there_whatever_it_costs(heading: str, columns: str) -> None:
    assert told(heading, columns) == [7, 8]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("예상 비용", "리소스 | 스펙 | 수량 | 용도 | 월 비용"),
        ("Pricing", "Resource | Type | Quantity | Purpose | Cost (monthly)"),
        ("운영 구성", "리소스 | 스펙 | 옵션 | 용도 | 월 비용"),
    ],
)
def test_what_is_only_priced_is_not(heading: str, columns: str) -> None:
    assert 8 not in told(heading, columns)
