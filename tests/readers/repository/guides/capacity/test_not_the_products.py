"""Machines of a sentence that are none of the product's hosts."""

import pytest

from ..test_by_hand import of


@pytest.mark.parametrize(
    "line",
    [
        "The NAT instance is a t3.nano.",
        "The load test client is a c5.xlarge instance.",
        "부하 테스트 클라이언트는 c5.xlarge 인스턴스를 사용합니다.",
        "負荷テストは c5.xlarge インスタンスで実行します。",
        "The benchmark was run on a c5.xlarge instance.",
        "The GPU worker node group is g5.xlarge.",
        "For load tests, we use a c5.xlarge.",
        "c5.xlarge インスタンス、負荷テスト用です。",
        "The module defaults to a t3.micro instance.",
        "The local VM mirrors a t3.small.",
        "로컬 VM은 t3.small 인스턴스와 같은 사양을 사용합니다.",
        "이 문서는 t3.small 보다 큰 인스턴스에 배포하는 방법입니다.",
        "This guide deploys to an EC2 instance larger than a t3.small.",
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
        "이전에는 t2.micro 였지만 지금은 t3.small 한 대에서 운영합니다.",
        "We used to run on a t2.micro, but now we run on a t3.small.",
        "기존에는 로컬에서 돌렸지만 지금은 EC2 t3.small 에서 운영합니다.",
        "Originally designed for Heroku, the app runs on EC2 t3.small.",
    ],
)
def test_what_runs_now_is_told_beside_what_ran_once(line: str) -> None:
    assert "instance_type=t3.small" in of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance")[0]


@pytest.mark.parametrize(
    "line",
    [
        "We benchmarked the API: the production server (t3.small) handled 200 requests a second.",
        "The API runs on a t3.small EC2 instance, which the load balancer checks.",
        "EC2 t3.small 에서 운영합니다.",
        "The API runs on one EC2 t3.small, which we load tested with k6.",
        "By default everything runs on a single EC2 t3.small instance.",
        "The application runs on an EC2 instance (t3.small), which by default has 20 GB of disk.",
        "Our server is an EC2 t3.small; the load test showed 300 requests a second.",
        "서버는 EC2 t3.small 한 대이고, k6로 부하 테스트를 했습니다.",
        "本番は EC2 t3.small で動いており、負荷試験で 300rps を確認した。",
        "サーバーは EC2 の t3.small 一台で、負荷テスト済みです。",
        "本番は EC2 t3.small で動かしています。",
    ],
)
def test_the_products_host_is_one(line: str) -> None:
    assert "instance_type=t3.small" in of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance")[0]
