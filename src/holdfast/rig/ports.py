"""Ports for the parts of the rig: free now, and outside the range that outgoing connections are given."""

import secrets
import socket

from holdfast.model.errors import IncompleteError

LOWEST, HIGHEST = 15_000, 31_999
"""Linux hands out 32768–60999 to outgoing connections: a port from there may be taken before its part listens."""

TRIES = 200


def free_port() -> int:
    """A TCP port on which nothing listens on loopback just now.

    Raises:
        IncompleteError: when no free one was met in 200 tries.
    """
    for _ in range(TRIES):
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1)
        if _is_free(port):
            return port
    raise IncompleteError(
        "no free port was found on loopback", where=f"{LOWEST}-{HIGHEST}", next_step="end programs that listen there"
    )


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
