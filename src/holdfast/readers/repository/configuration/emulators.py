"""Emulators of AWS, such as LocalStack: their addresses, where all is made for tests alone, and the keys they take."""

from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex

_EMULATOR = regex(OWN_MACHINE + r"|localstack|host\.docker\.internal|:4566\b|dynamodb[-_]local")

_OPENS_NOTHING = frozenset({"test", "mock", "fake", "foo", "foobar", "dummy", "local", "localstack", "mock_access_key"})


def opens_nothing(key: str) -> bool:
    """Whether a key is a word that is written out because an emulator takes any."""
    return key.strip("\"'").lower() in _OPENS_NOTHING


def emulates(address: str) -> bool:
    """Whether an endpoint is an emulator's, by its address."""
    return bool(_EMULATOR.search(address.lower()))
