"""What the host's metrics cost: the access log followed beside what a user would pick instead, and the whole agent.

    python -m benchmarks.metrics [--rate 1000] [--seconds 20] [--skip-agent]

One writer appends lines such as Nginx writes to one log; three followers read it at the same time, each a process of
its own: ours, a plain loop with `json.loads` for each line, and mtail when it is installed (`apt-get install mtail`).
Printed are processor time as a share of one core, resident memory, and ratios from the same run. Then the whole agent
with a real PostgreSQL, the embedded AWS and such a log, at its default intervals. Loopback only; all ends by itself.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.ports import free_port
from holdfast.rig.postgres import Postgres

CPU_BUDGET = 1.0
MEMORY_BUDGET = 80.0

_LINE = (
    '{"time":"2026-11-25T20:00:00+09:00","id":"4f1c0de94f1c0de94f1c0de94f1c0de9","from":"203.0.113.7",'
    '"forwarded_for":"198.51.100.23","method":"GET","host":"api.sweetorders.com","path":"/api/orders/%d",'
    '"status":"%d","bytes":"5123","request_time":"%.3f","upstream":"127.0.0.1:3000","upstream_status":"%d",'
    '"upstream_response_time":"%.3f"}\n'
)

_OURS = """
import sys, time
from pathlib import Path
from holdfast.host.health.probe import Snapshot
from holdfast.host.monitoring.accesslog import AccessLog
from holdfast.host.monitoring.exporter import Exporter
from holdfast.host.monitoring.sources import Sources
from holdfast.host.releases.identity import Release
from holdfast.model.product import Product
product = Product.model_validate({"service": {"metrics": {"to": "none"}}})
exporter = Exporter(product, "production", Release(), sources=Sources(AccessLog(Path(sys.argv[1]))), host="h")
exporter.observe(Snapshot())
print("ready", flush=True)
while True:
    time.sleep(10)
    exporter.observe(Snapshot())
"""

_PLAIN = """
import collections, json, sys, time
file = open(sys.argv[1], encoding="utf-8", errors="replace")
file.seek(0, 2)
print("ready", flush=True)
statuses, times, turn = collections.Counter(), [], time.monotonic()
while True:
    line = file.readline()
    if not line:
        time.sleep(0.25)
        continue
    try:
        entry = json.loads(line)
        statuses[int(entry["status"])] += 1
        times.append(float(entry["request_time"]))
    except (ValueError, KeyError):
        continue
    if time.monotonic() - turn > 10:
        times.sort()
        times, turn = [], time.monotonic()
"""

_MTAIL = r"""
counter requests by status
histogram request_seconds buckets 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
/"status":"(?P<status>\d{3})","bytes":"\d+","request_time":"(?P<took>[0-9.]+)"/ {
  requests[$status]++
  request_seconds = $took
}
"""


@dataclass(frozen=True)
class Cost:
    """What one process took in the measured time: percent of one core, and resident memory at its end in MB."""

    cpu: float
    memory: float


def main() -> int:
    """Measure and print; returns 1 when the agent is above its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=1000, help="lines a second")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--skip-agent", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        costs = followers(folder, options.rate, options.seconds)
        print(f"{options.rate} lines a second for {options.seconds} s:")
        for name, cost in costs.items():
            ratio = cost.cpu / costs["holdfast"].cpu if costs["holdfast"].cpu else float("nan")
            print(f"  {name:<12} {cost.cpu:6.2f} % of a core, {cost.memory:6.1f} MB, {ratio:5.2f} times our time")
        if "mtail" not in costs:
            print("  mtail is not here: it was not measured")
        if options.skip_agent:
            return 0
        return _agent(folder, options.rate, options.seconds)


