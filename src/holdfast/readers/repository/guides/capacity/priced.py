"""The size of a machine that a list of prices names: nobody is told to choose it, and somebody reckons with it."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Instance
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide
from holdfast.readers.repository.guides.page.trail import Trail
from holdfast.readers.repository.guides.wording.lexicon import COMPARISON_HEADING, any_of
from holdfast.readers.repository.text.sizes import SIZE

_TYPE = regex(rf"(?<![\w.])(?P<type>(?:db\.)?(?:t[23]a?|t4g|[cmr]\d[a-z]{{0,3}})\.{SIZE})\b")
_PRICE = regex(r"[$¥￥₩￦]\s?\d|\d\s?(?:円|원|usd|달러|ドル)")
_IN_ADVANCE = any_of(r"reserved|savings? plan|spot|예약|약정|세이빙|스팟|リザーブド|予約|スポット")

PRICED = "priced"
"""What such a machine is for: no more than its price is told."""


def read_priced(guide: Guide) -> Iterator[Instance]:
    """The one size of all rows with a price, for a guide that chooses none; several are there to choose from.

    A database's counts where no host has one: its processor is lent just as well.
    """
    every: dict[str, Location] = {}
    for type_, at in _rows(guide):
        every.setdefault(type_, at)
    hosts = {type_: at for type_, at in every.items() if not type_.startswith("db.")}
    found = hosts or every
    if len(found) == 1:
        [(type_, at)] = found.items()
        yield Instance(kind=EvidenceKind.CLAIMED, at=at, old=guide.snippet.old, instance_type=type_, purpose=PRICED)


def _rows(guide: Guide) -> Iterator[tuple[str, Location]]:
    for passage in guide.passages:
        if not _compares(passage.said.trail) and (type_ := _priced(passage.text)):
            yield type_, guide.at(passage)
    for code in (*guide.codes, *guide.asides):
        for number, row in enumerate(code.snippet.rows if not _compares(code.fence.trail) else (), start=1):
            if type_ := _priced(row[:500]):
                yield type_, code.snippet.at(number)


def _priced(row: str) -> str | None:
    match = _TYPE.search(row) if _PRICE.search(row) and not _IN_ADVANCE.search(row) else None
    return match["type"] if match else None


def _compares(trail: Trail) -> bool:
    return any(COMPARISON_HEADING.search(heading.text) for heading in trail.headings)
