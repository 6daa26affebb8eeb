"""`holdfast release`: what deploy scripts call."""

import json
from pathlib import Path

from click.testing import CliRunner

from holdfast.cli.release import command
from holdfast.model.errors import ExitCode


def test_what_is_written_is_shown(tmp_path: Path) -> None:
    file = str(tmp_path / "release.json")
    words = ["write", "--commit", "abcdef123", "--tag", "v1", "--environment", "production", "--file", file]

    written = CliRunner().invoke(command, words)
    shown = CliRunner().invoke(command, ["show", "--format", "json", "--file", file], env={"HOLDFAST_RELEASE": None})

    assert (written.exit_code, written.output) == (0, f"{file}: written\n")
    fields = json.loads(shown.stdout)
    assert (fields["commit"], fields["tag"], fields["environment"]) == ("abcdef123", "v1", "production")
    assert fields["built_at"].endswith("+00:00")


def test_an_unknown_release_exits_3_and_says_why(tmp_path: Path) -> None:
    shown = CliRunner().invoke(command, ["show", "--file", str(tmp_path / "no.json")], env={"HOLDFAST_RELEASE": None})

    assert shown.exit_code == ExitCode.INCOMPLETE
    assert "commit       unknown" in shown.stdout
    assert "the release file is not there" in shown.stderr
