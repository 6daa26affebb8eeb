"""Asks CloudWatch how many CPU credits the instance has; only on instances that have any, at most every 5 minutes."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from holdfast.host.capacity.instance import Instance
from holdfast.model.errors import IncompleteError

EVERY_SECONDS = 300.0
"""CloudWatch has a new value every 5 minutes (Amazon EC2 User Guide, *Monitor your CPU credits*, read 2026-11)."""

NAMES = {
    "CPUCreditBalance": "cpu_credit_balance",
    "CPUCreditUsage": "cpu_credit_usage",
    "CPUSurplusCreditBalance": "cpu_surplus_credit_balance",
    "CPUSurplusCreditsCharged": "cpu_surplus_credits_charged",
}
"""CloudWatch's names, and ours."""


class Credits:
    """The instance's credits, as CloudWatch last said.

    It asks with GetMetricStatistics, which CloudWatch's free tier covers (35,000 of a million calls a month), where
    GetMetricData would be charged. The host's role needs `cloudwatch:GetMetricStatistics`.

    Args:
        instance: the instance; one that earns no credits is never asked about.
        client: a boto3 client for CloudWatch; made at the first question when left out.
        clock: monotonic seconds.
    """

    def __init__(
        self, instance: Instance, client: Any | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._instance = instance
        self._client = client
        self._clock = clock
        self._asked_at: float | None = None
        self._last: dict[str, float] = {}

    def collect(self) -> dict[str, float]:
        """The last values by our names; empty where the instance earns no credits or CloudWatch has no value yet.

        Raises:
            IncompleteError: CloudWatch cannot be asked; it is tried again after 5 minutes.
        """
        if not self._instance.earns_credits:
            return {}
        now = self._clock()
        if self._asked_at is not None and now - self._asked_at < EVERY_SECONDS:
            return self._last
        self._asked_at, self._last = now, {}
        self._last = self._asked()
        return self._last

    def _asked(self) -> dict[str, float]:
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

        try:
            self._client = self._client or _client(self._instance.region)
            found = {ours: self._newest(theirs) for theirs, ours in NAMES.items()}
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "refused"))
            step = f"allow cloudwatch:GetMetricStatistics to the host's role ({code})"
            raise IncompleteError("refuses to say the CPU credits", where="CloudWatch", next_step=step) from None
        except BotoCoreError as error:
            step = f"check credentials and network, or set service.metrics.credits = false ({type(error).__name__})"
            raise IncompleteError("cannot be asked for CPU credits", where="CloudWatch", next_step=step) from None
        return {name: value for name, value in found.items() if value is not None}

    def _newest(self, metric: str) -> float | None:
        end = datetime.now(UTC)
        answer = self._client.get_metric_statistics(  # type: ignore[union-attr]
            Namespace="AWS/EC2",
            MetricName=metric,
            Dimensions=[{"Name": "InstanceId", "Value": self._instance.id}],
            StartTime=end - timedelta(minutes=20),
            EndTime=end,
            Period=300,
            Statistics=["Average"],
        )
        points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
        return float(points[-1]["Average"]) if points else None


def _client(region: str) -> Any:
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]

    quick = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2})
    return boto3.session.Session().client("cloudwatch", region_name=region, config=quick)
