"""What a file for Docker Compose is called, and the folders that show whose it is."""

import pytest

from holdfast.model.environments import PRODUCTION
from holdfast.model.facts import Container
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.called import is_compose
from holdfast.readers.repository.containers.reader import READER


@pytest.mark.parametrize(
    ("path", "composes"),
    [
        ("docker-compose.yml", True),
        ("shop/compose.prod.yaml", True),
        ("docker_compose.yml", True),
        ("handover/docker-compose", True),
        ("docker-compose.yml.prod", True),
        ("docker-compose-production", True),
        ("deploy/tasks/shop/ecs-compose.yml", True),
        ("infra/a/b/prod.compose.yaml", True),
        ("infra/a/b/decompose.yml", False),
        ("docker-compose.sh", False),
        ("docker-compose.md", False),
        ("docker-compose.yml.example", True),
        ("docs/docker-compose/notes", False),
    ],
)
def test_files_for_compose_are_known_by_their_names(path: str, *, composes: bool) -> None:
    assert is_compose(path) is composes


@pytest.mark.parametrize(
    ("folder", "environment"), [("/home/ubuntu/rows", PRODUCTION), ("/home/kim/rows", None), ("./rows", None)]
)
def test_a_folder_of_the_user_that_a_machine_of_aws_comes_with_is_a_servers(
    folder: str, environment: str | None
) -> None:
    text = (
        f"services:\n  api:\n    build: .\n  db:\n    image: mysql:8\n    volumes:\n      - {folder}:/var/lib/mysql\n"
    )
    read = READER.read(Snippet("docker-compose.yml", text))
    assert {fact.environment for fact in read if isinstance(fact, Container)} == {environment}


def test_an_image_is_described_by_a_file_that_only_ends_so() -> None:
    assert READER.wants("handover/Back-Dockerfile")
    assert not READER.wants("notes-on-dockerfile.md")
