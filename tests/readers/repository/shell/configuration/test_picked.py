"""Settings that a pipeline picks out of a fetched secret."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.workflows import READER

FETCH = "S=$(aws secretsmanager get-secret-value --secret-id shop --query SecretString --output text)"


def picked(*rows: str) -> list[tuple[int, int, tuple[str, ...]]]:
    head = "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n"
    text = head + "".join(f"          {row}\n" for row in rows) + "      - run: sam deploy\n"
    read = READER.read(Snippet(".github/workflows/deploy.yml", text))
    found = [fact for fact in read if isinstance(fact, ConfigurationLoader) and fact.missing == "silent"]
    return [(fact.at.start_line, fact.at.end_line, fact.names) for fact in found]


def test_what_is_picked_out_of_a_secret_and_handed_on_is_null_where_it_is_missing() -> None:
    rows = ('echo "URL=$(echo $S | jq -r .URL)" >> $GITHUB_ENV', 'echo "KEY=$(echo "$S" | jq -r \'.KEY\')" >> .env')
    assert picked(FETCH, *rows) == [(8, 9, ("URL", "KEY"))]


@pytest.mark.parametrize(
    "row",
    [
        'echo "URL=$(echo $S | jq -er .URL)" >> $GITHUB_ENV',
        'echo "URL=$(echo $S | jq -r --exit-status .URL)" >> $GITHUB_ENV',
        "echo \"URL=$(echo $S | jq -r '.URL // error')\" >> $GITHUB_ENV",
        'echo "URL=$(echo $S | jq -r .URL)"',
        'echo "URL=$S" >> $GITHUB_STEP_SUMMARY',
        'echo "URL=$(echo $S | jq -r .URL)" >> $GITHUB_ENV; [ -n "$URL" ] || exit 1',
    ],
)
def test_what_refuses_or_is_handed_to_nobody_says_nothing(row: str) -> None:
    assert picked(FETCH, row) == []


def test_what_goes_through_a_file_or_another_variable_is_picked_out_of_the_secret_too() -> None:
    kept = "aws secretsmanager get-secret-value --secret-id shop --output text > all.json"
    assert picked(kept, 'echo "URL=$(jq -r .URL all.json)" >> $GITHUB_ENV') == [(8, 8, ("URL",))]
    part = "P=$(echo $S | jq -c .part)"
    assert picked(FETCH, part, 'echo "URL=$(echo $P | jq -r .URL)" >> $GITHUB_ENV') == [(9, 9, ("URL",))]


def test_what_is_picked_beside_a_secret_out_of_something_else_is_none() -> None:
    rows = (
        'echo "TASK=$(aws ecs describe-task-definition --task-definition app | jq -r .arn)" >> $GITHUB_ENV',
        'echo "VERSION=$(jq -r .version package.json)" >> $GITHUB_ENV',
    )
    assert picked(FETCH, *rows) == []


def test_what_comes_from_elsewhere_is_no_secret() -> None:
    assert picked('echo "SIZE=$(cat stats.json | jq -r .size)" >> $GITHUB_ENV') == []
