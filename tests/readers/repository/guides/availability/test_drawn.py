"""Hosts whose type only a drawing names."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, HealthProbe, Instance

from ..support import read, said


@pytest.mark.parametrize(
    ("drawing", "type_"),
    [
        ("AWS EC2 t3.small\n├── nginx\n└── app", "t3.small"),
        ("┌──────────┐\n│ EC2      │\n│ t2.micro │\n└──────────┘", "t2.micro"),
        ("+--------+\n| サーバー (t3.medium) |\n+--------+", "t3.medium"),
        ("EC2\n├── RDS (db.t3.micro)\n└── bastion t3.nano", None),
        ("EC2 t3.small", None),
    ],
)
def test_a_drawing_claims_what_its_host_is(drawing: str, type_: str | None) -> None:
    found = [one for one in read(f"# 구성\n\n```\n{drawing}\n```\n") if isinstance(one, Instance)]
    assert [(one.instance_type, one.kind) for one in found] == ([(type_, EvidenceKind.CLAIMED)] if type_ else [])


@pytest.mark.parametrize(
    ("drawing", "path"),
    [
        ("├─ /api/*\n│  └─ Target Group: api (8080)\n│     Health Check: GET /actuator/health", "/actuator/health"),
        ("└─ 대상 그룹: 백엔드\n   └─ 헬스 체크: /health", "/health"),
        ("└─ ターゲットグループ: api\n   ヘルスチェック: /healthz", "/healthz"),
        ("└─ nginx\n   └─ Health Check: /health", None),
        ("Target Group: api\nHealth Check: /health are the words to look for", None),
    ],
)
def test_a_drawing_of_a_balancers_rules_tells_what_it_asks(drawing: str, path: str | None) -> None:
    found = [one for one in read(f"# 구성\n\n```\n{drawing}\n```\n") if isinstance(one, HealthProbe)]
    asked = [(one.path, one.asker) for one in found if one.asker == "load-balancer"]
    assert asked == ([(path, "load-balancer")] if path else [])


@pytest.mark.parametrize(
    ("drawing", "told"),
    [
        ("EC2 (nginx, app)\n└── RDS PostgreSQL db.t4g.micro, Multi-AZ off", [("postgresql", "db.t4g.micro", 5)]),
        ("┌────────────┐\n│ RDS MySQL  │\n│ 단일 AZ    │\n└────────────┘", [("mysql", None, 6)]),
        ("EC2 → RDS MySQL (シングルAZ)", [("mysql", None, 4)]),
        ("EC2 → RDS MySQL (Multi-AZ)", []),
        ("EC2 (single AZ) → MySQL", []),
    ],
)
def test_a_drawing_tells_that_a_database_has_no_standby(drawing: str, told: list[tuple[str, str | None, int]]) -> None:
    found = [one for one in read(f"# 구성\n\n```\n{drawing}\n```\n") if isinstance(one, Database)]
    single = [one for one in found if one.multi_az is False]
    assert [(one.engine, one.instance_class, one.places["multi_az"].start_line) for one in single] == told


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (
            "kiosk-prod   t3.large   eu-west-1b   nginx, puma, postgres\nkiosk-stage  t3.small  eu-west-1b  same",
            ("t3.large", 1),
        ),
        ("name | type | runs\nfront | m6i.large | nginx and the app", ("m6i.large", 1)),
        ("front\tc7g.medium\tap-southeast-2a", ("c7g.medium", 1)),
        ("cache    cache.t3.micro    eu-west-1b", None),
        ("kiosk-prod   the large one   eu-west-1b", None),
        ("prices:  t3.large  60 a month", None),
    ],
)
def test_a_list_of_machines_in_columns_claims_what_the_first_is(block: str, said: tuple[str, int] | None) -> None:
    text = f"# Kiosk\n\n## Servers\n\nWhat lives where:\n\n```\n{block}\n```\n"
    found = [one for one in read(text, "README.md") if isinstance(one, Instance)]
    assert [(one.instance_type, one.count, "listed" in one.places) for one in found] == (
        [(*said, True)] if said else []
    )


def test_machines_that_a_drawing_shows_side_by_side_are_counted() -> None:
    drawing = "   ┌──────────┼──────────┐\n  node-a     node-b     node-c\n  t3.large   t3.large   t3.large"
    text = f"# Kiosk\n\n## Servers\n\nThree EC2 instances, all alike.\n\n```\n{drawing}\n```\n"
    (host,) = [one for one in read(text, "README.md") if isinstance(one, Instance)]
    assert (host.instance_type, host.count, host.kind) == ("t3.large", 3, EvidenceKind.CLAIMED)


@pytest.mark.parametrize(("kind", "told"), [("pie title 월간 비용", True), ("sequenceDiagram", False)])
def test_a_host_that_a_chart_of_costs_counts_is_there(kind: str, *, told: bool) -> None:
    chart = f'```mermaid\n{kind}\n    "EC2 t3.small" : 15.0\n    "RDS MySQL db.t3.micro" : 18.0\n```\n'
    found = said(f"# 인프라 구성도\n\n## 비용 구조 (월간 예상)\n\n{chart}", "docs/diagram.md")

    assert any(line.startswith("? Instance 7 instance_type=t3.small") for line in found) is told


_CHART = """graph TB
    User[Users]
    subgraph "Public Subnet"
        EC2[EC2 Instance<br/>Flask]
    end
    RDS[(RDS)]
    User --> EC2
    EC2 --> RDS"""
_BOXES = """┌────────┐     ┌──────────┐
│ Nginx  │────▶│ API :3000│
│ on EC2 │     │          │
└────────┘     └──────────┘"""


@pytest.mark.parametrize(
    ("language", "drawing", "line"),
    [
        ("mermaid", _CHART, 7),
        ("", _BOXES, 6),
        ("mermaid", _CHART.replace("RDS[(RDS)]", "B[EC2 Instance 2]"), None),
        ("mermaid", _CHART.replace("Public Subnet", "Auto Scaling group"), None),
        ("mermaid", "sequenceDiagram\n  participant EC2 as EC2 Server\n  User->>EC2: GET /", None),
        ("", "shop/\n├── app.py\n├── ec2-setup.sh   # EC2\n└── README.md", None),
        ("", "1. push\n2. build\n3. EC2 → restart", None),
    ],
)
def test_the_one_machine_of_a_drawing_of_parts_is_claimed_whatever_its_type(
    language: str, drawing: str, line: int | None
) -> None:
    found = [one for one in read(f"# 구성\n\n```{language}\n{drawing}\n```\n") if isinstance(one, Instance)]
    assert [(one.at.start_line, one.kind) for one in found] == ([(line, EvidenceKind.CLAIMED)] if line else [])


def test_a_machine_that_a_step_launches_says_more_than_its_drawing() -> None:
    text = f"# AWS\n\n```mermaid\n{_CHART}\n```\n\n## EC2\n\n- Instance type: t3.small\n"
    assert [one.instance_type for one in read(text) if isinstance(one, Instance)] == ["t3.small"]
