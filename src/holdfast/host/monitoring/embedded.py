"""Writes readings in CloudWatch's embedded metric format: JSON log lines that CloudWatch turns into metrics.

Every metric has the dimensions `Product` and `Environment`, so that an alarm outlives the hosts; the few that tell
which host is unwell have `Host` too. `Release` is a dimension of the single metric `release`: each new value of a
dimension is a new metric to pay for, and a commit is a new value at each deployment. Host and release stand in every
document as plain fields, where Logs Insights finds them for nothing.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from holdfast.host.monitoring import emf_library
from holdfast.host.monitoring.metrics import METRICS, NAMESPACE, Metric, Readings, product_name
from holdfast.host.releases.identity import Release

UNKNOWN = "unknown"
"""Value of a dimension that is not known: CloudWatch takes no empty one."""

_LONGEST_VALUE = 250

MetricsContext, LogSerializer = emf_library.load()


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose metrics they are."""

    product: str
    environment: str
    host: str
    release: Release

    @property
    def log_group(self) -> str:
        """The log group that the documents go to."""
        return f"/holdfast/{product_name(self.product, self.environment)}/metrics"


def documents(identity: Identity, readings: Readings, moment: datetime) -> tuple[str, ...]:
    """The documents of one minute, each one line without a newline.

    Values that are not finite, and metrics that are not for CloudWatch, are left out.

    Args:
        identity: becomes dimensions and fields.
        readings: by name of the metric, counters as their growth in this minute.
        moment: when they were read; CloudWatch takes none older than 14 days or more than 2 hours ahead.
    """
    chosen = {name: value for name, value in readings.items() if METRICS[name].in_cloudwatch and math.isfinite(value)}
    shared = {name: value for name, value in chosen.items() if not METRICS[name].per_host}
    of_hosts = {name: value for name, value in chosen.items() if METRICS[name].per_host}
    product = {"Product": _dimension(identity.product), "Environment": _dimension(identity.environment)}
    host = {**product, "Host": _dimension(identity.host)}
    release = {**product, "Release": _dimension(identity.release.short)}
    return tuple(
        document
        for values, dimensions in (
            (shared, [product]),
            (of_hosts, [product, host]),
            ({"release": 1.0}, [release]),
        )
        for document in _serialized(identity, values, dimensions, moment)
    )


def _serialized(
    identity: Identity, values: Readings, dimensions: list[dict[str, str]], moment: datetime
) -> Iterator[str]:
    if not values:
        return
    context = MetricsContext(namespace=NAMESPACE, properties=dict(_fields(identity)))
    context.set_dimensions(dimensions)
    # Set directly: `set_timestamp` compares with the clock again, and raises when that jumped in between.
    context.meta["Timestamp"] = int(moment.timestamp() * 1000)
    context.meta["LogGroupName"] = identity.log_group
    context.meta["LogStreamName"] = _dimension(identity.host)
    for name, value in values.items():
        context.put_metric(name, _short(value), _unit(METRICS[name]))
    yield from LogSerializer.serialize(context)


def _fields(identity: Identity) -> Mapping[str, str]:
    return {"Host": _dimension(identity.host), "Release": _dimension(identity.release.short)}


def _unit(metric: Metric) -> str:
    return metric.unit.value


def _short(value: float) -> float:
    """Whole numbers without a fraction, others to six digits behind the point: bytes of log are paid for."""
    return int(value) if value == int(value) else round(value, 6)


def _dimension(text: str) -> str:
    """`text` as CloudWatch takes it for a dimension: printable ASCII, not empty, not beginning with a colon."""
    plain = "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in text)
    return plain.strip().lstrip(":")[:_LONGEST_VALUE] or UNKNOWN
