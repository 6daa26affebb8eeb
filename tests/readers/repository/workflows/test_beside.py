"""What a job that deploys takes of the runs of another workflow."""

import pytest

from holdfast.model.facts import Alarm, Deployment, MetricSource, StandingName, Watched
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_STEP = "      - uses: {uses}\n        with:\n          name: bundle\n{given}"


def taken(uses: str, given: str, job: str = "deploy", path: str = ".github/workflows/ship.yml") -> list[int]:
    rows = "".join(f"          {row}\n" for row in given.split("; ") if row)
    text = f"on: workflow_dispatch\njobs:\n  {job}:\n    steps:\n{_STEP.format(uses=uses, given=rows)}"
    return [one.at.start_line for one in read_files(READER, **{path: text}) if isinstance(one, StandingName)]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("workflow: build.yml; workflow_conclusion: success", [5]),
        ("workflow: build.yml; branch: main", [5]),
        ("branch: main", [5]),
        ("workflow: build.yml; commit: ${{ github.sha }}", []),
        ("workflow: build.yml; run_id: ${{ github.event.workflow_run.id }}", []),
        ("run_id: ${{ inputs.run }}", []),
        ("path: dist", []),
    ],
)
def test_the_newest_of_another_workflow_names_no_release(given: str, found: list[int]) -> None:
    assert taken("somebody/action-download-artifact@v3", given) == found


def test_what_no_deployment_takes_and_what_other_actions_take_is_none() -> None:
    given = "workflow: build.yml"
    assert taken("somebody/download-workflow-artifact@v2", given) == [5]
    assert taken("somebody/action-download-artifact@v3", given, job="report") == []
    assert taken("somebody/run-workflow@v3", given) == []


_PUSHES = """
on: push
jobs:
  build:
    env:
      IMAGE_TAG: {tag}
    steps:
      - run: |
          docker build -t $REGISTRY/shop:$IMAGE_TAG .
          docker push $REGISTRY/shop:{pushed}
  deploy:
    needs: {needs}
    steps:
      - run: ssh ubuntu@shop.example.org "docker compose pull && docker compose up -d"
"""


@pytest.mark.parametrize(
    ("tag", "pushed", "needs", "found"),
    [
        ("1.1.0", "$IMAGE_TAG", "build", [5]),
        ("'v2.0'", "${{IMAGE_TAG}}", "build", [5]),
        ("1.1.0", "$IMAGE_TAG", "[]", []),
        ("${{{{ github.sha }}}}", "$IMAGE_TAG", "build", []),
        ("1.1.0", "$IMAGE_TAG-$GITHUB_SHA", "build", []),
    ],
)
def test_a_version_that_the_file_holds_for_what_it_pushes_is_the_same_next_time(
    tag: str, pushed: str, needs: str, found: list[int]
) -> None:
    text = _PUSHES.format(tag=tag.format(), pushed=pushed.format(), needs=needs).lstrip("\n")
    readings = read_files(READER, **{".github/workflows/ship.yml": text})
    assert [one.at.start_line for one in readings if isinstance(one, StandingName)] == found


@pytest.mark.parametrize(("started", "shown"), [("docker compose pull && docker compose up -d", 8), ("./start.sh", 13)])
def test_where_a_host_pulls_its_image_the_file_copied_beside_it_is_no_release(started: str, shown: int) -> None:
    text = _PUSHES.format(tag="1.1.0", pushed="$IMAGE_TAG", needs="build").lstrip("\n")
    text = text.replace("docker compose pull && docker compose up -d", started)
    text = text.replace("      - run: ssh", "      - run: scp compose.yml ubuntu@shop.example.org:~/\n      - run: ssh")
    readings = read_files(READER, **{".github/workflows/ship.yml": text})
    (deployment,) = [one for one in readings if isinstance(one, Deployment)]
    assert deployment.places["identity"].start_line == shown


_LOOKS = """\
name: Certificates
on:
  {trigger}
jobs:
  look:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - {step}
"""


@pytest.mark.parametrize(
    ("trigger", "step", "found"),
    [
        ("schedule: [{cron: '0 9 * * *'}]", "uses: somebody/check-ssl-expiry@v2", [9]),
        ("schedule: [{cron: '0 9 * * *'}]", "uses: somebody/cert-expiration-alert@v1", [9]),
        ("schedule: [{cron: '0 9 * * *'}]", "run: ./ops/check-tls-expiry.sh shop.example.org", [9]),
        ("schedule: [{cron: '0 9 * * *'}]", "run: ./ops/check-links.sh shop.example.org", []),
        ("schedule: [{cron: '0 9 * * *'}]", "uses: somebody/install-certificate@v1", []),
        ("workflow_dispatch:", "uses: somebody/check-ssl-expiry@v2", []),
        ("workflow_dispatch:", "run: ./ops/check-tls-expiry.sh shop.example.org", []),
    ],
)
def test_a_job_of_the_clock_that_looks_at_a_certificates_end_tells_who_wrote_it(
    trigger: str, step: str, found: list[int]
) -> None:
    readings = read_files(READER, **{".github/workflows/look.yml": _LOOKS.format(trigger=trigger, step=step)})
    told = [(one.at.start_line, one.watches, one.notifies) for one in readings if isinstance(one, Alarm)]
    assert told == [(line, Watched.CERTIFICATE, True) for line in found]


_BY_CLOCK = """
on:
  schedule:
    - cron: '*/10 * * * *'
jobs:
  look:
    steps:
      - run: {run}
"""


@pytest.mark.parametrize(("then", "sort"), [(" || echo down", MetricSource), ("", Alarm)])
def test_a_job_that_only_looks_and_says_is_told_though_it_delivers_nothing(then: str, sort: type) -> None:
    text = _BY_CLOCK.format(run=f"curl -fsS https://shop.io/health{then}")
    told = read_files(READER, **{".github/workflows/uptime.yml": text})
    assert [type(one) for one in told if isinstance(one, Alarm | MetricSource)] == [sort]
