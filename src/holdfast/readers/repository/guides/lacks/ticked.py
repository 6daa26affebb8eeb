"""What is ticked of a list: whoever began to tick says of the other boxes that they still wait."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.trail import Heading

_BOX = regex(r"\[[xX]\]")


def ticked(guide: Guide) -> list[Passage]:
    """A box that is ticked, a row, or a mark among boxes; elsewhere a mark says as often how it should turn out."""
    among = {one.said.trail.headings for one in guide.passages if one.said.ticked is False}
    return [one for one in guide.passages if one.said.ticked and (_is_box(guide, one) or _is_among(one, among))]


def _is_box(guide: Guide, passage: Passage) -> bool:
    return _BOX.search(guide.snippet.rows[passage.said.line - 1][:200]) is not None


def _is_among(passage: Passage, chapters: set[tuple[Heading, ...]]) -> bool:
    return passage.said.form is Form.ROW or passage.said.trail.headings in chapters
