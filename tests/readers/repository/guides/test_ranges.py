"""What a text on the whole of an infrastructure says in one line: how many, by what they are scaled, who is told."""

import pytest

from .support import said


def lines(heading: str, row: str, kind: str) -> list[str]:
    """What one row below a heading says of a kind of things."""
    read = said(f"# 인프라 구성\n\n## {heading}\n\n- {row}\n", "docs/infra.md")
    return [line.removeprefix("? ") for line in read if line.removeprefix("? ").startswith(kind)]


@pytest.mark.parametrize(
    ("heading", "row", "told"),
    [
        (
            "컴퓨팅",
            "ECS Fargate, 서비스 최소 2 / 최대 6 태스크, CPU 60% 대상 추적",
            "platform=fargate minimum=2 maximum=6",
        ),
        ("Compute", "ECS Fargate service with 2 to 6 tasks", "platform=fargate minimum=2 maximum=6"),
        ("ECS", "태스크 2~6개, 오토 스케일링", "platform=ecs minimum=2 maximum=6"),
        ("ECS", "タスク 2〜6 個", "platform=ecs minimum=2 maximum=6"),
        (
            "コンピューティング",
            "ECS Fargate（タスク数 最小2 / 最大6、CPU 60% のターゲット追跡）",
            "platform=fargate minimum=2 maximum=6 desired=2",
        ),
    ],
)
def test_how_many_there_are_is_read_beside_what_they_are_scaled_by(heading: str, row: str, told: str) -> None:
    assert lines(heading, row, "Workload") == [f"Workload 5 {told}"]


@pytest.mark.parametrize(
    "row", ["ECS Fargate 태스크 CPU 최소 2 vCPU, 최대 4 vCPU", "ECS 로그 보관 7-14일", "ECS 10-20분 소요"]
)
def test_other_numbers_of_tasks_are_not_how_many_there_are(row: str) -> None:
    assert not any("minimum" in line for line in lines("컴퓨팅", row, "Workload"))


@pytest.mark.parametrize(
    ("heading", "row", "told"),
    [
        ("인증서", "ACM (DNS 검증, 자동 갱신)", "issuer=acm"),
        ("SSL", "ACM 인증서를 ALB 리스너(443)에 연결", "issuer=acm used_by=load-balancer"),
        ("HTTPS", "ACM証明書（ALBに設定）", "issuer=acm used_by=load-balancer"),
    ],
)
def test_a_certificate_of_acm_that_is_only_said_to_be_there_is_claimed(heading: str, row: str, told: str) -> None:
    assert lines(heading, row, "Certificate") == [f"Certificate 5 {told}"]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("비용", "AWS Budgets 월 50만원, 80% 도달 시 메일 알림"),
        ("Cost", "AWS Budget of $300 a month, e-mail at 80%"),
        ("コスト", "AWS Budgets で月3万円、超過時に Slack 通知"),
    ],
)
def test_a_budget_in_a_chapter_on_costs_is_one_where_somebody_is_told(heading: str, row: str) -> None:
    assert len(lines(heading, row, "Budget")) == 1
