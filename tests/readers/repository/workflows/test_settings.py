"""Files of settings that a pipeline writes out of its secrets, and the database that they lead to."""

import pytest

from holdfast.model.facts import Database, SettingsByHand
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told

HEAD = "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n"
DEPLOYS = "      - run: ssh ubuntu@host 'cd shop && docker compose up -d'\n"


def settings(script: str, rest: str = DEPLOYS) -> list[str]:
    """What a workflow says of settings; its script begins on line 7."""
    text = HEAD + "".join(f"          {row}\n" for row in script.splitlines()) + rest
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    return told(fact for fact in readings if isinstance(fact, (Database, SettingsByHand)))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            'echo "PORT=3000" > .env\necho "DATABASE_URL=${{ secrets.DB }}" >> .env\necho "KEY=${{ secrets.KEY }}" >> .env',
            ["SettingsByHand 8-9 names=(DATABASE_URL, KEY)", "Database 8 engine=sql placement=unknown"],
        ),
        ('echo "${{ secrets.APPLICATION_YML }}" > src/main/resources/application-prod.yml', ["SettingsByHand 7"]),
        (
            "cat <<EOF > .env.production\nMYSQL_HOST=${{ secrets.HOST }}\nEOF",
            ["SettingsByHand 8 names=(MYSQL_HOST)", "Database 8 engine=mysql placement=unknown"],
        ),
        ('echo "PORT=3000" > .env', []),
        ('echo "${{ secrets.KEY }}" > key.pem', []),
        ('echo "KEY=${{ secrets.KEY }}" >> $GITHUB_ENV', []),
    ],
)
def test_a_file_that_is_written_out_of_secrets_is_where_a_list_belongs(script: str, expected: list[str]) -> None:
    assert settings(script) == expected


def test_a_job_that_tests_beside_one_that_delivers_says_nothing() -> None:
    other = "  after:\n    runs-on: ubuntu-latest\n    steps:\n" + DEPLOYS
    assert settings('echo "KEY=${{ secrets.KEY }}" > .env', other) == []
