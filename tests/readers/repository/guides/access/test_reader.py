"""Rules of a firewall in chapters that a reader may leave out."""

import pytest

from holdfast.model.facts import Ingress

from ..support import read, said


def openings(title: str, rows: str) -> list[str]:
    text = f"# AWS deployment guide\n\n## {title}\n\n1. **Security group**\n\n   ```\n   {rows}\n   ```\n"
    return [one for one in said(text) if "Ingress" in one]


@pytest.mark.parametrize("title", ["EC2 배포 설정 (선택사항)", "EC2 deployment (optional)", "EC2 デプロイ（任意）"])
def test_a_chapter_that_may_be_left_out_lets_everybody_in_all_the_same(title: str) -> None:
    assert openings(title, "SSH (22): 0.0.0.0/0") == ["Ingress 8 from_port=22 to_port=22 sources=(0.0.0.0/0)"]


@pytest.mark.parametrize("rows", ["SSH (22): my IP", "SSH (22): never 0.0.0.0/0"])
def test_nobody_is_let_in_there_by_what_names_an_address_or_denies_it(rows: str) -> None:
    assert openings("EC2 deployment (optional)", rows) == []


def test_what_is_only_an_example_opens_nothing() -> None:
    assert openings("Example", "SSH (22): 0.0.0.0/0") == []


@pytest.mark.parametrize(
    ("heading", "item", "port"),
    [
        ("방화벽 규칙", "SSH (TCP 22)", 22),
        ("3. Firewall rules", "SSH (TCP 22)", 22),
        ("セキュリティグループの設定", "SSH（22）", 22),
        ("Security group", "[ ] Custom TCP 3001 (for tests)", None),
        ("Programs", "SSH (TCP 22)", None),
    ],
)
def test_the_items_of_a_chapter_on_rules_are_let_in(heading: str, item: str, port: int | None) -> None:
    guide = f"# EC2 배포 체크리스트\n\n## 인스턴스 생성\n\n### {heading}\n\n- {item}\n"
    found = [one for one in read(guide, "CHECKLIST.md") if isinstance(one, Ingress)]

    assert [one.from_port for one in found] == ([port] if port else [])


@pytest.mark.parametrize(
    ("who", "sources"),
    [
        ("from the Lightsail peered range (the VPC CIDR)", False),
        ("from the instance's private IP", False),
        ("from anywhere", True),
    ],
)
def test_a_rule_of_a_security_group_beside_lightsail_lets_in_whom_it_names(who: str, *, sources: bool) -> None:
    row = f"5. On the **RDS security group**, add an inbound rule: PostgreSQL (`5432`) {who}."
    found = [one for one in said(f"# AWS guide\n\n## Lightsail instance\n\n{row}\n") if "Ingress" in one]
    assert any("0.0.0.0/0" in one for one in found) is sources


def test_lightsails_own_firewall_opens_a_port_to_everybody() -> None:
    row = "3. IPv4 firewall: allow `5432/tcp`."
    [found] = [one for one in said(f"# AWS guide\n\n## Lightsail instance\n\n{row}\n") if "Ingress" in one]
    assert "0.0.0.0/0" in found


@pytest.mark.parametrize(
    ("row", "ports"),
    [
        ("Security group: open 22/80/443", [22, 80, 443]),
        ("보안 그룹: 22/80/443 허용", [22, 80, 443]),
        ("セキュリティグループ: 22 / 443 を許可", [22, 443]),
        ("SSH 트래픽 허용 체크", [22]),
        ("Security group: allow 443 from 10.0.0.0/16", [443]),
    ],
)
def test_ports_between_slashes_and_the_consoles_box_for_ssh_are_opened(row: str, ports: list[int]) -> None:
    found = [one for one in read(f"# EC2 setup\n\n1. {row}\n") if isinstance(one, Ingress)]
    assert [one.from_port for one in found] == ports
