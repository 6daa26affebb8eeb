"""The workflow: nothing that the repository runs has a way into AWS, and our own check finds nothing open in it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from holdfast.actions.check import check
from holdfast.host.releases.workflow import ACTIONS, render_workflow
from holdfast.model.errors import SpecError
from holdfast.model.product import Product

SPEC: dict[str, Any] = {
    "name": "shop",
    "repository": "shop/backend",
    "region": "eu-west-1",
    "service": {
        "command": ["node", "dist/main.js"],
        "release": {"test": ["npm ci", "npm test -- --grep ' : # '"], "build": ["npm run build"], "branch": "trunk"},
    },
    "environments": {"production": {}, "staging": {"compute": {"instance_type": "t3.small"}}},
}


def rendered(environment: str = "production", **changed: Any) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(
        render_workflow(Product.model_validate({**SPEC, **changed}), environment)
    )
    return found


def steps(job: dict[str, Any]) -> str:
    return "\n".join(f"{step.get('uses', '')} {step.get('run', '')}" for step in job["steps"])


def test_production_is_released_by_tags_and_others_by_commits_of_the_branch() -> None:
    assert rendered("production")["on"]["push"] == {"tags": ["v*"]}
    assert rendered("staging")["on"]["push"] == {"branches": ["trunk"]}


def test_an_environment_that_is_the_only_one_is_released_by_tags() -> None:
    assert rendered("live", environments={"live": {}})["on"]["push"] == {"tags": ["v*"]}


def test_every_action_is_named_by_a_whole_commit_and_tells_its_version() -> None:
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action) for action in ACTIONS.values())
    used = re.findall(r"uses: (.+)", render_workflow(Product.model_validate(SPEC), "production"))
    assert set(used) <= set(ACTIONS.values())


def test_only_the_job_that_runs_nothing_of_the_repository_gets_a_role() -> None:
    found = rendered()
    assert found["permissions"] == {}
    build, deploy = found["jobs"]["build"], found["jobs"]["deploy"]
    assert build["permissions"] == {"contents": "read"}
    assert deploy["permissions"] == {"contents": "read", "id-token": "write"}
    assert "npm" in steps(build)
    assert "npm" not in steps(deploy)
    assert "secrets." not in str(found)


def test_the_role_is_that_of_the_environment_in_the_home_region() -> None:
    deploy = rendered("staging")["jobs"]["deploy"]
    (role,) = [step["with"] for step in deploy["steps"] if "configure-aws" in step.get("uses", "")]
    assert role["role-to-assume"].endswith(":role/shop-staging-deploy")
    assert role["aws-region"] == "eu-west-1"
    assert deploy["environment"] == "staging"


def test_one_release_follows_the_other_and_none_is_cut_off() -> None:
    assert rendered()["concurrency"] == {"group": "release-production", "cancel-in-progress": False}


def test_lines_of_the_spec_stay_what_they_are() -> None:
    assert "npm test -- --grep ' : # '" in steps(rendered()["jobs"]["build"])


@pytest.mark.parametrize(("environment", "runner"), [("production", "ubuntu-24.04-arm"), ("staging", "ubuntu-24.04")])
def test_what_is_built_is_built_on_the_hosts_processor(environment: str, runner: str) -> None:
    assert rendered(environment)["jobs"]["build"]["runs-on"] == runner


def test_a_python_service_gets_python() -> None:
    build = rendered(service={"command": ["python", "-m", "shop"]})["jobs"]["build"]

    assert "setup-python" in steps(build)
    assert "setup-node" not in steps(build)


def test_what_the_spec_lacks_is_told_at_once() -> None:
    with pytest.raises(SpecError) as failed:
        render_workflow(Product.model_validate({"name": "shop"}), "production")

    assert [problem.key for problem in failed.value.problems] == ["repository", "service.command"]


def test_the_check_reads_it_as_a_release_that_is_named_watched_and_goes_back(tmp_path: Path) -> None:
    target = tmp_path / ".github" / "workflows" / "release-production.yml"
    target.parent.mkdir(parents=True)
    target.write_text(render_workflow(Product.model_validate(SPEC), "production"), encoding="utf-8")
    assessment = check(tmp_path, environment="production", now=datetime(2026, 11, 26, tzinfo=UTC))

    found = {
        control.slug: {finding.check: finding.status.value for finding in control.findings}
        for control in assessment.controls
        if control.slug in {"access", "releases"}
    }
    assert set(found["releases"].values()) == {"configured"}
    assert found["access"]["access.identity-not-shown"] == "configured"
