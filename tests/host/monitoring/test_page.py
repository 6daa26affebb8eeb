"""The /metrics page is what a Prometheus server reads: checked with the client library's own parser."""

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from holdfast.host.health.probe import ProbeState, Role, Snapshot, State
from holdfast.host.monitoring.metrics import METRICS, Kind
from holdfast.host.monitoring.page import Page, Seen
from holdfast.host.releases.identity import Release

RELEASE = Release(commit="a" * 40, tag='v1 "x"\\', built_at="2026-11-25T00:00:00Z", environment="staging")


def samples(seen: Seen, release: Release = RELEASE) -> list[Sample]:
    text = Page("sweetorder", "production", release).render(seen).decode()
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


def value(found: list[Sample], name: str, **labels: str) -> float:
    (sample,) = [one for one in found if one.name == name and labels.items() <= one.labels.items()]
    return sample.value


def test_every_metric_is_there_under_its_name_and_counters_as_totals() -> None:
    found = samples(Seen(readings=dict.fromkeys(METRICS, 3.0)))

    for metric in METRICS.values():
        assert value(found, f"holdfast_{metric.name}{'_total' if metric.kind is Kind.COUNTER else ''}") == 3.0


def test_the_release_stands_in_labels_and_the_agents_own_environment_wins() -> None:
    found = samples(Seen())

    assert value(found, "holdfast_release_info", commit="a" * 40, tag='v1 "x"\\', environment="production") == 1


def test_response_times_are_a_cumulative_histogram() -> None:
    found = samples(Seen(histogram={0.005: 7, 0.25: 2, float("inf"): 1}, seconds=31.5))

    assert value(found, "holdfast_response_seconds_bucket", le="0.005") == 7
    assert value(found, "holdfast_response_seconds_bucket", le="0.1") == 7
    assert value(found, "holdfast_response_seconds_bucket", le="10.0") == 9
    assert value(found, "holdfast_response_seconds_bucket", le="+Inf") == 10
    assert value(found, "holdfast_response_seconds_count") == 10
    assert value(found, "holdfast_response_seconds_sum") == 31.5


def test_each_probe_is_shown_with_state_age_and_fresh_numbers_and_without_its_reason() -> None:
    disk = ProbeState('disk:/"odd"\n', Role.CRITICAL, State.PASSING, "secret reason", {"used_percent": 3.0}, 1.5, 1.5)
    old = ProbeState("database", Role.CRITICAL, State.FAILING, "", {"connections": 9.0}, 0.5, 500.0)
    text = Page("p", "e", RELEASE).render(Seen(snapshot=Snapshot((disk, old)))).decode()
    found = samples(Seen(snapshot=Snapshot((disk, old))))

    assert value(found, "holdfast_probe_up", probe='disk:/"odd"\n') == 1
    assert value(found, "holdfast_probe_up", probe="database", role="critical") == 0
    assert value(found, "holdfast_probe_age_seconds", probe="database") == 0.5
    assert value(found, "holdfast_probe_value", value="used_percent") == 3.0
    assert "connections" not in text
    assert "secret reason" not in text


def test_what_could_not_be_read_is_said() -> None:
    found = samples(Seen(problems={"nginx-log": True, "sink": False}, at=1_800_000_000.0))

    assert value(found, "holdfast_source_failing", source="nginx-log") == 1
    assert value(found, "holdfast_source_failing", source="sink") == 0
    assert value(found, "holdfast_collected_timestamp_seconds") == 1_800_000_000


def test_the_agents_own_memory_and_time_are_there() -> None:
    found = samples(Seen())

    assert value(found, "holdfast_agent_process_resident_memory_bytes") > 1_000_000
    assert value(found, "holdfast_agent_process_cpu_seconds_total") > 0


def test_two_pages_do_not_share_a_registry() -> None:
    first, second = Page("one", "production", RELEASE), Page("two", "production", RELEASE)

    assert b'product="one"' in first.render(Seen())
    assert b'product="one"' not in second.render(Seen())
