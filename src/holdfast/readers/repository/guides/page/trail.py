"""What stands above a statement or a block: headings, the items of lists around it, the paragraph before it."""

from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.wording.lexicon import IMPERATIVE

BOLD_LEVEL = 7
"""Level of a paragraph that is nothing but bold text: people use it as one more level of heading."""

NUMBERED = regex(r"\s*\d{1,3}(?:[.)]|단계)\s")


@record(frozen=True, slots=True)
class Heading:
    """A heading: level 1 to 6, or `BOLD_LEVEL`; `text` is plain, `line` counts from 1."""

    level: int
    text: str
    line: int

    @property
    def is_step(self) -> bool:
        """It is itself one of the steps: `2. Create the role`."""
        return NUMBERED.match(self.text) is not None and IMPERATIVE.search(self.text) is not None


@record(frozen=True, slots=True)
class Trail:
    """What stands above a statement or a block.

    Args:
        headings: from the title down to the nearest.
        parents: texts of the list items that enclose it, outermost first.
        lead: last line of the paragraph right before the block it is in; empty when there is none.
    """

    headings: tuple[Heading, ...] = ()
    parents: tuple[str, ...] = ()
    lead: str = ""

    @property
    def chapter(self) -> str:
        """The text of the nearest heading; empty before the first."""
        return self.headings[-1].text if self.headings else ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The items around it, and the line above its list where that ends in a colon."""
        return (*self.parents, self.lead) if self.lead.endswith((":", "：")) else self.parents

    def upwards(self) -> Iterator[str]:
        """The texts above, nearest first: parents, lead, headings."""
        yield from reversed(self.parents)
        yield self.lead
        yield from (heading.text for heading in reversed(self.headings))
