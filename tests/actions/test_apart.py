"""A second process helps where it can, and nothing is lost where it cannot."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "sweetorder" / "before"
TWO_CORES = "import os; os.sched_getaffinity = lambda _pid: {0, 1}\n"
ONE_CORE = "import os; os.sched_getaffinity = lambda _pid: {0}\n"
SHOWN = "from holdfast.actions.apart import apart; here = os.getpid()\n"


def said(program: str) -> str:
    """What a program of its own prints: the tests' own process has threads, and never forks."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux alone")
def test_work_is_done_by_another_process_and_its_result_comes_back() -> None:
    asked = "told = apart(lambda: (os.getpid() != here, 'x' * 1_000_000)); print(told() == (True, 'x' * 1_000_000))"

    assert said(TWO_CORES + SHOWN + asked) == "True"


@pytest.mark.parametrize(
    "because",
    [ONE_CORE, TWO_CORES + "import threading; threading.Timer(1, int).start()\n", TWO_CORES + "os.fork = None\n"],
    ids=["one core", "other threads", "another system"],
)
def test_work_is_done_here_where_no_process_can_help(because: str) -> None:
    elsewhere = "import sys; sys.platform = 'darwin'\n" if "fork = None" in because else ""

    assert said(because + elsewhere + SHOWN + "print(apart(os.getpid)() == here)") == "True"


@pytest.mark.parametrize(
    "fault",
    ["os._exit(3)", "os.kill(os.getpid(), 9)", "1 / 0", "(lambda: 0)", "exit(0)"],
    ids=["ends", "is killed", "fails", "cannot pickle", "leaves"],
)
def test_work_whose_process_gives_no_answer_is_done_here_without_a_word(fault: str) -> None:
    asked = f"print(apart(lambda: 'here' if os.getpid() == here else {fault})())"

    assert said(TWO_CORES + SHOWN + asked) == "here"


def test_two_processes_find_exactly_what_one_finds_in_the_same_order() -> None:
    asked = (
        "from holdfast.cli.main import main\n"
        f"try: main(['check', {str(EXAMPLE)!r}, '--format', 'json'])\n"
        "except SystemExit: pass"
    )

    two, one = (json.loads(said(cores + asked)) for cores in (TWO_CORES, ONE_CORE))

    assert {**two, "generated_at": ""} == {**one, "generated_at": ""}


SHARED = """
from functools import partial
import time
from holdfast.actions.apart import shared
here = os.getpid()
def done(theirs, ours, order=None, meanwhile=lambda: None):
    return shared(theirs, lambda: ours, range(len(ours)) if order is None else order)(ours, meanwhile)
"""
TASK = "def task(number): time.sleep(0.1); return number, os.getpid() == here\n"


def of(first: int, last: int) -> str:
    return f"[partial(task, number) for number in range({first}, {last})]"


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux alone")
@pytest.mark.parametrize(
    ("theirs", "ours"), [((0, 6), (6, 6)), ((0, 0), (0, 6)), ((0, 2), (2, 6))], ids=["theirs", "ours", "both"]
)
def test_two_processes_share_tasks_and_the_results_keep_their_order(
    theirs: tuple[int, int], ours: tuple[int, int]
) -> None:
    asked = (
        f"first, second = done({of(*theirs)}, {of(*ours)})\n"
        "print([number for number, _ in first + second], len({mine for _, mine in first + second}), len(first))"
    )

    assert said(TWO_CORES + SHARED + TASK + asked) == f"[0, 1, 2, 3, 4, 5] 2 {theirs[1] - theirs[0]}"


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux alone")
def test_what_the_order_does_not_name_is_done_here_and_first() -> None:
    asked = (
        "times = []\n"
        "def task(number): times.append(number); time.sleep(0.05); return os.getpid() == here\n"
        f"_, mine = done([], {of(0, 4)}, order=(3, 1))\n"
        "print(mine[0], mine[2], times[:2])"
    )

    assert said(TWO_CORES + SHARED + asked) == "True True [0, 2]"


@pytest.mark.parametrize("cores", [ONE_CORE, TWO_CORES], ids=["one core", "two cores"])
@pytest.mark.parametrize("number", [0, 1, 30_000], ids=["none", "one", "more than a pipe holds"])
def test_every_shared_task_is_done_once(number: int, cores: str) -> None:
    asked = (
        f"tasks = [partial(abs, -number) for number in range({number})]\n"
        f"print(done(tasks, tasks) == (list(range({number})), list(range({number}))))"
    )

    assert said(cores + SHARED + asked) == "True"


@pytest.mark.parametrize("cores", [ONE_CORE, TWO_CORES], ids=["one core", "two cores"])
def test_what_is_to_be_done_meanwhile_is_done_once_and_here(cores: str) -> None:
    asked = f"told = []\ndone({of(0, 2)}, {of(2, 4)}, meanwhile=lambda: told.append(os.getpid() == here))\nprint(told)"

    assert said(cores + SHARED + TASK + asked) == "[True]"


@pytest.mark.parametrize("fault", ["os._exit(3)", "os.kill(os.getpid(), 9)", "1 / 0"], ids=["ends", "killed", "fails"])
def test_tasks_of_a_process_that_gives_no_answer_are_done_here(fault: str) -> None:
    task = f"def task(number): time.sleep(0.05); return number if os.getpid() == here else {fault}\n"

    assert said(TWO_CORES + SHARED + task + f"print(done({of(0, 2)}, {of(2, 4)}))") == "([0, 1], [2, 3])"


@pytest.mark.parametrize("which", ["[partial(int, 'no number')], []", "[], [partial(int, 'no number')]"])
def test_a_task_that_fails_here_as_well_says_so(which: str) -> None:
    asked = f"try: done({which})\nexcept ValueError: print('said', sorted(os.listdir('/proc/self/fd')) == before)"

    assert said(TWO_CORES + SHARED + "before = sorted(os.listdir('/proc/self/fd'))\n" + asked) == "said True"
