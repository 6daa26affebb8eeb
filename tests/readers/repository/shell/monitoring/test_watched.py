"""Scripts that the clock starts to look how the product is."""

import pytest

from holdfast.model.facts import Alarm, MetricSource
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.monitoring.watched import watched
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.parse import parse

LOOK = "used=$(df / | tail -1)\nload=$(top -bn1)\ncurl -sf https://shop.io/health\n"
CALL = 'curl -d "$used" $SLACK_WEBHOOK_URL\n'


def told(text: str, name: str = "look.sh", schedule: str | None = "*/5 * * * *") -> list[str]:
    source = Source(Snippet(name, text), parse(text), schedule=schedule)
    return [fact.watches.value for fact in watched(source) if isinstance(fact, Alarm) and fact.notifies]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LOOK + CALL, ["disk", "cpu", "uptime"]),
        (LOOK, []),
        ('SLACK_WEBHOOK_URL=""\n' + LOOK + CALL, []),
    ],
)
def test_a_script_on_the_clock_watches_what_it_measures_if_it_calls(text: str, found: list[str]) -> None:
    assert told(text) == found
    assert told(text, schedule=None) == []


def test_a_scheduled_job_of_a_forge_calls_by_failing_where_it_asks_the_product() -> None:
    assert told(LOOK, ".github/workflows/ci.yml") == ["uptime"]
    assert told("curl -f https://shop.io/\n", ".github/workflows/uptime.yml") == ["uptime"]
    for text in (
        "curl -f https://shop.io/\n",
        "curl -fsSLo tool https://a.io/status\n",
        "curl https://shop.io/health\n",
    ):
        assert told(text, ".github/workflows/ci.yml") == []


def test_a_script_that_is_named_for_it_watches_the_programs_that_it_asks_about() -> None:
    asks = "docker ps | grep -q shop || curl -d down $SLACK_WEBHOOK_URL\n"
    assert told(asks, "health-check.sh") == ["process"]
    assert told(asks, "nightly.sh") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("curl -f https://shop.io/health || echo down\n", [MetricSource]),
        ("curl -sS https://shop.io/health || echo down\n", [MetricSource]),
        ("curl -sS https://shop.io/health\n", []),
        ("curl -f https://shop.io/health || exit 1\n", [Alarm]),
        ("curl -f https://shop.io/health\n", [Alarm]),
        ("curl -f https://shop.io/health || echo down=1 >> $GITHUB_OUTPUT\n", [Alarm]),
        ("curl -f https://shop.io/health || echo down\ncurl -d down $SLACK_WEBHOOK\n", [Alarm]),
    ],
)
def test_a_scheduled_job_that_says_a_word_and_ends_well_calls_nobody(text: str, found: list[type]) -> None:
    source = Source(Snippet(".github/workflows/uptime.yml", text), parse(text, errexit=True), schedule="0 * * * *")
    assert [type(fact) for fact in watched(source)] == found
