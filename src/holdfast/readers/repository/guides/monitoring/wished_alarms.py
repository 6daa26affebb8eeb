"""Alarms that a guide only wishes for: lists of what somebody ought to be told of, with nothing that sets it up."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.monitoring.metrics import watched_by

_ALARM = any_of(r"알람|경보|알림|\balarms?\b|\balerts?\b|\balerting\b|アラーム|アラート|警報")
_WATCHING = any_of(
    r"cloudwatch|monitor|모니터링|監視|モニタリング|alarm|알람|アラーム|アラート|grafana|prometheus|datadog"
)
_OF_ACCOUNT = frozenset((Watched.COST, Watched.ROOT_USE, Watched.KEY_AGE, Watched.CERTIFICATE))
"""What alarms say of the account or of a certificate, and not of how the product is."""
_UNSAID = frozenset((Watched.OTHER, Watched.LOGS, *_OF_ACCOUNT))
_COMMENT = regex(r"^\s*(?:#|//)")
_FEWEST = 2
"""Metrics that make a list."""
_NEAR = 2
"""Rows from the words that open a list to its first metric."""
_LONGEST = 120
_MOST_ROWS = 30


def wished_alarms(guide: Guide) -> Iterator[MetricSource]:
    """The first such list, of a chapter or of comments in a block of code."""
    if _ALARM.search(guide.all_text) is None:
        return
    found = next(filter(None, map(_in_section, guide.sections)), None)
    at = guide.at(*found[:2]) if found else next(filter(None, (_in_code(guide, code) for code in _blocks(guide))), None)
    if at is not None:
        yield MetricSource(
            kind=EvidenceKind.CLAIMED, at=at, old=guide.snippet.old, watches=_watches(at.quote), by_hand=True
        )


_WATCH = any_of(r"\bmonitoring\b|모니터링|モニタリング|監視")
_SET_UP = any_of(
    r"\b(?:enable|set ?up|setup|add|configure|implement|install|integrate|introduce)\b",
    r"추가|설정|구성|도입|구축|연동|적용|활성화|設定|追加|導入|構築|整備|有効化",
)
_LEFT_OUT = regex(r"(?i)\bdo(?:n'?t| not)\b|\bwithout\b|없이|なしで|不要|\bcors\b|\b(?:security|abuse) monitoring\b")
_ADDS = regex(
    r"(?i)(?:add|set ?up|introduce|integrate) (?:\w{1,12} )?monitoring(?=\W{0,3}$| [(（]| (?:with|using|via) )"
    r"|모니터링 ?(?:추가|도입|구축)\W{0,3}$|監視の?(?:追加|導入|構築)\W{0,3}$"
)
"""An entry of a list whose marks were lost."""
_SHORT = 60


def wished_watching(guide: Guide) -> Iterator[MetricSource]:
    """The first entry of a list that says no more than that somebody shall set up monitoring, where none is told of.

    So does a box for alarms that waits for its tick, and an entry of a guide that names CloudWatch's and sets none.
    """
    for passage in guide.passages:
        if not guide.manner.readme and _names_alarms(passage):
            yield MetricSource(**guide.common(passage, EvidenceKind.CLAIMED), watches=Watched.OTHER, by_hand=True)
            return
        listed = passage.said.form in (Form.ITEM, Form.STEP) or _ADDS.match(passage.text)
        short = listed and len(passage.text) <= _SHORT
        boxed = passage.said.ticked is False and _ALARM.search(passage.text) and _WATCHING.search(passage.text)
        if not short or not (boxed or _WATCH.search(passage.text)) or _LEFT_OUT.search(passage.text):
            continue
        if watched_by(passage.text) in _OF_ACCOUNT:
            continue
        if not passage.said.ticked and _SET_UP.search(passage.text):
            common = guide.common(passage, EvidenceKind.CLAIMED)
            yield MetricSource(**common, watches=Watched.OTHER, by_hand=True)
            return


_OF_CLOUDWATCH = any_of(
    r"\bcloudwatch[ -]?(?:の)?(?:\w{1,12} )?(?:alarms?\b|alerts?\b|알람|경보|알림|アラーム|アラート)",
    r"\b(?:alarms?|alerts?) (?:in|with|via|on|from|using|through) (?:aws )?cloudwatch\b",
)


def _names_alarms(passage: Passage) -> bool:
    """As something for later, or among what production would need: no step, no fact, and nothing that is denied."""
    listed = passage.said.form in (Form.ITEM, Form.STEP) and len(passage.text) <= _LONGEST
    idle = passage.mood.kind is None and not (passage.mood.negated or passage.old) and passage.said.ticked is None
    named = _OF_CLOUDWATCH.search(passage.text) is not None and not _LEFT_OUT.search(passage.text)
    return listed and idle and named and watched_by(passage.text) not in _OF_ACCOUNT


def _in_section(section: Section) -> tuple[Passage, Passage] | None:
    """From the words that open the list, where they stand right above it, to its last metric."""
    spoken = [one for one in section.passages if one.said.form is not Form.HEADING]
    about = " ".join((section.title, *(one.text[:200] for one in spoken if _ALARM.search(one.text))))
    if not _ALARM.search(about) or not _WATCHING.search(about):
        return None
    listed = [one for one in spoken if not one.affirmed and _is_metric(one)]
    if len(listed) < _FEWEST or listed[-1].said.end - listed[0].said.line > _MOST_ROWS:
        return None
    before = (one for one in spoken if 0 < listed[0].said.line - one.said.end <= _NEAR and _ALARM.search(one.text))
    return next(before, listed[0]), listed[-1]


def _is_metric(passage: Passage) -> bool:
    listed = passage.said.form in (Form.ITEM, Form.STEP, Form.ROW) and len(passage.text) <= _LONGEST
    return listed and watched_by(passage.text) not in _UNSAID


def _blocks(guide: Guide) -> Iterator[Code]:
    yield from (code for code in (*guide.codes, *guide.asides, *guide.options) if not code.typed)


def _in_code(guide: Guide, code: Code) -> Location | None:
    """A block that holds nothing but comments, of which one speaks of alarms and several name metrics."""
    above = code.fence.line - 1
    # The block's own text lacks what it lists in comments.
    rows = guide.snippet.rows[above : above + min(code.fence.text.count("\n") + 1, _MOST_ROWS)]
    if not rows or not all(_COMMENT.match(row) for row in rows if row.strip()):
        return None
    named = [n for n, row in enumerate(rows, start=1) if len(row) <= _LONGEST and _watches(row) not in _UNSAID]
    told = [n for n, row in enumerate(rows, start=1) if _ALARM.search(row[:200])]
    if len(named) < _FEWEST or not told:
        return None
    return guide.snippet.at(above + min(told[0], named[0]), above + named[-1])


def _watches(text: str) -> Watched:
    return next((found for row in text.splitlines() if (found := watched_by(row[:200])) not in _UNSAID), Watched.OTHER)
