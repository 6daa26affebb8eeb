"""As whom commands enter a host."""

import pytest

from holdfast.model.facts import Login
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("command", "users"),
    [
        ("ansible-playbook -i hosts -u root site.yml", ["root"]),
        ("ansible-playbook -i 'shop,' -e 'ansible_host=203.0.113.7 ansible_user=root' site.yml", ["root"]),
        ("ansible web -i hosts --user=deploy -m ping", ["deploy"]),
        ('ansible-playbook -i hosts -u "$WHO" site.yml', [None]),
        ("ansible-playbook -i localhost, -c local site.yml", []),
        ("ansible-playbook --syntax-check -u root site.yml", []),
    ],
)
def test_ansible_enters_its_hosts_as_its_command_says(command: str, users: list[str | None]) -> None:
    found = facts_of(Snippet("deploy.sh", f"{command}\n"))
    assert [fact.user for fact in found if isinstance(fact, Login)] == users