def followers(folder: Path, rate: int, seconds: int) -> Mapping[str, Cost]:
    """The costs of every follower of one log, read at the same time."""
    log = folder / "access.json"
    log.touch()
    programs = folder / "mtail"
    programs.mkdir()
    (programs / "requests.mtail").write_text(_MTAIL)
    commands = {
        "holdfast": [sys.executable, "-c", _OURS, str(log)],
        "json.loads": [sys.executable, "-c", _PLAIN, str(log)],
    }
    mtail = shutil.which("mtail")
    if mtail:
        commands["mtail"] = [mtail, "-progs", str(programs), "-logs", str(log), "-address", "127.0.0.1",
                             "-port", str(free_port()), "-logtostderr"]  # fmt: skip
    with ExitStack() as stack:
        processes = {name: stack.enter_context(running(command)) for name, command in commands.items()}
        # They have started and read what there is: nothing.
        time.sleep(3)
        return measured(processes, lambda: write(log, rate, seconds))


def _agent(folder: Path, rate: int, seconds: int) -> int:
    log = folder / "agent.json"
    log.touch()
    with Postgres.start(folder / "postgres") as postgres, EmbeddedAws.start() as aws:
        aws.client("s3").create_bucket(Bucket="bench", CreateBucketConfiguration={"LocationConstraint": aws.region})
        aws.client("secretsmanager").create_secret(Name="bench", SecretString="{}")
        spec = folder / "holdfast.toml"
        spec.write_text(f"""
name = "bench"
region = "{aws.region}"
[service.health]
port = {free_port()}
[service.metrics]
to = "file:{folder}/metrics.json"
access_log = "{log}"
[environments.production]
secrets = ["bench"]
[[environments.production.buckets]]
name = "bench"
[environments.production.database]
placement = "host"
""")
        command = [sys.executable, "-m", "holdfast", "agent", "--environment", "production", "--spec", str(spec),
                   "--run-folder", str(folder / "run")]  # fmt: skip
        with running(command, {"DATABASE_URL": postgres.url, **aws.environment()}) as agent:
            time.sleep(15)  # start-up, and the first minute's imports
            cost = measured({"agent": agent}, lambda: write(log, rate, seconds))["agent"]
            if agent.poll() is not None:
                print("the agent ended by itself: run it alone to see why")
                return 1
    print(f"  whole agent  {cost.cpu:6.2f} % of a core (budget {CPU_BUDGET:.0f}), {cost.memory:6.1f} MB "
          f"(budget {MEMORY_BUDGET:.0f})")  # fmt: skip
    return 0 if cost.cpu < CPU_BUDGET and cost.memory < MEMORY_BUDGET else 1


def write(log: Path, rate: int, seconds: int) -> None:
    """Append `rate` lines a second, in portions of a tenth of a second as Nginx's buffer would."""
    started, number = time.monotonic(), 0
    with log.open("a", encoding="utf-8") as file:
        while (passed := time.monotonic() - started) < seconds:
            until = int(passed * rate)
            file.write("".join(_lines(number, until)))
            file.flush()
            number = max(number, until)
            time.sleep(0.1)


def _lines(first: int, last: int) -> Iterator[str]:
    chance = random.Random(first)
    for number in range(first, last):
        status = 503 if number % 97 == 0 else 200
        took = min(chance.lognormvariate(-4, 1), 30)  # half of them below 18 ms, a long tail
        yield _LINE % (number, status, took, status, took)


def measured(processes: Mapping[str, "subprocess.Popen[bytes]"], work: Callable[[], None]) -> Mapping[str, Cost]:
    """Do `work`, and take from the operating system what each process spent meanwhile."""
    seen = {name: psutil.Process(process.pid) for name, process in processes.items()}
    before = {name: _spent(process) for name, process in seen.items()}
    started = time.monotonic()
    work()
    # Whoever reads in turns still has a rest to read: our followers look every 5 seconds.
    time.sleep(6)
    passed = time.monotonic() - started
    return {
        name: Cost(100 * (_spent(process) - before[name]) / passed, process.memory_info().rss / 1e6)
        for name, process in seen.items()
    }


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


@contextmanager
def running(command: list[str], environment: Mapping[str, str] | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command meanwhile, and end it."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})}
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
