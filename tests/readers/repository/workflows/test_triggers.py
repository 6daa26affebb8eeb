"""Workflows that pull requests start."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.workflows import READER

_JOB = """\
jobs:
  check:
    runs-on: ubuntu-latest
    {check}steps:
      - run: npm test
  deliver:
    needs: check
    runs-on: ubuntu-latest
    {deliver}steps:
      - run: npm run build
      - {step}run: aws ecs update-service --cluster shop --service api --force-new-deployment
"""


def faults(trigger: str, *, check: str = "", deliver: str = "", step: str = "") -> list[tuple[int, int]]:
    text = f"name: deliver\n{trigger}\n" + _JOB.format(check=check, deliver=deliver, step=step)
    found = READER.read(Snippet(".github/workflows/deliver.yml", text))
    ours = [f for f in found if isinstance(f, ScriptFault) and f.form == "unmerged-deployed"]
    return [(fault.at.start_line, fault.at.end_line) for fault in ours]


@pytest.mark.parametrize(
    ("trigger", "lines"),
    [
        ("on:\n  push:\n    branches: [main]\n  pull_request:\n    branches: [main]", (5, 6)),
        ("on:\n  pull_request:\n    types: [opened, synchronize]", (3, 4)),
        ("on: [push, pull_request]", (2, 2)),
        ("on: pull_request", (2, 2)),
        ("on:\n  push:\n    branches: [feat/checkout]", (4, 4)),
        ("on:\n  push:\n    branches:\n      - fix/map", (4, 5)),
        ("on:\n  pull_request:\n    types: [closed]\n    branches: [main]", (3, 5)),
    ],
)
def test_what_deploys_on_open_pull_requests_is_shown_at_its_trigger(trigger: str, lines: tuple[int, int]) -> None:
    assert faults(trigger) == [lines]


@pytest.mark.parametrize(
    "trigger",
    [
        "on:\n  push:\n    branches: [main]",
        "on:\n  pull_request:\n    branches: [develop]",
        "on:\n  pull_request:\n    branches: [staging]",
    ],
)
def test_a_push_a_merge_and_a_branch_of_another_environment_may_deploy(trigger: str) -> None:
    assert faults(trigger) == []


@pytest.mark.parametrize("place", ["check", "deliver", "step"])
def test_a_condition_on_the_way_may_ask_for_the_event(place: str) -> None:
    indented = "\n" + " " * (8 if place == "step" else 4)
    assert faults("on: [push, pull_request]", **{place: f"if: github.event_name == 'push'{indented}"}) == []
    merged = f"if: github.event.pull_request.merged == true{indented}"
    assert faults("on:\n  pull_request:\n    types: [closed]", **{place: merged}) == []


@pytest.mark.parametrize("asked", ["secrets.HOST != ''", "always()", "${{ !cancelled() && vars.DEPLOYS == 'yes' }}"])
def test_a_condition_that_is_the_same_for_all_events_keeps_nothing_from_any(asked: str) -> None:
    assert faults("on: [push, pull_request]", step=f"if: {asked}\n        ") == [(2, 2)]


def test_a_step_that_only_answers_a_pull_request_keeps_nothing_from_it() -> None:
    answer = (
        "if: github.event_name == 'pull_request'\n        with: {issue: '${{ github.event.pull_request.number }}'}\n"
    )
    text = "on: [pull_request]\n" + _JOB.format(check="", deliver="", step="")
    commented = text.replace("      - run: npm run build\n", f"      - uses: acme/comment@v1\n        {answer}")
    found = READER.read(Snippet(".github/workflows/deliver.yml", commented))
    assert [f.at.start_line for f in found if isinstance(f, ScriptFault) and f.form == "unmerged-deployed"] == [1]


def test_a_preview_is_meant_for_what_is_not_merged() -> None:
    assert faults("on: [pull_request]\nenv:\n  NAME: preview-${{ github.event.number }}") == []


@pytest.mark.parametrize(
    ("trigger", "lines"),
    [
        ("on: push", (2, 2)),
        ("on: [push, workflow_dispatch]", (2, 2)),
        ("on:\n  push:\n    branches: [main, dev]", (4, 4)),
        ("on:\n  push:\n    branches:\n      - main\n      - feature/*", (4, 6)),
        ("on:\n  push:\n    branches: ['**']", (4, 4)),
        ("on:\n  push:\n    paths: [api/**]", (3, 4)),
    ],
)
def test_a_push_of_work_in_progress_that_goes_live_like_the_trunk_is_shown(
    trigger: str, lines: tuple[int, int]
) -> None:
    assert faults(trigger) == [lines]


@pytest.mark.parametrize(
    ("trigger", "given"),
    [
        ("on:\n  push:\n    branches: [develop]", {}),
        ("on:\n  push:\n    branches: [main, staging]", {}),
        ("on:\n  push:\n    tags: ['v*']", {}),
        ("on: push", {"deliver": "if: github.ref == 'refs/heads/main'\n    "}),
        ("on: push", {"deliver": "environment: production\n    "}),
        ("on:\n  push:\n    branches: [main, dev]\nenv:\n  STAGE: ${{ github.ref_name }}", {}),
    ],
)
def test_one_branch_a_tag_or_a_question_for_the_branch_is_fine(trigger: str, given: dict[str, str]) -> None:
    assert faults(trigger, **given) == []


_AWAITED = "on:\n  workflow_run:\n    workflows: [test]\n    types: [completed]\n    branches: [main]"


@pytest.mark.parametrize(
    ("trigger", "condition", "lines"),
    [
        (_AWAITED, "", ["3-6"]),
        (_AWAITED, "if: github.ref == 'refs/heads/main'\n    ", ["3-6"]),
        (_AWAITED, "if: ${{ github.event.workflow_run.conclusion == 'success' }}\n    ", []),
        (_AWAITED, "if: github.event.workflow_run.conclusion != 'failure'\n    ", []),
        ("on:\n  push:\n    branches: [main]", "", []),
    ],
)
def test_a_deployment_that_begins_however_the_workflow_before_it_ended(
    trigger: str, condition: str, lines: list[str]
) -> None:
    text = f"name: deliver\n{trigger}\n" + _JOB.format(check="", deliver=condition, step="")
    found = READER.read(Snippet(".github/workflows/deliver.yml", text))
    hidden = [f.at for f in found if isinstance(f, ScriptFault) and f.command == "test"]
    assert [f"{at.start_line}-{at.end_line}" for at in hidden] == lines


def test_a_bundle_that_an_open_pull_request_lays_where_releases_are_taken_from() -> None:
    upload = "aws s3 cp shop.zip s3://shop-releases/shop.zip"
    text = f"on: [push, pull_request]\njobs:\n  ship:\n    runs-on: a\n    steps:\n      - run: zip -r shop.zip .\n      - run: {upload}\n"
    found = READER.read(Snippet(".github/workflows/ship.yml", text))
    assert [f.at.start_line for f in found if isinstance(f, ScriptFault) and f.form == "unmerged-deployed"] == [1]


_PREPARES = """\
on:
  push:
    branches: [main, develop]
jobs:
  deliver:
    runs-on: ubuntu-latest
    steps:
      - if: {first}
        run: echo "$SETTINGS" > application.yml
      - {second}run: ./gradlew build
      - {third}run: aws ecs update-service --cluster shop --service api --force-new-deployment
"""


@pytest.mark.parametrize(
    ("first", "second", "third", "shown"),
    [
        ("contains(github.ref, 'main')", "", "", [3]),
        ("github.ref == 'refs/heads/main'", "", "", [3]),
        ("github.ref != 'refs/heads/main'", "", "", []),
        ("contains(github.ref, 'main')", "if: contains(github.ref, 'develop')\n        ", "", []),
        ("contains(github.ref, 'main')", "", "if: contains(github.ref, 'main')\n        ", []),
    ],
)
def test_a_step_that_only_prepares_what_the_trunk_gets_keeps_no_other_branch_from_going_live(
    first: str, second: str, third: str, shown: list[int]
) -> None:
    text = _PREPARES.format(first=first, second=second, third=third)
    found = READER.read(Snippet(".github/workflows/deliver.yml", text))
    ours = [f.at.start_line for f in found if isinstance(f, ScriptFault) and f.form == "unmerged-deployed"]
    assert ours == shown
