"""Which lines of a long block put a release onto a server: a script that a guide shows whole begins with much else."""

from holdfast.model.evidence import Location
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.releases.commands import commands_of
from holdfast.readers.repository.guides.releases.first import is_looked_up
from holdfast.readers.repository.guides.releases.ways_back import LONGEST_SPAN


def lines_of(guide: Guide, code: Code) -> Location:
    """The block; of a list of commands, or of one longer than a place may be, from what brings it to what starts it."""
    if code.end - code.fence.line < LONGEST_SPAN and not is_looked_up(code):
        return guide.snippet.at(code.fence.line, code.end)
    found = [(code.fence.line + at, commands_of(row)) for at, row in enumerate(code.fence.text.splitlines())]
    brought = [line for line, one in found if one.fetch or one.build]
    begun = [line for line, one in found if one.restart or one.plain]
    first = brought[0] if brought else begun[0] if begun else code.fence.line
    last = next((line for line in begun if line >= first), code.end)
    # A start further off than a place may reach leaves the place with what was brought.
    return guide.snippet.at(first, last if last - first < LONGEST_SPAN else first)
