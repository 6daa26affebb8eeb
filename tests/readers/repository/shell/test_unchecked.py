"""Logins over SSH that do not ask which host answers."""

import pytest

from holdfast.model.facts import UncheckedHost
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("ssh -o StrictHostKeyChecking=no deploy@10.0.0.4 'restart shop'\n", ["1-1"]),
        ("scp -o 'StrictHostKeyChecking off' shop.tar deploy@app.example.com:/srv\n", ["1-1"]),
        (
            "cat > ~/.ssh/config <<EOF\nHost app\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\nEOF\n",
            ["3-4"],
        ),
        ("export ANSIBLE_HOST_KEY_CHECKING=False\nansible-playbook -i hosts site.yml\n", ["1-1"]),
        ('echo -e "Host app\\n  StrictHostKeyChecking no" >> ~/.ssh/config\n', ["1-1"]),
        ('echo -e "Host app\\n\\tStrictHostKeyChecking no\\n" > ~/.ssh/config\n', ["1-1"]),
        ("printf 'Host *\\nUserKnownHostsFile /dev/null\\n' | sudo tee -a /etc/ssh/ssh_config\n", ["1-1"]),
        ("ssh -o StrictHostKeyChecking=accept-new deploy@10.0.0.4 'restart shop'\n", []),
        ("ssh -o StrictHostKeyChecking=yes deploy@10.0.0.4 'restart shop'\n", []),
        ("# ssh -o StrictHostKeyChecking=no deploy@10.0.0.4\nls\n", []),
        ('echo "try: ssh -o StrictHostKeyChecking=no deploy@10.0.0.4"\n', []),
        ("export GIT_SSH_COMMAND='ssh -o StrictHostKeyChecking=no'\ngit pull\n", []),
        ("cat > ~/.ssh/config <<EOF\nHost github.com\n  StrictHostKeyChecking no\nEOF\n", []),
        ("ssh -p 2222 -o StrictHostKeyChecking=no tester@localhost true\n", []),
    ],
)
def test_a_login_that_takes_whatever_host_answers(text: str, rows: list[str]) -> None:
    found = [fact.at for fact in facts_of(Snippet("bin/push.sh", text)) if isinstance(fact, UncheckedHost)]
    assert [f"{at.start_line}-{at.end_line}" for at in found] == rows
