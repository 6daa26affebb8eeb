"""What `holdfast check` says about the service is what its README says about it."""

import json
import subprocess
import sys

import pytest

from tests.examples.conftest import SERVICE

COMMAND = (sys.executable, "-m", "holdfast", "check", str(SERVICE), "--format", "json")


@pytest.fixture(scope="module")
def statuses() -> dict[tuple[str, str], str]:
    done = subprocess.run(COMMAND, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stderr
    return {(one["slug"], one["environment"]): one["status"] for one in json.loads(done.stdout)["controls"]}


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_health_and_configuration_are_held_by_the_code(statuses: dict[tuple[str, str], str], environment: str) -> None:
    assert [statuses[slug, environment] for slug in ("health", "configuration")] == ["configured"] * 2


def test_what_is_open_has_no_evidence_and_nothing_speaks_against_the_service(
    statuses: dict[tuple[str, str], str],
) -> None:
    others = {place: status for place, status in statuses.items() if place[0] not in {"health", "configuration"}}
    may_be_small = {(slug, "staging") for slug in ("availability", "capacity", "scaling")}
    assert {place for place, status in others.items() if status != "unproven"} == may_be_small
