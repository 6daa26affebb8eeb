"""Lines of a paragraph of Markdown: which of them belong together."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.typed import begins_command

_WRAPPED = regex(r"[a-z(,]")


def joined(raw: str, line: int) -> Iterator[tuple[int, int, str]]:
    """The lines of a paragraph; one that only wraps (it goes on in lower case) belongs to the one before."""
    held: list[str] = []
    start = line
    for number, row in enumerate(raw.split("\n"), start=line):
        text = row.strip()
        alone = begins_command(text) or (held and begins_command(held[-1]))
        if held and _WRAPPED.match(text) and not (_PAIR_START.match(text) or alone):
            held.append(text)
            continue
        if held:
            yield start, number - 1, " ".join(held)
        held, start = [text], number
    if held:
        yield start, start + len(held) - 1, " ".join(held)


_PAIR_START = regex(r"[\w./-]{1,30}\s?[:=]\s")
