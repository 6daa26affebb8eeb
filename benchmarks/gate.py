"""How soon a host stops being asked when something breaks, how soon it is asked again, and what is lost in between.

    python -m benchmarks.gate [--rounds 20] [--interval 1] [--rate 200] [--only NAME …]

Everything is real and on loopback: Nginx as `holdfast render nginx` makes it, the Node application of
examples/sweetorder under PM2, PostgreSQL, and `holdfast agent` as a process of its own. A steady load runs
through all rounds of a fault. Prints medians and maxima; a request is *lost* when it is neither served nor
refused with 503 and Retry-After. Ends everything that it starts; a full disk is a small tmpfs, which takes root.
"""

import argparse
import json
import math
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table

from benchmarks.steady import Sent, SteadyLoad, kind_of
from holdfast.host.health.nginx import Layout, render_site
from holdfast.model.errors import IncompleteError
from holdfast.model.product import Product
from holdfast.rig.nginx import Nginx
from holdfast.rig.pm2 import Pm2
from holdfast.rig.ports import free_port
from holdfast.rig.postgres import Postgres

NODE = Path(__file__).parents[1] / "examples" / "sweetorder" / "service" / "node"
APP = "sweetorder-node"
DISK_MIB = 8
LONGEST = 60.0
"""Seconds after which a host that does not close or open counts as one that never does."""


@dataclass(frozen=True)
class Round:
    """One breaking and mending.

    Attributes:
        stopped: seconds from breaking to the last request that the application answered.
        resumed: seconds from mending to the first that it answered again.
        lost: how the requests ended that were neither served nor refused as promised.
        sent: requests of the round.
    """

    stopped: float
    resumed: float
    lost: Counter[str]
    sent: int


@dataclass(frozen=True)
class Fault:
    """Something that breaks, and what it takes; `breaks` may give the moment at which it was broken."""

    name: str
    breaks: Callable[[], object]
    mends: Callable[[], object]
    health: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Rig:
    """What stays the same through all faults."""

    folder: Path
    database: Postgres
    pm2: Pm2
    nginx_port: int
    agent_port: int
    app_port: int


def main() -> int:
    """Measure and print; returns 0, or 1 when a host never closed or opened."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--interval", type=float, default=1.0, help="seconds between two questions of a probe")
    parser.add_argument("--rate", type=float, default=200, help="requests per second")
    parser.add_argument("--only", action="append", default=[], help="this fault only; may be repeated")
    options = parser.parse_args()
    # Ended from outside it must still end what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        rig = _rig(stack)
        faults = [fault for fault in _faults(rig, stack) if not options.only or fault.name in options.only]
        measured = {fault.name: _measured(rig, fault, options) for fault in faults}
    _print(measured, options)
    return 0 if all(math.isfinite(one.stopped + one.resumed) for rounds in measured.values() for one in rounds) else 1


def _rig(stack: ExitStack) -> Rig:
    folder = Path(tempfile.mkdtemp(prefix="holdfast-gate-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    for name in ("run", "log", "spec", "disk"):
        (folder / name).mkdir()
    nginx_port, agent_port, app_port = free_port(), free_port(), free_port()
    database = stack.enter_context(Postgres.start(folder / "postgres"))
    variables = {"PORT": str(app_port), "DATABASE_URL": database.url}
    pm2 = stack.enter_context(Pm2(folder / "pm2", variables))
    pm2.start(NODE / "ecosystem.config.js")
    rig = Rig(folder, database, pm2, nginx_port, agent_port, app_port)
    layout = Layout(run_folder=folder / "run", log_folder=folder / "log", http_port=nginx_port)
    site = render_site(_product(rig, 1, {}), "production", layout=layout)
    stack.enter_context(Nginx(folder / "nginx", site))
    return rig


def _faults(rig: Rig, stack: ExitStack) -> Iterator[Fault]:
    yield Fault("pg_ctl stop", rig.database.stop, rig.database.restart)
    yield Fault("hung database", rig.database.pause, rig.database.resume)
    yield Fault("pm2 stop", lambda: rig.pm2.stop(APP), lambda: rig.pm2.run("start", APP))
    disk = rig.folder / "disk"
    if _mounted(disk, stack):
        filler = disk / "filler"
        yield Fault("full disk", lambda: _fill(filler), filler.unlink, {"disks": [str(disk)]})
    # Far enough from what is in use that the neighbours' ups and downs do not count as the fault.
    limit = math.ceil(psutil.virtual_memory().percent) + 6
    ballast = _Ballast(limit)
    stack.callback(ballast.drop)
    yield Fault("memory limit", ballast.take, ballast.drop, {"memory_percent": limit})


def _mounted(folder: Path, stack: ExitStack) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        print("full disk: not measured, a small disk cannot be mounted here", file=sys.stderr)
        return False
    stack.callback(subprocess.run, ["umount", str(folder)], check=False)
    return True


def _fill(path: Path) -> None:
    try:
        with path.open("wb", buffering=0) as file:
            for _ in range(DISK_MIB):
                file.write(b"x" * (1 << 20))
    except OSError:
        return  # full, as it should be


# Takes more when the neighbours give some back.
_HOLD = """
import sys, time
import psutil
held, wanted = [], float(sys.argv[1])
while True:
    seen = psutil.virtual_memory()
    if seen.percent < wanted:
        held.append(b"x" * int((wanted + 1 - seen.percent) / 100 * seen.total))
    time.sleep(0.2)
