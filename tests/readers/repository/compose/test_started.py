"""A compose file that looks like a developer's, and that a server starts all the same."""

import pytest

from holdfast.model.environments import DEVELOPMENT, PRODUCTION
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Container
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.containers.reader import READER

_WATCHED = "services:\n  api:\n    build: {context: ., target: development}\n    ports: ['8080:8080']\n"
_SSH = "jobs:\n  ship:\n    steps:\n      - run: ssh app@$HOST 'cd shop && docker compose up -d --build'\n"


def environment(files: dict[str, str]) -> str | None:
    texts = {"docker-compose.yml": _WATCHED, **files}
    tree = Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)
    wanted = [tree.with_text(path, texts[path], EvidenceKind.CODED) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    read = READER.read_together(tree, tuple(wanted))
    return next(fact.environment for fact in read if isinstance(fact, Container) and fact.file == "docker-compose.yml")


@pytest.mark.parametrize(
    ("files", "developers"),
    [
        ({"infra/user_data.sh": "#!/bin/bash\ncd shop\ndocker-compose up -d --build\n"}, False),
        ({".github/workflows/ship.yml": _SSH}, False),
        ({".github/workflows/test.yml": "jobs:\n  test:\n    steps:\n      - run: docker compose up -d\n"}, True),
        ({"infra/user_data.sh": "docker compose -f docker-compose.prod.yml up -d\n"}, True),
        ({"infra/user_data.sh": "docker compose up -d\n", "docker-compose.prod.yml": _WATCHED}, True),
        ({"scripts/local.sh": "docker compose up -d\n"}, True),
        ({}, True),
    ],
)
def test_the_only_one_there_is_what_a_server_starts(files: dict[str, str], *, developers: bool) -> None:
    assert (environment(files) == DEVELOPMENT) is developers


_UP = "docker-compose -f docker-compose.yml up -d"
_NAMED = 'WHAT = \'/srv/shop/docker-compose.yml\'\nsh """\ndocker compose -f ${WHAT} up -d\n"""\n'


@pytest.mark.parametrize(
    ("files", "developers"),
    [
        ({"Jenkinsfile": f"stage('Deploy') {{\n  sh '{_UP}'\n}}\n"}, False),
        ({"ci/Jenkinsfile": "stage('Start') {\n  sh 'docker compose up -d --build'\n}\n"}, False),
        ({"Jenkinsfile": f"stage('Try') {{\n  sh '{_UP}'\n  sh 'docker-compose down'\n}}\n"}, True),
        ({"Jenkinsfile": f"sh '{_UP}'\npost {{ failure {{ sh 'docker-compose down' }} }}\n"}, False),
        ({"Jenkinsfile": _NAMED}, False),
        ({"Jenkinsfile": "sh 'docker compose -f other/docker-compose.yml up -d'\n"}, True),
        ({".gitlab-ci.yml": f"ship:\n  script:\n    - ssh app@$HOST '{_UP}'\n"}, False),
        ({".gitlab-ci.yml": f"test:\n  script:\n    - {_UP}\n"}, True),
    ],
)
@pytest.mark.parametrize("beside", [{}, {"docker-compose.more.yml": _WATCHED}])
def test_what_a_pipeline_names_and_leaves_up_is_what_a_server_starts(
    files: dict[str, str], beside: dict[str, str], *, developers: bool
) -> None:
    assert (environment({**files, **beside}) == DEVELOPMENT) is developers


@pytest.mark.parametrize("described", [True, False])
def test_what_runs_the_pipeline_that_is_described_here_stands_on_a_server(*, described: bool) -> None:
    jenkins = "services:\n  ci:\n    image: jenkins/jenkins:lts\n    privileged: true\n"
    files = {"docker-compose.yml": jenkins, "docker-compose.more.yml": _WATCHED}
    files |= {"Jenkinsfile": "pipeline {}\n"} if described else {}
    assert (environment(files) == PRODUCTION) is described


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("ops/compose-server.yml", PRODUCTION),
        ("ec2.docker-compose.yml", PRODUCTION),
        ("docker-compose.yml", DEVELOPMENT),
        ("AWS-DEPLOYMENT.md", DEVELOPMENT),  # a guide's name tells nothing of the file that it shows
        ("docker-compose.local-server.yml", DEVELOPMENT),
    ],
)
def test_a_database_alone_in_a_file_for_a_server_serves_beside_an_application_without_a_container(
    path: str, environment: str
) -> None:
    text = "services:\n  db:\n    image: postgres:16\n    restart: always\n"
    kind = EvidenceKind.INSTRUCTED if path.endswith(".md") else EvidenceKind.CODED
    read = READER.read(Snippet(path, text, kind=kind))
    assert [fact.environment for fact in read if isinstance(fact, Container)] == [environment]


