"""Start-up overhead of `holdfast launch` against plain `exec`, with secrets from an embedded AWS in the same run.

    python -m benchmarks.launch [--rounds 15]

Every round starts each contender once, in turn, so that a busy machine is unfair to all of them alike. Prints medians
of whole processes: wall milliseconds from start to exit of `true`, processor milliseconds, and the ratio to plain
`exec`. The embedded AWS answers on loopback; a real answer comes later by the way to the region.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from holdfast.rig.aws import EmbeddedAws

SPEC = """
name = "shop"
[[service.variables]]
name = "DATABASE_URL"
kind = "postgres-url"
[[service.variables]]
name = "TOKEN"
[environments.production]
secrets = {secrets}
"""
BY_HAND = (
    "import boto3, json, os\n"
    "text = boto3.client('secretsmanager').get_secret_value(SecretId='shop/0')['SecretString']\n"
    "os.environ.update(json.loads(text)); os.execvp('true', ['true'])\n"
)


@dataclass(frozen=True)
class Run:
    """One finished process."""

    wall_ms: float
    processor_ms: float


def main() -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, EmbeddedAws.start() as aws:
        _fill(aws)
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **aws.environment()}
        contenders = _contenders(Path(scratch))
        _round(contenders, environment)  # fills the caches of files
        rounds = [_round(contenders, environment) for _ in range(options.rounds)]
    _tell({name: [one[name] for one in rounds] for name in contenders})
    return 0


def run_once(command: list[str], environment: dict[str, str]) -> Run:
    """Run a command to its end; it must end with 0."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.returncode == 0, f"{command}: {said}"
    return Run(wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000)


def _round(contenders: dict[str, list[str]], environment: dict[str, str]) -> dict[str, Run]:
    return {name: run_once(command, environment) for name, command in contenders.items()}


def _fill(aws: EmbeddedAws) -> None:
    store = aws.client("secretsmanager")
    values = {"DATABASE_URL": "postgres://shop:pw@db:5432/shop", "TOKEN": "0123456789abcdef"}
    for number in range(5):
        store.create_secret(Name=f"shop/{number}", SecretString=json.dumps(values))


def _contenders(scratch: Path) -> dict[str, list[str]]:
    contenders = {
        "plain exec": ["env", "true"],
        "an empty python": [sys.executable, "-c", "import os; os.execvp('true', ['true'])"],
        "boto3 by hand, nothing checked": [sys.executable, "-c", BY_HAND],
    }
    for count in (1, 5):
        folder = scratch / str(count)
        folder.mkdir()
        secrets = json.dumps([f"shop/{number}" for number in range(count)])
        (folder / "holdfast.toml").write_text(SPEC.format(secrets=secrets))
        launch = [sys.executable, "-m", "holdfast", "launch", "--spec", str(folder), "--", "true"]
        contenders[f"holdfast launch, {count} secret(s)"] = launch
    if aws := shutil.which("aws"):
        contenders["aws get-secret-value alone"] = [aws, "secretsmanager", "get-secret-value", "--secret-id", "shop/0"]
    return contenders


def _tell(runs: dict[str, list[Run]]) -> None:
    plain = statistics.median(run.wall_ms for run in runs["plain exec"])
    for name, measured in runs.items():
        wall = statistics.median(run.wall_ms for run in measured)
        processor = statistics.median(run.processor_ms for run in measured)
        print(
            f"{name:32} {wall:7.0f} ms wall (best {min(run.wall_ms for run in measured):.0f}), {processor:6.0f} ms "
            f"processor, {wall - plain:+7.0f} ms and {wall / plain:5.0f} times plain exec"
        )


if __name__ == "__main__":
    sys.exit(main())
