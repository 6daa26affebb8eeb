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
    """The commands that a text on troubles shows below its word that they helped."""
    for code in guide.asides:
        if not _HELPED.search(code.fence.trail.lead):
            continue
        rows = [number for number, row in enumerate(code.snippet.rows, start=1) if _MAKES.search(row)]
        if rows:
            at = code.snippet.at(rows[0], rows[-1])
            yield Swap(kind=EvidenceKind.INSTRUCTED, at=at, environment=code.snippet.environment, old=code.snippet.old)
            return


_HELPED = any_of(
    r"(?:추가|설정|적용|할당|생성|확보)(?:해서? ?|하여 ?)?(?:해결)?(?:했다|했습니다|하였다|하였습니다|함|해결)|해결",
    r"\b(?:added|solved|fixed|helped|gave)\b|(?:追加|設定|解決)(?:した|しました)",
)
_MAKES = regex(r"(?i)\b(?:fallocate|dd|mkswap|swapon)\b[^\n]*swap")


def _gives(passage: Passage) -> bool:
    step = passage.mood.kind is EvidenceKind.INSTRUCTED and passage.said.form is not Form.HEADING
    if not step or not _OF_A_SIZE.search(passage.text) or _MEASURED.search(passage.text):
        return False
    return not denied(passage, _OF_A_SIZE)  # that memory is lacking denies no swap
