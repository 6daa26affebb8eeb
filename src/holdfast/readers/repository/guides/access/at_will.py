"""What a list has somebody do who wants it, beside what everybody shall do."""

from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form


def is_at_will(guide: Guide, passage: Passage) -> bool:
    """An item that may be left out, below one that is told; whoever wants it does as it says."""
    if passage.mood.kind is not None or passage.mood.negated or passage.said.form is not Form.ITEM or not passage.index:
        return False
    before = guide.passages[passage.index - 1]
    same = before.said.form is Form.ITEM and before.said.trail.headings == passage.said.trail.headings
    return before.told and same
