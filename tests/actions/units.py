"""Units of work for the executors' tests: found by name in the workers of a cluster."""

import os
import signal
from pathlib import Path
from unittest.mock import patch

from holdfast.actions.accounts import Order, assess
from holdfast.readers.account import s3, sts
from holdfast.reports.accounts import AccountEntry, unreadable
from holdfast.rig.processes import wait_until


def small(order: Order) -> AccountEntry:
    """The real work with two of the readers, since an embedded account answers a hundred questions slowly."""
    with patch("holdfast.actions.account.readers", lambda: (sts.READER, s3.READER)):
        return assess(order)


def marked(order: Order) -> AccountEntry:
    """Leaves a mark with the number of its process, and ends when the release is there."""
    folder = Path(order.request.source)
    (folder / f"{order.target.id}.{os.getpid()}").touch()
    wait_until((folder / "release").exists, "the release", seconds=60)
    return unreadable(order.target.id, order.target.name, "incomplete", "marked")


def deadly(order: Order) -> AccountEntry:
    """Kills the worker that it runs on, each time."""
    if order.target.id.endswith("1"):
        os.kill(os.getpid(), signal.SIGKILL)
    return unreadable(order.target.id, order.target.name, "incomplete", "survived")


def broken(order: Order) -> AccountEntry:
    """Fails with a secret in its text for one account."""
    if order.target.id.endswith("1"):
        raise RuntimeError("a fault with Zq8canaryVALUE77xx in it")
    return unreadable(order.target.id, order.target.name, "incomplete", "fine")
