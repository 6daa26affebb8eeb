"""Databases that a drawing or a list puts into a machine."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Placement

from ..support import read


def _hosted(text: str) -> list[tuple[str, int]]:
    found = [one for one in read(text) if isinstance(one, Database) and one.placement is Placement.HOST]
    assert all(one.kind is EvidenceKind.CLAIMED for one in found)
    return [(one.engine, one.at.start_line) for one in found]


@pytest.mark.parametrize(
    ("drawing", "language", "told"),
    [
        ("EC2 (t3.small)\n├── nginx\n└── PostgreSQL 16", "", ("postgresql", 6)),
        ("api.example.kr\n    │\n    └── Lightsail\n         ├── nginx\n         └── MySQL", "", ("mysql", 8)),
        ("EC2\n ├─ nginx\n ├─ app (Docker)\n └─ db (Docker: mysql:8.0)", "text", ("mysql", 7)),
        ("Browser\n  → Nginx (EC2)\n    ├── React\n    └── MongoDB", "", ("mongodb", 7)),
        ("┌──── EC2 (서울) ────┐\n│ 프론트 Nginx       │\n│ PostgreSQL         │\n└────────────────────┘", "", ("postgresql", 6)),
        ("+-----------+\n| EC2       |\n| +-------+ |\n| | MySQL | |\n| +-------+ |\n+-----------+", "", ("mysql", 7)),
        ("graph LR\n  subgraph EC2\n    A[API] --> D[(PostgreSQL)]\n  end", "mermaid", ("postgresql", 6)),
        ('graph LR\n  A --> D[(MariaDB)]\n  subgraph x["AWS EC2"]\n    A\n    D\n  end', "mermaid", ("mariadb", 8)),
        ("EC2\n├── nginx\n└── RDS PostgreSQL", "", None),
        ("EC2\n├── nginx\n└── app → PostgreSQL", "", None),
        ("EC2 (Auto Scaling 2-4)\n├── nginx\n└── PostgreSQL", "", None),
        ("DB EC2\n└── PostgreSQL", "", None),
        ("Client → EC2\n          ↓\n       PostgreSQL", "", None),
        ("EC2\n├── nginx\n\nNeon\n└── PostgreSQL", "", None),
        ("app/\n├── ec2/\n│   └── postgres.py", "", None),
        ("┌───────┐   ┌────────────┐\n│ EC2   │   │ Store      │\n│ nginx │──▶│ PostgreSQL │\n└───────┘   └────────────┘", "", None),
        ("graph LR\n  subgraph EC2\n    A[API]\n  end\n  D[(PostgreSQL)]\n  A --> D", "mermaid", None),
        ("graph LR\n  subgraph EC2\n    A[API] --> D[(RDS PostgreSQL)]\n  end", "mermaid", None),
    ],
)  # fmt: skip
def test_a_drawing_claims_the_database_that_it_puts_into_the_machine(
    drawing: str, language: str, told: tuple[str, int] | None
) -> None:
    assert _hosted(f"# 구성\n\n```{language}\n{drawing}\n```\n") == ([told] if told else [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# 인프라\n\n- EC2\n  - Nginx\n  - MySQL 8.0\n", ("mysql", 5)),
        ("# 構成\n\n### EC2\n- Nginx\n- PostgreSQL（Docker）\n", ("postgresql", 5)),
        ("# Infra\n\n- EC2 (t3.small): nginx, node, postgres\n", ("postgresql", 3)),
        ("# 구성\n\n| 서버 | 구성 |\n|---|---|\n| EC2 | Nginx, Spring Boot, MySQL |\n", ("mysql", 5)),
        ("# 구성\n\n- EC2\n  - 보안 그룹: 5432 (PostgreSQL)\n", None),
        ("# 구성\n\n- DB EC2\n  - MySQL 8.0\n", None),
        ("# 구성\n\n- EC2: nginx, node\n- RDS: PostgreSQL\n", None),
        ("# 구성\n\n- EC2\n  - MySQL 클라이언트\n", None),
    ],
)
def test_a_list_claims_the_database_that_it_puts_into_the_machine(text: str, told: tuple[str, int] | None) -> None:
    assert _hosted(text) == ([told] if told else [])
