"""What a guide reckons that the product costs a month: where it would say who hears of it when it costs more."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES, EvidenceKind
from holdfast.model.facts import CostEstimate
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide, Section
from holdfast.readers.repository.guides.page.trail import Heading
from holdfast.readers.repository.guides.wording.lexicon import COMPARISON_HEADING, any_of

_COSTS = any_of(
    r"\bcosts?\b|\bpricing\b|\bexpenses?\b|\bspend(?:ing)?\b|(?:monthly|aws|cloud) bills?\b",
    r"비용|요금|청구|費用|コスト|料金|月額|ランニング",
)
_PRICE = regex(
    r"(?i)(?:[$¥￥₩￦€£]|\b(?:usd|krw|jpy|eur) ?)\s?\d|\d\s?[만천万千]?\s?(?:円|원|usd\b|달러|ドル|€)"
    r"|^\s*\"[^\"\n]{2,80}\"\s?:\s?\d{1,6}(?:\.\d{1,2})?\s*$"
)
"""A price with its currency, or a part of a chart."""
_FREE = regex(r"(?i)[:：|(（][^\n]{0,20}(?:\bfree\b(?! ?tier)|무료|無料)")
"""A row that costs nothing, among others that do."""
_FEWEST = 2


def reckoned(guide: Guide) -> Iterator[CostEstimate]:
    """The rows of the first chapter on costs that name prices, from the first of them to the last."""
    asides: dict[tuple[Heading, ...], list[Code]] = {}
    for code in guide.asides:
        asides.setdefault(code.fence.trail.headings, []).append(code)
    for section in guide.sections:
        titles = [heading.text for heading in section.headings[-2:]]
        if not any(map(_COSTS.search, titles)) or any(map(COMPARISON_HEADING.search, titles)):
            continue
        beside = asides.get(section.headings, [])
        lines = sorted(_told(guide, section, beside, _PRICE))
        if lines and len({*lines, *_told(guide, section, beside, _FREE)}) >= _FEWEST:
            first = lines[0]
            yield CostEstimate(
                kind=EvidenceKind.CLAIMED,
                at=guide.snippet.at(first, max(line for line in lines if line < first + MAX_LINES)),
                old=guide.snippet.old,
            )
            return


def _told(guide: Guide, section: Section, asides: list[Code], pattern: "re.Pattern[str]") -> Iterator[int]:
    """The lines of a chapter in which `pattern` is found."""
    yield from (passage.said.line for passage in section.passages if pattern.search(passage.text[:500]))
    above = guide.snippet.first_line - 1
    for code in (*section.codes, *asides):
        rows = enumerate(code.snippet.rows, start=code.snippet.first_line - above)
        yield from (number for number, row in rows if pattern.search(row[:500]))
