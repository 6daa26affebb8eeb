"""Where embedded metrics go: CloudWatch's agent on this host, standard output, a file, or nowhere."""

import errno
import os
import socket
import stat
import sys
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, TextIO

from holdfast.model.errors import IncompleteError

AGENT = ("127.0.0.1", 25888)
"""Where CloudWatch's agent listens when its configuration has an `emf` section without an address (its sources,
`translator/translate/logs/metrics_collected/emf`, read 2026-11)."""

WAIT_SECONDS = 2.0
"""The most that one delivery may take, connection included."""

KEPT_MINUTES = 30
"""Minutes of documents that are kept while CloudWatch's agent is away; older ones are dropped."""

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes above which the file is renamed to `FILE.1`, over the one before."""


class Sink(Protocol):
    """Takes documents, one line each."""

    def send(self, documents: Iterable[str]) -> None:
        """Deliver the documents of one minute.

        Raises:
            IncompleteError: they could not be delivered; whether they are kept for the next time is the sink's own.
        """


class AgentSink:
    """Sends to CloudWatch's agent over TCP, one short connection a minute, and never waits longer than 2 seconds.

    The library's own sink holds one connection without any time limit, which would let an agent that hangs stop ours.
    """

    def __init__(self, address: tuple[str, int] = AGENT, wait_seconds: float = WAIT_SECONDS) -> None:
        self._address = address
        self._wait = wait_seconds
        self._waiting: deque[bytes] = deque(maxlen=KEPT_MINUTES)

    def send(self, documents: Iterable[str]) -> None:
        """Deliver these and what is still kept, the oldest first."""
        self._waiting.append("".join(f"{document}\n" for document in documents).encode())
        deadline = time.monotonic() + self._wait
        try:
            with socket.create_connection(self._address, timeout=self._wait) as line:
                self._deliver(line, deadline)
        except OSError as error:
            host, port = self._address
            raise IncompleteError(
                "CloudWatch's agent does not take metrics",
                where=f"{host}:{port}",
                next_step=f"start it with the configuration of `holdfast render cloudwatch-agent` ({_word(error)})",
            ) from error

    def _deliver(self, line: socket.socket, deadline: float) -> None:
        while self._waiting:
            line.settimeout(max(0.001, deadline - time.monotonic()))
            line.sendall(self._waiting[0])
            self._waiting.popleft()
        line.shutdown(socket.SHUT_WR)


class StreamSink:
    """Writes to a stream; standard output when none is given."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout

    def send(self, documents: Iterable[str]) -> None:
        """Write and flush."""
        try:
            self._stream.write("".join(f"{document}\n" for document in documents))
            self._stream.flush()
        except (OSError, ValueError) as error:
            raise IncompleteError(
                "does not take metrics", where="standard output", next_step="keep it open, or set service.metrics.to"
            ) from error


class FileSink:
    """Appends to a file (mode 0640) and keeps one older file beside it, 16 MiB each."""

    def __init__(self, path: Path, largest: int = LARGEST_FILE) -> None:
        self._path = path
        self._largest = largest

    def send(self, documents: Iterable[str]) -> None:
        """Append whole lines with one write, so that no reader sees half of one."""
        data = "".join(f"{document}\n" for document in documents).encode()
        try:
            self._append(data)
        except OSError as error:
            raise IncompleteError(
                "does not take metrics", where=str(self._path), next_step=f"check its folder ({_word(error)})"
            ) from error

    def _append(self, data: bytes) -> None:
        self._make_room(len(data))
        # A pipe without a reader would hang the open; a link might lead anywhere.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        handle = os.open(self._path, flags, 0o640)
        try:
            seen = os.fstat(handle)
            if not stat.S_ISREG(seen.st_mode):
                raise OSError(errno.EINVAL, "not a regular file")
            if os.write(handle, data) != len(data):
                # Half a line would spoil the next one as well.
                os.ftruncate(handle, seen.st_size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(handle)

    def _make_room(self, coming: int) -> None:
        try:
            size = self._path.lstat().st_size
        except FileNotFoundError:
            return
        if size and size + coming > self._largest:
            self._path.replace(self._path.with_name(f"{self._path.name}.1"))


class NoSink:
    """Takes everything and does nothing."""

    def send(self, documents: Iterable[str]) -> None:
        """Do nothing."""


def sink_for(to: str) -> Sink:
    """The sink that the spec's `service.metrics.to` names: `agent`, `stdout`, `file:/PATH` or `none`."""
    if to == "agent":
        return AgentSink()
    if to == "stdout":
        return StreamSink()
    if to.startswith("file:"):
        return FileSink(Path(to.removeprefix("file:")))
    return NoSink()


def _word(error: OSError) -> str:
    return error.strerror or "no answer in time"
