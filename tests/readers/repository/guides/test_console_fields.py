"""Single fields of the console that a guide fills in: how long logs are kept, how many nodes a cache gets."""

import pytest

from .support import said


def of(chapter: str, line: str, sort: str) -> list[str]:
    return [one for one in said(f"# AWS setup guide\n\n## {chapter}\n\n{line}\n") if one.startswith(sort)]


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("- 보존 기간: 만료 없음", True),
        ("Set the retention of the log group to Never expire.", True),
        ("CloudWatchロググループの保持期間は「失効しない」にします。", True),
        ("Do not leave the retention of the log group at Never expire.", False),
        ("- Retention: 30 days", False),
    ],
)
def test_logs_that_never_expire_are_kept_for_good(line: str, seen: bool) -> None:
    assert bool(of("Create the CloudWatch log group", line, "KeptForGood")) is seen


@pytest.mark.parametrize(
    ("line", "nodes"),
    [("- 복제본 개수: 0", "nodes=1"), ("- Number of replicas: 2", "nodes=3"), ("- ノード数: 1", "nodes=1")],
)
def test_replicas_stand_beside_the_node_that_they_copy(line: str, nodes: str) -> None:
    assert nodes in of("Create ElastiCache Redis", line, "ManagedNode")[0].split()
    assert of("Create the ECS service", line, "ManagedNode") == []


@pytest.mark.parametrize(
    ("line", "origins"),
    [
        ("S3 버킷의 CORS에서 AllowedOrigins를 `*`로 설정합니다.", "(*)"),
        ("本番S3バケットのCORSの許可オリジンに http://localhost:3000 を追加します。", "(http://localhost:3000)"),
        ("Do not set AllowedOrigins to `*` in the CORS rules of the S3 bucket.", ""),
    ],
)
def test_origins_of_a_bucket_may_be_told_in_a_step(line: str, origins: str) -> None:
    found = of("S3 CORS", line, "BucketCors")

    assert bool(found) is bool(origins)
    assert all(f"origins={origins}" in one for one in found)
