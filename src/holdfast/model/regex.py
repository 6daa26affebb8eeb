"""Regular expressions that are compiled when they are first used: most of the many words are never met."""

import re
from typing import Any, cast


class _Regex:
    """Stands for a compiled pattern; the first question compiles it, and later ones go straight to it."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self._text, self._flags)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split", "pattern", "flags"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)

    def __repr__(self) -> str:
        return f"regex({self._text!r}, {self._flags})"


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern that `re.compile` would give, compiled at its first use.

    Compiling every pattern of every reader took a third of a check of a small repository, which uses a quarter
    of them.

    Raises:
        re.error: at the first use, when `text` is no regular expression.
    """
    return cast("re.Pattern[str]", _Regex(text, flags))
