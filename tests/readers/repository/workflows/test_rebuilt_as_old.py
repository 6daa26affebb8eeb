"""Ways back that build what stands on the branch today, under the name of an earlier release."""

import pytest

from holdfast.model.facts import Rollback
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_WORKFLOW = """on:
  push: {{branches: [main]}}
  workflow_dispatch:
    inputs:
      image_tag:
        description: "{description}"
env: {{AWS_REGION: us-east-1}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
{checkout}
      - id: vars
        run: |
          TAG="${{{{ github.event.inputs.image_tag }}}}"
          [ -n "$TAG" ] || TAG="${{{{ github.sha }}}}"
          echo "tag=$TAG" >> "$GITHUB_OUTPUT"
          echo "IMAGE_TAG=$TAG" >> "$GITHUB_ENV"
{build}
      - run: aws ssm send-command --document-name AWS-RunShellScript --parameters commands="docker compose up -d"
"""
_BACK = "Set to a prior SHA to roll back."
_ACTION = """      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: {tag}"""
_BY_OUTPUT = _ACTION.format(tag="shop/api:${{ steps.vars.outputs.tag }}")
_BY_INPUT = _ACTION.format(tag="shop/api:${{ inputs.image_tag || github.sha }}")
_BY_SHELL = """      - run: |
          docker build -t shop/api:$IMAGE_TAG .
          docker push shop/api:$IMAGE_TAG"""
_BY_SETTING = """      - env: {WANTED: "${{ inputs.image_tag }}"}
        run: |
          docker buildx build --push -t "shop/api:${WANTED}" ."""


def ways(build: str, description: str = _BACK, checkout: str = "") -> list[tuple[int, bool]]:
    text = _WORKFLOW.format(description=description, build=build, checkout=checkout)
    found = read_files(READER, **{".github/workflows/deploy.yml": text})
    return [(one.at.start_line, one.works) for one in found if isinstance(one, Rollback) and not one.works]


@pytest.mark.parametrize("build", [_BY_OUTPUT, _BY_INPUT, _BY_SHELL, _BY_SETTING])
def test_an_earlier_name_on_todays_code_is_no_way_back(build: str) -> None:
    assert ways(build) == [(20, False)]


@pytest.mark.parametrize(
    "description", ["이전 버전으로 롤백할 때 태그", "切り戻すリリースのタグ", "Redeploy an existing tag"]
)
def test_the_input_says_so_in_other_languages(description: str) -> None:
    assert ways(_BY_OUTPUT, description) == [(20, False)]


def test_each_image_is_told() -> None:
    assert [line for line, _ in ways(f"{_BY_OUTPUT}\n{_BY_INPUT}")] == [20, 24]


def test_an_image_that_another_job_builds_is_told() -> None:
    text = """on:
  workflow_dispatch:
    inputs:
      rollback_tag: {required: false}
jobs:
  name:
    outputs: {tag: "${{ steps.t.outputs.tag }}"}
    steps:
      - id: t
        run: echo "tag=${{ inputs.rollback_tag || github.sha }}" >> $GITHUB_OUTPUT
  build:
    needs: name
    steps:
      - uses: docker/build-push-action@v6
        with: {push: true, tags: "shop/api:${{ needs.name.outputs.tag }}"}
  deploy:
    needs: build
    steps:
      - run: ssh web docker compose up -d
"""
    found = read_files(READER, **{".github/workflows/deploy.yml": text})
    assert [one.at.start_line for one in found if isinstance(one, Rollback) and not one.works] == [14]


@pytest.mark.parametrize(
    "build",
    [
        _ACTION.format(tag="shop/api:${{ github.sha }}"),
        _BY_OUTPUT.replace("with:", "if: github.event_name == 'push'\n        with:"),
        _BY_OUTPUT.replace("push: true", "push: false"),
        _BY_OUTPUT.replace("push: true", "push: true\n          context: https://github.com/shop/api.git#main"),
        _BY_SHELL.replace("docker build", "git checkout $IMAGE_TAG\n          docker build"),
        _BY_SHELL.replace("docker build", "docker manifest inspect shop/api:$IMAGE_TAG || docker build"),
        "      - run: docker pull shop/api:$IMAGE_TAG",
    ],
)
def test_what_is_built_anew_or_only_where_it_is_missing_is_none(build: str) -> None:
    assert ways(build) == []


def test_the_code_of_the_chosen_release_is_built_rightly() -> None:
    assert ways(_BY_OUTPUT, checkout="        with: {ref: '${{ inputs.image_tag || github.sha }}'}") == []


def test_the_name_of_a_new_release_is_no_way_back() -> None:
    assert ways(_BY_OUTPUT, "Version to release, such as 1.4.0") == []
