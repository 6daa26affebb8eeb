"""Tells systemd that the agent has started and still works (sd_notify(3))."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress


def notify(words: str, environ: Mapping[str, str] = os.environ) -> None:
    """Send `READY=1`, `WATCHDOG=1` or `STOPPING=1`; does nothing outside systemd."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as line:
        line.sendto(words.encode(), "\0" + address[1:] if address.startswith("@") else address)
