"""Every metric of a host in one table: its name, unit, source, and which alarm of control 10 looks at it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from holdfast.model.facts.operations import Watched

Readings = Mapping[str, float]
"""Values by the name of their metric; counters as totals since some start, whatever that was."""

NAMESPACE = "Holdfast"
"""CloudWatch's namespace of all metrics of all products; their dimensions keep them apart."""


class Unit(StrEnum):
    """The units that are used here, spelled as CloudWatch does."""

    COUNT = "Count"
    PERCENT = "Percent"
    SECONDS = "Seconds"
    MILLISECONDS = "Milliseconds"
    BYTES = "Bytes"
    NONE = "None"


class Kind(StrEnum):
    """How a value behaves."""

    GAUGE = "gauge"
    COUNTER = "counter"
    """Only grows until its source starts again; CloudWatch gets the growth of each minute, Prometheus the total."""


class Source(StrEnum):
    """Where a value comes from."""

    HEALTH = "health"
    PM2 = "PM2"
    NGINX_LOG = "Nginx log"
    NGINX_STATUS = "Nginx status"
    POSTGRESQL = "PostgreSQL"
    BACKUP = "backup.json"
    WAL = "WAL spool"
    CERTIFICATES = "certificates"
    SYSTEM = "system"
    CREDITS = "CloudWatch"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Attributes:
        name: lower case with underscores; the same in CloudWatch, and with `holdfast_` in front in Prometheus.
        unit: of its values.
        source: where it comes from.
        meaning: one line for people.
        kind: whether it is a state or a count that grows.
        alarm: what an alarm of control 10 watches with it; None where it only explains.
        per_host: in CloudWatch also with the dimension `Host`, which costs one more metric for each host.
        in_cloudwatch: false where AWS or CloudWatch's own agent has the number already.
    """

    name: str
    unit: Unit
    source: Source
    meaning: str
    kind: Kind = Kind.GAUGE
    alarm: Watched | None = None
    per_host: bool = False
    in_cloudwatch: bool = True


def _health() -> Iterator[Metric]:
    source = Source.HEALTH
    yield Metric("ready", Unit.COUNT, source, "1 when requests may come here, else 0",
                 alarm=Watched.UNHEALTHY_HOSTS, per_host=True)  # fmt: skip
    yield Metric("live", Unit.COUNT, source, "1 unless the application is dead", alarm=Watched.PROCESS)
    yield Metric("probes_failing", Unit.COUNT, source, "probes that fail or are stale")


def _pm2() -> Iterator[Metric]:
    source = Source.PM2
    yield Metric("processes_online", Unit.COUNT, source, "PM2 processes that are online")
    yield Metric("processes_down", Unit.COUNT, source, "PM2 processes that should be online and are not",
                 alarm=Watched.PROCESS, per_host=True)  # fmt: skip
    yield Metric("process_restarts", Unit.COUNT, source, "restarts of PM2 processes", Kind.COUNTER, Watched.PROCESS)
    yield Metric("process_memory_bytes", Unit.BYTES, source, "memory of all PM2 processes",
                 alarm=Watched.PROCESS_MEMORY, per_host=True)  # fmt: skip


def _nginx() -> Iterator[Metric]:
    log, status = Source.NGINX_LOG, Source.NGINX_STATUS
    yield Metric("requests", Unit.COUNT, log, "requests answered", Kind.COUNTER, Watched.REQUESTS)
    yield Metric("request_errors", Unit.COUNT, log, "answers 500 to 599", Kind.COUNTER, Watched.ERROR_RATE)
    yield Metric("request_refusals", Unit.COUNT, log, "answers 400 to 499", Kind.COUNTER)
    yield Metric("request_error_percent", Unit.PERCENT, log, "answers 500 to 599 among all of the last minute",
                 alarm=Watched.ERROR_RATE, per_host=True)  # fmt: skip
    yield Metric("response_time_p50", Unit.MILLISECONDS, log, "half of the requests took no longer")
    yield Metric("response_time_p95", Unit.MILLISECONDS, log, "95 of 100 requests took no longer",
                 alarm=Watched.RESPONSE_TIME)  # fmt: skip
    yield Metric("response_time_p99", Unit.MILLISECONDS, log, "99 of 100 requests took no longer")
    yield Metric("upstream_time_p95", Unit.MILLISECONDS, log, "95 of 100 requests kept the application no longer")
    yield Metric("log_lines_unreadable", Unit.COUNT, log, "lines of the access log without a status", Kind.COUNTER)
    yield Metric("nginx_connections", Unit.COUNT, status, "open connections of clients")


def _database() -> Iterator[Metric]:
    source, queries, io = Source.POSTGRESQL, Watched.DATABASE_QUERIES, Watched.DATABASE_IO
    yield Metric("database_connections", Unit.COUNT, source, "connections in use",
                 alarm=Watched.DATABASE_CONNECTIONS)  # fmt: skip
    yield Metric("database_connections_percent", Unit.PERCENT, source, "connections in use of those allowed",
                 alarm=Watched.DATABASE_CONNECTIONS)  # fmt: skip
    yield Metric("database_query_time", Unit.MILLISECONDS, source,
                 "mean time of a statement in the last minute; needs pg_stat_statements", alarm=queries)  # fmt: skip
    yield Metric("database_longest_query_seconds", Unit.SECONDS, source, "age of the oldest running statement",
                 alarm=queries)  # fmt: skip
    yield Metric("database_slow_queries", Unit.COUNT, source, "statements that run longer than `slow_query_ms` now",
                 alarm=queries)  # fmt: skip
    yield Metric("database_deadlocks", Unit.COUNT, source, "deadlocks", Kind.COUNTER, queries)
    yield Metric("database_blocks_read", Unit.COUNT, source, "blocks of 8 KiB read from disk", Kind.COUNTER, io)
    yield Metric("database_blocks_hit", Unit.COUNT, source, "blocks of 8 KiB found in memory", Kind.COUNTER)
    yield Metric("database_size_bytes", Unit.BYTES, source, "size of the database", alarm=Watched.DATABASE_STORAGE)


def _backup() -> Iterator[Metric]:
    source, wal = Source.BACKUP, Source.WAL
    yield Metric("backup_age_seconds", Unit.SECONDS, source, "since the last good backup was finished",
                 alarm=Watched.BACKUP_AGE)  # fmt: skip
    yield Metric("backup_size_bytes", Unit.BYTES, source, "size in the store of the last good one of this host")
    yield Metric("backup_duration_seconds", Unit.SECONDS, source, "how long it took")
    yield Metric("backup_failures", Unit.COUNT, source, "runs that failed on this host", Kind.COUNTER)
    yield Metric("backup_proven", Unit.COUNT, source, "1 when the last restore to prove a backup passed, else 0")
    yield Metric("backup_proof_age_seconds", Unit.SECONDS, source, "since a backup was last restored to prove it")
    yield Metric("backup_restore_seconds", Unit.SECONDS, source, "how long that restore took: the measured RTO")
    yield Metric("wal_lag_seconds", Unit.SECONDS, wal, "age of the oldest WAL that waits for S3; 0 when none does")
    yield Metric("wal_spool_bytes", Unit.BYTES, wal, "WAL that waits for S3")
    yield Metric("wal_spool_percent", Unit.PERCENT, wal, "of the spool's bound; at 100 PostgreSQL's own disk fills")
    yield Metric("wal_dropped", Unit.COUNT, wal, "segments given up at the bound: gaps in recovery", Kind.COUNTER)


def _others() -> Iterator[Metric]:
    yield Metric("certificate_days_left", Unit.NONE, Source.CERTIFICATES, "days until the first certificate ends",
                 alarm=Watched.CERTIFICATE)  # fmt: skip
    yield Metric("release", Unit.COUNT, Source.RELEASE, "1, with the commit as a dimension")
    system, credits_ = Source.SYSTEM, Source.CREDITS
    yield Metric("memory_used_percent", Unit.PERCENT, system, "memory in use", in_cloudwatch=False,
                 alarm=Watched.MEMORY)  # fmt: skip
    yield Metric("disk_used_percent", Unit.PERCENT, system, "use of the fullest file system", in_cloudwatch=False,
                 alarm=Watched.DISK)  # fmt: skip
    for name, meaning in (
        ("cpu_credit_balance", "CPU credits left"),
        ("cpu_credit_usage", "CPU credits spent in five minutes"),
        ("cpu_surplus_credit_balance", "CPU credits borrowed"),
        ("cpu_surplus_credits_charged", "borrowed CPU credits that are charged"),
    ):
        yield Metric(name, Unit.COUNT, credits_, meaning, alarm=Watched.CREDITS, in_cloudwatch=False)


METRICS: Mapping[str, Metric] = {
    metric.name: metric for part in (_health, _pm2, _nginx, _database, _backup, _others) for metric in part()
}
"""Every metric by its name, in the order in which people read them."""


def product_name(product: str, environment: str) -> str:
    """The name of one product in one environment, as files and log groups bear it."""
    return f"{product}-{environment}"


class Growth:
    """What counters grew by since they were asked before; a counter that fell has started again from zero.

    Args:
        start: counters that are known to start with the agent, and at what.
    """

    def __init__(self, start: Readings | None = None) -> None:
        self._before: dict[str, float] = dict(start or {})

    def since(self, readings: Readings) -> Readings:
        """`readings` with each counter replaced by its growth; one that is seen for the first time is left out.

        What a counter had reached before the agent came is not of this minute: PostgreSQL's deadlocks of a year
        must not ring now.
        """
        grown: dict[str, float] = {}
        for name, value in readings.items():
            if METRICS[name].kind is Kind.GAUGE:
                grown[name] = value
                continue
            before = self._before.get(name)
            self._before[name] = value
            if before is not None:
                grown[name] = value - before if value >= before else value
        return grown


def table() -> str:
    """All metrics as a Markdown table: the one of docs/metrics.md."""
    lines = ["| Metric | Unit | Source | Alarm | CloudWatch | Meaning |", "| --- | --- | --- | --- | --- | --- |"]
    for metric in METRICS.values():
        alarm = f"`{metric.alarm}`" if metric.alarm else ""
        unit = metric.unit.value + (" (grows)" if metric.kind is Kind.COUNTER else "")
        cells = (f"`{metric.name}`", unit, metric.source.value, alarm, _where(metric), metric.meaning)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _where(metric: Metric) -> str:
    if not metric.in_cloudwatch:
        return "from AWS"
    return "and by host" if metric.per_host else "yes"
