"""Which sections of a text have somebody do something, by what stands in them."""

from holdfast.readers.repository.guides.page.blocks import Blocks, Form, Statement
from holdfast.readers.repository.guides.page.typed import unexplained
from holdfast.readers.repository.guides.wording import lexicon as words


def typed_in(blocks: Blocks) -> frozenset[int]:
    """The lines of the headings of sections that hold code."""
    return frozenset(fence.trail.headings[-1].line for fence in blocks.fences if fence.trail.headings)


def instructing_in(blocks: Blocks) -> frozenset[int]:
    """The lines of the headings of sections that hold code, lines of code, steps or ways through the console."""
    said = (one for one in blocks.statements if one.trail.headings and one.form is not Form.HEADING)
    steps = (one for one in said if one.form is Form.STEP or is_command_alone(one) or is_console_way(one))
    return typed_in(blocks) | {one.trail.headings[-1].line for one in steps}


def is_command(statement: Statement) -> bool:
    """It is a command and nothing else, but for what explains it."""
    return [one.strip(" $") for one in statement.typed] == [unexplained(statement.text).strip(" $")]


def is_command_alone(statement: Statement) -> bool:
    """A line that is a command, as in a block of code."""
    return statement.form is Form.LINE and is_command(statement)


def is_console_way(statement: Statement) -> bool:
    """A way through the AWS console (`AWS > EC2 > Launch instance`), and not a picture of who calls whom."""
    crumbs = statement.crumbs
    if not crumbs or not words.CONSOLE.search(crumbs[0]):
        return False
    return words.AWS_FIRST.search(crumbs[0]) is not None or words.MENU.search(crumbs[-1]) is not None
