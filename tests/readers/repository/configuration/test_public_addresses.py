"""Addresses of machines: which of them some machine has, and which people make up."""

import pytest

from holdfast.readers.repository.configuration.public_addresses import is_own_address


@pytest.mark.parametrize("text", ["13.125.44.10", "postgres://a:b@3.37.64.213:5432/shop", "ssh ubuntu@54.180.7.21"])
def test_a_public_address_is_some_machines(text: str) -> None:
    assert is_own_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "10.0.1.7",
        "192.168.0.4",
        "172.20.1.1",
        "127.0.0.1",
        "0.0.0.0/0",
        "203.0.113.9",
        "198.51.100.4",
        "1.2.3.4",
        "12.34.56.78",
        "54.123.45.67",
        "13.13.13.13",
        "3.35.123.456",
        "version 1.22.3.4.5",
    ],
)
def test_inner_addresses_and_those_of_examples_are_nobodys(text: str) -> None:
    assert not is_own_address(text)
