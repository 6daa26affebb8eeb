"""Names in Python that come to what a command tells: a release is tied to the commit, or to the time, by them."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.programs.fabric import READER

HEAD = "from fabric import Connection, task\nfrom invoke import run as here\nimport subprocess, time, datetime\n"
ROLLS = """
def _roll(name, wait=20):
    image = f"{STORE}/kiosk:{name}"
    with Connection("kiosk.example") as host:
        host.run(f"docker pull {image}")
        host.run(f"docker service update --image {image} kiosk_web")
"""


def identities(text: str) -> list[str | None]:
    readings = READER.read(Snippet("fabfile.py", HEAD + text))
    return [one.identity for one in readings if isinstance(one, Deployment)]


@pytest.mark.parametrize(
    ("value", "identity"),
    [
        ('here("git rev-parse HEAD", hide=True).stdout.strip()', "commit"),
        ('subprocess.check_output(["git", "rev-parse", "--short", "HEAD"]).decode().strip()', "commit"),
        ("which()", "commit"),
        ("str(which())[:12]", "commit"),
        ('time.strftime("%Y%m%d%H%M")', "timestamp"),
        ('datetime.datetime.now().strftime("%Y%m%d")', "timestamp"),
        ('input("which? ")', None),
    ],
)
def test_a_release_is_named_by_what_a_task_hands_to_the_function_that_puts_it_out(
    value: str, identity: str | None
) -> None:
    which = '\ndef which():\n    told = here("git rev-parse HEAD")\n    return told.stdout.strip()\n'
    task = f"\n@task\ndef deploy(c):\n    _roll({value})\n"
    assert identities(ROLLS + which + task) == [identity]


@pytest.mark.parametrize("call", ["_roll(name=sha)", "_roll(sha, 5)"])
def test_the_name_may_be_set_first_and_handed_on_by_its_own_name(call: str) -> None:
    task = f'\n@task\ndef deploy(c):\n    sha = here("git rev-parse HEAD").stdout.strip()\n    {call}\n'
    assert identities(ROLLS + task) == ["commit"]


def test_functions_that_hand_on_one_another_end_somewhere() -> None:
    loop = "\ndef which():\n    return whose()\n\ndef whose():\n    return which()\n"
    assert identities(ROLLS + loop + "\n@task\ndef deploy(c):\n    _roll(which())\n") == [None]


def test_functions_of_many_ways_out_are_read_in_no_time() -> None:
    ways = "".join(
        f"\ndef way{number}(c):\n"
        + "".join(f"    if c:\n        return way{next_}(c)\n" for next_ in range(number + 1, 40))
        + "    return c\n"
        for number in range(40)
    )
    assert identities(ROLLS + ways + "\n@task\ndef deploy(c):\n    _roll(way0(c))\n") == [None]


@pytest.mark.parametrize("value", ["a" + ".b" * 900 + "()", "a" + ".b()" * 400])
def test_a_name_of_very_many_parts_is_no_command(value: str) -> None:
    text = f"{ROLLS}\n@task\ndef deploy(c):\n    name = {value}\n    _roll(name)\n"
    assert identities(text) == [None]
