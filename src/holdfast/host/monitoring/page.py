"""Writes the `/metrics` page in Prometheus' text format, from a registry of its own."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from holdfast.host.health.probe import Snapshot, State
from holdfast.host.monitoring.accesslog import BUCKETS
from holdfast.host.monitoring.metrics import METRICS, Kind, Readings
from holdfast.host.monitoring.observed import is_fresh
from holdfast.host.releases.identity import Release

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""What `/metrics` is served as."""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that one page shows.

    Attributes:
        readings: by name of the metric, counters as totals.
        snapshot: the probes, shown one by one.
        histogram: requests by upper bound of their time in seconds, not cumulative over the bounds.
        seconds: sum of their times.
        problems: by source, whether it could not be read this time.
        at: when all this was read, in seconds since 1970.
    """

    readings: Readings = field(default_factory=dict)
    snapshot: Snapshot = field(default_factory=Snapshot)
    histogram: Mapping[float, int] | None = None
    seconds: float = 0.0
    problems: Mapping[str, bool] = field(default_factory=dict)
    at: float = 0.0


class Page:
    """The page of one host.

    Its parts are fixed; `render` is called once a minute, not once a request.

    Args:
        product: a label of `holdfast_release_info`.
        environment: the same.
        release: the same.
    """

    def __init__(self, product: str, environment: str, release: Release) -> None:
        self._labels = {"product": product, **release.as_dict(), "environment": environment}
        self._seen = Seen()
        self._registry = CollectorRegistry()
        self._registry.register(_Families(self))
        # What the agent itself takes: its memory and processor time.
        ProcessCollector(namespace="holdfast_agent", registry=self._registry)

    def render(self, seen: Seen) -> bytes:
        """The page that shows `seen`."""
        self._seen = seen
        return generate_latest(self._registry)

    def families(self) -> Iterator[Metric]:
        """Every family of the page, but those of the process."""
        yield self._release()
        yield from _of_readings(self._seen.readings)
        if self._seen.histogram is not None:
            yield _response_times(self._seen.histogram, self._seen.seconds)
        yield from _of_probes(self._seen.snapshot)
        yield from _of_sources(self._seen)

    def _release(self) -> Metric:
        family = GaugeMetricFamily("holdfast_release_info", "the running release, always 1", labels=list(self._labels))
        family.add_metric(list(self._labels.values()), 1)
        return family


class _Families(Collector):
    """What prometheus_client asks for the families."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def collect(self) -> Iterator[Metric]:
        yield from self._page.families()

    def describe(self) -> Iterator[Metric]:
        """Nothing: names are known only when there are readings."""
        yield from ()


def _of_readings(readings: Readings) -> Iterator[Metric]:
    for name, value in readings.items():
        metric = METRICS[name]
        family = CounterMetricFamily if metric.kind is Kind.COUNTER else GaugeMetricFamily
        yield family(f"holdfast_{name}", metric.meaning, value=value)


def _response_times(histogram: Mapping[float, int], seconds: float) -> Metric:
    counts = Counter(histogram)
    running = 0
    buckets: list[tuple[str, float]] = []
    for bound in (*BUCKETS, float("inf")):
        running += counts[bound]
        buckets.append(("+Inf" if bound == float("inf") else str(bound), running))
    family = HistogramMetricFamily("holdfast_response_seconds", "time of requests, from Nginx's access log")
    family.add_metric([], buckets=buckets, sum_value=seconds)
    return family


def _of_probes(snapshot: Snapshot) -> Iterator[Metric]:
    up = GaugeMetricFamily("holdfast_probe_up", "1 when the probe passes, else 0", labels=["probe", "role"])
    age = GaugeMetricFamily("holdfast_probe_age_seconds", "since the probe's last answer", labels=["probe"])
    values = GaugeMetricFamily("holdfast_probe_value", "what the probe measured", labels=["probe", "value"])
    for probe in snapshot.probes:
        passes = probe.state is State.PASSING and not probe.stale
        up.add_metric([probe.name, probe.role.value], float(passes))
        if probe.age is not None:
            age.add_metric([probe.name], probe.age)
        if is_fresh(probe):
            for name, value in probe.values.items():
                values.add_metric([probe.name, name], value)
    yield from (up, age, values)


def _of_sources(seen: Seen) -> Iterator[Metric]:
    failing = GaugeMetricFamily("holdfast_source_failing", "1 when a source could not be read", labels=["source"])
    for source, bad in seen.problems.items():
        failing.add_metric([source], float(bad))
    yield failing
    yield GaugeMetricFamily("holdfast_collected_timestamp_seconds", "when these numbers were read", value=seen.at)
