"""Machines of a sentence that are none of the product's hosts."""

import pytest

from .test_by_hand import of


@pytest.mark.parametrize(
    "line",
    [
        "The NAT instance is a t3.nano.",
        "The load test client is a c5.xlarge instance.",
        "부하 테스트 클라이언트는 c5.xlarge 인스턴스를 사용합니다.",
        "負荷テストは c5.xlarge インスタンスで実行します。",
        "The benchmark was run on a c5.xlarge instance.",
        "The GPU worker node group is g5.xlarge.",
        "The module defaults to a t3.micro instance.",
        "We used to run on a t2.micro, then moved to Fargate.",
        "이전에는 EC2 t2.micro 에서 운영했습니다.",
        "以前は EC2 t2.micro で動かしていました。",
    ],
)
def test_who_makes_load_or_served_once_is_no_host(line: str) -> None:
    assert of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance") == []


@pytest.mark.parametrize(
    ("line", "purpose"),
    [
        ("The build server is a c5.2xlarge.", "ci"),
        ("빌드 서버는 t3.large 입니다.", "ci"),
        ("ビルドサーバーは t3.large です。", "ci"),
        ("The monitoring server is a t3.small.", "monitoring"),
        ("모니터링 서버는 t3.small 입니다.", "monitoring"),
    ],
)
def test_machines_that_build_or_watch_are_known_for_it(line: str, purpose: str) -> None:
    assert of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance")[0].endswith(f"purpose={purpose}")


@pytest.mark.parametrize(
    "line",
    [
        "The API runs on a t3.small EC2 instance, which the load balancer checks.",
        "EC2 t3.small 에서 운영합니다.",
        "本番は EC2 t3.small で動かしています。",
    ],
)
def test_the_products_host_is_one(line: str) -> None:
    assert "instance_type=t3.small" in of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance")[0]
