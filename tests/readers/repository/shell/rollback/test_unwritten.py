"""Scripts that are called after going back, and say themselves that they do not."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.workflows import READER

from ...many import read_files

HEAD = "#!/bin/bash\nset -e\n"


def told(text: str, name: str = "scripts/rollback.sh") -> list[tuple[int, int]]:
    found = [one for one in facts_of(Snippet(name, HEAD + text)) if isinstance(one, ScriptFault)]
    return [(one.at.start_line, one.at.end_line) for one in found if one.form == "rollback-cannot-start"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('echo "Rolling back..."\necho "TODO: roll back the stack"\n', (4, 4)),
        ('echo "Rollback is not implemented yet"\nexit 1\n', (3, 3)),
        (
            (
                "if aws cloudformation continue-update-rollback --stack-name shop; then\n  echo started\nelse\n"
                '  echo "Manual CDK revert required"\nfi\necho "Custom targets are not fully supported"\n'
            ),
            (6, 8),
        ),
        ('printf "Please manually redeploy the last version\\n"\ncurl -X POST "$SLACK_WEBHOOK_URL" -d x\n', (3, 3)),
        ('echo "롤백을 시작합니다"\necho "아직 구현되지 않았습니다"\n', (4, 4)),
        ('echo "수동으로 롤백하세요"\n', (3, 3)),
        ('echo "ロールバックは未実装です"\n', (3, 3)),
        ('echo "手動でロールバックしてください"\naws cloudformation describe-stacks --stack-name shop\n', (3, 3)),
    ],
)
def test_a_rollback_that_says_it_is_not_written_cannot_work(text: str, expected: tuple[int, int]) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        'git checkout "$1"\npm2 reload api\necho "Migrations must be reverted manually"\n',
        'echo "Windows is not supported"\n./deploy.sh "$1"\n',
        'aws ecs update-service --cluster c --service s --task-definition "$1"\necho "TODO: notify the team"\n',
        'docker tag shop:old shop:live\necho "not implemented for staging"\n',
        'curl -X POST https://deploy.example.com/api/rollback\necho "manual check required"\n',
        'echo "Rolling back"\naws cloudformation describe-stacks --stack-name shop\n',
    ],
)
def test_one_that_does_something_or_admits_nothing_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_another_script_may_leave_the_way_back_unwritten() -> None:
    assert told('echo "TODO: roll back"\n', "scripts/status.sh") == []


STEP = """on: push
jobs:
  rollback:
    runs-on: ubuntu-latest
    steps:
      - name: {name}
        run: {run}
"""


@pytest.mark.parametrize(
    ("name", "run", "found"),
    [
        ("Rollback", "echo 'Rollback not implemented yet'", True),
        ("Roll back to the last release", "echo 'TODO: roll back'", True),
        ("ロールバック", "echo '未実装です'", True),
        ("Rollback", './rollback.sh || echo "must be reverted manually"', False),
        ("Notify about the rollback", "echo 'manual rollback required'", False),
        ("Confirm rollback", "echo 'Migrations must be rolled back manually'", False),
        ("Tell the team", "echo 'Rollback not implemented yet'", False),
    ],
)
def test_so_is_a_step_of_a_pipeline_that_is_called_so(name: str, run: str, *, found: bool) -> None:
    text = STEP.format(name=name, run=f"|\n          {run}")
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    faults = [one for one in readings if isinstance(one, ScriptFault) and one.form == "rollback-cannot-start"]
    assert [one.at.start_line for one in faults] == ([8] if found else [])
