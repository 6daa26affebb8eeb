"""Workflows seen together: whom those that are called after developers serve."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.workflows import READER

from ..many import read_files

DEPLOY = """\
name: {name}
on:
  push:
    branches: [{branch}]
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: eb deploy shop-env
"""


def served(**files: str) -> list[str | None]:
    found = read_files(READER, **{f".github/workflows/{name}.yml": text for name, text in files.items()})
    return [one.environment for one in found if isinstance(one, Deployment)]


@pytest.mark.parametrize(("file", "name"), [("dev_deploy", "Dev CI/CD"), ("deploy", "Dev CI/CD"), ("deploy-dev", "CI")])
def test_the_only_one_that_deploys_main_deploys_what_people_use(file: str, name: str) -> None:
    assert served(**{file: DEPLOY.format(name=name, branch="main")}) == [None]


def test_beside_one_of_production_it_is_the_developers() -> None:
    dev, prod = DEPLOY.format(name="Dev", branch="main"), DEPLOY.format(name="Production", branch="release")
    assert sorted(map(str, served(dev=dev, prod=prod))) == ["development", "production"]


def test_from_a_branch_of_theirs_it_is_the_developers() -> None:
    assert served(dev_deploy=DEPLOY.format(name="CD", branch="develop")) == ["development"]


@pytest.mark.parametrize(
    ("trigger", "name", "expected"),
    [
        ("  pull_request:\n    branches: [main]\n    types: [closed]", "Dev release", None),
        ("  pull_request:\n    branches: [main]", "Dev release", "development"),
        ("  pull_request:\n    branches: [develop]\n    types: [closed]", "Release", "development"),
        ("  push:\n    branches: [main, hotfix]", "CD: dev→main", None),
        ("  push:\n    branches: [main, hotfix]", "Merge develop -> main", None),
        ("  push:\n    branches: [main, hotfix]", "Deploy to dev", "development"),
    ],
)
def test_what_is_merged_into_main_is_what_people_use_whatever_branch_it_comes_from(
    trigger: str, name: str, expected: str | None
) -> None:
    text = DEPLOY.format(name=f'"{name}"', branch="main").replace("  push:\n    branches: [main]", trigger)
    assert served(deploy=text) == [expected]
