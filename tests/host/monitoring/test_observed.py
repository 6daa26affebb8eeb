"""What is taken out of a snapshot: by kind, only fresh numbers, the largest or smallest of several."""

from holdfast.host.health.probe import ProbeState, Role, Snapshot, State
from holdfast.host.monitoring.metrics import METRICS
from holdfast.host.monitoring.observed import OLDEST_SECONDS, readings


def probe(name: str, state: State = State.PASSING, age: float = 1.0, **values: float) -> ProbeState:
    role = Role.LIVE if name.startswith(("application", "pm2")) else Role.CRITICAL
    return ProbeState(name, role, state, values=values, age=age, values_age=age)


def test_numbers_become_metrics_by_the_kind_of_their_probe() -> None:
    snapshot = Snapshot((
        probe("pm2", processes_online=2, processes_down=1, restarts=7, memory_bytes=1e8, cpu_percent=3),
        probe("database", connections=12, connections_used_percent=30, deadlocks=4, blocks_read=5, blocks_hit=6,
              longest_query_seconds=0.5, size_bytes=9e6),
        probe("memory", used_percent=61),
        probe("nginx", active_connections=3, requests=99),
    ))  # fmt: skip

    assert readings(snapshot) == {
        "ready": 1, "live": 1, "probes_failing": 0,
        "memory_used_percent": 61,
        "database_connections": 12, "database_connections_percent": 30, "database_longest_query_seconds": 0.5,
        "database_deadlocks": 4, "database_blocks_read": 5, "database_blocks_hit": 6, "database_size_bytes": 9e6,
        "processes_online": 2, "processes_down": 1, "process_restarts": 7, "process_memory_bytes": 1e8,
        "nginx_connections": 3,
    }  # fmt: skip
    assert set(readings(snapshot)) <= set(METRICS)


def test_of_several_disks_the_fullest_counts_and_of_several_certificates_the_first_to_end() -> None:
    snapshot = Snapshot((
        probe("disk:/", used_percent=20), probe("disk:/data", used_percent=91),
        probe("certificates:a", days_left=80), probe("certificates:b", days_left=-2),
    ))  # fmt: skip

    found = readings(snapshot)

    assert (found["disk_used_percent"], found["certificate_days_left"]) == (91, -2)


def test_numbers_that_are_not_of_this_minute_are_left_out() -> None:
    snapshot = Snapshot((probe("database", State.FAILING, age=OLDEST_SECONDS + 1, connections=12),))

    assert readings(snapshot) == {"ready": 0, "live": 1, "probes_failing": 1}


def test_a_dead_application_is_neither_live_nor_ready() -> None:
    found = readings(Snapshot((probe("application", State.FAILING),)))

    assert (found["live"], found["ready"], found["probes_failing"]) == (0, 0, 1)


def test_an_empty_snapshot_says_nothing_of_parts_that_are_not_there() -> None:
    assert set(readings(Snapshot())) == {"ready", "live", "probes_failing"}
