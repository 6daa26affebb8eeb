"""Secrets that a pipeline puts as plain values into what it deploys, and the database that they lead to."""

import pytest

from holdfast.model.facts import Database, HandedSecret
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told

HEAD = "on: push\nenv:\n  CONTAINER: shop-api\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
DEPLOYS = "      - run: aws ecs update-service --cluster shop --service api --force-new-deployment\n"


def plain(step: str, rest: str = DEPLOYS) -> list[str]:
    """What a workflow says of such values; its first step begins on line 8."""
    readings = read_files(READER, **{".github/workflows/deploy.yml": HEAD + step + rest})
    return told(fact for fact in readings if isinstance(fact, (Database, HandedSecret)))


def test_an_action_that_fills_in_a_task_definition() -> None:
    step = (
        "      - uses: aws-actions/amazon-ecs-render-task-definition@v1\n        with:\n"
        "          container-name: ${{ env.CONTAINER }}\n          environment-variables: |\n"
        "            PORT=3000\n            DB_HOST=${{ secrets.DB_HOST }}\n            JWT_SECRET=${{ secrets.JWT }}\n"
    )
    assert plain(step) == [
        "HandedSecret 13-14 to=shop-api names=(JWT_SECRET)",
        "Database 13 engine=sql placement=unknown",
    ]
    assert plain(step.replace("JWT_SECRET=", "APP_NAME=")) == []
    assert plain(step.replace("secrets.", "vars.")) == []
    assert plain(step.replace("environment-variables", "secrets")) == []
    assert plain(step, "      - run: make\n") == []


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            'aws lambda update-function-configuration --function-name shop \\\n --environment "Variables={API_KEY=${{ secrets.KEY }}}"\nmake API_KEY=${{ secrets.KEY }}',
            ["HandedSecret 10 to=deploy names=(API_KEY)"],
        ),
        ("eb setenv DB_PASSWORD=$DB_PASSWORD MODE=$MODE", ["HandedSecret 9 to=deploy names=(DB_PASSWORD)"]),
        (
            'sed -i "s|%PW%|${{ secrets.DB_PASSWORD }}|" deploy/task-definition.json',
            ["HandedSecret 9 to=deploy names=(DB_PASSWORD)"],
        ),
        ("eb create shop --envvars DB_PASSWORD=$DB_PASSWORD", ["HandedSecret 9 to=deploy names=(DB_PASSWORD)"]),
        ("# eb setenv DB_PASSWORD=$DB_PASSWORD", []),
        ("aws lambda update-function-code --function-name shop --zip-file fileb://a.zip", []),
        ('curl -H "token: ${{ secrets.TOKEN }}" https://hooks.example.com', []),
    ],
)
def test_a_command_that_hands_them_over(script: str, expected: list[str]) -> None:
    rows = "".join(f"          {row}\n" for row in script.splitlines())
    given = "        env:\n          DB_PASSWORD: ${{ secrets.DB }}\n          MODE: live\n"
    found = [line for line in plain(f"      - run: |\n{rows}{given}") if line.startswith("HandedSecret")]
    assert found == expected
