"""Secrets that pipelines of other forges hold in their variables."""

import pytest

from holdfast.model.facts import Credential, ExposedSecret
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines import READER

SECRET = "Gr8-Orchid_91xQzT77"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (".gitlab-ci.yml", "variables:\n  JWT_SECRET: {0}\ndeploy:\n  script: [ls]\n", 2),
        (".gitlab-ci.yml", "deploy:\n  variables:\n    JWT_SECRET: {0}\n  script: [ls]\n", 3),
        (".gitlab-ci.yml", "test:\n  variables:\n    JWT_SECRET: {0}\n  script: [ls]\n", None),
        (".gitlab-ci.yml", "variables:\n  JWT_SECRET: test-secret\ndeploy:\n  script: [ls]\n", None),
        ("buildspec.yml", "env:\n  variables:\n    JWT_SECRET: {0}\nphases:\n  build:\n    commands: [ls]\n", 3),
        ("Jenkinsfile", 'pipeline {{\n  environment {{\n    JWT_SECRET = "{0}"\n  }}\n}}\n', 3),
    ],
)
def test_what_is_written_out_among_variables_is_exposed_and_not_shown(path: str, text: str, line: int | None) -> None:
    found = list(READER.read(Snippet(path, text.format(SECRET))))

    assert [one.at.start_line for one in found if isinstance(one, ExposedSecret)] == ([line] if line else [])
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("echo \"$SSH_PRIVATE_KEY\" | tr -d '\\r' | ssh-add -", True),
        ('ssh-add <(echo "$DEPLOY_KEY")', True),
        ('echo "$SSH_KEY" | base64 -d > ~/.ssh/id_rsa', True),
        ('# echo "$SSH_PRIVATE_KEY" | ssh-add -', False),
        ('echo "$SSH_KNOWN_HOSTS" >> ~/.ssh/known_hosts', False),
        ('SSH_KEY=$(aws ssm get-parameter --name key); echo "$SSH_KEY" | ssh-add -', False),
    ],
)
def test_a_key_that_the_forge_keeps_for_the_project_is_told_where_commands_take_it(row: str, *, told: bool) -> None:
    text = f"deploy:\n  script:\n    - |\n      {row}\n    - ssh shop@203.0.113.9 ./release.sh\n"
    found = list(READER.read(Snippet(".gitlab-ci.yml", text)))

    assert [one.at.start_line for one in found if isinstance(one, Credential) and one.handed] == ([4] if told else [])
