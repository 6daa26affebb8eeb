"""Code that somebody pasted into a page without a fence around it: documents and commands."""

import json
import re
from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.typed import begins_command, is_command
from holdfast.readers.repository.text.prompts import PROMPT

RULES_OF_BUCKET = regex(r"\A\s*<(?:CORSConfiguration|CORSRule)\b")
"""How the rules of a bucket begin that somebody pasted as they are."""
_OPENS = ("{", "[")
_FEWEST_ROWS = 3  # a shorter one is as likely part of a sentence


@record(frozen=True, slots=True)
class Pasted:
    """A document within the rows of a text: `first` to `last`, from 0 and inclusive."""

    first: int
    last: int
    text: str
    language: str


def pasted_json(raw: str) -> Pasted | None:
    """The first document in JSON that begins on a row of its own; None when the rows below are none."""
    rows = raw.split("\n")
    first = next((at for at, row in enumerate(rows) if row.strip() in _OPENS), None)
    if first is None:
        return None
    text = "\n".join(rows[first:]).lstrip()
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    last = first + text.count("\n", 0, end)
    if last - first + 1 < _FEWEST_ROWS or text[end : (text + "\n").index("\n", end)].strip():
        return None
    return Pasted(first, last, "\n".join(rows[first : last + 1]), "json")


def pasted_commands(raw: str) -> Iterator[Pasted]:
    """The runs of rows, two or more each, that are commands with a prompt, or what only a shell is told."""
    rows = raw.split("\n")
    first = -1
    for at, row in enumerate((*rows, "")):
        goes_on = first >= 0 and at < len(rows) and rows[at - 1].rstrip().endswith("\\")
        if goes_on or _PROMPTED.match(row) or begins_command(row) or (row.rstrip().endswith("\\") and is_command(row)):
            first = at if first < 0 else first
            continue
        if first >= 0 and at - first > 1:
            yield Pasted(first, at - 1, "\n".join(rows[first:at]), "console")
        first = -1


_PROMPTED = regex(rf"\s*{PROMPT}\s+[a-z./~]", re.ASCII)
