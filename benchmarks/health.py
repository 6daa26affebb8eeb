"""The ready endpoint beside a constant one and beside one that queries per request; and what probe storms cost.

Everything runs on loopback against a PostgreSQL of its own, on the same server (uvicorn with httptools), in one run,
and ends by itself: `python -m benchmarks.health`. `--seconds` is the time of each measurement, `--rounds` how often.
"""

import argparse
import asyncio
import contextlib
import http.client
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.rig.npm import find_node, install
from holdfast.rig.ports import free_port
from holdfast.rig.postgres import Postgres

KINDS = ("constant", "ready", "query")
OTHERS = ("fastapi-health", "terminus")
SAID = {
    "constant": "constant 200, no thought",
    "ready": "Holdfast's /health/ready",
    "query": "handler that queries per request",
    "fastapi-health": "fastapi-health, one condition",
    "terminus": "@nestjs/terminus, TypeORM ping",
}
CONNECTIONS = 32
TERMINUS = Path(__file__).parent / "alternatives" / "terminus"

PACE = """
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long us; } moment; int gettimeofday(moment *, void *);")
local moment, begun, asked = ffi.new("moment"), nil, 0
function delay()
  ffi.C.gettimeofday(moment, nil)
  local now = tonumber(moment.s) + tonumber(moment.us) / 1e6
  begun, asked = begun or now, asked + 1
  return math.max(0, math.floor((begun + asked / RATE - now) * 1000))
end
"""
"""For wrk: each next request at its time, as far as a connection is free."""


@dataclass(frozen=True)
class Load:
    """What one load came to: requests per second, and milliseconds at two percentiles."""

    rate: float
    p50: float
    p99: float


def serve(kind: str, port: int, url: str) -> None:
    """Serve one kind of answer until killed."""
    from holdfast.host.health.server import bind, server

    app = {"constant": _constant, "ready": _ready, "query": _query}[kind](url)
    bound = bind(port)
    asyncio.run(server(app, bound).serve(sockets=[bound]))


def _constant(_url: str) -> Any:
    from holdfast.host.health.answers import Response

    response = Response.of(200, b'{"status": "ready", "failing": [], "degraded": []}')

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(response.start)
        await send(response.body)

    return app


def _ready(url: str) -> Any:
    from holdfast.host.health.asgi import health_app
    from holdfast.model.product import Product

    product = Product.model_validate({"name": "bench", "environments": {"production": {}}})
    return health_app(product, "production", environ={"DATABASE_URL": url})


def _query(url: str) -> Any:
    """What a careful developer writes by hand: one open connection, one `SELECT 1` for each request."""
    import psycopg

    from holdfast.host.health.answers import Response

    response = Response.of(200, b'{"status": "ready", "failing": [], "degraded": []}')
    kept: dict[str, Any] = {}
    lock = asyncio.Lock()

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        async with lock:
            if "connection" not in kept:
                kept["connection"] = await psycopg.AsyncConnection.connect(url, autocommit=True)
            await kept["connection"].execute("SELECT 1")
        await send(response.start)
        await send(response.body)

    return app


@contextlib.contextmanager
def serving(kind: str, url: str) -> Iterator[int]:
    """A server of one kind in a process of its own, that answers 200 already; gives its port."""
    port = free_port()
    process = subprocess.Popen([*_server(kind), *_arguments(kind, port, url)])
    try:
        _wait(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()


def _server(kind: str) -> list[str]:
    if kind == "fastapi-health":
        # In an environment of its own, laid over this one.
        uv = os.environ.get("UV") or shutil.which("uv") or "uv"
        more = [word for name in ("fastapi", "fastapi-health") for word in ("--with", name)]
        return [uv, "run", "--frozen", *more, "python", "-m", "benchmarks.alternatives.fastapi_health"]
    if kind == "terminus":
        # The script must lie beside its packages: node looks for them there.
        folder = install(TERMINUS)
        script = folder / "main.js"
        shutil.copy(TERMINUS / "main.js", script)
        return [str(find_node()), str(script)]
    return [sys.executable, "-m", "benchmarks.health", "--serve", kind]


def _arguments(kind: str, port: int, url: str) -> list[str]:
    return [str(port), url] if kind in OTHERS else ["--port", str(port), "--url", url]


def _wait(port: int) -> None:
    ends = time.monotonic() + 60  # the first time, packages are fetched
    while time.monotonic() < ends:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if _get(port) == 200:
                return
        time.sleep(0.05)
    raise SystemExit("a server does not answer 200 within 60 seconds")


def _get(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/health/ready")
    status = connection.getresponse().status
    connection.close()
    return status


def full_load(port: int, seconds: float) -> Load:
    """As many requests as go, with wrk where it is installed, else with our own client."""
    wrk = shutil.which("wrk")
    return _wrk(wrk, port, seconds) if wrk else asyncio.run(_own_load(port, seconds))


def _wrk(wrk: str, port: int, seconds: float, *more: str) -> Load:
    url = f"http://127.0.0.1:{port}/health/ready"
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--latency", *more, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 20).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"some requests failed:\n{said}")
    rate = re.search(r"Requests/sec:\s*([\d.]+)", said)
    return Load(float(rate[1]) if rate else 0.0, _percentile(said, 50), _percentile(said, 99))


def _percentile(said: str, percent: int) -> float:
    found = re.search(rf"^\s*{percent}%\s+([\d.]+)(us|ms|s)$", said, re.MULTILINE)
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]] if found else float("nan")


