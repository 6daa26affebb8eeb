"""Where the lines of a script are spelled out that a program puts together of texts it has named."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_HOLE = regex(r"(?<!\\)\$?\{[^{}]{0,200}\}")
_ESCAPED = regex(r"\\([$`\\])")
_KEY = 5
"""As many characters of a line are looked up; shorter lines (`fi`, `EOF`) stand anywhere."""


class Spelled:
    """The lines of a program, to look up those of a text that it has put together."""

    def __init__(self, snippet: Snippet) -> None:
        self._snippet = snippet
        self._rows: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(snippet.rows, start=1):
            head = _plain(_HOLE.split(row, 1)[0]).lstrip()
            if len(head) >= _KEY:
                self._rows[head[:_KEY]].append(number)

    def at(self, rows: Sequence[str]) -> Location | None:
        """The lines that say the same, filled in or not; None where none do, or several."""
        after = len(rows) - 1
        starts = self._rows.get(rows[0].lstrip()[:_KEY], ()) if rows else ()
        told = [n for n in starts if self._says(n, rows[0]) and self._says(n + after, rows[-1])]
        return self._snippet.at(told[0], told[0] + after) if len(told) == 1 else None

    def _says(self, number: int, text: str) -> bool:
        if number > len(self._snippet.rows):
            return False
        parts = [_plain(part) for part in _HOLE.split(self._snippet.rows[number - 1])]
        if len(parts) == 1:
            return parts[0].strip() == text.strip()
        head, tail = parts[0].strip(), parts[-1].strip()
        return text.strip().startswith(head) and text.strip().endswith(tail)


@lru_cache(maxsize=8)
def spelled_in(snippet: Snippet) -> Spelled:
    """The lines of a program; one that puts many texts together is gone through once."""
    return Spelled(snippet)


def _plain(part: str) -> str:
    return _ESCAPED.sub(r"\1", part)
