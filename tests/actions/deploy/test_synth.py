"""`synth`: files for those who deploy otherwise, in the order of deployment, with what each parameter is."""

import json
from pathlib import Path

from holdfast.actions.deploy.synth import FIRST, LIST, documents, listing, write
from holdfast.model.errors import ExitCode
from tests.cli.test_main import run
from tests.stacks.synthesized import SPECS, templates

SWEETORDER = tuple(templates("sweetorder").values())


def test_each_template_is_a_file_and_the_list_names_them_in_order(tmp_path: Path) -> None:
    written = write(SWEETORDER, tmp_path)
    listed = json.loads((tmp_path / LIST).read_text("utf-8"))
    assert listed["schema"] == "holdfast.stacks/1"
    assert [one["file"] for one in listed["stacks"]] == [
        path.name for path in written if path.name != LIST and not path.name.endswith(FIRST)
    ]
    for one in listed["stacks"]:
        assert json.loads((tmp_path / one["file"]).read_text("utf-8"))["Resources"]


def test_what_is_right_already_is_not_written_again(tmp_path: Path) -> None:
    assert len(write(SWEETORDER, tmp_path)) == len(tuple(documents(SWEETORDER)))
    assert write(SWEETORDER, tmp_path) == ()


def test_each_parameter_is_an_output_a_default_or_something_to_find_out() -> None:
    stacks = {one["stack"]: one for one in json.loads(listing(SWEETORDER))["stacks"]}
    parameters = stacks["sweetorder-production"]["parameters"]
    assert parameters["CopyBucketArn"] == {"from": {"stack": "sweetorder-production-copy", "output": "CopyBucketArn"}}
    assert parameters["HostedZoneId"] == {"is": "id of the hosted zone in Route 53"}
    assert stacks["sweetorder-account"]["parameters"]["AnomalyMonitorArn"]["default"] == ""


def test_a_stack_that_is_protected_has_a_template_for_its_creation_too(tmp_path: Path) -> None:
    write(SWEETORDER, tmp_path)
    stacks = {one["stack"]: one for one in json.loads((tmp_path / LIST).read_text("utf-8"))["stacks"]}
    assert [name for name, one in stacks.items() if "first_file" in one] == ["sweetorder-production"]
    first = (tmp_path / stacks["sweetorder-production"]["first_file"]).read_text("utf-8")
    assert '"DeletionProtection": false' in first
    whole = {one["stack"]: one for one in json.loads(listing(SWEETORDER, whole=True))["stacks"]}
    assert json.loads(first) == whole["sweetorder-production"]["first_template"]


def test_the_whole_list_has_the_templates_in_it() -> None:
    stacks = json.loads(listing(SWEETORDER, whole=True))["stacks"]
    assert [one["template"] for one in stacks] == [dict(one.body) for one in SWEETORDER]


def test_the_same_spec_gives_the_same_files() -> None:
    assert dict(documents(SWEETORDER)) == dict(documents(tuple(templates("sweetorder").values())))


def test_the_command_writes_the_templates_of_one_environment(tmp_path: Path) -> None:
    done = run("synth", str(SPECS["sweetorder"]), "--environment", "staging", "--output", str(tmp_path / "made"))
    assert done.returncode == ExitCode.DONE
    assert "production" not in done.stdout
    assert (tmp_path / "made" / "sweetorder-staging.json").is_file()


def test_the_command_says_what_it_lacks_without_a_traceback(tmp_path: Path) -> None:
    done = run("synth", str(tmp_path))
    assert done.returncode == ExitCode.USAGE
    assert "there is no spec" in done.stderr
    (tmp_path / "holdfast.toml").write_text('name = "shop"\n[environments.production]\n', encoding="utf-8")
    done = run("synth", str(tmp_path))
    assert done.returncode == ExitCode.USAGE
    assert "environments.production.domains" in done.stderr
    assert "alerts.email" in done.stderr