@pytest.mark.parametrize(
    ("service", "developers"),
    [
        ("build: .\n    volumes: ['.:/app']\n    tty: true", True),
        ("build: {context: ./api}\n    volumes: ['./api/:/app', 'gems:/gems']\n    stdin_open: true", True),
        ("build: .\n    volumes: [{type: bind, source: ./, target: /app}]\n    tty: true", True),
        ("build: .\n    volumes: ['.:/app']\n    tty: true\n    restart: always", False),
        ("build: .\n    volumes: ['.:/app']", False),
        ("build: .\n    container_name: shop_local", True),
        ("build: .\n    container_name: shop-local\n    restart: always", False),
        ("build: .\n    container_name: shop-locale", False),
        ("build: .\n    volumes: ['./logs:/app/logs']\n    tty: true", False),
        ("image: shop/api:3\n    volumes: ['.:/app']\n    tty: true", False),
        ("build: .\n    environment: {RAILS_ENV: development, DB_HOST: db}", True),
        ("build: .\n    environment: {RAILS_ENV: development, DB_HOST: a.b.eu-west-1.rds.amazonaws.com}", False),
    ],
)
def test_sources_that_somebody_edits_lie_over_the_image_on_their_own_machine(service: str, *, developers: bool) -> None:
    found = environment({"docker-compose.yml": f"services:\n  api:\n    {service}\n"})
    assert (found == DEVELOPMENT) is developers


@pytest.mark.parametrize(
    ("name", "serves"),
    [
        ("docker-compose.aws.yml", True),
        ("docker-compose.lightsail.yaml", True),
        ("compose.deploy.yml", True),
        ("docker-compose-server.yml", True),
        ("docker-compose.yml", False),
        ("docker-compose.cloudy.yml", False),
    ],
)
def test_a_file_named_after_where_it_is_started_serves_there(name: str, *, serves: bool) -> None:
    text = "services:\n  api:\n    build: .\n  db:\n    image: mongo:7\n"
    tree = Tree(paths=(name,), open_text={name: text}.__getitem__)
    assert READER.read_together is not None
    facts = list(READER.read_together(tree, (tree.with_text(name, text, EvidenceKind.CODED),)))
    assert {fact.environment for fact in facts if isinstance(fact, Container)} == ({PRODUCTION} if serves else {None})


_OVER_THERE = "FILE=docker-compose-dev.yml\nssh $HOST 'bash -s' <<END\ndocker compose -f $FILE up -d\nEND\n"


@pytest.mark.parametrize(
    ("path", "script", "found"),
    [
        ("ops/run-production-deploy.sh", _OVER_THERE, PRODUCTION),
        ("ops/run-dev-deploy.sh", _OVER_THERE, DEVELOPMENT),
        ("ops/run-production-deploy.sh", "docker compose -f docker-compose-dev.yml up -d\n", DEVELOPMENT),
        ("ops/run-production-deploy.sh", _OVER_THERE.replace("up -d", "config"), DEVELOPMENT),
    ],
)
def test_what_a_script_for_production_starts_over_there_is_productions(path: str, script: str, found: str) -> None:
    texts = {"docker-compose-dev.yml": _WATCHED, path: script}
    tree = Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)
    assert READER.read_together is not None
    composed = tree.with_text("docker-compose-dev.yml", _WATCHED, EvidenceKind.CODED)
    read = READER.read_together(tree, (composed,))
    assert {fact.environment for fact in read if isinstance(fact, Container)} == {found}
