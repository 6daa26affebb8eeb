"""Where the lines of a script are spelled out that a program puts together of texts it has named."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_HOLE = regex(r"(?<!\\)\$?\{[^{}]{0,200}\}")
_ESCAPED = regex(r"\\([$`\\])")
_KEY = 5
"""As many characters a line has at least before it is filled in; shorter ones (`fi`, `EOF`) stand anywhere."""


class Spelled:
    """The lines of a program, to look up those of a text that it has put together."""

    def __init__(self, snippet: Snippet) -> None:
        self._snippet = snippet
        self._ends: list[tuple[str, str | None]] = []
        self._rows: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(snippet.rows, start=1):
            parts = [_plain(part) for part in _HOLE.split(row)]
            self._ends.append((parts[0].strip(), parts[-1].strip() if len(parts) > 1 else None))
            if len(parts[0].lstrip()) >= _KEY:
                self._rows[parts[0].strip()].append(number)
        self._lengths = sorted({len(head) for head in self._rows})

    def at(self, rows: Sequence[str]) -> Location | None:
        """The lines that say the same, filled in or not; None where none do, or several."""
        if not rows:
            return None
        after, first, last = len(rows) - 1, rows[0].strip(), rows[-1].strip()
        heads = (first[:length] for length in self._lengths if length <= len(first))
        starts = (number for head in heads for number in self._rows.get(head, ()))
        told = list(islice((n for n in starts if self._says(n, first) and self._says(n + after, last)), 2))
        return self._snippet.at(told[0], told[0] + after) if len(told) == 1 else None

    def _says(self, number: int, text: str) -> bool:
        """`text` without the blanks about it stands in that line, which may have holes that it is filled in at."""
        if number > len(self._ends):
            return False
        head, tail = self._ends[number - 1]
        return text == head if tail is None else text.startswith(head) and text.endswith(tail)


@lru_cache(maxsize=8)
def spelled_in(snippet: Snippet) -> Spelled:
    """The lines of a program; one that puts many texts together is gone through once."""
    return Spelled(snippet)


def _plain(part: str) -> str:
    return _ESCAPED.sub(r"\1", part)
