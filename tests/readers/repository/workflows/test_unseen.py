"""Deployments by scripts that are not in the repository at hand."""

import pytest

from holdfast.model.facts import Deployment, Rollback
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_PUSH = """
          - name: Build and push
            uses: docker/build-push-action@v6
            with: {push: true, tags: "registry/shop:${{ github.sha }}"}
          - id: image
            run: echo "uri=registry/shop:${{ github.sha }}" >> "$GITHUB_OUTPUT"
"""


def found(steps: str, job: str = "run", runner: str = "ubuntu-latest", **files: str) -> list[Deployment]:
    text = f"on: push\njobs:\n  {job}:\n    runs-on: {runner}\n    steps:\n{steps}"
    readings = read_files(READER, **{".github/workflows/x.yml": text}, **files)
    return [one for one in readings if isinstance(one, Deployment)]


def step(run: str, name: str = "Deploy to servers", **more: str) -> str:
    rows = "".join(f"        {key}: {value}\n" for key, value in more.items())
    return f"      - name: {name}\n{rows}        run: |\n          {run}\n"


@pytest.mark.parametrize(
    ("run", "identity"),
    [
        ('deploy/send-ssm-command.sh "$INSTANCE" "registry/shop:${{ github.sha }}"', "commit"),
        ('bash ops/send.sh --image "registry/shop:$GITHUB_SHA"', "commit"),
        ("./deploy.sh ${{ github.event.release.tag_name }}", "tag"),
        ("./ops/deploy ${{ github.sha }}", "commit"),
        ("./deploy.sh registry/shop:latest", "latest"),
        ("./deploy.sh production", None),
    ],
)
def test_what_is_handed_to_a_script_that_is_not_at_hand_names_the_release(run: str, identity: str | None) -> None:
    assert [(one.method, one.identity) for one in found(step(run))] == [("unseen", identity)]


def test_a_variable_of_the_step_names_the_release_as_well() -> None:
    told = found(step("./deploy.sh", env="{ IMAGE_TAG: '${{ github.sha }}' }"))
    assert [one.identity for one in told] == ["commit"]


def test_what_an_earlier_step_built_is_what_is_handed_on() -> None:
    steps = f"{_PUSH.replace('          - ', '      - ').replace('            ', '        ')}"
    told = found(steps.strip("\n") + "\n" + step('./deploy.sh "${{ steps.image.outputs.uri }}"'))
    assert [one.identity for one in told] == ["commit"]


def test_a_folder_of_the_teams_own_machine_holds_the_script() -> None:
    told = found(step("cd ~/backend\n          ./deploy.sh", name="Run deploy.sh"), runner="self-hosted")
    assert [one.method for one in told] == ["unseen"]


@pytest.mark.parametrize(
    ("run", "name"),
    [
        ("bash deploy/tests/deploy-rollback-test.sh", "Verify deployment rollback contract"),
        ("./scripts/build.sh", "Deploy to servers"),
        ("./scripts/smoke-test.sh", "Deploy to servers"),
        ("./scripts/notify-deploy.sh", "Tell the team"),
        ("./run.sh", "Build"),
        ("./deploy.sh --dry-run", "Deploy to servers"),
        ("chmod +x deploy.sh", "Deploy to servers"),
        ("./deploy-docs.sh", "Docs"),
        ("echo '${{ secrets.KEY }}' > deploy.pem\n          cat deploy.sh", "Deploy"),
    ],
)
def test_what_stands_around_a_deployment_is_none(run: str, name: str) -> None:
    assert [one for one in found(step(run, name=name)) if one.method == "unseen"] == []


def test_a_script_that_is_at_hand_tells_by_itself() -> None:
    at_hand = {"deploy.sh": "#!/bin/bash\nssh web 'cd app && git pull && pm2 restart all'\n"}
    assert [one.method for one in found(step("./deploy.sh"), **at_hand)] == ["ssh"]


def test_a_job_that_goes_back_by_such_a_script_is_a_way_back() -> None:
    text = (
        "name: Rollback\non:\n  workflow_dispatch:\n    inputs:\n      image_tag: {required: true, type: string}\n"
        "jobs:\n  rollback:\n    runs-on: ubuntu-latest\n    steps:\n"
        + step('./deploy.sh "registry/shop:${{ inputs.image_tag }}"')
    )
    told = [one for one in read_files(READER, **{".github/workflows/back.yml": text}) if isinstance(one, Rollback)]
    assert [(one.works, one.target) for one in told] == [(True, "tag")]


@pytest.mark.parametrize(
    ("run", "methods"),
    [
        ("npx cdk ${{ inputs.action }} --require-approval=never", ["cdk"]),
        ("terraform ${{ inputs.action }} -auto-approve", ["terraform"]),
        ("npx cdk synth ${{ inputs.stack }}", []),
        ("terraform -chdir=infra plan ${{ inputs.action }}", []),
    ],
)
def test_whoever_starts_it_may_choose_that_the_tool_deploys(run: str, methods: list[str]) -> None:
    assert [one.method for one in found(step(run, name="Infrastructure"))] == methods
