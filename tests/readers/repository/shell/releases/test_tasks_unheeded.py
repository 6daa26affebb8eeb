"""Migrations that a script has ECS run as a task, and whether anybody asks how they ended."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_TASK = """ARN=$(aws ecs run-task --cluster shop --task-definition shop \\
  --overrides '{"containerOverrides":[{"name":"web","command":["npm","run","db:migrate"]}]}' \\
  --query 'tasks[0].taskArn' --output text)
"""
_WAIT = "aws ecs wait tasks-stopped --cluster shop --tasks $ARN\n"
_CODE = "aws ecs describe-tasks --tasks $ARN --query 'tasks[0].containers[0].exitCode' --output text"
_LIVE = "aws ecs update-service --cluster shop --service web --task-definition shop:$TAG\n"
_OVERRIDES = """  --overrides '{"containerOverrides":[{"name":"web","command":["%s"]}]}'\n"""


def told(text: str, *, heading: str = "", kind: EvidenceKind = EvidenceKind.CODED) -> list[tuple[int, int]]:
    snippet = Snippet("ops/deploy.sh", text, kind=kind).part(text, 1, heading=heading)
    faults = [one for one in facts_of(snippet, errexit=True) if isinstance(one, ScriptFault)]
    return [(one.at.start_line, one.at.end_line) for one in faults if "run-task" in one.command]


@pytest.mark.parametrize(
    "between",
    [
        _WAIT,
        "",
        _WAIT + "echo 'Migrations are done'\n",
        _WAIT + f"{_CODE}\n",
        _WAIT + f'CODE=$({_CODE})\necho "It ended with $CODE"\n',
        _WAIT + f"{_CODE} | tee -a deploy.log\n",
        _WAIT + "aws ecs describe-tasks --tasks $ARN --query 'tasks[0].lastStatus'\n",
        "while [ \"$(aws ecs describe-tasks --tasks $ARN --query 'tasks[0].lastStatus')\" != STOPPED ]; do sleep 5; done\n",
    ],
)
def test_a_migration_whose_outcome_nobody_asks_for_is_told_at_its_start(between: str) -> None:
    assert told(_TASK + between + _LIVE) == [(1, 3)]


@pytest.mark.parametrize(
    "between",
    [
        f'CODE=$({_CODE})\nif [ "$CODE" != "0" ]; then\n  exit 1\nfi\n',
        f"CODE=$({_CODE})\n[[ $CODE == 0 ]] || exit 1\n",
        f"CODE=$({_CODE})\nif (( CODE != 0 )); then\n  exit 1\nfi\n",
        f"CODE=$({_CODE})\n(( CODE == 0 )) || exit 1\n",
        f'CODE=$({_CODE})\ncase "$CODE" in 0) ;; *) exit 1;; esac\n',
        f"CODE=$({_CODE})\nexit $CODE\n",
        f'CODE=$({_CODE})\necho "code=$CODE" >> "$GITHUB_OUTPUT"\n',
        f'if [ "$({_CODE})" != "0" ]; then\n  exit 1\nfi\n',
        f"test $({_CODE}) -eq 0\n",
        f"{_CODE} | grep -qx 0\n",
        "aws ecs describe-tasks --tasks $ARN | jq -e '.tasks[0].containers[0].exitCode == 0'\n",
        "TOLD=$(aws ecs describe-tasks --tasks $ARN)\nCODE=$(echo $TOLD | jq .tasks[0].containers[0].exitCode)\ntest $CODE = 0\n",
        "WHY=$(aws ecs describe-tasks --tasks $ARN --query 'tasks[0].stopCode')\n[ $WHY = EssentialContainerExited ]\n",
        "python ops/ended_well.py $ARN\n",
        "./ops/ended_well.sh $ARN\n",
    ],
)
def test_one_whose_code_is_looked_at_before_the_release_goes_on_is_heeded(between: str) -> None:
    assert told(_TASK + _WAIT + between + _LIVE) == []


def test_a_function_further_up_may_look_at_the_code() -> None:
    asks = 'ended_well() {\n  CODE=$(aws ecs describe-tasks --tasks $1 --query "tasks[0].containers[0].exitCode")\n  test $CODE = 0\n}\n'
    assert told(asks + _TASK + _WAIT + "ended_well $ARN\n" + _LIVE) == []


@pytest.mark.parametrize(
    ("task", "found"),
    [
        ("aws ecs run-task --cluster shop --task-definition shop-migrate\n", [(1, 1)]),
        ("MIGRATION=$(aws ecs run-task --cluster shop --task-definition $ONCE)\n", [(1, 1)]),
        ("aws ecs run-task --task-definition shop \\\n" + _OVERRIDES % "./bin/migrate", [(1, 2)]),
        ("GIVEN='[\"bin/migrate\"]'\naws ecs run-task --task-definition shop --overrides $GIVEN\n", [(2, 2)]),
        ("aws ecs run-task --task-definition shop \\\n" + _OVERRIDES % 'alembic","current', []),
        ("aws ecs run-task --task-definition shop-migrate \\\n" + _OVERRIDES % "bin/report", []),
        ("aws ecs run-task --cluster shop --task-definition shop-report\n", []),
    ],
)
def test_only_tasks_that_change_the_schema_are_migrations(task: str, found: list[tuple[int, int]]) -> None:
    assert told(task + _WAIT + _LIVE) == found


def test_who_only_starts_it_releases_nothing_behind_it() -> None:
    assert told(_TASK) == []
    assert told(_LIVE + _TASK) == []
    assert told(_TASK + _WAIT) == [(1, 3)]


def test_in_a_guide_it_is_told_where_somebody_takes_the_end_for_a_good_one() -> None:
    typed = EvidenceKind.INSTRUCTED
    assert told(_TASK + _WAIT + _LIVE, heading="Release", kind=typed) == [(1, 3)]
    assert told(_TASK + _WAIT + _CODE + " | grep -qx 0\n", heading="Release", kind=typed) == []
    assert told(_TASK + _WAIT + _CODE + "\n", heading="Release", kind=typed) == []
    assert told(_TASK, heading="Release", kind=typed) == []
