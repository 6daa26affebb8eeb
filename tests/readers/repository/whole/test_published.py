"""Software that is handed out as a package, and what its documentation says to those who use it."""

import pytest

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Database, Deployment, ExposedSecret, Fact, Placement, Platform, Workload
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.whole.published import is_published, of_who_runs_it

_CLASSIFIERS = 'setup(classifiers=[\n    "Programming Language :: Python :: 3",\n    "Topic :: Internet",\n])\n'
_PACKAGE = {"setup.py": _CLASSIFIERS, "docs/install.md": "# Install\n\nStart it with compose.\n"}


def tree(texts: dict[str, str]) -> Tree:
    return Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)


def database(path: str, kind: EvidenceKind = EvidenceKind.INSTRUCTED) -> Database:
    return Database(kind=kind, at=Location(path, 3, 3), engine="postgresql", placement=Placement.UNKNOWN)


@pytest.mark.parametrize(
    "texts",
    [
        {"setup.py": _CLASSIFIERS},
        {"package.json": '{"name": "plum", "bin": {"plum": "cli.js"}}'},
        {"package.json": '{"name": "plum", "main": "a.js", "types": "a.d.ts"}'},
        {"package.json": '{"name": "plum", "publishConfig": {"access": "public"}}'},
        {"composer.json": '{"type": "library"}'},
        {"plum.gemspec": ""},
        {"docs/plum.1": ""},
        {".goreleaser.yml": ""},
    ],
)
def test_a_manifest_tells_that_software_is_handed_out(texts: dict[str, str]) -> None:
    assert is_published(tree(texts))


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"setup.py": 'setup(name="shop", version="1.0")\n'},
        {"setup.py": _CLASSIFIERS.replace("Topic :: Internet", "Private :: Do Not Upload")},
        {"pyproject.toml": '[project]\nname = "shop"\nreadme = "README.md"\ndependencies = []\n'},
        {"package.json": '{"name": "shop", "main": "index.js", "keywords": [], "license": "ISC"}'},
        {"package.json": '{"name": "shop", "main": "index.js", "keywords": ["cake"], "repository": "shop/api"}'},
        {"package.json": '{"name": "shop", "private": true, "bin": "cli.js"}'},
        {"pyproject.toml": '[project]\nname = "shop"\n[project.urls]\nHome = "https://shop.example.com"\n'},
        {"package.json": "{"},
        {"setup.py": "\n" * 200_000, "pom.xml": " " * 200_000},
        {"package.json": "[" * 200_000, "composer.json": '{"a":' * 200_000},
        {"composer.json": '{"type": "project", "keywords": ["laravel"]}'},
        {"tools/plum/setup.py": _CLASSIFIERS},
    ],
)
def test_a_product_of_a_team_is_not_handed_out(texts: dict[str, str]) -> None:
    assert not is_published(tree(texts))


def test_what_users_of_a_package_set_up_is_nothing_that_its_team_runs() -> None:
    told: list[Fact] = [database("docs/install.md"), database("docker-compose.yml", EvidenceKind.DECLARED)]
    told.append(database("install/ubuntu_setup.sh", EvidenceKind.CODED))
    coded = database("plum/db.py", EvidenceKind.CODED)
    assert of_who_runs_it([*told, coded], tree(_PACKAGE)) == [coded]
    assert of_who_runs_it([*told, coded], tree({"docs/install.md": ""})) == [*told, coded]


@pytest.mark.parametrize(
    "text",
    [
        "# Operations\n\nWe run it on two servers in production.\n",
        "# 서버 설정\n\n1. EC2 콘솔에서 인스턴스를 만든다 (t3.small)\n2. 보안 그룹에서 22번 포트를 연다\n",
        "# 構築手順\n\nセキュリティグループで 443 番を開ける\n",
    ],
)
def test_a_document_on_the_own_servers_is_for_the_team_itself(text: str) -> None:
    ours = database("docs/install.md")
    assert of_who_runs_it([ours], tree({**_PACKAGE, "docs/install.md": text})) == [ours]


@pytest.mark.parametrize(
    "run",
    [
        Deployment(kind=EvidenceKind.CODED, at=Location(".github/workflows/live.yml", 9, 9), method="ecs"),
        Workload(kind=EvidenceKind.DECLARED, at=Location("infra/main.tf", 1, 1), platform=Platform.ECS),
    ],
)
def test_who_runs_it_as_well_is_told_everything(run: Fact) -> None:
    facts: list[Fact] = [database("docs/install.md"), run]
    assert of_who_runs_it(facts, tree(_PACKAGE)) == facts


def test_a_key_to_an_account_is_given_away_in_documentation_too() -> None:
    def secret(form: str) -> ExposedSecret:
        return ExposedSecret(kind=EvidenceKind.CODED, at=Location("docs/install.md", 1, 1), name="KEY", form=form)

    assert of_who_runs_it([secret("aws-key"), secret("password")], tree(_PACKAGE)) == [secret("aws-key")]


def test_an_image_that_a_package_pushes_is_handed_out_too() -> None:
    at = Location(".github/workflows/publish.yml", 9, 9)
    pushed = Deployment(kind=EvidenceKind.CLAIMED, at=at, method="other", identity="latest")
    assert of_who_runs_it([pushed], tree(_PACKAGE)) == []
    assert of_who_runs_it([pushed], tree({})) == [pushed]
