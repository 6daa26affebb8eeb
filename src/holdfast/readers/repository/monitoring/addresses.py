"""Addresses for mail that were copied and never filled in: what is sent there reaches nobody."""

import re

from holdfast.model.regex import regex

_MADE_UP = regex(
    r"[\w.+-]{1,80}@(?:example\.(?:com|org|net|jp|kr|co\.jp|co\.kr)|your-?(?:domain|company|team|org)\.\w{2,10})"
    r"|(?:you|your[-_.]?(?:e?-?mail|name|address|id)?|change-?me|replace-?me|todo)@[\w.-]{1,100}",
    re.IGNORECASE,
)


def reaches_nobody(address: str | None) -> bool:
    """It is at a domain that is kept free for examples, or says itself that another one belongs there."""
    return address is not None and _MADE_UP.fullmatch(address.strip().removeprefix("mailto:")) is not None
