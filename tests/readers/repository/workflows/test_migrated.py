"""Migrations that a pipeline has ECS run as a task, and whether one of its steps asks how they ended."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_WORKFLOW = """on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - name: {name}
        id: migrate
        run: |
          ARN=$(aws ecs run-task --cluster shop \\
            --task-definition {task} --query 'tasks[0].taskArn' --output text)
          echo "arn=$ARN" >> "$GITHUB_OUTPUT"
{between}
      - run: {live}
"""
_WAIT = "      - run: aws ecs wait tasks-stopped --tasks ${{ steps.migrate.outputs.arn }}"
_ASK = """
      - run: |
          CODE=$(aws ecs describe-tasks --tasks x --query 'tasks[0].containers[0].exitCode')
          if [ "$CODE" != "0" ]; then exit 1; fi"""
_SAY = """
      - run: |
          CODE=$(aws ecs describe-tasks --tasks x --query 'tasks[0].containers[0].exitCode')
          echo "It ended with $CODE" """
_LIVE = "aws ecs update-service --cluster shop --service web --force-new-deployment"


def told(
    between: str, live: str = _LIVE, name: str = "Migrate", task: str = "shop", **more: str
) -> list[tuple[str, int, int]]:
    text = _WORKFLOW.format(between=between, live=live, name=name, task=task)
    files = {".github/workflows/deploy.yml": text, **more}
    faults = [one for one in read_files(READER, **files) if isinstance(one, ScriptFault)]
    return [(one.at.path, one.at.start_line, one.at.end_line) for one in faults if "run-task" in one.command]


_FOUND = [(".github/workflows/deploy.yml", 9, 10)]


@pytest.mark.parametrize(
    ("between", "live", "found"),
    [
        (_WAIT, _LIVE, _FOUND),
        ("", _LIVE, _FOUND),
        (_WAIT + _SAY, _LIVE, _FOUND),
        (_WAIT + _ASK, _LIVE, []),
        # Nothing is released, and who only waits takes any end for a good one.
        (_WAIT, "echo done", _FOUND),
        ("", "echo done", []),
    ],
)
def test_a_migration_is_heeded_where_a_later_step_asks_for_its_code(
    between: str, live: str, found: list[tuple[str, int, int]]
) -> None:
    assert told(between, live) == found


def test_by_the_names_of_its_step_and_task_it_is_known() -> None:
    assert told(_WAIT, name="Prepare", task="shop-migrations") == _FOUND
    assert told(_WAIT, name="Warm up", task="shop-report") == []


def test_a_job_behind_it_may_ask() -> None:
    asks = "\n  check:\n    needs: deploy\n    steps:" + _ASK
    assert told(_WAIT, _LIVE + asks) == []
    assert told(_WAIT, _LIVE + asks.replace("needs: deploy", "needs: build")) == _FOUND
