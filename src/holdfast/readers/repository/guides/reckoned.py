"""What a guide reckons that the product costs a month: where it would say who hears of it when it costs more."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES, EvidenceKind
from holdfast.model.facts import CostEstimate
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide, Section
from holdfast.readers.repository.guides.lexicon import COMPARISON_HEADING, any_of
from holdfast.readers.repository.guides.trail import Heading

_COSTS = any_of(
    r"\bcosts?\b|\bpricing\b|\bexpenses?\b|\bspend(?:ing)?\b|(?:monthly|aws|cloud) bills?\b",
    r"비용|요금|청구|費用|コスト|料金|月額|ランニング",
)
_PRICE = regex(r"(?i)(?:[$¥￥₩￦€£]|\b(?:usd|krw|jpy|eur) ?)\s?\d|\d\s?(?:円|원|usd\b|달러|ドル|€)")
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
        lines = sorted(_priced(guide, section, asides.get(section.headings, [])))
        if len(lines) >= _FEWEST:
            first = lines[0]
            yield CostEstimate(
                kind=EvidenceKind.CLAIMED,
                at=guide.snippet.at(first, max(line for line in lines if line < first + MAX_LINES)),
                old=guide.snippet.old,
            )
            return


def _priced(guide: Guide, section: Section, asides: list[Code]) -> Iterator[int]:
    yield from (passage.said.line for passage in section.passages if _PRICE.search(passage.text[:500]))
    above = guide.snippet.first_line - 1
    for code in (*section.codes, *asides):
        rows = enumerate(code.snippet.rows, start=code.snippet.first_line - above)
        yield from (number for number, row in rows if _PRICE.search(row[:500]))
