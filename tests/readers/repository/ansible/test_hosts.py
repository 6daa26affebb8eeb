"""The hosts that Ansible's inventories name."""

import pytest

from holdfast.model.facts import Instance, Login
from holdfast.readers.repository.ansible.reader import READER
from holdfast.readers.repository.base import Snippet


@pytest.mark.parametrize(
    ("path", "text", "hosts"),
    [
        ("hosts.ini", "[web]\n203.0.113.20 ansible_user=ubuntu\n", [("203.0.113.20", "application", 2)]),
        (
            "inventory/prod",
            "[x]\na ansible_host=10.0.1.9\n[db]\nb ansible_host=10.0.2.9\n",
            [("10.0.1.9", None, 2), ("10.0.2.9", "database", 4)],
        ),
        ("inventory.yml", "all:\n  hosts:\n    shop:\n      ansible_host: shop.test.kr\n", [("shop.test.kr", None, 4)]),
        ("hosts.ini", "[web]\nwww.shop.kr\n[all:vars]\ndb.host=x.shop.kr\n", [("www.shop.kr", "application", 2)]),
        ("hosts.ini", "[web]\nlocalhost\n127.0.0.1\n# 203.0.113.9\nweb1\n", []),
        ("hosts.ini", "[web]\n192.168.56.10 ansible_user=vagrant\n", []),
        ("hosts.ini.example", "[web]\n203.0.113.20\n", []),
    ],
)
def test_an_inventory_names_its_hosts_by_address(
    path: str, text: str, hosts: list[tuple[str, str | None, int]]
) -> None:
    found = [one for one in READER.read(Snippet(path, text)) if isinstance(one, Instance)]
    assert [(one.name, one.purpose, one.at.start_line) for one in found] == hosts


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("inventory.ini", "[web:vars]\nansible_connection=community.aws.aws_ssm\n"),
        ("hosts.yml", "all:\n  vars:\n    ansible_connection: amazon.aws.aws_ssm\n"),
        ("group_vars/web.yml", "---\nansible_connection: aws_ssm\n"),
        ("ansible.cfg", "[defaults]\ntransport = community.aws.aws_ssm\n"),
        ("deploy/site.yml", "- hosts: web\n  connection: aws_ssm\n  tasks: []\n"),
    ],
)
def test_hosts_that_are_entered_through_systems_manager_need_no_ssh(path: str, text: str) -> None:
    assert READER.wants(path)
    (login,) = (one for one in READER.read(Snippet(path, text)) if isinstance(one, Login))
    assert (login.method, login.tool) == ("ssm", "ansible")


def test_a_connection_that_a_remark_speaks_of_is_none() -> None:
    assert not list(READER.read(Snippet("inventory.ini", "[web]\n# ansible_connection=aws_ssm some day\n")))
