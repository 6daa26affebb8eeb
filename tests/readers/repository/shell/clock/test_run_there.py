"""Scripts that others have a host run, and what these stop there before they start it."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.shell import READER
from tests.readers.repository.many import read_files

_ACTION = """\
jobs:
  up:
    steps:
      - uses: appleboy/ssh-action@v1
        with:
          script: |
            {}
"""
_AGAIN = "pm2 delete shop\npm2 start server.js --name shop\n"


def interrupted(path: str, text: str) -> list[str]:
    """Where something is stopped before what takes its place is up."""
    found = read_files(READER, **{"bin/again.sh": _AGAIN, path: text})
    return [str(one.at) for one in found if isinstance(one, ScriptFault) and one.form == "stopped-before-start"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Makefile", 'restart:\n\techo "cd /srv/shop && bash again.sh" | ssh shop@$(HOST) /bin/sh\n'),
        ("Makefile", "restart:\n\tssh shop@$(HOST) \\\n\t  bash -s < bin/again.sh\n"),
        ("justfile", "restart:\n    cat bin/again.sh | ssh shop@shop.example bash\n"),
        ("package.json", '{"scripts": {"restart": "ssh shop@shop.example ./again.sh"}}'),
        ("bin/up.sh", "cat bin/again.sh | ssh shop@shop.example sudo bash\n"),
        (
            ".github/workflows/up.yml",
            _ACTION.format("cd /srv/shop\n            ./bin/again.sh"),
        ),
    ],
)
def test_what_a_recipe_or_a_script_has_a_host_run_is_a_part_of_the_release(path: str, text: str) -> None:
    assert interrupted(path, text) == ["bin/again.sh:1-2"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Makefile", "restart:\n\tbash bin/again.sh\n"),
        ("Makefile", "# ssh shop@shop.example bash again.sh\n"),
        ("bin/up.sh", "./again.sh | ssh shop@shop.example 'cat > /tmp/log'\n"),
        (
            ".github/workflows/up.yml",
            _ACTION.format("uptime") + "      - run: |\n          ./bin/again.sh\n",
        ),
    ],
)
def test_what_runs_here_is_none(path: str, text: str) -> None:
    assert interrupted(path, text) == []
