"""How long templates and plans take, beside the plain `cdk` command line on the same application.

    python -m benchmarks.deploy [--rounds 3] [PATH]

PATH is a folder with a holdfast.toml (default: the example after its mending). The `cdk` command line comes from npm,
into a temporary folder. Each contender is a whole process, but for the plan, which needs an account with something in
it: that is deployed to the embedded AWS first. Prints medians of wall and processor seconds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from holdfast.actions.deploy.deploy import execute, outlook_of
from holdfast.actions.deploy.session import Options, Session, embedded_cloud, session_over
from holdfast.readers.spec import read_spec
from holdfast.rig.npm import find_node

EXAMPLE = Path(__file__).parents[1] / "examples" / "sweetorder" / "after"
_TEMPLATES = """
import sys
from pathlib import Path
from holdfast.actions.deploy.find import Found
from holdfast.actions.deploy.templates import templates_of
from holdfast.readers.spec import read_spec
templates_of(read_spec(Path(sys.argv[1])).product, None, Found(), {})
"""


@dataclass(frozen=True)
class Took:
    """What one run took."""

    wall: float
    processor: float


def main() -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cdk = _cdk(folder)
        python = sys.executable
        found: dict[str, list[Took]] = {}
        for number in range(options.rounds):
            first, cold = (
                {**os.environ, "XDG_CACHE_HOME": str(folder / f"{kind}-{number}")} for kind in ("first", "cache")
            )
            runs: dict[str, Callable[[], Took]] = {
                "import aws_cdk": lambda: _run([python, "-c", _IMPORT], os.environ),
                "cdk synth (plain command line)": lambda: _run(_plain(cdk, options.path, folder), os.environ),
                "holdfast synth": lambda at=first: _run([python, "-c", _COMMAND, "synth", str(options.path)], at),  # type: ignore[misc]
                "templates of a plan, cold": lambda at=cold: _run([python, "-c", _TEMPLATES, str(options.path)], at),  # type: ignore[misc]
                "templates of a plan, warm": lambda at=cold: _run([python, "-c", _TEMPLATES, str(options.path)], at),  # type: ignore[misc]
            }
            for name, run in runs.items():
                found.setdefault(name, []).append(run())
        for name, took in (*found.items(), *_plans(options.path, options.rounds).items()):
            wall, processor = (statistics.median(getattr(one, key) for one in took) for key in ("wall", "processor"))
            print(f"{name:44} {wall:7.2f} s wall {processor:7.2f} s processor")
    return 0


_COMMAND = "from holdfast.cli.main import main; main()"
_IMPORT = "from holdfast.stacks.node import use_wheel; use_wheel(); import aws_cdk"


def _run(command: list[str], environment: "os._Environ[str] | dict[str, str]") -> Took:
    started = time.perf_counter()
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    assert process.returncode == 0, f"{command}: {said[-2000:]}"
    return Took(wall, usage.ru_utime + usage.ru_stime)


def _cdk(folder: Path) -> Path:
    """The `cdk` command line, from npm."""
    node = find_node()
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)])
    subprocess.run(
        [str(node), str(npm), "install", "--silent", "--no-audit", "--no-fund", "aws-cdk"],
        cwd=folder,
        env={**os.environ, "PATH": path},
        check=True,
    )
    return folder / "node_modules" / "aws-cdk" / "bin" / "cdk"


def _plain(cdk: Path, path: Path, folder: Path) -> list[str]:
    app = f"{sys.executable} -m benchmarks.alternatives.cdk_app {path.resolve()}"
    quiet = ["--quiet", "--no-version-reporting", "--no-notices", "--no-lookups", "--output", str(folder / "cdk.out")]
    return [str(find_node()), str(cdk), "synth", "--app", app, *quiet]


def _plans(path: Path, rounds: int) -> dict[str, list[Took]]:
    """Plans of a first deployment and of an unchanged environment, each with everything that `holdfast plan` does."""
    spec = read_spec(path)
    options = Options(embedded=True)
    with embedded_cloud(spec.product) as cloud:

        def plan() -> tuple[Session, Took, bool]:
            started, busy = time.perf_counter(), time.process_time()
            session = session_over(path, spec, cloud, options)
            outlook = outlook_of(session, now=datetime.now(UTC))
            took = Took(time.perf_counter() - started, time.process_time() - busy)
            return session, took, outlook.plan.is_empty

        plan()  # fills the caches
        session, first, _ = plan()
        outlook = outlook_of(session, now=datetime.now(UTC))
        started = time.perf_counter()
        results, _ = execute(session, outlook.plan)
        deployed = time.perf_counter() - started
        assert all(one.is_well for one in results), results
        again = [plan() for _ in range(rounds)]
        assert all(empty for _, _, empty in again)
        print(f"deployed {len(results)} stacks, {sum(one.done for one in results)} resources in {deployed:.1f} s")
    return {"plan of a first deployment": [first], "plan of an unchanged environment": [took for _, took, _ in again]}


if __name__ == "__main__":
    raise SystemExit(main())
