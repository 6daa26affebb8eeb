"""Does something in a child process, so that the memory that it took is free again before the next thing begins."""

import json
import os
import sys
import threading
from collections.abc import Callable, Sequence

from holdfast.host.backup.failure import BackupError, Cause


def apart(work: Callable[[], Sequence[str]]) -> Sequence[str]:
    """What `work` returns or raises, done in a child of this process where that saves memory, else here.

    boto3 takes 25 MiB as soon as it asks anything, and keeps them; a base backup that only waits for barman need not
    have them all the time. Where boto3 is loaded already nothing is saved, and connections must not be shared; where
    other threads run, a fork may inherit their locks.

    Raises:
        BackupError: as `work` does.
    """
    if "boto3" in sys.modules or threading.active_count() > 1:
        return work()
    return forked(work)


def forked(work: Callable[[], Sequence[str]]) -> Sequence[str]:
    """What `work` returns or raises, done in a child; it holds whatever this process has open until it ends.

    Raises:
        BackupError: as `work` does.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _as_child(work, reader, writer)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as read:
            said = read.read()
    finally:
        _, status = os.waitpid(child, 0)
    if status or not said:
        # It was killed, or came upon what nobody expected: here the same is raised for all to see.
        return work()
    done, told = json.loads(said)
    if done:
        return [str(one) for one in told]
    cause, happened, where, step = told
    raise BackupError(Cause(cause), happened, where=where, next_step=step)


def _as_child(work: Callable[[], Sequence[str]], reader: int, writer: int) -> None:
    """Do it, say it, and end at once: nothing of the parent's may be closed or written a second time."""
    code = 1
    try:
        os.close(reader)
        try:
            told: tuple[bool, Sequence[str]] = True, list(work())
        except BackupError as error:
            told = False, (error.cause.value, error.happened, error.where, error.next_step)
        with os.fdopen(writer, "wb") as out:
            out.write(json.dumps(told).encode())
        code = 0
    finally:
        os._exit(code)
