"""Where the commands of a script stand."""

import pytest

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import parse
from holdfast.readers.repository.shell.steps.source import Source


@pytest.mark.parametrize(
    ("before", "folder"),
    [
        ((), ""),
        (("cd /srv/shop/",), "/srv/shop"),
        (("cd /srv/shop", "cd web"), "/srv/shop/web"),
        (("cd web",), "web"),
        (("cd /srv", "cd ~/shop"), "~/shop"),
        (("APP=/srv/shop", 'cd "$APP"'), "/srv/shop"),
        (("ssh shop@host 'cd /srv/shop && git pull'",), ""),
    ],
)
def test_a_command_runs_in_the_folder_that_was_entered_last(before: tuple[str, ...], folder: str) -> None:
    text = "\n".join((*before, "rm -rf dist")) + "\n"
    source = Source(Snippet("deploy.sh", text), parse(text))
    assert source.folder_of(source.commands[-1]) == folder


def test_each_way_to_a_host_begins_at_home_again() -> None:
    text = "ssh shop@host 'cd /srv/shop && rm -rf old'\necho done\nssh shop@host 'rm -rf new'\n"
    source = Source(Snippet("deploy.sh", text), parse(text))
    folders = [source.folder_of(command) for command in source.commands if command.name == "rm"]
    assert folders == ["/srv/shop", ""]
