"""Whether a function that answers has words of its own, or only hands on what another says."""

import re

from holdfast.model.regex import regex

_ASIDE = regex(
    r"^[ \t]*@\w+\([^()\n]{0,400}\)|^[ \t]*@\w[^\n]*$|\b(?:console|_?[lL]og(?:ger|ging)?)\.[^\n]*$|\"{3}\s*\"{3}",
    re.MULTILINE,
)
"""What routes a function and documents it, and what it writes into a log."""
_WORDS = regex(r"[\"'`]")


def says_something(bare: str) -> bool:
    """Whether text stands in the code of a function, of which the words themselves are blanked, to be its answer."""
    return _WORDS.search(_ASIDE.sub("", bare)) is not None
