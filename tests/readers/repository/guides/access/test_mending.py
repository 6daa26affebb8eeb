"""Doors that chapters about troubles have somebody open to everybody."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Ingress
from holdfast.readers.repository import guides
from holdfast.readers.repository.base import Snippet


def opened(chapter: str, heading: str = "트러블슈팅: SSH 접속 불가") -> list[tuple[int, int | None]]:
    """The line and the port of each opening to everybody."""
    text = f"# AWS EC2 배포 가이드\n\n## {heading}\n\n{chapter}\n"
    snippet = Snippet("docs/deploy.md", text, kind=EvidenceKind.INSTRUCTED)
    found = [one for one in guides.READER.read(snippet) if isinstance(one, Ingress)]
    return [(one.at.start_line, one.from_port) for one in found if one.sources == ("0.0.0.0/0",)]


@pytest.mark.parametrize(
    ("heading", "chapter", "port"),
    [
        ("문제 해결", "1. EC2 콘솔 → 보안 그룹\n2. SSH 규칙의 소스를 `0.0.0.0/0`으로 변경", 22),
        ("해결 방법", "- 인바운드 규칙에 22번 포트를 0.0.0.0/0 으로 추가합니다", 22),
        ("Troubleshooting", "- Change the SSH rule of the security group to 0.0.0.0/0", 22),
        ("Common errors", "1. Open the security group\n2. Add an inbound rule: MySQL, 3306, source 0.0.0.0/0", 3306),
        ("トラブルシューティング", "- セキュリティグループのインバウンドでポート22を0.0.0.0/0に変更する", 22),
    ],
)
def test_who_cannot_get_in_opens_the_door_to_everybody(heading: str, chapter: str, port: int) -> None:
    assert [found for _, found in opened(chapter, heading)] == [port]


def test_a_rule_told_field_by_field_is_shown_at_its_source() -> None:
    fields = (
        "보안 그룹의 인바운드 규칙을 수정합니다:\n\n```\nType: SSH\nProtocol: TCP\nPort: 22\nSource: 0.0.0.0/0\n```"
    )
    assert opened(fields) == [(11, 22)]


@pytest.mark.parametrize(
    "chapter",
    [
        "- 보안 그룹의 SSH 규칙이 0.0.0.0/0 으로 열려 있어 위험합니다",
        "- SSH(22)를 0.0.0.0/0 대신 내 IP로 변경하세요",
        "- SSH 규칙의 0.0.0.0/0 을 삭제합니다",
        "- 보안 그룹에서 80 포트를 0.0.0.0/0 으로 허용합니다",
        "- Restrict the SSH rule, which allows 0.0.0.0/0, to your own address",
        "- 아웃바운드 규칙에 22번 포트를 0.0.0.0/0 으로 추가합니다",
    ],
)
def test_what_warns_or_serves_visitors_opens_no_such_door(chapter: str) -> None:
    assert opened(chapter) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("### Q. 접속이 안 됩니다\nA. 보안 그룹의 SSH(22) 소스를 0.0.0.0/0 으로 변경합니다.\n", [4]),
        ("### 접속 실패\n- 해결: 보안 그룹에 22번 포트를 0.0.0.0/0 으로 추가합니다\n", [4]),
        ("| 症状 | 対処 |\n|---|---|\n| 接続不可 | セキュリティグループで22番ポートを0.0.0.0/0に開放する |\n", [5]),
        ("### 위험\n- 보안 그룹에 22번 포트를 0.0.0.0/0 으로 추가합니다\n", []),
        ("### Q. 왜 위험한가요\nA. 보안 그룹의 SSH(22)를 0.0.0.0/0 으로 열면 위험합니다.\n", []),
    ],
)
def test_a_text_on_troubles_alone_has_its_answers_followed(text: str, lines: list[int]) -> None:
    snippet = Snippet("docs/faq.md", f"# 배포 트러블슈팅\n\n{text}", kind=EvidenceKind.INSTRUCTED)
    found = [one for one in guides.READER.read(snippet) if isinstance(one, Ingress)]
    assert [one.at.start_line for one in found if one.sources == ("0.0.0.0/0",)] == lines
