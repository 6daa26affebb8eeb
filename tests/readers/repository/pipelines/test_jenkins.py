"""What Jenkinsfiles put together of several pieces, and the keys that they are given."""

import pytest

from holdfast.model.facts import Credential, Deployment, Login
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines import READER


def _facts(stage: str, environment: str = "") -> list[object]:
    text = f"pipeline {{\n agent any\n{environment} stages {{\n  stage('Deploy') {{\n   steps {{\n{stage}\n   }}\n  }}\n }}\n}}\n"
    return list(READER.read(Snippet("Jenkinsfile", text)))


@pytest.mark.parametrize(
    "step",
    [
        "sh 'ssh shop@' + HOST + ' \"cd /srv/shop && git pull origin main && pm2 restart shop\"'",
        'sh "ssh shop@" + env.HOST + " \'cd /srv/shop && git pull origin main && pm2 restart shop\'"',
        "sh 'ssh ' + \"${USER}@\" +\n  HOST + ' \"cd /srv/shop && git pull && pm2 restart shop\"'",
    ],
)
def test_a_command_of_several_pieces_is_one(step: str) -> None:
    found = _facts(step)
    assert any(isinstance(one, Login) for one in found)
    assert [one.identity for one in found if isinstance(one, Deployment)] == ["none"]


def test_what_comes_from_a_call_ends_the_text() -> None:
    found = _facts("sh 'echo ' + told() + ' && ssh shop@host \"git pull && pm2 restart shop\"'")
    assert not any(isinstance(one, Deployment) for one in found)


def test_a_script_that_session_manager_types_on_a_host_is_read_where_it_is_held() -> None:
    held = "def told = '''\n  cd shop\n  git pull\n  docker compose up -d --build\n'''\n"
    send = "sh \"aws ssm send-command --document-name AWS-RunShellScript --parameters commands=['${told}']\""
    found = [one for one in _facts(held + send) if isinstance(one, Deployment)]
    assert [(one.at.start_line, one.at.end_line) for one in found] == [(6, 9)]


@pytest.mark.parametrize(
    ("named", "lines"),
    [
        ("SSH_PRIVATE_KEY = credentials('ssh')", [4]),
        ("DEPLOY_PEM = credentials('pem')", [4]),
        ("NPM_TOKEN = credentials('npm')", []),
        ("PUBLIC_KEY = credentials('public')", []),
    ],
)
def test_a_private_key_that_all_stages_are_given_is_told_once(named: str, lines: list[int]) -> None:
    found = _facts(
        "sh 'echo \"$SSH_PRIVATE_KEY\" | ssh-add -'" if lines else "sh 'ls'", f" environment {{\n  {named}\n }}\n"
    )
    keys = [one.at.start_line for one in found if isinstance(one, Credential) and one.form == "ssh-key"]
    assert keys == lines if "SSH" in named else keys[:1] == lines
