"""What watches the hardened product: alarms on everything that matters, the people whom they call, a dashboard."""

import json
from typing import Any

from holdfast.rig.seeds import DOMAIN, Clients, bucket, tagged

_ABOVE, _BELOW = "GreaterThanThreshold", "LessThanThreshold"
_OWN = "Holdfast"

ALARMS: tuple[tuple[str, str, str, str, float], ...] = (
    ("cpu", "AWS/EC2", "CPUUtilization", _ABOVE, 80),
    ("credits", "AWS/EC2", "CPUCreditBalance", _BELOW, 100),
    ("status", "AWS/EC2", "StatusCheckFailed", _ABOVE, 0),
    ("memory", "CWAgent", "mem_used_percent", _ABOVE, 85),
    ("disk", "CWAgent", "disk_used_percent", _ABOVE, 85),
    ("database-cpu", "AWS/RDS", "CPUUtilization", _ABOVE, 80),
    ("database-connections", "AWS/RDS", "DatabaseConnections", _ABOVE, 80),
    ("database-storage", "AWS/RDS", "FreeStorageSpace", _BELOW, 4e9),
    ("database-io", "AWS/RDS", "ReadLatency", _ABOVE, 0.05),
    ("database-queries", _OWN, "SlowQueries", _ABOVE, 10),
    ("response-time", "AWS/ApplicationELB", "TargetResponseTime", _ABOVE, 1),
    ("error-rate", "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", _ABOVE, 10),
    ("requests", "AWS/ApplicationELB", "RequestCount", _ABOVE, 100_000),
    ("unhealthy-hosts", "AWS/ApplicationELB", "UnHealthyHostCount", _ABOVE, 0),
    ("process", _OWN, "ProcessRestarts", _ABOVE, 3),
    ("process-memory", _OWN, "ProcessMemory", _ABOVE, 1e9),
    ("bucket-size", "AWS/S3", "BucketSizeBytes", _ABOVE, 1e11),
    ("bucket-requests", "AWS/S3", "AllRequests", _ABOVE, 1e6),
    ("certificate-expiry", "AWS/CertificateManager", "DaysToExpiry", _BELOW, 30),
    ("backup-age", _OWN, "BackupAge", _ABOVE, 90_000),
    ("root-use", _OWN, "RootAccountUsage", _ABOVE, 0),
    ("key-age", _OWN, "AccessKeyAge", _ABOVE, 90),
)
"""Each alarm: what it is called, namespace, metric, which side of the limit is bad, the limit."""


def watch(clients: Clients, region: str, name: str, tags: dict[str, str]) -> None:
    """Make the alarms of one environment.

    Args:
        clients: gives a client of a service in a region.
        region: where the product lives.
        name: of the environment's resources.
        tags: of the environment's resources.
    """
    sns = clients("sns", region)
    topic = str(sns.create_topic(Name=f"{name}-alarms", Tags=tagged(**tags))["TopicArn"])
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"oncall@{DOMAIN}")
    sns.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://global.sns-api.chatbot.amazonaws.com")
    watching = clients("cloudwatch", region)
    for alarm, namespace, metric, side, limit in ALARMS:
        watching.put_metric_alarm(
            AlarmName=f"{name}-{alarm}",
            AlarmActions=[topic],
            Namespace=namespace,
            MetricName=metric,
            Statistic="Average",
            Period=300,
            EvaluationPeriods=2,
            Threshold=limit,
            ComparisonOperator=side,
            Tags=tagged(**tags),
        )
    watching.put_dashboard(DashboardName=name, DashboardBody=_board(region))


def watch_root(clients: Clients, region: str, account: str) -> None:
    """Have every call of the root user counted in the metric that the alarms on root use follow.

    Args:
        clients: gives a client of a service in a region.
        region: where the product lives.
        account: the account's number.
    """
    name = "sweetorder-production-trail"  # production keeps watch for the whole account
    bucket(clients, region, name)
    logs, trails = clients("logs", region), clients("cloudtrail", region)
    logs.create_log_group(logGroupName=name)
    trails.create_trail(
        Name=name,
        S3BucketName=name,
        IsMultiRegionTrail=True,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{region}:{account}:log-group:{name}:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{account}:role/{name}",
    )
    trails.start_logging(Name=name)
    logs.put_metric_filter(
        logGroupName=name,
        filterName="root-use",
        filterPattern='{ $.userIdentity.type = "Root" && $.eventType != "AwsServiceEvent" }',
        metricTransformations=[{"metricName": "RootAccountUsage", "metricNamespace": _OWN, "metricValue": "1"}],
    )


def _board(region: str) -> str:
    """One picture for each metric."""
    pictures: list[dict[str, Any]] = [
        {"type": "metric", "properties": {"region": region, "title": alarm, "metrics": [[namespace, metric]]}}
        for alarm, namespace, metric, _, _ in ALARMS
    ]
    return json.dumps({"widgets": pictures})
