"""What patterns compile to is kept from run to run, and no fault of the place where it is kept is one of the check."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.model.regex import form

EXAMPLE = Path(__file__).parents[2] / "examples" / "sweetorder" / "before"
_PROGRAM = """
import json, sys
from holdfast.cli.main import main
from holdfast.model import regex
had, made = regex.take_made, {}
regex.take_made = lambda: made.update(taken := had()) or taken
try: main(["check", sys.argv[1], "--format", "json", "--output", sys.argv[2]])
except SystemExit as end: code = end.code
print(json.dumps([code, len(regex.known()), len(made)]))
"""


def checked(cache: Path, output: Path) -> tuple[int, int, int]:
    """The exit code of a check in a process of its own, and how many patterns it knew and had to compile."""
    command = [sys.executable, "-c", _PROGRAM, str(EXAMPLE), str(output)]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment)
    assert done.stderr == ""
    code, known, unknown = json.loads(done.stdout)
    return code, known, unknown


def _forget_readings(cache: Path) -> None:
    """Have the same asked once more: what was read is known, too, from then on."""
    (cache / "holdfast" / f"readings-{sys.implementation.cache_tag}").unlink()


def judged(output: Path) -> dict[str, object]:
    """An assessment without its time."""
    told: dict[str, object] = json.loads(output.read_text())
    return {key: value for key, value in told.items() if key != "generated_at"}


def test_a_second_run_compiles_nothing_that_the_first_did_and_judges_alike(tmp_path: Path) -> None:
    first = checked(tmp_path, tmp_path / "first.json")
    _forget_readings(tmp_path)
    second = checked(tmp_path, tmp_path / "second.json")

    assert first[0] == second[0] == 1
    assert second[2] == 0
    assert judged(tmp_path / "first.json") == judged(tmp_path / "second.json")
    kept = sorted(one.name for one in (tmp_path / "holdfast").iterdir())
    assert kept == [f"patterns-{form()}", f"readings-{sys.implementation.cache_tag}"]


@pytest.mark.parametrize(
    "kept", [b"", b"abc", b"\0" * 5_000, bytes(range(256)) * 100], ids=["empty", "short", "0", "any"]
)
def test_a_damaged_file_is_made_anew(tmp_path: Path, kept: bytes) -> None:
    file = tmp_path / "holdfast" / f"patterns-{form()}"
    file.parent.mkdir()
    file.write_bytes(kept)

    code, known, unknown = checked(tmp_path, tmp_path / "told.json")

    assert (code, known) == (1, unknown)
    assert file.stat().st_size > 100_000


def test_a_program_that_was_damaged_is_compiled_and_kept_once_more(tmp_path: Path) -> None:
    checked(tmp_path, tmp_path / "first.json")
    file = tmp_path / "holdfast" / f"patterns-{form()}"
    kept = bytearray(file.read_bytes())
    kept[-40_000:] = bytes(40_000)
    file.write_bytes(kept)

    _forget_readings(tmp_path)
    second = checked(tmp_path, tmp_path / "second.json")
    _forget_readings(tmp_path)
    third = checked(tmp_path, tmp_path / "third.json")

    assert second[2] > 0
    assert third[2] < second[2] / 5  # which of two processes asks first is another each time
    assert judged(tmp_path / "first.json") == judged(tmp_path / "third.json")


def test_a_place_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")

    assert checked(tmp_path / "cache", tmp_path / "told.json")[0] == 1


def test_what_earlier_versions_kept_in_another_form_is_deleted_once_something_new_is_kept(tmp_path: Path) -> None:
    kind, _, shape = form().rpartition("-")
    folder = tmp_path / "holdfast"
    folder.mkdir()
    names = {name: folder / f"patterns-{name}" for name in (f"{kind}-1", f"{kind}-{int(shape) + 1}", "other-1")}
    for file in names.values():
        file.write_bytes(b"kept")

    checked(tmp_path, tmp_path / "told.json")

    assert sorted(name for name, file in names.items() if file.exists()) == sorted(
        [f"{kind}-{int(shape) + 1}", "other-1"]
    )
