"""What containers are for, told by the names of their images."""

import pytest

from holdfast.readers.repository.images.roles import role_of


@pytest.mark.parametrize(
    ("image", "role"),
    [
        ("valkey/valkey:8", "cache"),
        ("redis/redis-stack-server:7", "cache"),
        ("oliver006/redis_exporter:v1.80", "other"),
        ("rediscommander/redis-commander:latest", "other"),
        ("redis/redisinsight:2", "other"),
        ("jc21/nginx-proxy-manager:latest", "proxy"),
        ("docker.io/prom/prometheus", "other"),
        ("redpandadata/redpanda:latest", "other"),
        ("shop/migrate-orders:3", "application"),
        ("123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop:3", "application"),
        ("${REGISTRY}/shop-api:${TAG}", "application"),
    ],
)
def test_tools_of_others_are_told_from_the_application(image: str, role: str) -> None:
    assert role_of(image) == role
