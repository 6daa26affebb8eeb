"""Where work on many accounts runs: threads of this process, or the workers of a Dask cluster."""

import logging
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from holdfast import __version__
from holdfast.model.errors import IncompleteError, UsageError

if TYPE_CHECKING:
    from distributed import Client

THREADS = "threads"
AT_ONCE = 4
"""Accounts under way at once in threads; each asks a dozen questions at once by itself."""

_PORT = 8786
"""Where Dask's schedulers listen unless they are told otherwise."""
_PATIENCE = 20
"""Seconds for the scheduler to answer, and for a first worker to be there."""


def cluster_of(word: str) -> str | None:
    """The scheduler's `host:port`; None for threads.

    Args:
        word: `threads`, or `dask://HOST` with or without a port.

    Raises:
        UsageError: it is neither.
    """
    if word == THREADS:
        return None
    try:
        parts = urlsplit(word)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        parts, host, port = urlsplit(""), None, 0
    if parts.scheme != "dask" or not host or parts.path.strip("/") or parts.query or parts.username:
        raise UsageError(
            "is neither `threads` nor a Dask scheduler", where="--executor", next_step="write dask://HOST:PORT"
        )
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@contextmanager
def executor_of(word: str) -> Iterator[Executor]:
    """What runs the work; leaving the `with` waits for what has begun.

    Dask runs what it is sent, so its scheduler must be as well guarded as the credentials of its workers. TLS is used
    where Dask's own configuration asks for it (`distributed.comm.require-encryption`).

    Args:
        word: as `cluster_of` takes it.

    Raises:
        UsageError: it is neither threads nor a cluster.
        IncompleteError: Dask is not installed, the scheduler cannot be reached, it has no workers, or they run another
            Holdfast than this one.
    """
    address = cluster_of(word)
    if address is None:
        with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="accounts") as pool:
            yield pool
        return
    with _connected(address) as client:
        _see_workers(client, address)
        # Not pure: a task of its own for each account, never the answer of an earlier check.
        with client.get_executor(pure=False) as pool:
            yield pool


def _connected(address: str) -> "Client":
    try:
        import dask
        from distributed import Client
    except ModuleNotFoundError as error:
        raise IncompleteError(
            "Dask is not here", where=error.name or "distributed", next_step="install `holdfast[account,dask]`"
        ) from error
    # What a worker says of its own fate is told with the account that it had.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    make: Any = Client  # its constructor bears no types
    scheme = "tls" if dask.config.get("distributed.comm.require-encryption", default=False) else "tcp"
    try:
        client: Client = make(f"{scheme}://{address}", timeout=_PATIENCE, set_as_default=False)
    except OSError as error:
        raise IncompleteError(
            "the scheduler cannot be reached",
            where=f"dask://{address}",
            next_step="see that `dask scheduler` runs there, and that this machine may connect to it",
        ) from error
    return client


def _see_workers(client: "Client", address: str) -> None:
    """Have work begin only where it can be done: a missing package would fail each account for itself."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise IncompleteError(
            "the cluster has no worker", where=f"dask://{address}", next_step="start `dask worker` on its hosts"
        ) from error
    answers = client.run(here, on_error="return")
    for worker, answer in answers.items():
        if answer != here():
            said = answer if isinstance(answer, str) else type(answer).__name__
            raise IncompleteError(
                f"a worker cannot do the work ({said})",
                where=worker,
                next_step=f"install the same there as here: {here()}",
            )


def here() -> str:
    """What this process can do, to be compared with what a worker can."""
    return f"holdfast {__version__} {'with' if find_spec('boto3') else 'without'} boto3"
