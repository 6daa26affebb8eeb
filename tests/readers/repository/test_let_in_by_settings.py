"""Which websites a setting lets in, wherever a program is given it."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ApplicationCors
from holdfast.readers.repository import workflows
from holdfast.readers.repository.ansible import reader as ansible
from holdfast.readers.repository.base import Reader, Snippet
from holdfast.readers.repository.configuration.variables import origins_in
from holdfast.readers.repository.containers import reader as containers
from holdfast.readers.repository.platforms import kamal
from holdfast.readers.repository.schedules import processes
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CORS_ALLOW_ALL_ORIGINS", "True", ("*",)),
        ("CORS_ALLOW_ALL_ORIGINS", "False", ()),
        ("SHOP_ALLOWED_ORIGINS", "http://localhost:3000", ("http://localhost:3000",)),
        ("HASURA_GRAPHQL_CORS_DOMAIN", "*", ("*",)),
        ("CSRF_ALLOWED_ORIGINS", "http://localhost:3000", ()),
    ],
)
def test_names_of_such_settings(name: str, value: str, expected: tuple[str, ...]) -> None:
    assert origins_in(name, value) == expected


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("Dockerfile", "FROM node:20\nENV CORS_ORIGIN=*\nCMD node app.js\n", 2),
        ("shop.service", "[Service]\nEnvironment=CORS_ORIGIN=*\n", 2),
        ("ecosystem.config.js", "module.exports = { apps: [{\n  env_production: {\n    CORS_ORIGIN: '*',\n", 3),
        ("ecosystem.config.js", "module.exports = { apps: [{\n  env_development: {\n    CORS_ORIGIN: '*',\n", 0),
        ("deploy.sh", "docker run -d \\\n  -e CORS_ORIGIN=* \\\n  shop:1\n", 2),
        ("deploy.sh", 'echo "CORS_ORIGIN=*" >> .env\nsystemctl restart shop\n', 1),
        ("deploy.sh", 'echo "CORS_ORIGIN=*" >> .env.local\nsystemctl restart shop\n', 0),
        ("deploy.sh", "eb setenv PORT=80 CORS_ORIGIN='*'\n", 1),
        ("deploy.sh", "aws apigatewayv2 create-api --name shop --cors-configuration AllowOrigins='*'\n", 1),
        ("deploy.sh", 'aws lambda create-function-url-config \\\n  --cors \'{"AllowOrigins": ["*"]}\'\n', 2),
    ],
)
def test_who_gives_a_program_its_settings(path: str, text: str, line: int) -> None:
    snippet = Snippet(path, text)
    reader = containers.READER if path == "Dockerfile" else processes.READER
    facts = facts_of(snippet) if path.endswith(".sh") else reader.read(snippet)
    rules = [fact for fact in facts if isinstance(fact, ApplicationCors)]
    assert [(rule.at.start_line, rule.origins) for rule in rules] == ([(line, ("*",))] if line else [])


_PLAY = (
    "- hosts: web\n  tasks:\n    - docker_container:\n        name: shop\n        env:\n          CORS_ORIGIN: '*'\n"
)
_KAMAL = "service: shop\nservers: [10.0.0.9]\nenv:\n  clear:\n    CORS_ORIGIN: '*'\n"
_WORKFLOW = "on: push\njobs:\n  {}:\n    runs-on: x\n    env:\n      CORS_ORIGIN: '*'\n    steps:\n      - run: {}\n"


@pytest.mark.parametrize(
    ("reader", "path", "text", "line"),
    [
        (ansible.READER, "playbook.yml", _PLAY, 6),
        (ansible.READER, "group_vars/all.yml", "shop:\n  CORS_ORIGIN: '*'\n", 2),
        (ansible.READER, "group_vars/all.yml", "shop:\n  CORS_ORIGIN: '{{ front }}'\n", 0),
        (kamal.READER, "config/deploy.yml", _KAMAL, 5),
        (workflows.READER, ".github/workflows/a.yml", _WORKFLOW.format("deploy", "npx serverless deploy"), 6),
        (workflows.READER, ".github/workflows/a.yml", _WORKFLOW.format("test", "npm test"), 0),
    ],
)
def test_who_hands_a_program_its_settings(reader: Reader, path: str, text: str, line: int) -> None:
    rules = [fact for fact in reader.read(Snippet(path, text)) if isinstance(fact, ApplicationCors)]
    assert [rule.at.start_line for rule in rules] == ([line] if line else [])


def test_a_list_that_a_guides_command_hands_over_is_told_whole() -> None:
    text = "eb setenv PORT=80 CORS_ORIGINS=https://a.example,http://localhost:3000\n"
    facts = facts_of(Snippet("docs/deploy.md", text, kind=EvidenceKind.INSTRUCTED))
    assert [fact.origins for fact in facts if isinstance(fact, ApplicationCors)] == [
        ("https://a.example", "http://localhost:3000")
    ]
