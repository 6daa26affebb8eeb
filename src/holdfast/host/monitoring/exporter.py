"""Gathers the host's numbers once a minute, on a thread of its own, and hands them to CloudWatch and Prometheus.

Nothing here can block or end the agent: `observe` returns at once, and a source or sink that fails is said once, when
it begins, and once when it is well again.
"""

import logging
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from holdfast.host.capacity.instance import find_instance, host_name
from holdfast.host.health.probe import Snapshot
from holdfast.host.monitoring import observed
from holdfast.host.monitoring.metrics import METRICS, Growth, Kind, Readings, Source
from holdfast.host.monitoring.page import CONTENT_TYPE, Page, Seen
from holdfast.host.monitoring.sinks import Sink, sink_for
from holdfast.host.monitoring.sources import Sources, sources_of
from holdfast.host.releases.identity import Release
from holdfast.model.errors import HoldfastError
from holdfast.model.product import Product

log = logging.getLogger(__name__)

LOG_SECONDS = 5.0
"""Seconds between two looks at the access log: short bursts of work instead of one long one a minute."""

_FROM_ZERO: Readings = {
    metric.name: 0.0 for metric in METRICS.values() if metric.kind is Kind.COUNTER and metric.source is Source.NGINX_LOG
}
"""Counters that begin with the agent: what they reach in the first minute is of that minute."""


class Exporter:
    """The numbers of one product on this host.

    Args:
        product: its spec.
        environment: the environment of the host.
        release: what runs here.
        sink: where embedded metrics go; `service.metrics.to` of the spec when left out.
        sources: what is read besides health; found from the spec and the host, at the first minute, when left out.
        host: the host's name in metrics; the instance's id, else the machine's name, when left out.
        log_seconds: seconds between two looks at the access log.
    """

    content_type = CONTENT_TYPE

    def __init__(
        self,
        product: Product,
        environment: str,
        release: Release,
        *,
        sink: Sink | None = None,
        sources: Sources | None = None,
        host: str | None = None,
        log_seconds: float = LOG_SECONDS,
    ) -> None:
        self._product = product
        self._environment = environment
        self._release = release
        self._quiet = sink is None and product.service.metrics.to == "none"
        self._sink = sink or sink_for(product.service.metrics.to)
        self._sources = sources
        self._host = host
        self._log_seconds = log_seconds
        self._growth = Growth(_FROM_ZERO)
        self._page = Page(product.name, environment, release)
        self._text = self._page.render(Seen(at=time.time()))
        self._problems: dict[str, str] = {}
        self._waiting: Snapshot | None = None
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._minutes = 0
        self._done = threading.Condition()
        self._thread: threading.Thread | None = None

    def observe(self, snapshot: Snapshot) -> None:
        """Take what health knows now, about once a minute; returns at once, the newest snapshot wins."""
        self._waiting = snapshot
        self._wake.set()
        if self._stopped.is_set():
            return
        if not self.is_working:
            # A daemon thread: a source that hangs must not keep the agent from ending.
            self._thread = threading.Thread(target=self._work, name="holdfast-metrics", daemon=True)
            self._thread.start()

    @property
    def is_working(self) -> bool:
        """Whether its thread runs; the next snapshot starts it again."""
        return self._thread is not None and self._thread.is_alive()

    def prometheus(self) -> bytes:
        """The `/metrics` page of the last minute; any rate of requests costs the same."""
        return self._text

    def close(self, wait_seconds: float = 1.0) -> None:
        """Stop the thread, waiting for it at most that long."""
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(wait_seconds)

    def wait_for(self, minutes: int, wait_seconds: float) -> bool:
        """Wait until so many snapshots have been worked off; false when that took longer. For tests and drills."""
        with self._done:
            return self._done.wait_for(lambda: self._minutes >= minutes, wait_seconds)

    def _work(self) -> None:
        sources = self._prepared()
        while not self._stopped.is_set():
            self._wake.wait(self._log_seconds)
            self._wake.clear()
            snapshot, self._waiting = self._waiting, None
            if snapshot is not None:
                self._minute(snapshot, sources)
            elif sources.access_log is not None:
                self._poll(sources)
        if sources.access_log is not None:
            sources.access_log.close()

    def _prepared(self) -> Sources:
        """Sources and name, found on this thread: the metadata service may take a second to say nothing."""
        if self._sources is None or self._host is None:
            instance = find_instance()
            self._host = self._host or host_name(instance)
            self._sources = self._sources or sources_of(self._product, self._environment, instance=instance)
        return self._sources

    def _poll(self, sources: Sources) -> None:
        if sources.access_log is None:
            return
        try:
            sources.access_log.poll()
        except HoldfastError as error:
            self._tell("nginx-log", _one_line(error))

    def _minute(self, snapshot: Snapshot, sources: Sources) -> None:
        readings = dict(observed.readings(snapshot))
        for name, source in sources:
            try:
                readings.update(source.collect())
            except HoldfastError as error:
                self._tell(name, _one_line(error))
            else:
                self._tell(name, "")
        ordered = {name: readings[name] for name in METRICS if name in readings}
        self._show(ordered, snapshot, sources)
        self._send(self._growth.since(ordered))
        with self._done:
            self._minutes += 1
            self._done.notify_all()

    def _show(self, readings: Readings, snapshot: Snapshot, sources: Sources) -> None:
        logged = sources.access_log
        self._text = self._page.render(
            Seen(
                readings=readings,
                snapshot=snapshot,
                histogram=logged.histogram if logged else None,
                seconds=logged.seconds if logged else 0.0,
                problems={name: bool(self._problems.get(name)) for name in (*_names(sources), "sink")},
                at=time.time(),
            )
        )

    def _send(self, readings: Readings) -> None:
        if self._quiet:
            return
        try:
            # Imported here: a host without CloudWatch needs no library for it.
            from holdfast.host.monitoring.embedded import Identity, documents

            identity = Identity(self._product.name, self._environment, self._host or "", self._release)
            self._sink.send(documents(identity, readings, datetime.fromtimestamp(time.time(), UTC)))
        except HoldfastError as error:
            self._tell("sink", _one_line(error))
        else:
            self._tell("sink", "")

    def _tell(self, source: str, problem: str) -> None:
        """Log a problem when it begins, changes or ends; not once a minute."""
        before = self._problems.get(source, "")
        self._problems[source] = problem
        if problem and problem != before:
            log.warning("metrics: %s: %s", source, problem)
        elif before and not problem:
            log.info("metrics: %s: well again", source)


def _names(sources: Iterable[tuple[str, object]]) -> tuple[str, ...]:
    return tuple(name for name, _ in sources)


def _one_line(error: HoldfastError) -> str:
    return "; ".join(line.strip() for line in str(error).splitlines())
