"""What a line, or a cell, names last and marks as planned, apart from what stands before it and is there."""

from collections.abc import Iterator

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.blocks import Form, Statement
from holdfast.readers.repository.guides.wording.lexicon import engine_in
from holdfast.readers.repository.guides.wording.marked_later import value_for_later
from holdfast.readers.repository.text.sizes import SIZE

_LAST = regex(
    r"^(?P<there>[^\n]{2,240})(?:[,，、;]\s?"
    r"|\s\+\s)(?P<planned>[^\n,，、;()（）]{2,60}[(（][^()（）\n]{1,40}[)）]\W{0,3})$"
)
_STANDS = regex(rf"(?<![\w.])(?:db\.)?[a-z]\d{{1,2}}[a-z]{{0,4}}\.{SIZE}(?![\w-])")


def later_apart(said: Statement) -> Iterator[Statement]:
    """The statement; where its last part is planned and the rest names a machine or an engine, the two of them."""
    if said.form is Form.HEADING or not value_for_later(said.text if said.form is not Form.ROW else _last_cell(said)):
        yield said
        return
    if said.form is not Form.ROW:
        parts = _parted(said.text)
        yield from (replace(said, text=part) for part in parts) if parts else (said,)
        return
    parts = _parted(said.cells[-1])
    if not parts:
        yield said
        return
    yield from (_with_last(said, part) for part in parts)


def _last_cell(said: Statement) -> str:
    return said.cells[-1] if len(said.cells) > 1 else ""


def _with_last(said: Statement, cell: str) -> Statement:
    cells = (*said.cells[:-1], cell)
    return replace(said, cells=cells, text=" | ".join(filter(None, cells)))


def _parted(text: str) -> tuple[str, ...]:
    found = _LAST.match(text)
    if found is None or not (engine_in(found["there"]) or _STANDS.search(found["there"])):
        return ()
    return found["there"].strip(), found["planned"].strip()
