"""Asks PM2's daemon over its own socket how the application's processes are."""

import json
import os
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from holdfast.host.health.probe import Answer
from holdfast.host.health.probes.blocking import cut

LARGEST_REPLY = 32 * 1024 * 1024
"""Bytes above which a reply is not read: PM2 sends every process with its whole environment."""

_CALL = {"type": "call", "method": "getMonitorData", "args": [{}]}
_ID = "holdfast:0"
_RUNS = "online"
_NONE_DOWN = "every process is online"


@dataclass(frozen=True, slots=True)
class Process:
    """One process under PM2; the fields that are taken, of the many that PM2 tells."""

    name: str
    status: str
    restarts: int
    memory_bytes: int
    cpu_percent: float
    up_seconds: float


class Pm2Error(Exception):
    """PM2 answers something that is not understood."""


class Pm2:
    """Whether the application's PM2 processes are online.

    The daemon's socket is asked (`rpc.sock`, as `pm2 jlist` does: AMP frames with JSON, pm2 7.0.4, read 2026-11):
    `pm2 jlist` itself would start a daemon that is gone, and a whole Node each time, which costs 4 % of a core at
    five seconds. A name passes while one of its processes is online, and warns while another is not.

    A daemon that cannot be asked only warns: its processes outlive it, whether they serve the application's own
    probe tells, and an agent that looks into the wrong home must not close every host of a product.

    Args:
        home: PM2's home folder.
        names: the processes that must be online; every one that PM2 knows when empty.
        timeout: seconds for the whole exchange.
    """

    def __init__(self, home: Path, names: Sequence[str], timeout: float) -> None:
        self._home = home
        self._names = tuple(names)
        self._timeout = timeout
        self._socket: socket.socket | None = None

    def ask(self) -> Answer:
        """Ask the daemon for its list."""
        try:
            listed = self._listed()
        except (FileNotFoundError, ConnectionRefusedError):
            return _unasked("is not running")
        except PermissionError:
            return _unasked("belongs to another user")
        except TimeoutError:
            return _unasked("does not answer")
        except OSError:
            return _unasked("ended the connection")
        except Pm2Error:
            return _unasked("answers something that is not understood")
        return judged(listed, self._names)

    def abandon(self) -> None:
        """Cut the connection."""
        cut(self._socket)

    def _listed(self) -> tuple[Process, ...]:
        ends = time.monotonic() + self._timeout
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(self._timeout)
            line.connect(str(self._home / "rpc.sock"))
            self._socket = line
            try:
                line.sendall(frame(("j:" + json.dumps(_CALL)).encode(), f"s:{_ID}".encode()))
                return processes(_read_frame(line, ends), now=time.time())
            finally:
                self._socket = None


def home_folder(environ: Mapping[str, str]) -> Path:
    """PM2's home: `PM2_HOME`, else `.pm2` in the user's own folder, as PM2 chooses it."""
    given = environ.get("PM2_HOME", "")
    return Path(given) if given else Path(environ.get("HOME") or os.path.expanduser("~")) / ".pm2"  # noqa: PTH111


def judged(listed: Sequence[Process], names: Sequence[str]) -> Answer:
    """What a list means; pure."""
    wanted = tuple(names) or tuple(dict.fromkeys(process.name for process in listed))
    ours = tuple(process for process in listed if process.name in wanted)
    down = [process for process in ours if process.status != _RUNS]
    values: dict[str, float] = {
        "processes_online": float(len(ours) - len(down)),
        "processes_down": float(len(down) + len(set(wanted) - {process.name for process in ours})),
        "restarts": float(sum(process.restarts for process in ours)),
        "memory_bytes": float(sum(process.memory_bytes for process in ours)),
        "cpu_percent": sum(process.cpu_percent for process in ours),
        "up_seconds": min((process.up_seconds for process in ours), default=0.0),
    }
    if not wanted:
        return Answer(ok=False, reason="PM2 keeps no process", values=values)
    up = {process.name for process in ours if process.status == _RUNS}
    lacking = [_said(name, ours) for name in wanted if name not in up]
    if lacking:
        return Answer(ok=False, reason="; ".join(lacking), values=values)
    reason = "; ".join(f"a process of {process.name} is {process.status}" for process in down) or _NONE_DOWN
    return Answer(ok=True, reason=reason, values=values, warns=bool(down), alive=True)


def processes(parts: Sequence[bytes], now: float) -> tuple[Process, ...]:
    """The processes of a reply, whose parts are JSON and an id.

    Raises:
        Pm2Error: not such a reply.
    """
    try:
        reply = json.loads(parts[0].removeprefix(b"j:"))
        return tuple(_process(entry, now) for entry in reply["args"][0])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # What was read stays out of the error: it holds every variable of every process.
        raise Pm2Error from None


def frame(*parts: bytes) -> bytes:
    """An AMP message (version 1): a byte of version and count, then each part behind its length."""
    return bytes([1 << 4 | len(parts)]) + b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _process(entry: Mapping[str, object], now: float) -> Process:
    inner, monitor = entry["pm2_env"], entry.get("monit")
    env = inner if isinstance(inner, Mapping) else {}
    use = monitor if isinstance(monitor, Mapping) else {}
    started = _number(env.get("pm_uptime")) / 1000
    status = str(env.get("status", "unknown"))
    return Process(
        name=_word(str(entry["name"])),
        status=_word(status),
        restarts=int(_number(env.get("restart_time"))),
        memory_bytes=int(_number(use.get("memory"))),
        cpu_percent=_number(use.get("cpu")),
        up_seconds=max(0.0, now - started) if status == _RUNS and started else 0.0,
    )


def _unasked(why: str) -> Answer:
    return Answer(ok=True, reason=f"PM2's daemon {why}", warns=True, alive=True)


def _said(name: str, ours: Sequence[Process]) -> str:
    statuses = sorted({process.status for process in ours if process.name == name})
    return f"{name} is {' and '.join(statuses)}" if statuses else f"{name} is not known to PM2"


def _word(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:80]


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _read_frame(line: socket.socket, ends: float) -> list[bytes]:
    count = _read(line, 1, ends)[0] & 0x0F
    parts = []
    for _ in range(count):
        (length,) = struct.unpack(">I", _read(line, 4, ends))
        if length > LARGEST_REPLY:
            raise Pm2Error
        parts.append(_read(line, length, ends))
    return parts


def _read(line: socket.socket, length: int, ends: float) -> bytes:
    """Exactly `length` bytes, by the time `ends`: a daemon that drips must not hold the thread."""
    data = bytearray()
    while len(data) < length:
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        more = line.recv(min(length - len(data), 1 << 16))
        if not more:
            raise ConnectionResetError
        data += more
    return bytes(data)
