"""`holdfast plan`, `deploy`, `diff` and `destroy`: what they ask for, and what they say of an account with nothing in it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from holdfast.actions.deploy.approval import plan_of
from holdfast.cli.deploy import _agreed
from holdfast.cli.main import cli
from holdfast.model.errors import ExitCode, UsageError
from holdfast.reports.catalogue import Catalogue
from tests.reports.test_plan_text import OUTLOOK

LEDGERLY = str(Path(__file__).parents[2] / "examples" / "ledgerly")


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(cli, list(words), standalone_mode=False, catch_exceptions=False, **more)


@pytest.mark.parametrize("verb", ["plan", "deploy", "diff"])
def test_a_folder_without_a_spec_is_refused(verb: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no spec"):
        run(verb, str(tmp_path))


def test_an_environment_that_the_spec_does_not_know_is_refused_with_those_that_it_does() -> None:
    with pytest.raises(UsageError) as caught:
        run("plan", LEDGERLY, "--environment", "nowhere", "--embedded")
    assert "no such environment: nowhere" in str(caught.value)
    assert "production" in caught.value.next_step


def test_a_plan_is_approved_in_one_way_only() -> None:
    with pytest.raises(UsageError, match="say how it is approved once"):
        run("deploy", LEDGERLY, "--yes", "--approve", "12345678")


def test_a_file_that_is_no_plan_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="is no plan"):
        run("deploy", LEDGERLY, "--plan", str(file))


def test_the_embedded_account_and_a_profile_do_not_go_together() -> None:
    with pytest.raises(UsageError, match="names a real account"):
        run("plan", LEDGERLY, "--embedded", "--profile", "production")


def test_destroying_needs_the_name_of_the_environment() -> None:
    assert "Missing option '--environment'" in CliRunner().invoke(cli, ["destroy", LEDGERLY]).output


@pytest.mark.integration
def test_a_plan_is_printed_as_json_and_kept_for_deploy_which_asks_somebody(tmp_path: Path) -> None:
    kept = tmp_path / "plan.json"
    printed = run("plan", LEDGERLY, "--embedded", "--json", "--output", str(kept))
    document = json.loads(printed.stdout)
    assert printed.return_value == ExitCode.DONE
    assert document["schema"] == "holdfast.plan/1"
    assert plan_of(kept.read_text(encoding="utf-8"), "plan.json").hash == document["hash"]
    assert {one["turn"] for one in document["stacks"]} == {"create"}
    assert document["destroys"] == []


def test_nobody_to_ask_is_told_how_to_approve(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(UsageError, match="nobody is here to approve the plan") as caught:
        _agreed(OUTLOOK, Catalogue("en"))
    assert f"--approve {OUTLOOK.plan.hash}" in caught.value.next_step
    assert "What is destroyed" in capsys.readouterr().out


@pytest.mark.integration
def test_there_is_nothing_to_destroy_in_an_account_with_nothing_in_it() -> None:
    gone = run("destroy", LEDGERLY, "--environment", "production", "--embedded")
    assert (gone.return_value, gone.stdout) == (ExitCode.DONE, "Nothing of it is deployed.\n")


@pytest.mark.integration
def test_a_difference_from_nothing_is_everything() -> None:
    found = run("diff", LEDGERLY, "--embedded")
    assert found.return_value == ExitCode.DONE
    assert found.stdout.count("not deployed: everything is new") == 3
