"""Becoming the application: found or not, byte for byte, with signals as they were."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.host.configuration.merge import ENVIRONMENT, Given
from holdfast.host.configuration.replace import become, command_problem
from holdfast.model.secret import Secret
from holdfast.model.startup import Place, PlaceKind, ProblemKind

SECRET = Place(PlaceKind.SECRET, "shop/api", "ap-northeast-2")
ASCII = {b"LC_ALL": b"C", b"PYTHONUTF8": b"0", b"PYTHONCOERCECLOCALE": b"0"}
"""A locale in which Python itself would pass on ASCII alone."""


def becoming(program: str, command: list[str], environment: dict[bytes, bytes] | None = None) -> tuple[int, bytes]:
    """Run `become` in a process of its own; `program` makes `variables` from the process environment."""
    text = (
        "import os, sys\nfrom holdfast.model.secret import Secret\n"
        "from holdfast.host.configuration.merge import ENVIRONMENT, Given\n"
        "from holdfast.host.configuration.replace import become\n"
        "from holdfast.model.startup import Place, PlaceKind\n"
        "SECRET = Place(PlaceKind.SECRET, 'x')\n"
        "variables = {name: Given(Secret(value), ENVIRONMENT) for name, value in os.environ.items()}\n"
        f"{program}\nproblem = become({command!r}, variables)\nsys.exit(problem.kind.value)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", text],
        env={b"PATH": b"/usr/bin:/bin", **(environment or {})},
        capture_output=True,
        check=False,
        timeout=30,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_program_on_the_path_and_one_by_its_place_are_found() -> None:
    assert command_problem(["env"], "/usr/bin:/bin") is None
    assert command_problem([sys.executable], "") is None


def test_a_program_that_is_not_there_or_not_executable_is_told_apart(tmp_path: Path) -> None:
    script = tmp_path / "start.sh"
    script.write_text("#!/bin/sh\n")

    found = [command_problem([name], "/usr/bin:/bin") for name in ("no-such-program", str(script))]

    assert [one.kind if one else None for one in found] == [
        ProblemKind.COMMAND_NOT_FOUND,
        ProblemKind.COMMAND_NOT_EXECUTABLE,
    ]


def test_the_exit_status_is_the_programs_own() -> None:
    assert becoming("", [sys.executable, "-c", "raise SystemExit(41)"])[0] == 41


def test_no_shell_looks_at_the_words() -> None:
    assert becoming("", ["printf", "%s|", "$HOME", "a b", "`id`", ";", "*"]) == (0, b"$HOME|a b|`id`|;|*|")


@pytest.mark.parametrize("ascii_only", [True, False])
def test_values_of_secrets_go_on_as_utf8_and_those_of_the_environment_byte_for_byte(*, ascii_only: bool) -> None:
    code, out = becoming(
        "variables['SECRET'] = Given(Secret('\\ud55c\\n=\\'\\\"'), SECRET)",
        ["sh", "-c", 'printf "%s|%s" "$RAW" "$SECRET"'],
        {b"RAW": b"\xff\xfe=\n", **(ASCII if ascii_only else {})},
    )

    assert (code, out) == (0, b"\xff\xfe=\n|" + "한\n='\"".encode())


def test_signals_that_python_ignores_for_itself_are_not_ignored_for_the_application() -> None:
    code, out = becoming("", ["sh", "-c", "grep SigIgn /proc/self/status"])

    ignored = int(out.split()[1], 16)
    assert code == 0
    assert not ignored & (1 << 12 | 1 << 24), "SIGPIPE (13) and SIGXFSZ (25)"


@pytest.mark.parametrize(
    ("text", "mode", "kind"),
    [
        ("echo no first line\n", 0o755, ProblemKind.COMMAND_NOT_EXECUTABLE),
        ("#!/no/such/interpreter\n", 0o755, ProblemKind.COMMAND_NOT_FOUND),
    ],
)
def test_a_program_that_the_system_refuses_is_a_problem(
    text: str, mode: int, kind: ProblemKind, tmp_path: Path
) -> None:
    script = tmp_path / "start"
    script.write_text(text)
    script.chmod(mode)

    code, out = becoming("", [str(script)])

    assert (code, out.decode().strip()) == (1, kind.value)


def test_an_environment_that_is_too_big_is_a_problem() -> None:
    more = "variables |= {f'V{n}': Given(Secret('x' * 130_000), SECRET) for n in range(60)}"

    assert becoming(more, ["true"]) == (1, b"environment-too-big\n")


def test_what_could_not_be_started_shows_no_value() -> None:
    problem = become(
        ["/no/such/program"], {"KEY": Given(Secret("canary"), SECRET), "A": Given(Secret("canary"), ENVIRONMENT)}
    )

    assert "canary" not in repr(problem)


def test_a_process_that_goes_on_outlives_a_reader_that_goes_away() -> None:
    numbers = (signal.SIGPIPE, signal.SIGXFSZ)
    before = [signal.getsignal(number) for number in numbers]

    become(["/no/such/program"], {})

    assert [signal.getsignal(number) for number in numbers] == before
