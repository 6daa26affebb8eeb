"""Sinks: CloudWatch's agent that is away, slow, silent or closes; a file that fills up; standard output."""

import io
import os
import resource
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.host.monitoring.sinks import (
    KEPT_MINUTES,
    AgentSink,
    FileSink,
    NoSink,
    StreamSink,
    sink_for,
)
from holdfast.model.errors import IncompleteError


class Listener:
    """A TCP listener on loopback that does what a test wants with each connection."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(10)
        self.address: tuple[str, int] = self.socket.getsockname()

    def receive(self) -> bytes:
        """Everything of the next connection, to its end."""
        line, _ = self.socket.accept()
        with line:
            line.settimeout(10)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def accept_and_reset(self) -> None:
        line, _ = self.socket.accept()
        # Linger of 0 seconds: closing resets the connection.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        line.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.socket.close()


def test_documents_arrive_one_on_each_line(listener: Listener) -> None:
    AgentSink(listener.address).send(['{"a": 1}', '{"b": 2}'])

    assert listener.receive() == b'{"a": 1}\n{"b": 2}\n'


def test_an_agent_that_is_away_is_said_with_the_next_step(listener: Listener) -> None:
    listener.socket.close()

    with pytest.raises(IncompleteError, match="does not take metrics") as raised:
        AgentSink(listener.address).send(["{}"])
    assert "holdfast render cloudwatch-agent" in raised.value.next_step


def test_documents_of_an_agent_that_was_away_come_later_in_their_order(listener: Listener) -> None:
    address = listener.address
    listener.socket.close()
    sink = AgentSink(address)
    for minute in range(KEPT_MINUTES + 5):
        with pytest.raises(IncompleteError):
            sink.send([f'"{minute}"'])
    listener.socket = socket.create_server(address)

    sink.send(['"now"'])

    kept = [f'"{minute}"' for minute in range(6, KEPT_MINUTES + 5)]
    assert listener.receive().decode().split() == [*kept, '"now"']


def test_an_agent_that_accepts_and_never_reads_takes_no_longer_than_the_limit(listener: Listener) -> None:
    listener.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    started = time.monotonic()

    with pytest.raises(IncompleteError):
        AgentSink(listener.address, wait_seconds=0.3).send(["x" * 20_000_000])
    assert time.monotonic() - started < 3


def test_an_agent_that_reads_slowly_takes_no_longer_than_the_limit(listener: Listener) -> None:
    stop = threading.Event()

    def drip() -> None:
        line, _ = listener.socket.accept()
        with line:
            while not stop.wait(0.05):
                line.recv(1024)

    reader = threading.Thread(target=drip)
    reader.start()
    started = time.monotonic()
    try:
        with pytest.raises(IncompleteError):
            AgentSink(listener.address, wait_seconds=0.5).send(["x" * 20_000_000])
        assert time.monotonic() - started < 5
    finally:
        stop.set()
        reader.join()


def test_an_agent_that_resets_the_connection_raises_nothing_else(listener: Listener) -> None:
    sink = AgentSink(listener.address, wait_seconds=2)
    resetting = threading.Thread(target=listener.accept_and_reset)
    resetting.start()
    with pytest.raises(IncompleteError):
        sink.send(["x" * 50_000_000])
    resetting.join()

    small = AgentSink(listener.address)
    small.send(["{}"])
    assert listener.receive() == b"{}\n"


def test_a_file_gets_whole_lines_and_is_not_for_everybody(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "metrics.json")
    sink.send(["1", "2"])
    sink.send(["3"])

    assert (tmp_path / "metrics.json").read_text() == "1\n2\n3\n"
    assert (tmp_path / "metrics.json").stat().st_mode & 0o007 == 0


def test_a_file_keeps_its_size_with_one_older_beside_it(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "metrics.json", largest=10)
    for number in range(5):
        sink.send([f"{number}____"])

    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["metrics.json", "metrics.json.1"]
    assert (tmp_path / "metrics.json").read_text() == "4____\n"


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "missing"])
def test_a_file_that_is_none_is_refused_and_does_not_hang(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "there" / "metrics.json"
    if kind != "missing":
        path.parent.mkdir()
    if kind == "link":
        path.symlink_to(tmp_path / "target")
    if kind == "pipe":
        os.mkfifo(path)
    if kind == "folder":
        path.mkdir()

    with pytest.raises(IncompleteError, match="does not take metrics"):
        FileSink(path).send(["{}"])
    assert not (tmp_path / "target").exists()


def test_a_disk_that_is_full_is_said_and_leaves_no_half_line(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "metrics.json")
    sink.send(["first"])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(IncompleteError, match="does not take metrics"):
            sink.send(["x" * 100])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    sink.send(["second"])

    assert (tmp_path / "metrics.json").read_text() == "first\nsecond\n"


def test_a_stream_gets_lines_and_a_closed_one_is_said() -> None:
    stream = io.StringIO()
    StreamSink(stream).send(["1", "2"])
    assert stream.getvalue() == "1\n2\n"
    stream.close()

    with pytest.raises(IncompleteError, match="standard output"):
        StreamSink(stream).send(["3"])


@pytest.mark.parametrize(
    ("to", "kind"), [("agent", AgentSink), ("stdout", StreamSink), ("file:/var/m.json", FileSink), ("none", NoSink)]
)
def test_the_spec_names_the_sink(to: str, kind: type) -> None:
    assert isinstance(sink_for(to), kind)
