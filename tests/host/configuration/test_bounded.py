"""Bounded running: results in order, and never a wait beyond the bound."""

import subprocess
import sys
import threading
import time

import pytest

from holdfast.host.configuration.bounded import run_bounded


def test_results_come_in_the_order_of_the_jobs() -> None:
    jobs = [lambda number=number: number * number for number in range(50)]

    assert run_bounded(jobs, seconds=10) == [number * number for number in range(50)]


def test_a_job_that_hangs_gives_none_and_the_others_their_results() -> None:
    never = threading.Event()
    started = time.monotonic()

    assert run_bounded([lambda: never.wait(30), lambda: True], seconds=0.3) == [None, True]
    assert time.monotonic() - started < 10
    never.set()


def test_jobs_run_side_by_side() -> None:
    meeting = threading.Barrier(3, timeout=10)

    assert len(run_bounded([meeting.wait] * 3, seconds=10)) == 3
    assert not meeting.broken


def test_what_a_job_raises_is_raised_to_the_one_who_waits() -> None:
    def fails() -> None:
        raise KeyError("name")

    with pytest.raises(KeyError):
        run_bounded([fails], seconds=10)


def test_the_process_ends_although_a_job_hangs() -> None:
    program = (
        "import time; from holdfast.host.configuration.bounded import run_bounded; "
        "run_bounded([lambda: time.sleep(60)], seconds=0.1)"
    )

    assert subprocess.run([sys.executable, "-c", program], timeout=20, check=False).returncode == 0
