"""Asks over HTTP: the application on its port, and Nginx's own counters."""

import http.client
import re
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from holdfast.host.health.probe import Answer
from holdfast.host.health.probes.blocking import cut

_STATUS_PAGE = re.compile(
    rb"Active connections:\s*(\d+)\s+server accepts handled requests\s+(\d+)\s+(\d+)\s+(\d+)\s+"
    rb"Reading:\s*(\d+)\s+Writing:\s*(\d+)\s+Waiting:\s*(\d+)"
)
_STATUS_NAMES = ("active_connections", "accepted", "handled", "requests", "reading", "writing", "waiting")


@dataclass(slots=True)
class _Line:
    """One connection for one question, that another thread can cut."""

    timeout: float
    _socket: socket.socket | None = field(default=None, init=False)

    def get(self, host: str, port: int, path: str) -> tuple[int, bytes]:
        """The status and the first 64 KiB of the body.

        Raises:
            OSError: no connection, or it was lost.
            http.client.HTTPException: what came is not HTTP.
        """
        connection = http.client.HTTPConnection(host, port, timeout=self.timeout)
        try:
            connection.connect()
            self._socket = connection.sock
            headers = {"User-Agent": "holdfast", "Accept": "*/*", "Connection": "close"}
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response.status, response.read(64 * 1024)
        finally:
            self._socket = None
            connection.close()

    def cut(self) -> None:
        """End the connection under the one who waits on it."""
        cut(self._socket)


class Application:
    """Whether the application answers on its port.

    An answer below 500 is a pass. An answer of 500 and above is a failure that still shows life. No answer, or one
    that is not HTTP, is a failure without life.

    Args:
        port: on loopback.
        path: what to ask for.
        timeout: seconds for each step of the exchange.
    """

    def __init__(self, port: int, path: str, timeout: float) -> None:
        self._port = port
        self._path = path
        self._line = _Line(timeout)

    def ask(self) -> Answer:
        """Send one request and wait."""
        started = time.monotonic()
        try:
            status, _ = self._line.get("127.0.0.1", self._port, self._path)
        except ConnectionRefusedError:
            return Answer(ok=False, reason="nothing listens on its port")
        except TimeoutError:
            return Answer(ok=False, reason="it accepts and does not answer")
        except OSError:
            return Answer(ok=False, reason="the connection was lost")
        except http.client.HTTPException:
            return Answer(ok=False, reason="what it answers is not HTTP")
        values = {"status": float(status), "answer_seconds": time.monotonic() - started}
        return Answer(ok=status < 500, reason=f"it answers {status}", values=values, alive=True)

    def abandon(self) -> None:
        """Cut the connection."""
        self._line.cut()


class Nginx:
    """Whether Nginx answers its `stub_status` page, and what it counts there.

    Args:
        url: an `http://` address of the page.
        timeout: seconds for each step of the exchange.
    """

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._path = parts.hostname or "127.0.0.1", parts.port or 80, parts.path or "/"
        self._line = _Line(timeout)

    def ask(self) -> Answer:
        """Read the page once."""
        try:
            status, body = self._line.get(self._host, self._port, self._path)
        except ConnectionRefusedError:
            return Answer(ok=False, reason="it does not run: nothing listens on its port")
        except (OSError, http.client.HTTPException):
            return Answer(ok=False, reason="its status page does not answer")
        found = _STATUS_PAGE.search(body)
        if status != 200 or not found:
            return Answer(ok=False, reason=f"its status page answers {status}, without the counts")
        values = {name: float(count) for name, count in zip(_STATUS_NAMES, found.groups(), strict=True)}
        return Answer(ok=True, reason="it answers", values=values)

    def abandon(self) -> None:
        """Cut the connection."""
        self._line.cut()
