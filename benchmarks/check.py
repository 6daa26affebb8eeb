"""Speed and memory of `holdfast check`, beside Checkov on the same repository in the same run.

    python -m benchmarks.check [--rounds 3] [--skip-checkov] [--beside FOLDER …]

Prints medians of whole processes (wall seconds, peak memory in MB), the ratio to Checkov, how time and memory grow
from 500 to 4,000 source files, what a large program takes, and what a first check and later ones take where Python
keeps nothing of what it compiles. What files said in an earlier run is forgotten before each, but where it says
"again". Checkov comes with `uv tool run`, in an environment of its own, since it would
downgrade other packages here.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from benchmarks.repositories import LONG, make_repository

SIZES = (500, 1000, 2000, 4000)
LARGE = 2000
REAL = "moto"
"""A large program that is installed here for the tests: people wrote its source, in files of all lengths."""
EXAMPLE = Path(__file__).parents[1] / "examples" / "sweetorder" / "before"


@dataclass(frozen=True)
class Run:
    """One finished process."""

    seconds: float
    peak_mb: float
    code: int


def main() -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-checkov", action="store_true")
    parser.add_argument("--beside", type=Path, nargs="*", default=[], help="more repositories to run both on")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch) / "kept"
        run_once(_holdfast(EXAMPLE), _keeping(cache))  # patterns and modules are at hand from here on
        medians = {}
        for size in SIZES:
            folder = Path(scratch) / f"files{size}"
            make_repository(folder, size)
            medians[size] = _median([_first(_holdfast(folder), cache) for _ in range(options.rounds)])
            print(f"holdfast, {size:>5} source files: {_told(medians[size])}", flush=True)
        first, last = medians[SIZES[0]], medians[SIZES[-1]]
        grown = SIZES[-1] / SIZES[0]
        print(f"{grown:.0f} times the files: {last.seconds / first.seconds:.1f} times the time, "
              f"{last.peak_mb / first.peak_mb:.1f} times the memory")  # fmt: skip
        large = Path(scratch) / "large"
        make_repository(large, LARGE, parts=LONG)
        told = _told(_median([_first(_holdfast(large), cache) for _ in range(options.rounds)]))
        print(f"holdfast, {LARGE:>5} source files of 6 KB: {told}", flush=True)
        real = Path(scratch) / REAL
        shutil.copytree(str(files(REAL)), real, ignore=shutil.ignore_patterns("__pycache__"))
        written = [file.stat().st_size for file in real.rglob("*.py")]
        told = _told(_median([_first(_holdfast(real), cache) for _ in range(options.rounds)]))
        print(f"holdfast, {len(written):>5} source files of {REAL}, {sum(written) / 1e6:.1f} MB: {told}", flush=True)
        start = _median([run_once([sys.executable, "-m", "holdfast", "--help"]) for _ in range(options.rounds)])
        print(f"holdfast --help: {_told(start)}")
        bare = _keeping_nothing(Path(scratch))
        begun = _told(run_once(_holdfast(EXAMPLE), bare))
        later = _told(_median([run_once(_holdfast(EXAMPLE), bare) for _ in range(options.rounds)]))
        print(f"holdfast, {EXAMPLE.name}, where Python keeps nothing: first {begun}; later {later}", flush=True)
        if not options.skip_checkov:
            for folder in (EXAMPLE, Path(scratch) / "files500", *options.beside):
                _beside_checkov(folder, options.rounds, cache)
    return 0


def run_once(command: list[str], environment: dict[str, str] | None = None) -> Run:
    """Run a command to its end, and take its time and peak memory from the operating system."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment or _environment()
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(time.perf_counter() - started, usage.ru_maxrss / 1024, process.returncode)


def _environment() -> dict[str, str]:
    """The environment as it is where the tools are used: Python keeps what it compiled."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _keeping_nothing(scratch: Path) -> dict[str, str]:
    """The environment of most images of containers, on a machine where nothing has been checked yet."""
    nothing = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(scratch / "none")}
    return {**os.environ, **nothing, "XDG_CACHE_HOME": str(scratch / "cache")}


def _keeping(cache: Path) -> dict[str, str]:
    return {**_environment(), "XDG_CACHE_HOME": str(cache)}


def _first(command: list[str], cache: Path) -> Run:
    """Run as where no file of this repository was read before."""
    for kept in (cache / "holdfast").glob("readings-*"):
        kept.unlink()
    return run_once(command, _keeping(cache))


def _beside_checkov(folder: Path, rounds: int, cache: Path) -> None:
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        print("uv is not here: Checkov was not measured")
        return
    theirs = [
        uv,
        "tool",
        "run",
        "--from",
        "checkov",
        "checkov",
        "-d",
        str(folder),
        "--quiet",
        "--compact",
        "--skip-download",
    ]
    for form in ("json", "text"):
        ours = _holdfast(folder, form)
        _first(ours, cache)
        run_once(theirs)
        runs = [(_first(ours, cache), run_once(ours, _keeping(cache)), run_once(theirs)) for _ in range(rounds)]
        first, again, other = (_median([*each]) for each in zip(*runs, strict=True))
        print(f"checkov, {folder.name}: {_told(other)}")
        for name, run in (("first", first), ("again", again)):
            ratio = other.seconds / run.seconds
            print(
                f"holdfast --format {form}, {name}: {_told(run)}; checkov takes {ratio:.1f} times as long", flush=True
            )


def _holdfast(folder: Path, form: str = "json") -> list[str]:
    return [sys.executable, "-m", "holdfast", "check", str(folder), "--format", form]


def _median(runs: list[Run]) -> Run:
    return Run(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.peak_mb for run in runs),
        max(run.code for run in runs),
    )


def _told(run: Run) -> str:
    return f"{run.seconds:6.2f} s, {run.peak_mb:6.0f} MB, exit {run.code}"


if __name__ == "__main__":
    sys.exit(main())
