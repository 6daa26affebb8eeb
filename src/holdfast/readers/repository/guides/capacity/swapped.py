"""Swap that a guide has somebody give a host, in a field or in words, where none of its commands makes it."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Swap
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import denied
from holdfast.readers.repository.guides.wording.lexicon import any_of

_SWAP = r"(?:스왑|\bswap(?: ?(?:file|space|memory|partition))?\b|スワップ)"
_SIZE = r"(?<![\d.])\d{1,4}(?:\.\d)? ?[gm]i?b?(?![a-z])"
_OF_A_SIZE = any_of(rf"{_SWAP}[^\d\n]{{0,24}}{_SIZE}", rf"{_SIZE}[^\d\n]{{0,12}}{_SWAP}")
_MEASURED = any_of(r"사용[량률]|usage|used\b|使用[量率]|[%％]|알람|alarm|アラーム|초과|以上|超")
"""What is told of swap that is there: an alarm, or a graph."""


def swapped(guide: Guide) -> Iterator[Swap]:
    """The first step that tells how much of its disk a host shall take for memory."""
    if any(isinstance(fact, Swap) for fact in guide.readings):
        return
    found = next(filter(_gives, guide.passages), None)
    if found is not None:
        yield Swap(**guide.common(found))
    else:
        yield from _once_done(guide)


def _once_done(guide: Guide) -> Iterator[Swap]:
    """The commands by which a text on troubles, or what it leaves open, gives a host too small what it lacks."""
    for code in (*guide.asides, *guide.options):
        rows = [number for number, row in enumerate(code.snippet.rows, start=1) if _MAKES.search(row)]
        if rows:
            at = code.snippet.at(rows[0], rows[-1])
            yield Swap(kind=EvidenceKind.INSTRUCTED, at=at, environment=code.snippet.environment, old=code.snippet.old)
            return


_MAKES = regex(r"(?i)\b(?:fallocate|dd|mkswap|swapon)\b[^\n]*swap")


def _gives(passage: Passage) -> bool:
    step = passage.mood.kind is EvidenceKind.INSTRUCTED and passage.said.form is not Form.HEADING
    if not step or not _OF_A_SIZE.search(passage.text) or _MEASURED.search(passage.text):
        return False
    return not denied(passage, _OF_A_SIZE)  # that memory is lacking denies no swap
