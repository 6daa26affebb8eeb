"""Asks the product from outside, as its users reach it, whether it is well and which release answers."""

import http.client
import json
import time
from urllib.parse import urlsplit

from holdfast.model.errors import UsageError
from holdfast.model.record import record

_ANSWER_SECONDS = 10.0


@record(frozen=True, slots=True)
class Asker:
    """Asks one address.

    Attributes:
        url: of `/health`, with its scheme.
        seconds: until when a bad answer may become a good one.
        pause: seconds between two questions.
    """

    url: str
    seconds: float = 60
    pause: float = 2

    def lacking(self, commit: str) -> str:
        """What is wrong with the answer when the time is over; empty once it is good.

        The details, which name the commit, are only for the networks of `details_to`; to others 200 is what is said,
        and each host's own hook has asked for the commit before.
        """
        ends = time.monotonic() + self.seconds
        while wrong := self._wrong(commit):
            if time.monotonic() >= ends:
                return f"{self.url} {wrong}"
            time.sleep(self.pause)
        return ""

    def _wrong(self, commit: str) -> str:
        try:
            status, body = _get(self.url)
        except (OSError, http.client.HTTPException) as error:
            return f"cannot be reached ({type(error).__name__})"
        if status != 200:
            return f"answers {status}"
        told = _commit(body)
        return f"says {told[:12]}" if told and told != commit else ""


def require_url(url: str) -> str:
    """The URL, when it is one that can be asked.

    Raises:
        UsageError: it is not.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError("not an address", where=url, next_step="write it as https://HOST/health")
    return url


def _get(url: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", parts.path or "/health", headers={"Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read(1 << 20)
    finally:
        connection.close()


def _commit(body: bytes) -> str:
    try:
        told = json.loads(body)
        return str(told["release"]["commit"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
