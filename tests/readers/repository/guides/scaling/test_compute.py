"""Services of tasks that a guide has somebody make."""

import pytest

from holdfast.model.facts import Workload

from ..support import read


def _workloads(text: str) -> list[Workload]:
    return [one for one in read(text) if isinstance(one, Workload)]


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (
            "- Create Fargate API service using the API task definition.\n- Set desired count and deployment strategy.\n",
            6,
        ),
        ("1. Create an ECS service from the task definition, behind the load balancer.\n", 5),
        ("1. ECS 서비스 생성\n2. 원하는 태스크 수를 입력합니다.\n", 6),
        ("1. ECSサービスを作成します。\n", 5),
    ],
)
def test_a_service_whose_number_of_tasks_is_left_to_the_reader_is_told_where_that_is_said(
    steps: str, line: int
) -> None:
    (made,) = _workloads(f"# Deployment to AWS\n\n## ECS\n\n{steps}")
    assert (made.desired, made.places["desired"].start_line) == (None, line)


@pytest.mark.parametrize(
    "step",
    [
        "- Create AWS resources (ECR repository, ECS cluster, service) or reuse existing ones.\n",
        "- Create the service role `ecsTaskExecutionRole`.\n",
        "- Update the ECS service after each change.\n",
    ],
)
def test_what_is_only_named_beside_a_service_makes_none(step: str) -> None:
    assert _workloads(f"# Deployment to AWS\n\n## ECS\n\n{step}") == []
