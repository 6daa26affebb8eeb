"""How a machine names itself in an address."""

import re

import pytest

from holdfast.model.own_machine import OWN_MACHINE, OWN_WEBSITE


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True),
        ("localhost:8080", True),
        ("localhost/shop", True),
        ("localhost.localdomain", True),
        ("127.0.0.1", True),
        ("localhost.shop.kr", False),
        ("localhost-proxy", False),
        ("shop.kr", False),
    ],
)
def test_a_name_that_only_begins_alike_is_another_machines(host: str, *, own: bool) -> None:
    assert (re.match(OWN_MACHINE, host) is not None) == own


def test_a_page_of_its_own_ends_with_its_port() -> None:
    assert OWN_WEBSITE.match("http://localhost:3000/")
    assert not OWN_WEBSITE.match("http://localhost:3000/shop")
