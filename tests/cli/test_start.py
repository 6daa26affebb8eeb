"""The program begins with what its modules compile to at hand, however it is called."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = shutil.which("holdfast", path=str(Path(sys.executable).parent)) or "holdfast"


@pytest.mark.parametrize("command", [[_SCRIPT], [sys.executable, "-m", "holdfast"]], ids=["script", "module"])
def test_what_modules_compile_to_is_kept(tmp_path: Path, command: list[str]) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}

    done = subprocess.run(
        [*command, "--version"], capture_output=True, text=True, check=True, timeout=60, env=environment
    )

    assert done.stdout.startswith("holdfast, version ")
    assert [one.name.split("-")[0] for one in (tmp_path / "holdfast").iterdir()] == ["modules"]
