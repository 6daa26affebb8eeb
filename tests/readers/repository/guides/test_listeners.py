"""Where a load balancer of a guide listens without TLS."""

import pytest

from holdfast.model.facts import Instance, LoadBalancer

from .support import read

START = "# AWS setup\n\n## Application Load Balancer\n\n1. Create load balancer\n"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("2. 以下を設定：\n\n   **Listeners and routing**:\n   - **Protocol**: HTTP\n   - **Port**: 80\n", [9, 10]),
        ("- 리스너: HTTP:80 → shop-tg\n", [6, 6]),
        ("- リスナー: HTTP 80番\n", [6, 6]),
        ("\n### Listener\n\n| Protocol | HTTP |\n|---|---|\n| Port | 80 |\n", [11, 11]),
        ("- Listener: HTTP:80 redirects\n- Listener: HTTPS:443 → shop-tg\n", []),
        ("- Security group: HTTP 80 from anywhere\n", []),
        ("- Target group: Protocol HTTP, port 3000\n", []),
    ],
)
def test_the_listener_of_a_balancer_is_shown_where_it_speaks_no_tls(rows: str, lines: list[int]) -> None:
    balancer = next(one for one in read(START + rows) if isinstance(one, LoadBalancer))
    at = balancer.places.get("listener")
    assert ([at.start_line, at.end_line] if at else []) == lines


def test_fields_below_a_label_inside_a_step_stand_under_that_label() -> None:
    text = "# AWS 설정\n\n1. 설정:\n\n   **향후 계획**:\n   - 인스턴스 유형: t3.micro\n\n   **기본 설정**:\n   - 인스턴스 유형: t3.small\n"
    assert [one.instance_type for one in read(text) if isinstance(one, Instance)] == ["t3.small"]


@pytest.mark.parametrize(
    "source", ["ALB SG", "ALB-sg", "로드 밸런서의 보안 그룹", "ロードバランサーのセキュリティグループ"]
)
def test_a_rule_that_lets_a_balancers_own_group_in_makes_no_balancer(source: str) -> None:
    text = f"# AWS 설정 가이드\n\n## 백엔드 보안 그룹 생성\n\n- 포트: 8080\n- 소스: {source}\n"
    assert not [one for one in read(text) if isinstance(one, LoadBalancer)]
