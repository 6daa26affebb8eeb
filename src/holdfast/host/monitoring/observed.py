"""Takes the metrics out of what health has asked already, so that PM2, PostgreSQL and the rest are asked once."""

from collections.abc import Iterable

from holdfast.host.health import verdict
from holdfast.host.health.probe import ProbeState, Snapshot, State
from holdfast.host.monitoring.metrics import Readings

OLDEST_SECONDS = 120.0
"""Age above which a number is not of this minute, and is left out: a gap in a graph is true, an old value is not."""

_LARGEST = (
    ("memory", "used_percent", "memory_used_percent"),
    ("disk", "used_percent", "disk_used_percent"),
    ("database", "connections", "database_connections"),
    ("database", "connections_used_percent", "database_connections_percent"),
    ("database", "longest_query_seconds", "database_longest_query_seconds"),
    ("database", "deadlocks", "database_deadlocks"),
    ("database", "blocks_read", "database_blocks_read"),
    ("database", "blocks_hit", "database_blocks_hit"),
    ("database", "size_bytes", "database_size_bytes"),
    ("pm2", "processes_online", "processes_online"),
    ("pm2", "processes_down", "processes_down"),
    ("pm2", "restarts", "process_restarts"),
    ("pm2", "memory_bytes", "process_memory_bytes"),
    ("nginx", "active_connections", "nginx_connections"),
)
"""Kind of probe, name of its number, name of the metric. Of several probes of a kind the largest counts."""

_SMALLEST = (("certificates", "days_left", "certificate_days_left"),)


def readings(snapshot: Snapshot) -> Readings:
    """The metrics that stand in a snapshot; those whose probe is not there or has no fresh number are left out."""
    found: dict[str, float] = {
        "ready": float(verdict.ready(snapshot).ok),
        "live": float(verdict.live(snapshot).ok),
        "probes_failing": float(sum(probe.stale or probe.state is State.FAILING for probe in snapshot.probes)),
    }
    for kind, name, metric in _LARGEST:
        values = _fresh(snapshot.of_kind(kind), name)
        if values:
            found[metric] = max(values)
    for kind, name, metric in _SMALLEST:
        values = _fresh(snapshot.of_kind(kind), name)
        if values:
            found[metric] = min(values)
    return found


def _fresh(probes: Iterable[ProbeState], name: str) -> list[float]:
    return [probe.values[name] for probe in probes if name in probe.values and is_fresh(probe)]


def is_fresh(probe: ProbeState) -> bool:
    """Whether the numbers of a probe are of about this minute."""
    return probe.values_age is not None and probe.values_age <= OLDEST_SECONDS
