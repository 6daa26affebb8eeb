"""Lines of a paragraph of Markdown: which of them belong together."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.typed import begins_command

_WRAPPED = regex(r"(?:\*{1,2}|_)?[a-z(,]")


def joined(raw: str, line: int) -> Iterator[tuple[int, list[str]]]:
    """The lines of a paragraph, each with those that only wrap it (they go on in lower case), by its number."""
    held: list[str] = []
    start = line
    for number, row in enumerate(raw.split("\n"), start=line):
        text = row.strip()
        alone = begins_command(text) or (held and begins_command(held[-1]))
        if held and _WRAPPED.match(text) and not (_PAIR_START.match(text) or alone):
            held.append(text)
            continue
        if held:
            yield start, held
        held, start = [text], number
    if held:
        yield start, held


def placed(rows: list[str], parts: list[str]) -> Iterator[tuple[int, int, str]]:
    """`parts` of the text that the rows make up when joined by blanks: the first and last row of each, from 0."""
    ends = list(accumulate(len(row) + 1 for row in rows))
    text, at = " ".join(rows), 0
    for part in parts:
        at = text.index(part, at)
        yield bisect_right(ends, at), bisect_right(ends, at + len(part) - 1), part
        at += len(part)


_PAIR_START = regex(r"[\w./-]{1,30}\s?[:=]\s")
