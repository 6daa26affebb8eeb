"""Numbered options of a guide ("Option 1: EC2"), and which of them are left aside."""

from holdfast.readers.repository.guides.page.blocks import Statement
from holdfast.readers.repository.guides.page.trail import Heading
from holdfast.readers.repository.guides.wording import lexicon as words


def unchosen(headings: list[Statement]) -> frozenset[int]:
    """Of numbered options, those that are not the one which a remark calls the current one."""
    options: dict[tuple[Heading, ...], list[Heading]] = {}
    for statement in headings:
        heading = statement.trail.headings[-1]
        if words.NUMBERED_OPTION.search(heading.text):
            options.setdefault(statement.trail.headings[:-1], []).append(heading)
    return frozenset(one.line for found in options.values() for one in _left_aside(found))


def _left_aside(options: list[Heading]) -> list[Heading]:
    for mark in (words.IN_USE, words.RECOMMENDED):
        marked = [one for one in options if mark.search(one.text)]
        others = [one for one in options if one not in marked]
        if marked and mark is words.IN_USE:
            return others
        if len(marked) == 1 and words.PLATFORM.search(marked[0].text):
            return [one for one in others if words.PLATFORM.search(one.text)]
    return []
