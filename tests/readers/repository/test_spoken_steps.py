"""Ports that a script asks people to open."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Ingress
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.spoken_steps import READER


def ports(*rows: str) -> list[tuple[int, int]]:
    found = READER.read(Snippet("scripts/setup.sh", "\n".join(("#!/bin/bash", *rows)), kind=EvidenceKind.CODED))
    read = [fact for fact in found if isinstance(fact, Ingress)]
    assert all(fact.at.quote == rows[fact.at.start_line - 2] for fact in read)
    return [(fact.at.start_line, fact.from_port) for fact in read]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ('echo "다음: AWS 보안 그룹에 인바운드 규칙 추가:"', 'echo "   포트 9090  TCP  0.0.0.0/0  (앱)"'),
        ('echo "2. Open these ports in the security group:"', 'echo "     - 9090 from anywhere (0.0.0.0/0)"'),
        ('log_info "Add to the EC2 security group:"', "log_info '  - Port 9090: 0.0.0.0/0'"),
        ('echo -e "${BLUE}セキュリティグループで次を許可してください${NC}"', 'echo -e "- ポート 9090: 0.0.0.0/0\\n"'),
    ],
)
def test_a_script_that_asks_for_a_port_open_to_the_world_is_heard(head: str, row: str) -> None:
    assert ports(head, row) == [(3, 9090)]


def test_what_is_said_in_a_block_of_its_own_is_heard_and_what_goes_into_a_file_is_not() -> None:
    block = ("Next: open these in the EC2 security group", "- 9090 from anywhere (0.0.0.0/0)", "END", "echo done")
    assert ports("cat <<'END'", *block) == [(4, 9090)]
    assert ports("cat > notes.txt <<'END'", *block) == []


@pytest.mark.parametrize(
    "rows",
    [
        ('echo "Security group: allow port 22 from your IP only"',),
        ('echo "Check that port 9090 is open in the security group"',),
        ('echo "Never open port 22 to 0.0.0.0/0 in the security group"',),
        ('echo -e "${RED}WARNING: the security group opens port 5432 to 0.0.0.0/0!"',),
        ('echo "경고: 보안 그룹 22번 포트가 0.0.0.0/0 으로 열려 있습니다"',),
        ('echo "Listening on 0.0.0.0:9090"',),
        ("aws ec2 authorize-security-group-ingress --port 9090 --cidr 0.0.0.0/0",),
        ('echo "security group: 9090 0.0.0.0/0" >> notes.txt',),
    ],
)
def test_what_asks_nobody_to_open_anything_stays_silent(rows: tuple[str, ...]) -> None:
    assert ports(*rows) == []
