"""Addresses of machines as people write them, and which of them are some machine's own."""

from holdfast.model.regex import regex

_INSIDE = r"(?:10|127|0)\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|203\.0\.113\.|1\.2\.3\.4"
PUBLIC = rf"(?!{_INSIDE})\d{{1,3}}(?:\.\d{{1,3}}){{3}}"
"""The pattern of an address on the internet."""

_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_OWN = regex(
    rf"(?<![\w.])(?={PUBLIC})(?!198\.51\.100\.|192\.0\.2\.|8\.8\.|1\.1\.1\.1)"
    r"(?!(?:\d{1,3}\.)?(?:12\.34\.|123\.45\.|1\.2\.3|(?P<same>\d{1,3})(?:\.(?P=same)){2}))"
    rf"{_BYTE}(?:\.{_BYTE}){{3}}(?![\w.])"
)
"""None that counts up or repeats itself, as those that people make up do."""


def is_own_address(text: str) -> bool:
    """A public address stands in `text` that nobody makes up: some machine has it."""
    return _OWN.search(text[:4_000]) is not None
