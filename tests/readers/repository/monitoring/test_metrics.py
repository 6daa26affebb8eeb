"""What a metric is about, and whether anybody sends it."""

import pytest

from holdfast.model.facts import Watched
from holdfast.readers.repository.monitoring.metrics import is_measured, watched_by


@pytest.mark.parametrize(
    "metric",
    [
        "인증서 만료 14일 전 알림",
        "SSL証明書の有効期限",
        "the certificate has fewer than 21 days left",
        "만료가 가까운 인증서",
        "CertDaysLeft",
        "ssl_days_remaining",
        "TlsCertNotAfter",
        "cert_valid_days",
        "days_until_cert_ends",
        "CertDays",
    ],
)
def test_days_that_are_left_of_a_certificate_are_its_end(metric: str) -> None:
    assert watched_by(metric, "Shop") is Watched.CERTIFICATE


@pytest.mark.parametrize("metric", ["ConcertDaysSold", "certainty", "daily_active"])
def test_other_days_are_of_no_certificate(metric: str) -> None:
    assert watched_by(metric, "Shop") is not Watched.CERTIFICATE


@pytest.mark.parametrize(
    ("metric", "namespace"),
    [
        ("MemoryUtilization", "AWS/EC2"),
        ("DiskSpaceUsed", "AWS/EC2"),
        ("mem_used_percent", "AWS/EC2"),
        ("disk_used_percent", "AWS/EC2"),
        ("MemoryUtilization", "AWS/RDS"),
        ("DiskSpaceUtilization", "AWS/RDS"),
        ("RunningTaskCount", "AWS/ECS"),
        ("MemoryUtilization", "AWS/Lambda"),
        ("HTTPCode_Target_5XX", "AWS/ApplicationELB"),
    ],
)
def test_what_only_an_agent_sends_is_not_measured_in_a_namespace_of_aws(metric: str, namespace: str) -> None:
    assert not is_measured(metric, namespace)


@pytest.mark.parametrize(
    ("metric", "namespace"),
    [
        ("CPUUtilization", "AWS/EC2"),
        ("DiskReadOps", "AWS/EC2"),
        ("mem_used_percent", "CWAgent"),
        ("MemoryUtilization", "System/Linux"),
        ("FreeStorageSpace", "AWS/RDS"),
        ("FreeableMemory", "AWS/RDS"),
        ("SwapUsage", "AWS/RDS"),
        ("TransactionLogsDiskUsage", "AWS/RDS"),
        ("MemoryUtilization", "AWS/ECS"),
        ("RunningTaskCount", "ECS/ContainerInsights"),
        ("HTTPCode_Target_5XX_Count", "AWS/ApplicationELB"),
        ("HTTPCode_Backend_5XX", "AWS/ELB"),
        ("Latency", "AWS/ApiGateway"),
        ("", ""),
    ],
)
def test_what_aws_or_an_agent_sends_is_measured(metric: str, namespace: str) -> None:
    assert is_measured(metric, namespace)


@pytest.mark.parametrize(
    ("metric", "namespace", "expected"),
    [
        ("Errors", "AWS/Lambda", Watched.FUNCTION_ERRORS),
        ("Duration", "AWS/Lambda", Watched.FUNCTION_DURATION),
        ("Errors", "Shop/Orders", Watched.ERROR_RATE),
        ("CPUUtilization", "AWS/ElastiCache", Watched.BESIDE),
        ("DatabaseMemoryUsagePercentage", "AWS/ElastiCache", Watched.BESIDE),
        ("SystemErrors", "AWS/DynamoDB", Watched.BESIDE),
        ("5xxErrors", "AWS/S3", Watched.BESIDE),
        ("AllRequests", "AWS/S3", Watched.BUCKET_REQUESTS),
        ("CPUUtilization", "AWS/DocDB", Watched.DATABASE_CPU),
        ("CPUUtilization", "AWS/ECS", Watched.CPU),
        ("HTTPCode_Target_5XX_Count", "AWS/ApplicationELB", Watched.ERROR_RATE),
    ],
)
def test_the_namespace_tells_whose_metric_it_is(metric: str, namespace: str, expected: Watched) -> None:
    assert watched_by(metric, namespace) is expected


def test_a_hostile_expression_is_read_in_bounded_time() -> None:
    assert watched_by("cert" * 50_000) is Watched.OTHER


@pytest.mark.parametrize(
    ("metric", "namespace"),
    [
        ("RunningTaskCount", "ECS/ContainerInsights"),
        ("running_task_count", "Shop"),
        ("PendingTaskCount", "ECS/ContainerInsights"),
        ("GroupInServiceInstances", "AWS/AutoScaling"),
        ("실행 중인 태스크 수", ""),
    ],
)
def test_how_many_copies_run_tells_whether_they_are_well(metric: str, namespace: str) -> None:
    assert watched_by(metric, namespace) is Watched.UNHEALTHY_HOSTS


@pytest.mark.parametrize("metric", ["Budget Alerts", "spending alert", "예산 알림", "予算アラート"])
def test_an_alarm_about_a_sum_of_money_watches_what_is_spent(metric: str) -> None:
    assert watched_by(metric) is Watched.COST
