"""The application and Nginx, asked over HTTP: what each kind of answer means."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from holdfast.host.health.probes.http import Application, Nginx
from holdfast.rig.ports import free_port

PAGE = b"Active connections: 3 \nserver accepts handled requests\n 10 9 31 \nReading: 0 Writing: 1 Waiting: 2 \n"


@contextlib.contextmanager
def answering(raw: bytes | None, *, drips: bool = False) -> Iterator[int]:
    """A listener that answers each connection with these bytes; never, when None; drop by drop, when it drips."""
    stop = threading.Event()

    def talk(line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            line.recv(4096)
            if raw is None:
                stop.wait(10)
            elif not drips:
                line.sendall(raw)
            else:
                drip(line, raw)

    def drip(line: socket.socket, text: bytes) -> None:
        for byte in text:
            line.sendall(bytes([byte]))
            stop.wait(0.2)

    def serve(server: socket.socket) -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                line, _ = server.accept()
                threading.Thread(target=talk, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        yield server.getsockname()[1]
        stop.set()
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def http(status: int, body: bytes = b"") -> bytes:
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


@pytest.mark.parametrize(
    ("raw", "ok", "alive", "reason"),
    [
        (http(200), True, True, "it answers 200"),
        (http(302), True, True, "it answers 302"),
        (http(404), True, True, "it answers 404"),
        (http(500), False, True, "it answers 500"),
        (http(503), False, True, "it answers 503"),
        (b"SSH-2.0-OpenSSH_9\r\n", False, False, "what it answers is not HTTP"),
        (b"", False, False, "the connection was lost"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70000, False, False, "what it answers is not HTTP"),
    ],
)
def test_an_application_passes_below_500_and_lives_when_it_answers_at_all(
    raw: bytes, ok: bool, alive: bool, reason: str
) -> None:
    with answering(raw) as port:
        answer = Application(port, "/", 2).ask()

    assert (answer.ok, answer.alive, answer.reason) == (ok, alive, reason)


def test_a_port_without_a_listener_is_refused() -> None:
    assert Application(free_port(), "/", 2).ask().reason == "nothing listens on its port"


def test_an_application_that_accepts_and_never_answers_fails_in_time() -> None:
    with answering(None) as port:
        started = time.monotonic()
        answer = Application(port, "/", 0.2).ask()
        assert time.monotonic() - started < 3

    assert (answer.ok, answer.alive, answer.reason) == (False, False, "it accepts and does not answer")


def test_an_answer_that_drips_is_cut_when_it_is_abandoned() -> None:
    with answering(http(200) * 20, drips=True) as port:
        application = Application(port, "/", 2)
        asking = threading.Thread(target=application.ask, daemon=True)
        asking.start()
        time.sleep(0.5)
        assert asking.is_alive()
        application.abandon()
        asking.join(3)
        assert not asking.is_alive()


def test_abandoning_what_was_not_asked_does_nothing() -> None:
    Application(1, "/", 1).abandon()


def test_the_counts_of_nginx_are_read() -> None:
    with answering(http(200, PAGE)) as port:
        answer = Nginx(f"http://127.0.0.1:{port}/", 2).ask()

    assert answer.ok
    assert answer.values["active_connections"] == 3
    assert answer.values["requests"] == 31
    assert answer.values["waiting"] == 2


@pytest.mark.parametrize("raw", [http(200, b"<html>"), http(404, PAGE), b"", b"junk"])
def test_a_page_without_the_counts_is_a_failure(raw: bytes) -> None:
    with answering(raw) as port:
        assert not Nginx(f"http://127.0.0.1:{port}/", 2).ask().ok
