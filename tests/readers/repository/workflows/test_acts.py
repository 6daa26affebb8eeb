"""What the steps of a job do: programs of the repository that they call, tools in containers, and names in files."""

import pytest

from tests.readers.repository.workflows.test_delivery import delivered

_STEPS = "on: {on}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
_APPLIES = (
    '#!/bin/bash\nset -e\ncase "$1" in\n  plan) terraform plan ;;\n  apply) terraform apply -auto-approve ;;\nesac\n'
)


def deployments(steps: str, on: str = "push", **files: str) -> list[str]:
    found = delivered(_STEPS.format(on=on) + steps, **files)
    return [line.partition(" ")[2] for line in found if line.startswith("Deployment")]


@pytest.mark.parametrize(
    ("run", "script", "told"),
    [
        ("./scripts/infra apply", _APPLIES, True),
        ("scripts/infra apply", _APPLIES, True),
        ("sudo ./scripts/infra apply", _APPLIES, True),
        ("docker compose run --rm tools -c './scripts/infra apply'", _APPLIES, True),
        ("./scripts/infra apply", _APPLIES.replace("#!/bin/bash", "#!/usr/bin/env python3"), False),
        ("./tools/infra apply", _APPLIES, False),
        ("infra apply", _APPLIES, False),
        ("./scripts/infra apply", "#!/bin/sh\necho checked\n", False),
    ],
)
def test_a_script_without_an_ending_is_read_where_its_path_calls_it(run: str, script: str, *, told: bool) -> None:
    found = deployments(f"      - run: {run}\n", **{"scripts/infra": script})
    assert any("method=terraform" in line for line in found) == told


@pytest.mark.parametrize(
    ("path", "told"),
    [("$APP_DIR/scripts/infra.sh", True), ("${APP_DIR}/scripts/infra.sh", True), ("$APP_DIR/other/infra.sh", False)],
)
def test_a_script_is_read_below_the_folder_of_a_host_that_a_variable_names(path: str, *, told: bool) -> None:
    found = deployments(f"      - run: bash {path}\n", **{"scripts/infra.sh": "terraform apply -auto-approve\n"})
    assert any("method=terraform" in line for line in found) == told


def test_a_script_is_started_where_it_is_called_and_not_where_its_file_is_made_ready() -> None:
    script = "set -e\nterraform apply -auto-approve\n"
    steps = "      - run: |\n          chmod +x scripts/infra.sh\n          ls -l scripts/infra.sh\n{}"
    assert deployments(steps.format(""), **{"scripts/infra.sh": script}) == []
    [found] = deployments(steps.format("          ./scripts/infra.sh\n"), **{"scripts/infra.sh": script})
    assert "method=terraform" in found


@pytest.mark.parametrize(
    ("run", "told"),
    [
        ("docker compose run --rm terraform apply -auto-approve", True),
        ("docker-compose -f ci.yml run --rm tofu apply -auto-approve", True),
        ("docker run --rm -v $PWD:/w -w /w hashicorp/terraform:1.9 apply -auto-approve", True),
        ("docker run --rm ghcr.io/opentofu/opentofu:1.8 apply -auto-approve", True),
        ("docker compose run --rm terraform terraform apply -auto-approve", True),
        ("docker compose run --rm terraform plan", False),
        ("docker compose run --rm web apply", False),
        ("docker run --rm hashicorp/terraform:1.9 validate", False),
    ],
)
def test_a_tool_in_a_container_is_told_the_words_behind_its_name(run: str, *, told: bool) -> None:
    assert any("method=terraform" in line for line in deployments(f"      - run: {run}\n")) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("cdk_subcommand: deploy", True),
        ("cdk_subcommand: 'deploy --all'", True),
        ("cdk_version: 2.100.0", True),
        ("cdk_subcommand: synth", False),
        ("cdk_subcommand: 'diff'", False),
        ("command: synth", False),
    ],
)
def test_an_action_that_is_told_only_to_show_what_it_would_do_releases_nothing(given: str, *, told: bool) -> None:
    step = f"      - uses: somebody/aws-cdk-github-actions@v2\n        with: {{{given}}}\n"
    assert bool(deployments(step)) == told


@pytest.mark.parametrize(
    ("on", "reads", "told"),
    [
        ("{push: {paths: [deploy/api-version]}}", 'V="$(cat deploy/api-version)"', True),
        ("{push: {paths: [releases/image-tag.txt]}}", "V=$(head -n1 releases/image-tag.txt)", True),
        ("{push: {paths: [release.json]}}", "V=$(jq -r .api release.json)", True),
        ("{push: {paths: [deploy/api-version]}}", "V=$(git rev-parse HEAD)", False),
        ("{push: {paths: ['src/**']}}", 'V="$(cat deploy/api-version)"', False),
        ("{push: {paths: [src/main.py]}}", 'V="$(cat src/main.py)"', False),
        ("push", 'V="$(cat deploy/api-version)"', False),
    ],
)
def test_a_file_that_names_the_release_and_starts_it_is_the_way_back(on: str, reads: str, *, told: bool) -> None:
    run = f"        run: |\n          {reads}\n          aws lambda update-function-code --function-name a --image-uri r:$V\n"
    (deployment,) = deployments(f"      - name: Deploy\n{run}", on=on)
    assert ("rollback=procedure" in deployment) == told