async def _own_load(port: int, seconds: float) -> Load:
    taken: list[float] = []
    ends = time.monotonic() + seconds

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < ends:
            taken.append(await _ask(reader, writer))
        writer.close()

    await asyncio.gather(*(client() for _ in range(CONNECTIONS)))
    cuts = statistics.quantiles(taken, n=100)
    return Load(len(taken) / seconds, cuts[49] * 1000, cuts[98] * 1000)


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> float:
    started = time.monotonic()
    writer.write(b"GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    await reader.readexactly(int(length[1]) if length else 0)
    if b" 200 " not in head[:20]:
        raise SystemExit(f"a request failed: {head[:40]!r}")
    return time.monotonic() - started


class _Line(asyncio.Protocol):
    """A kept connection that costs the machine little: streams would take the core that the server needs."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.idle = True
        self.answered = 0
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def ask(self) -> None:
        self.idle = False
        self.transport.write(b"GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n")

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._got.endswith(b"}"):  # the answers are JSON, and flat
            return
        if not self._got.startswith(b"HTTP/1.1 200 "):
            raise SystemExit(f"a request failed: {self._got[:40]!r}")
        self._got, self.idle = b"", True
        self.answered += 1


def paced_load(port: int, rate: float, seconds: float) -> float:
    """Requests at a steady rate; gives how many were answered in a second. A high rate is wrk's, which costs less."""
    wrk = shutil.which("wrk")
    if wrk is None or rate <= 100:
        return asyncio.run(_own_paced_load(port, rate, seconds)) / seconds
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(PACE.replace("RATE", str(rate)))
        script.flush()
        return _wrk(wrk, port, seconds, "-s", script.name).rate


async def _own_paced_load(port: int, rate: float, seconds: float) -> int:
    """Requests at a steady rate, as far as one of the connections is free; gives how many were answered in time."""
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(_Line, "127.0.0.1", port))[1] for _ in range(CONNECTIONS)]
    begun, offered = time.monotonic(), 0
    while (passed := time.monotonic() - begun) < seconds:
        due = int(passed * rate) + 1 - offered
        for line in [line for line in lines if line.idle][:due]:
            line.ask()
        offered += due
        await asyncio.sleep(max(0.002, begun + offered / rate - time.monotonic()))
    answered = sum(line.answered for line in lines)
    for line in lines:
        line.transport.close()
    return answered


def compare(url: str, seconds: float, rounds: int, kinds: Sequence[str]) -> Mapping[str, list[Load]]:
    """Every kind in turn, round after round, so that what else the machine does meets all of them."""
    found: dict[str, list[Load]] = {kind: [] for kind in kinds}
    with contextlib.ExitStack() as stack:
        ports = {kind: stack.enter_context(serving(kind, url)) for kind in kinds}
        for number in range(rounds):
            for kind in kinds if number % 2 == 0 else reversed(kinds):
                found[kind].append(full_load(ports[kind], seconds))
    return found


def storm(postgres: Postgres, kind: str, rate: float | None, seconds: float) -> tuple[float, float]:
    """Requests answered and transactions in the database per second; the rate is as high as it goes when None."""
    name = f"storm_{kind}_{int(rate or 0)}"
    url, begun = postgres.create_database(name), time.monotonic()
    with serving(kind, url) as port:
        answered = full_load(port, seconds).rate if rate is None else paced_load(port, rate, seconds)
        passed = time.monotonic() - begun
    return answered, _transactions(postgres, name) / passed


def _transactions(postgres: Postgres, name: str) -> int:
    """PostgreSQL's own count; it is whole once the sessions have ended, which hand theirs in then at the latest."""
    rows: list[tuple[object, ...]] = [(0, 1)]
    while rows[0][1]:
        time.sleep(0.1)
        rows = postgres.execute(
            "SELECT xact_commit + xact_rollback, numbackends FROM pg_stat_database WHERE datname = %s", (name,)
        )
    return int(str(rows[0][0]))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--others", action="store_true", help="beside fastapi-health and @nestjs/terminus, too")
    parser.add_argument("--serve", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve, asked.port, asked.url)
        return
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder, Postgres.start(Path(folder)) as postgres:
        kinds = (*KINDS, *OTHERS) if asked.others else KINDS
        _print_comparison(compare(postgres.url, asked.seconds, asked.rounds, kinds))
        print("\nprobes/s asked for   kind       answered/s   database transactions/s")
        for rate in (1, 100, 5000, None):
            for kind in ("ready", "query"):
                answered, queries = storm(postgres, kind, rate, max(10, asked.seconds))
                print(f"{rate or 'all that go':<20} {kind:<10} {answered:>10.1f} {queries:>15.2f}", flush=True)


def _print_comparison(found: Mapping[str, list[Load]]) -> None:
    print(f"{'':<36}{'requests/s':>12}{'of constant':>13}{'p50 ms':>9}{'p99 ms':>9}")
    for kind, loads in found.items():
        rate, p50, p99 = (statistics.median(getattr(load, name) for load in loads) for name in ("rate", "p50", "p99"))
        # Round by round: what else the machine does changes over minutes, and meets a round's three as one.
        ratio = statistics.median(
            load.rate / constant.rate for load, constant in zip(loads, found["constant"], strict=True)
        )
        print(f"{SAID[kind]:<36}{rate:>12.0f}{ratio:>13.2f}{p50:>9.2f}{p99:>9.2f}", flush=True)


if __name__ == "__main__":
    main()
