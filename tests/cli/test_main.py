"""The command line: exit codes, messages, help; run as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.cli.main import COMMANDS

EXAMPLE = Path(__file__).parents[2] / "examples" / "sweetorder" / "before"


def run(
    *arguments: str, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "holdfast", *arguments],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8", "PYTHONUTF8": "1", **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_check_without_a_spec_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing to see")
    asked = (
        "import sys; from holdfast.cli.main import main\n"
        "try: main(['check', '--format', 'json'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'annotated_types', 'rich', 'jinja2', 'yaml', 'markdown_it', 'boto3', 'tempfile'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )

    shown = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )

    assert shown.stderr == "[]\n"


def test_help_names_every_command_and_gives_an_example() -> None:
    shown = run("--help")

    assert shown.returncode == 0
    assert all(name in shown.stdout for name in COMMANDS)
    assert "holdfast check ." in shown.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    shown = run(command, "--help")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"holdfast {command}" in shown.stdout.partition("Example")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "nowhere"), "no such folder"),
        (("check", "--format", "pdf"), "pdf"),
        (("check", "--environment", "blue"), "no such environment: blue"),
        (("check", "--nonsense"), "nonsense"),
        (("frobnicate",), "frobnicate"),
        (("explain", "access.ssh-open-to-wrld"), "did you mean access.ssh-open-to-world?"),
        (("init", "nowhere"), "no such folder"),
        (("check", "--output", "nowhere/x.json"), "cannot be written"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_to_do(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    shown = run(*arguments, cwd=tmp_path)

    assert shown.returncode == 2
    assert said in shown.stderr
    assert "Traceback" not in shown.stderr


def test_an_invalid_spec_exits_2_with_every_problem(tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").write_text('name = "A B"\n[service]\nport = 0\n')

    shown = run("check", cwd=tmp_path)

    assert shown.returncode == 2
    assert "line 1: name:" in shown.stderr
    assert "line 3: service.port:" in shown.stderr


def test_the_example_is_open_and_exits_1() -> None:
    assert run("check", str(EXAMPLE)).returncode == 1


def test_never_exits_0_whatever_is_open() -> None:
    assert run("check", str(EXAMPLE), "--fail-on", "never").returncode == 0


def test_something_unread_with_nothing_open_exits_3(tmp_path: Path) -> None:
    (tmp_path / "setup.md").write_bytes(b"\x00")

    assert run("check", str(tmp_path)).returncode == 3


def test_json_goes_to_a_file_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "assessment.json"

    shown = run("check", str(EXAMPLE), "--format", "json", "--output", str(target))

    assert shown.stdout == ""
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "holdfast.assessment/1"


@pytest.mark.parametrize(
    ("arguments", "environment", "spec", "korean"),
    [
        (("--locale", "ko"), {}, "", True),
        (("--locale", "en"), {"LANG": "ko_KR.UTF-8"}, 'locale = "ko"\n', False),
        ((), {"LANG": "en_US.UTF-8"}, 'locale = "ko"\n', True),
        ((), {"LANG": "ko_KR.UTF-8"}, "", True),
        ((), {"LANG": "ja_JP.UTF-8"}, "", False),
    ],
)
def test_the_language_follows_the_option_the_spec_then_the_system(
    arguments: tuple[str, ...], environment: dict[str, str], spec: str, korean: bool, tmp_path: Path
) -> None:
    if spec:
        (tmp_path / "holdfast.toml").write_text(spec)

    shown = run("check", str(tmp_path), *arguments, environment=environment)

    assert ("운영 준비 진단" in shown.stdout) is korean


def test_init_writes_a_valid_spec_once(tmp_path: Path) -> None:
    first = run("init", str(tmp_path))
    second = run("init", str(tmp_path))
    third = run("init", str(tmp_path), "--force")

    assert (first.returncode, second.returncode, third.returncode) == (0, 2, 0)
    assert "--force" in second.stderr
    assert run("check", str(tmp_path)).returncode == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(shell: str) -> None:
    shown = run("completion", shell)

    assert shown.returncode == 0
    assert "_HOLDFAST_COMPLETE" in shown.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    shown = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f'"{sys.executable}" -m holdfast check "{EXAMPLE}" --format html | head -1'],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert shown.stdout == "<!doctype html>\n"
    assert "Traceback" not in shown.stderr


def test_asff_without_an_account_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    result = run("check", str(tmp_path / "not-there"), "--format", "asff")

    assert result.returncode == 2
    assert "add --account" in result.stderr
