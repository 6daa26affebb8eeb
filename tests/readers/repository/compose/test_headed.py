"""What the comment at the head of a compose file says of the machine."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Container, Instance
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER

SERVICES = "services:\n  shop:\n    build: .\n    restart: always\n"


def told(head: str, name: str = "docker-compose.prod.yml") -> list[tuple[int, str | None]]:
    found = [one for one in READER.read(Snippet(name, f"{head}\n\n{SERVICES}")) if isinstance(one, Instance)]
    assert all((one.kind, one.count) == (EvidenceKind.CLAIMED, 1) for one in found)
    return [(one.at.start_line, one.instance_type) for one in found]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("# Shop\n#\n# Lives at /opt/shop on the EC2 box.", (3, None)),
        ("# Single EC2 deployment - all services on one instance", (1, None)),
        ("# Runs on an EC2 t3.small instance behind Nginx", (1, "t3.small")),
        ("# Stack for our production server: started on the production host by deploy.sh", (1, None)),
        ("# 단일 인스턴스에서 모든 서비스 실행", (1, None)),
        ("# EC2 한 대에 올립니다 (t3.micro)", (1, "t3.micro")),
        ("# 本番：EC2 1台で動かす", (1, None)),
        ("# 単一インスタンス構成", (1, None)),
    ],
)
def test_one_machine_is_claimed_where_the_head_speaks_of_it(head: str, expected: tuple[int, str | None]) -> None:
    assert told(head) == [expected]


@pytest.mark.parametrize(
    "head",
    [
        "# Production compose for EC2",
        "# Runs on EC2, connects to external RDS PostgreSQL",
        "# Not for a single server: see the ECS stack",
        "# Rolls out to the EC2 instances of the group",
        "# One instance of the worker per queue",
        "# 단일 서버가 아닌 그룹에서 실행",
        "version: '3'  # on the EC2 box",
    ],
)
def test_other_heads_claim_none(head: str) -> None:
    assert told(head) == []


def test_a_developers_file_claims_none() -> None:
    assert told("# Like on the EC2 box, for your laptop", "docker-compose.dev.yml") == []


@pytest.mark.parametrize(
    ("above", "environment"),
    [
        ("# PostgreSQL (Local Development)", "development"),
        ("# 개발용 DB", "development"),
        ("# 開発用のDB", "development"),
        ("# Database for production and development", None),
        ("# Database", None),
    ],
)
def test_a_service_is_for_whom_the_comment_above_it_names(above: str, environment: str | None) -> None:
    text = f"{SERVICES}\n  {above}\n  db:\n    image: postgres:17\n    volumes: ['data:/var/lib/postgresql/data']\n"
    found = [one for one in READER.read(Snippet("docker-compose.yml", text)) if isinstance(one, Container)]
    assert {one.name: one.environment for one in found} == {"shop": None, "db": environment}
