"""What a step says of itself may be heeded by a later one, which fails in its place or goes back."""

import pytest

from holdfast.model.facts import Deployment, HealthProbe
from holdfast.readers.repository.workflows import READER

from ..many import read_files

JOB = """on: push
jobs:
  ship:
    runs-on: ubuntu-latest
    steps:
      - run: ssh app@shop.example.com 'cd shop && git pull && pm2 reload shop'
      - name: Smoke test
        id: smoke
        continue-on-error: {lenient}
        run: |
          status="$(curl -s -o /dev/null -w '%{{http_code}}' https://shop.example.com/health || true)"
          echo "status=$status" >> "$GITHUB_OUTPUT"
      - name: Then
        if: {condition}
        run: {then}
"""


def told(condition: str, then: str, lenient: str = "false") -> tuple[list[bool], list[bool]]:
    text = JOB.format(condition=condition, then=then, lenient=lenient)
    readings = read_files(READER, **{".github/workflows/ship.yml": text})
    probes = [one.decides for one in readings if isinstance(one, HealthProbe)]
    return probes, [bool(one.asks_health) for one in readings if isinstance(one, Deployment)]


@pytest.mark.parametrize(
    ("condition", "then", "lenient"),
    [
        ("steps.smoke.outputs.status != '200'", "exit 1", "false"),
        ("steps.smoke.outputs.status != '200'", "echo down; exit 1", "false"),
        ("steps.smoke.outcome == 'failure'", "exit 1", "true"),
        ("always() && steps.smoke.conclusion != 'success'", '"false"', "true"),
    ],
)
def test_it_decides_where_a_later_step_fails_by_it(condition: str, then: str, lenient: str) -> None:
    assert told(condition, then, lenient) == ([True], [True])


@pytest.mark.parametrize(
    ("condition", "then"),
    [
        ("steps.smoke.outputs.status != '200'", "echo down"),
        ("steps.other.outputs.status != '200'", "exit 1"),
        ("failure()", "exit 1"),
    ],
)
def test_it_does_not_where_none_goes_by_it_or_that_only_tells_somebody(condition: str, then: str) -> None:
    assert told(condition, then) == ([False], [False])
