"""Functions of a program in Python that run what they are handed."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.programs.fabric import READER

PULL = "cd /srv/shop && git pull && docker compose up -d --build"


def _released(path: str, text: str) -> list[int]:
    assert READER.wants(path)
    found = READER.read(Snippet(path, text))
    return [one.at.start_line for one in found if isinstance(one, Deployment)]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (
            "scripts/deploy.py",
            f"import os\ndef sh(line):\n    print(line)\n    os.system(line)\nsh('ssh app@203.0.113.7 \"{PULL}\"')\n",
            5,
        ),
        (
            "update.py",
            f"import os, paramiko\ndef run(client, line):\n    client.exec_command(line)\nrun(shop, '{PULL}')\n",
            4,
        ),
        (
            "vps.py",
            f"import paramiko\ndef tell(c, line, wait):\n    c.exec_command(line)\ntell(shop, '{PULL}', 9)\n",
            4,
        ),
    ],
)
def test_what_such_a_function_is_handed_is_typed(path: str, text: str, line: int) -> None:
    assert _released(path, text) == [line]


@pytest.mark.parametrize(
    "text",
    [
        f"import paramiko\ndef say(line):\n    print(line)\nsay('{PULL}')\n",
        f"import paramiko\ndef look(line, c):\n    c.exec_command('ls')\nlook('{PULL}', c)\n",
    ],
)
def test_what_others_are_handed_is_only_said(text: str) -> None:
    assert not _released("update.py", text)


@pytest.mark.parametrize(
    ("path", "told"),
    [("deploy.py", True), ("tools/ssh_deploy.py", True), ("rollback_deploy.py", False)],
)
def test_a_program_named_for_releases_that_only_sends_one_makes_it(path: str, *, told: bool) -> None:
    text = 'import subprocess\nsubprocess.run(["scp", "-r", "dist", f"{user}@{host}:/srv/shop"])\n'
    assert bool(_released(path, text)) is told


def test_settings_that_it_sends_are_no_release() -> None:
    text = 'import subprocess\nsubprocess.run(["scp", ".env", "shop@203.0.113.7:/srv/shop/"])\n'
    assert not _released("deploy.py", text)
