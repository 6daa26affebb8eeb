"""Asks CloudWatch how many CPU credits the instance has; only on instances that have any, at most every 5 minutes.

Only botocore's credentials, signer and HTTP session are used: its client for CloudWatch loads the description of the
whole service, 11 MB for this one call (measured 2026-11-25).
"""

import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import botocore.session  # type: ignore[import-untyped]
from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError  # type: ignore[import-untyped]
from botocore.httpsession import URLLib3Session  # type: ignore[import-untyped]

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

# The JSON form of the API, as botocore's own description of the service has it (2010-08-01, read 2026-11).
_HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "GraniteServiceVersion20100801.GetMetricStatistics",
}

Send = Callable[[bytes], tuple[int, bytes]]
"""Sends the body of one GetMetricStatistics, and gives the status and the body of the answer."""


class Credits:
    """The instance's credits, as CloudWatch last said.

    It asks with GetMetricStatistics, which CloudWatch's free tier covers (35,000 of a million calls a month), where
    GetMetricData would be charged. The host's role needs `cloudwatch:GetMetricStatistics`.

    Args:
        instance: the instance; one that earns no credits is never asked about.
        send: how a question is sent; signed, to CloudWatch of the instance's region, when left out.
        clock: monotonic seconds.
    """

    def __init__(
        self, instance: Instance, send: Send | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._instance = instance
        self._send = send or Signed(instance.region)
        self._clock = clock
        self._asked_at: float | None = None
        self._last: dict[str, float] = {}

    def collect(self) -> Mapping[str, float]:
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
        try:
            found = {ours: self._newest(theirs) for theirs, ours in NAMES.items()}
        except (BotoCoreError, ClientError) as error:
            step = f"check credentials and network, or set service.metrics.credits = false ({type(error).__name__})"
            raise IncompleteError("cannot be asked for CPU credits", where="CloudWatch", next_step=step) from None
        self._last = {name: value for name, value in found.items() if value is not None}
        return self._last

    def _newest(self, metric: str) -> float | None:
        end = datetime.now(UTC)
        question = {
            "Namespace": "AWS/EC2",
            "MetricName": metric,
            "Dimensions": [{"Name": "InstanceId", "Value": self._instance.id}],
            "StartTime": (end - timedelta(minutes=20)).timestamp(),
            "EndTime": end.timestamp(),
            "Period": 300,
            "Statistics": ["Average"],
        }
        status, body = self._send(json.dumps(question).encode())
        answer = _object(body)
        if status != 200:
            code = str(answer.get("__type", status)).rpartition("#")[2][:60]
            step = f"allow cloudwatch:GetMetricStatistics to the host's role ({code})"
            raise IncompleteError("refuses to say the CPU credits", where="CloudWatch", next_step=step)
        return _last_average(answer.get("Datapoints"))


class Signed:
    """Sends questions to CloudWatch of one region, signed with the host's credentials.

    Args:
        region: of the instance.
        environ: where `AWS_ENDPOINT_URL_CLOUDWATCH` or `AWS_ENDPOINT_URL` may stand.
    """

    def __init__(self, region: str, environ: Mapping[str, str] = os.environ) -> None:
        self._region = region
        suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
        given = environ.get("AWS_ENDPOINT_URL_CLOUDWATCH") or environ.get("AWS_ENDPOINT_URL")
        self._url = (given or f"https://monitoring.{region}.{suffix}").rstrip("/") + "/"
        self._session = botocore.session.Session()
        self._http = URLLib3Session(timeout=(2, 5))

    def __call__(self, body: bytes) -> tuple[int, bytes]:
        """Send one question.

        Raises:
            BotoCoreError: no credentials, no connection, or no answer in time.
        """
        credentials = self._session.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        request = AWSRequest(method="POST", url=self._url, data=body, headers=dict(_HEADERS))
        SigV4Auth(credentials.get_frozen_credentials(), "monitoring", self._region).add_auth(request)
        answered = self._http.send(request.prepare())
        return answered.status_code, answered.content


def _object(body: bytes) -> Mapping[str, object]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _last_average(points: object) -> float | None:
    known = [
        (point["Timestamp"], point["Average"])
        for point in (points if isinstance(points, list) else [])
        if isinstance(point, dict) and all(isinstance(point.get(key), (int, float)) for key in ("Timestamp", "Average"))
    ]
    return float(max(known)[1]) if known else None
