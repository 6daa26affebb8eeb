"""What is done in a child: its result, its failure, and what happens when it does not come to its end."""

import os
import signal
import subprocess
import sys

import pytest

from holdfast.host.backup.apart import apart, forked
from holdfast.host.backup.failure import BackupError, Cause

_LEAN = """
import sys
from holdfast.actions.backup.run import run_backup
from holdfast.host.backup.engines.barman import Barman
from holdfast.host.backup.s3 import S3Store
store = S3Store("shop-backup", "shop/production", region="us-east-1")
print(store.where, "boto3" in sys.modules)
"""


def test_the_result_of_a_child_comes_back_and_what_it_changed_does_not() -> None:
    seen: list[str] = []

    def work() -> list[str]:
        seen.append("here")
        return ["20261126T170000Z-physical-1a2b", "둘"]

    assert list(forked(work)) == ["20261126T170000Z-physical-1a2b", "둘"]
    assert seen == []


def test_the_failure_of_a_child_is_raised_as_it_was() -> None:
    def work() -> list[str]:
        raise BackupError(Cause.STORE_DENIED, "S3 denies s3:ListBucket", where="s3://b", next_step="allow it")

    with pytest.raises(BackupError) as error:
        forked(work)

    told = error.value
    assert (told.cause, told.happened, told.where, told.next_step) == (
        Cause.STORE_DENIED,
        "S3 denies s3:ListBucket",
        "s3://b",
        "allow it",
    )


def test_what_a_child_did_not_finish_is_done_here() -> None:
    parent = os.getpid()

    def work() -> list[str]:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return ["done here"]

    assert list(forked(work)) == ["done here"]


def test_what_nobody_expected_is_raised_here_with_its_own_traceback() -> None:
    def work() -> list[str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        forked(work)


def test_where_boto3_is_loaded_already_nothing_is_gained_and_no_child_is_made() -> None:
    import boto3  # type: ignore[import-untyped]

    assert boto3 is not None
    assert list(apart(lambda: [str(os.getpid())])) == [str(os.getpid())]


def test_a_store_that_was_not_asked_yet_has_not_loaded_what_asks() -> None:
    done = subprocess.run([sys.executable, "-c", _LEAN], capture_output=True, text=True, check=True)

    assert done.stdout == "s3://shop-backup/shop/production False\n"
