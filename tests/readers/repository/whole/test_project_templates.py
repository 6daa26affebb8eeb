"""Projects of others that a generator writes are no part of what is judged."""

from collections.abc import Mapping

import pytest

from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.readers.repository.whole.project_templates import without_project_templates

GENERATOR = '{"name": "create-shop"}'
SHOP = '{"name": "shop", "private": true}'


def kept(files: Mapping[str, str]) -> list[str]:
    paths, gone = without_project_templates(tuple(sorted(files)), lambda path: files[path])
    assert gone == len(files) - len(paths)
    return list(paths)


@pytest.mark.parametrize(
    "manifest",
    [
        GENERATOR,
        '{"name": "@us/generator-shop"}',
        '{"name": "shop-generator"}',
        '{"name": "shop", "keywords": ["yeoman-generator"]}',
    ],
)
def test_what_a_package_that_generates_projects_has_in_its_templates_is_passed_over(manifest: str) -> None:
    files = {"package.json": manifest, "index.js": "", "generators/app/templates/docker-compose.yml": ""}
    assert kept(files) == ["index.js", "package.json"]


@pytest.mark.parametrize(
    "manifest",
    [SHOP, '{"name": "create-shop", "private": true}', "{", "[]", '{"name": 1, "keywords": 2}', "[" * 200_000],
)
def test_templates_of_any_other_package_are_its_own(manifest: str) -> None:
    files = {"package.json": manifest, "src/templates/letter.js": "", "templates/stack.yml": ""}
    assert kept(files) == sorted(files)


def test_whole_projects_in_a_folder_for_them_beside_the_program_that_writes_them_are_passed_over() -> None:
    files = {
        "cli/package.json": SHOP,
        "cli/init-templates/app/ts/package.json": "",
        "cli/init-templates/app/ts/bin.ts": "",
        "cli/init-templates/app/java/pom.xml": "",
    }
    assert kept(files) == ["cli/package.json"]


def test_a_repository_that_is_nothing_but_a_template_is_judged() -> None:
    assert kept({"README.md": "", "template/package.json": SHOP}) == ["README.md", "template/package.json"]


def test_the_code_of_functions_beside_stacks_and_letters_is_the_products() -> None:
    files = {
        "package.json": SHOP,
        "templates/api.yml": "",
        "templates/api/package.json": "",
        "cfn-templates/api/package.json": "",
        "email-templates/package.json": "",
        "terraform-templates/app/package.json": "",
    }
    assert kept(files) == sorted(files)


def test_a_manifest_that_cannot_be_opened_tells_nothing() -> None:
    gap = Gap(at=Location(path="package.json"), reason=GapReason.DENIED)
    paths = ("package.json", "templates/app.js")
    assert without_project_templates(paths, lambda _: gap) == (paths, 0)
