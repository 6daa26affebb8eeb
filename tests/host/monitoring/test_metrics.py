"""The table of metrics: its names, units and alarms, the page made from it, and the growth of counters."""

import math
import re
from pathlib import Path

import pytest
from aws_embedded_metrics.unit import Unit as AwsUnit
from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.monitoring.metrics import METRICS, Growth, Kind, Metric, Unit, table
from holdfast.model.facts.operations import Watched

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"

FROM_AWS = {Watched.CPU, Watched.STATUS, Watched.BUCKET_SIZE, Watched.BUCKET_REQUESTS, Watched.DATABASE_CPU}
"""Control 10 wants alarms on these too; AWS measures them without an agent."""

OF_ROW_TEN = {
    Watched.MEMORY, Watched.CREDITS, Watched.DISK, Watched.DATABASE_CONNECTIONS, Watched.DATABASE_QUERIES,
    Watched.DATABASE_IO, Watched.DATABASE_STORAGE, Watched.RESPONSE_TIME, Watched.ERROR_RATE, Watched.REQUESTS,
    Watched.UNHEALTHY_HOSTS, Watched.PROCESS, Watched.PROCESS_MEMORY, Watched.CERTIFICATE, Watched.BACKUP_AGE,
}  # fmt: skip


def test_every_alarm_of_row_ten_that_needs_a_host_has_a_metric() -> None:
    assert {metric.alarm for metric in METRICS.values() if metric.alarm} == OF_ROW_TEN


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_a_metric_is_named_as_both_systems_allow_and_means_something(metric: Metric) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", metric.name)
    assert metric.meaning
    assert not metric.name.endswith("_total")


def test_every_unit_is_one_of_cloudwatchs() -> None:
    assert {unit.value for unit in Unit} <= {unit.value for unit in AwsUnit}


def test_the_page_shows_the_table_as_it_is() -> None:
    assert f"<!-- metrics -->\n{table()}\n<!-- /metrics -->" in PAGE.read_text(encoding="utf-8")


def test_a_counter_seen_for_the_first_time_has_not_grown_yet() -> None:
    growth = Growth()

    assert growth.since({"database_deadlocks": 70.0, "ready": 1.0}) == {"ready": 1.0}
    assert growth.since({"database_deadlocks": 72.0, "ready": 0.0}) == {"database_deadlocks": 2.0, "ready": 0.0}


def test_a_counter_that_starts_with_the_agent_counts_from_its_start() -> None:
    assert Growth({"requests": 0.0}).since({"requests": 9.0}) == {"requests": 9.0}


def test_a_counter_that_fell_has_started_again() -> None:
    growth = Growth()
    growth.since({"process_restarts": 40.0})

    assert growth.since({"process_restarts": 3.0}) == {"process_restarts": 3.0}


@given(st.lists(st.integers(0, 10**9), min_size=1))
def test_growth_is_never_negative_and_adds_up_while_nothing_restarts(steps: list[int]) -> None:
    growth, total, seen = Growth({"requests": 0.0}), 0.0, []
    for step in steps:
        total += step
        seen.append(growth.since({"requests": total})["requests"])

    assert math.fsum(seen) == total
    assert METRICS["requests"].kind is Kind.COUNTER