"""


class _Ballast:
    """A process that holds as much memory as brings the host over a limit."""

    def __init__(self, limit_percent: int) -> None:
        self._limit = limit_percent
        self._process: subprocess.Popen[bytes] | None = None

    def take(self) -> float:
        self._process = subprocess.Popen([sys.executable, "-c", _HOLD, str(self._limit + 2)])
        while psutil.virtual_memory().percent < self._limit:
            time.sleep(0.005)
        return time.monotonic()

    def drop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _product(rig: Rig, interval: float, health: dict[str, object]) -> Product:
    return Product.model_validate(_spec(rig, interval, health))


def _spec(rig: Rig, interval: float, health: dict[str, object]) -> dict[str, object]:
    probing = {
        "port": rig.agent_port,
        "processes": [APP],
        "disks": [str(rig.folder)],
        "interval_seconds": interval,
        "timeout_seconds": min(2.0, interval),
        "disk_percent": 99,
        **health,
    }
    service = {"port": rig.app_port, "process_manager": "pm2", "health": probing}
    database = {"placement": "host"}
    return {"name": "bench", "service": service, "environments": {"production": {"database": database}}}


@contextmanager
def _agent(rig: Rig, interval: float, health: dict[str, object]) -> Iterator[None]:
    """`holdfast agent` as a process, from when the host is open until it has ended."""
    spec = rig.folder / "spec" / "holdfast.toml"
    spec.write_text(_toml(_spec(rig, interval, health)), encoding="utf-8")
    words = ["agent", "--environment", "production", "--spec", str(spec), "--run-folder", str(rig.folder / "run")]
    variables = {**os.environ, "DATABASE_URL": rig.database.url, "PM2_HOME": str(rig.pm2.home)}
    log = (rig.folder / "log" / "agent.log").open("ab")
    agent = subprocess.Popen([sys.executable, "-m", "holdfast", *words], env=variables, stdout=log, stderr=log)
    try:
        _wait(rig, lambda: agent.poll() is not None or _ready(rig))
        if agent.poll() is not None:
            raise IncompleteError("the agent ended by itself", next_step=f"read its lines: {_last_lines(rig)}")
        yield
    finally:
        agent.terminate()
        try:
            agent.wait(10)
        except subprocess.TimeoutExpired:
            agent.kill()
            agent.wait()
        log.close()


def _toml(values: dict[str, object], prefix: str = "") -> str:
    """The spec as TOML: its values are numbers, texts, lists of texts and tables."""
    plain = [f"{key} = {json.dumps(value)}" for key, value in values.items() if not isinstance(value, dict)]
    parts = ["\n".join(plain)]
    for key, value in values.items():
        if isinstance(value, dict):
            parts.append(f"[{prefix}{key}]\n{_toml(value, f'{prefix}{key}.')}")
    return "\n".join(parts)


def _measured(rig: Rig, fault: Fault, options: argparse.Namespace) -> list[Round]:
    rounds: list[Round] = []
    with _agent(rig, options.interval, fault.health), SteadyLoad(rig.nginx_port, options.rate) as load:
        for number in range(options.rounds):
            print(f"{fault.name}: {number + 1}/{options.rounds}", end="\r", file=sys.stderr, flush=True)
            rounds.append(_round(rig, fault, load, options.interval))
    print(f"{fault.name}: {sum(one.lost.total() for one in rounds)} lost" + " " * 20, file=sys.stderr)
    return rounds


def _round(rig: Rig, fault: Fault, load: SteadyLoad, interval: float) -> Round:
    first = len(load.sent)
    # The fault comes at any moment between two questions.
    time.sleep(0.5 + random.random() * interval)
    called = time.monotonic()
    moment = fault.breaks()
    broken = moment if isinstance(moment, float) else called
    closed = _wait(rig, lambda: _only(load, 0.6, served=False))
    mended = time.monotonic()
    fault.mends()
    opened = _wait(rig, lambda: _only(load, 0.6, served=True))
    _wait(rig, lambda: _ready(rig))
    sent = load.sent[first:]
    before = [one.at - broken for one in sent if _served(one) and broken <= one.at < mended]
    after = [one.at - mended for one in sent if _served(one) and one.at >= mended]
    return Round(
        stopped=max(before, default=0.0) if closed else math.inf,
        resumed=min(after, default=math.inf) if opened else math.inf,
        lost=Counter(kind_of(one) for one in sent if one.lost),
        sent=len(sent),
    )


def _served(one: Sent) -> bool:
    return 200 <= one.status < 300


def _only(load: SteadyLoad, seconds: float, *, served: bool) -> bool:
    """Whether all requests that were sent lately met the same fate."""
    since = time.monotonic() - seconds
    lately = [one for one in load.sent[-400:] if one.at >= since]
    return len(lately) > 20 and all(_served(one) is served for one in lately)


def _ready(rig: Rig) -> bool:
    """Whether the agent itself says so, and not Nginx in its place."""
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{rig.agent_port}/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


def _wait(rig: Rig, met: Callable[[], bool]) -> bool:
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        if met():
            return True
        time.sleep(0.02)
    print(f"waited in vain; the agent's last lines:\n{_last_lines(rig)}", file=sys.stderr)
    return False


def _last_lines(rig: Rig) -> str:
    return (rig.folder / "log" / "agent.log").read_text(encoding="utf-8", errors="replace")[-2000:]


def _print(measured: dict[str, list[Round]], options: argparse.Namespace) -> None:
    title = f"{options.rounds} rounds, a question every {options.interval:g} s, {options.rate:g} requests/s"
    table = Table(title=title)
    for column in ("fault", "stop, median s", "max", "resume, median s", "max", "lost, median", "max", "of"):
        table.add_column(column, justify="left" if column == "fault" else "right")
    for name, rounds in measured.items():
        stopped = [one.stopped for one in rounds]
        resumed = [one.resumed for one in rounds]
        lost = [one.lost.total() for one in rounds]
        table.add_row(
            name,
            f"{statistics.median(stopped):.2f}",
            f"{max(stopped):.2f}",
            f"{statistics.median(resumed):.2f}",
            f"{max(resumed):.2f}",
            f"{statistics.median(lost):g}",
            str(max(lost)),
            str(sum(one.sent for one in rounds)),
        )
    console = Console(width=110)
    console.print(table)
    ways: Counter[str] = sum((one.lost for rounds in measured.values() for one in rounds), Counter())
    for way, times in ways.most_common():
        console.print(f"lost: {way} ({times})")


if __name__ == "__main__":
    sys.exit(main())
