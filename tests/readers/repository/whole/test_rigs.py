"""Parts of a repository that serve nobody."""

from pathlib import Path

import pytest

from holdfast.actions.read import read_repository
from holdfast.model.evidence import EvidenceKind, Gap, GapReason, Location
from holdfast.model.facts import Container, Database, ExposedSecret, Placement, RestoreProcedure
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.whole.rigs import in_rig, served

_COMPOSE = "services:\n  web:\n    image: shop\n    ports: ['80:3000']\n    privileged: true\n"


@pytest.mark.parametrize(
    "path",
    [
        "tests/compose/docker-compose.yml",
        "backend/test/docker-compose.yml",
        "service/src/test/resources/application.yml",
        "integration-tests/nginx.conf",
        "pkg/testdata/deploy.sh",
        "e2e/k8s/web.yaml",
        "examples/aws/main.tf",
        "modules/vpc/examples/complete/README.md",
        "contrib/nginx/site.conf",
        ".devcontainer/docker-compose.yml",
        "k8s/local/web.yaml",
        "deploy/minikube/web.yaml",
        "infra/local-dev/docker-compose.yml",
        "{{cookiecutter.slug}}/docker-compose.yml",
        "generators/app/templates/docker-compose.yml",
        "infra/tests/up.sh",
    ],
)
def test_tests_examples_and_what_a_generator_writes_serve_nobody(path: str) -> None:
    assert in_rig(path)


@pytest.mark.parametrize(
    "path",
    [
        "docker-compose.test.yml",
        "environments/test/main.tf",
        "rootfs/usr/local/bin/backup.sh",
        "locales/ko/deploy.md",
        "k8s/overlays/testing/web.yaml",
        "deploy/test/docker-compose.yml",
        "src/main/java/org/example/shop/Health.java",
        "app/examples/views.py",
        "shop/contrib/payments/settings.py",
        "email/templates/welcome.html",
        "latest/contest/deploy.sh",
        "spec/aws.md",
    ],
)
def test_an_environment_a_package_and_a_part_of_the_application_may_be_called_so(path: str) -> None:
    assert not in_rig(path)


def test_what_a_test_needs_is_no_part_of_the_product(tmp_path: Path) -> None:
    for folder in ("tests/fixtures", "server"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "docker-compose.yml").write_text(_COMPOSE)
    facts = read_repository(tmp_path).estate.facts
    assert {one.at.path for one in facts if isinstance(one, Container)} == {"server/docker-compose.yml"}


def test_a_real_key_is_one_in_a_test_as_well_and_a_made_up_password_is_none() -> None:
    real = "aws_key = 'AKIA" + "2E0A8F3B244C9986'\n"
    texts = {"tests/a.env": real, "tests/b.env": "PASSWORD=letmein\n", "tests/c.env": "AWS_ACCESS_KEY_ID=local\n"}
    tree = Tree(paths=tuple(texts), open_text=texts.__getitem__)

    def secret(path: str, form: str) -> ExposedSecret:
        return ExposedSecret(kind=EvidenceKind.CODED, at=Location(path, 1, 1), name="KEY", form=form)

    kept = secret("tests/a.env", "aws-key")
    assert [*served([kept, secret("tests/b.env", "password"), secret("tests/c.env", "aws-key")], tree)] == [kept]


def test_a_restore_is_tried_where_tests_are_and_a_file_there_need_not_be_readable() -> None:
    at = Location("tests/restore.sh", 3, 3)
    restore = RestoreProcedure(kind=EvidenceKind.CODED, at=at)
    database = Database(kind=EvidenceKind.CODED, at=at, engine="postgresql", placement=Placement.UNKNOWN)
    gap = Gap(at=at, reason=GapReason.MALFORMED)
    assert [*served([restore, database, gap], Tree(paths=(), open_text=str))] == [restore]


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        ({"SKILL.md": "---\nname: queues\nlicense: MIT\n---\n# Queues\n"}, False),
        ({"SKILL.md": "---\nname: queues\nmetadata:\n  author: somebody\n---\n# Queues\n"}, False),
        ({"SKILL.md": "# Queues\n", "LICENSE.txt": "terms"}, False),
        ({"SKILL.md": "---\nname: release\ndescription: how we release\n---\n# Release\n\nlicense: ours\n"}, True),
    ],
)
def test_a_skill_that_others_wrote_tells_nothing_of_the_product(texts: dict[str, str], *, kept: bool) -> None:
    files = {f".claude/skills/one/{name}": text for name, text in texts.items()}
    tree = Tree(paths=tuple(files), open_text=files.__getitem__)
    at = Location(".claude/skills/one/references/postgres.md", 3, 3)
    database = Database(kind=EvidenceKind.INSTRUCTED, at=at, engine="postgresql", placement=Placement.UNKNOWN)
    assert [*served([database], tree)] == ([database] if kept else [])


@pytest.mark.parametrize(
    ("name", "kept"),
    [("docker-compose.dev.yml", False), ("docker-compose.override.yml", False), ("docker-compose.prod.yml", True)],
)
def test_a_compose_file_that_is_called_a_developers_runs_nothing_for_others(
    tmp_path: Path, name: str, *, kept: bool
) -> None:
    (tmp_path / name).write_text(_COMPOSE)
    facts = read_repository(tmp_path).estate.facts
    assert any(isinstance(one, Container) for one in facts) == kept
