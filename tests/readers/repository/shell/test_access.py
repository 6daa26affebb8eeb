"""Who is let in by what a script or a guide has somebody type."""

import pytest

from holdfast.model.facts import Login
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def as_root(text: str) -> list[int | None]:
    found = (fact for fact in facts_of(Snippet("scripts/server.sh", text)) if isinstance(fact, Login))
    return [fact.at.start_line for fact in found if (fact.user, fact.method) == ("root", "ssh")]


@pytest.mark.parametrize(
    "command",
    [
        "sudo passwd root",
        "sudo passwd",
        'echo "root:$WORD" | sudo chpasswd',
        "sudo sed -i 's/^#*PermitRootLogin.*/PermitRootLogin yes/' /etc/ssh/sshd_config",
        'echo "PermitRootLogin yes" | sudo tee -a /etc/ssh/sshd_config',
    ],
)
def test_whoever_opens_a_login_for_root_means_to_work_as_root(command: str) -> None:
    assert as_root(f"sudo apt update\n{command}\n") == [2]


@pytest.mark.parametrize(
    "command",
    [
        "sudo passwd deploy",
        "sudo passwd -l root",
        'echo "deploy:$WORD" | sudo chpasswd',
        "sudo sed -i 's/^PermitRootLogin yes/PermitRootLogin no/' /etc/ssh/sshd_config",
        "docker exec shop passwd root",
    ],
)
def test_others_passwords_and_a_login_that_is_closed_are_none(command: str) -> None:
    assert as_root(f"{command}\n") == []
