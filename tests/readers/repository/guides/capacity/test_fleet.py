"""Tables that list what stands there, a host a row."""

from textwrap import dedent
from typing import TypeVar

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Fact, Instance, LoadBalancer
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.guides import READER

F = TypeVar("F", bound=Fact)


def read(text: str, sort: type[F]) -> list[F]:
    snippet = Snippet("docs/ops/machines.md", dedent(text).lstrip("\n"), kind=EvidenceKind.INSTRUCTED)
    return [fact for fact in READER.read(snippet) if isinstance(fact, sort)]


HEAD = "# Production on AWS\n\n| Name | Role | Type | Zone |\n|---|---|---|---|\n"


def test_hosts_of_one_type_are_as_many_as_their_rows() -> None:
    rows = "| `shop-web-1` | web | m6i.large | eu-west-1a |\n| `shop-web-2` | web | m6i.large | eu-west-1b |\n"
    found = read(f"{HEAD}{rows}", Instance)
    assert [(one.name, one.zone, one.at.start_line) for one in found] == [
        ("shop-web-1", "eu-west-1a", 5),
        ("shop-web-2", "eu-west-1b", 6),
    ]
    assert {(one.instance_type, one.purpose) for one in found} == {("m6i.large", "application")}


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ("| 役割 | ホスト | タイプ | AZ |", ("| web | web1 | c6i.large | 1a |", "| web | web2 | c6i.large | 1c |")),
        ("| 서버 | 사양 | 가용 영역 |", ("| web1 | c6i.large | 1a |", "| web2 | c6i.large | 1c |")),
        ("| Host | AZ | Size | For |", ("| web1 | 1a | c6i.large | site |", "| web2 | 1c | c6i.large | site |")),
    ],
)
def test_the_columns_may_stand_in_any_order_and_language(columns: str, rows: tuple[str, str]) -> None:
    rule = "|" + "---|" * (columns.count("|") - 1)
    found = read("\n".join(["# 本番 production (AWS EC2)", "", columns, rule, *rows, ""]), Instance)
    assert [(one.name, one.zone) for one in found] == [("web1", "1a"), ("web2", "1c")]


def test_a_host_that_hands_requests_on_is_a_part_of_its_own() -> None:
    rows = "| front-1 | Load balancer | t3.micro | eu-west-1a |\n| web-1 | Web | c6a.large | eu-west-1a |\n| db-1 | MySQL | r6a.large | eu-west-1a |\n"
    found = {one.name: (one.purpose, one.part) for one in read(f"{HEAD}{rows}", Instance)}
    assert found == {"front-1": ("application", "proxy"), "web-1": ("application", None), "db-1": ("database", None)}


def test_a_load_balancer_among_them_is_none_of_the_hosts() -> None:
    rows = (
        "| a-1 | web | m6i.large | eu-west-1a |\n| a-2 | web | m6i.large | eu-west-1b |\n| ALB `front` | | | a + b |\n"
    )
    assert [one.type for one in read(f"{HEAD}{rows}", LoadBalancer)] == ["application"]
    assert len(read(f"{HEAD}{rows}", Instance)) == 2


def test_types_with_their_prices_or_as_what_is_compared_are_no_hosts() -> None:
    rows = "| small | 2 GB | t3.small | $15 |\n| large | 8 GB | t3.large | $60 |\n"
    assert not [
        one
        for one in read(f"# Costs\n\n| Plan | RAM | Type | Month |\n|---|---|---|---|\n{rows}", Instance)
        if one.name
    ]


def test_fields_below_a_load_balancers_heading_are_its_own() -> None:
    text = (
        "# Production\n\n## 2.3 Load balancer\n\n| Field | Value |\n|---|---|\n| Name | front |\n| Listener | 443 |\n"
    )
    assert [one.at.start_line for one in read(text, LoadBalancer)] == [7]
    assert not read(text.replace("Load balancer", "Security group"), LoadBalancer)
