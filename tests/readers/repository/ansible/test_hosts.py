"""The hosts that Ansible's inventories name."""

import pytest

from holdfast.model.facts import Instance
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
