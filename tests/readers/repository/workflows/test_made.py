"""Releases that a step of a workflow leaves to a Makefile or to a script of package.json."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_WORKFLOW = """
on:
  push: { branches: [main] }
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: STEP
"""


def released(step: str, **files: str) -> list[tuple[str, str | None, int]]:
    text = _WORKFLOW.replace("STEP", step)
    readings = read_files(READER, **{".github/workflows/ship.yml": text}, **files)
    facts = [one for one in readings if isinstance(one, Deployment) and one.kind is not EvidenceKind.CLAIMED]
    return [(fact.method, fact.identity, fact.at.start_line) for fact in facts]


@pytest.mark.parametrize(
    ("step", "path", "text", "told"),
    [
        ("make ship", "Makefile", "ship: build\n\tsls deploy --stage live\n", [("lambda", "none", 8)]),
        ("make -C infra ship", "infra/Makefile", "ship:\n\tsam deploy\n", [("lambda", "none", 8)]),
        ("just ship", "justfile", "ship: build\n    sls deploy --stage live\n", [("lambda", "none", 8)]),
        (
            "task ship:live",
            "Taskfile.yml",
            "tasks:\n  ship:live:\n    cmds:\n      - sls deploy --stage live\n",
            [("lambda", "none", 8)],
        ),
        (
            "make roll",
            "Makefile",
            "V = $(shell git rev-parse HEAD)\nroll:\n\teb deploy -l $(V)\n",
            [("beanstalk", "commit", 8)],
        ),
        (
            "npm run ship:live",
            "package.json",
            '{"scripts": {"ship:live": "serverless deploy"}}',
            [("lambda", "none", 8)],
        ),
        (
            "npm run ship:${{ github.ref_name == 'main' && 'prod' || 'dev' }}",
            "package.json",
            '{"scripts": {"ship:dev": "echo none", "ship:prod": "sls deploy --stage prod"}}',
            [("lambda", "none", 8)],
        ),
        ("npm run $TASK", "package.json", '{"scripts": {"ship": "sls deploy"}}', []),
        ("make test", "Makefile", "test:\n\tpytest\n", []),
        ("npm run lint", "package.json", '{"scripts": {"lint": "eslint ."}}', []),
        ("npm run ship", "package.json", "{", []),
        ("make ship", "docs.md", "nothing", []),
    ],
)
def test_a_step_that_only_names_a_recipe_does_what_the_recipe_does(
    step: str, path: str, text: str, told: list[tuple[str, str | None, int]]
) -> None:
    assert released(step, **{path: text}) == told


_PACKAGE = '{"scripts": {"cdk": "cdk", "cdk:up": "cdk deploy --all", "up:live": "yarn cdk:up", "test": "jest"}}'


@pytest.mark.parametrize(
    "step",
    [
        "cd ops/cloud && npm ci && npm run cdk:up",
        "npm --prefix ops/cloud run cdk:up",
        "npm run cdk:up --prefix ./ops/cloud",
        "npm run cdk:up -w cloud",
        "npm run cdk:up --workspace=cloud",
        "yarn --cwd ops/cloud cdk:up",
        "yarn workspace @shop/cloud cdk:up",
        "pnpm --filter cloud cdk:up",
        "pnpm -C ops/cloud run up:live",
        "cd ops && cd cloud && npm run cdk -- deploy Api",
    ],
)
def test_a_script_of_a_package_in_another_folder_is_found_there(step: str) -> None:
    told = released(step, **{"ops/cloud/package.json": _PACKAGE, "package.json": '{"workspaces": ["ops/*"]}'})
    assert told == [("cdk", None, 8)]


@pytest.mark.parametrize(
    "above", ["working-directory: ops/cloud", "defaults: { run: { working-directory: ops/cloud } }"]
)
def test_a_script_runs_in_the_folder_of_its_step_or_of_its_job(above: str) -> None:
    step = "npm run cdk:up"
    text = _WORKFLOW.replace("STEP", step)
    if above.startswith("defaults"):
        text = text.replace("    runs-on", f"    {above}\n    runs-on")
    else:
        text = text.rstrip() + f"\n        {above}\n"
    files = {".github/workflows/ship.yml": text, "ops/cloud/package.json": _PACKAGE, "package.json": "{}"}
    assert [one.method for one in read_files(READER, **files) if isinstance(one, Deployment)] == ["cdk"]


@pytest.mark.parametrize("step", ["cd ops/cloud && npm test", "npm run cdk -w cloud", "yarn workspace", "npm run"])
def test_a_script_that_puts_nothing_live_releases_nothing(step: str) -> None:
    assert released(step, **{"ops/cloud/package.json": _PACKAGE}) == []


def test_a_script_whose_package_is_not_at_hand_does_what_it_is_called_after() -> None:
    assert released("npm run cdk:deploy:backend") == [("cdk", None, 8)]
    assert released("npm run cdk:diff") == []
    assert released("npm run deploy") == []


def test_a_script_that_runs_itself_over_and_over_ends() -> None:
    package = '{"scripts": {"up": "' + "npm run up; " * 200 + 'cdk deploy"}}'
    released("npm run up", **{"package.json": package})
