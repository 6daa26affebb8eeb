"""Where a text has somebody take a larger machine by hand when the one that there is gets slow."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Admitted, Instance
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.capacity.told_memory import SIZED
from holdfast.readers.repository.guides.guide import Common, Guide
from holdfast.readers.repository.guides.values import OTHER_HOSTS
from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.text.sizes import SIZE

_TYPE = rf"(?:[tmcr]\d[a-z]{{0,3}}|a1)\.{SIZE}"
_QUOTE = r"[\"'`*]{0,3}"
_FROM_TO = regex(
    rf"(?<![a-z0-9.-]){_QUOTE}(?P<now>{_TYPE}){_QUOTE}\s?"
    rf"(?:→|⇒|[-=]>|에서|から|\bto\b|\bup to\b)\s?{_QUOTE}(?P<larger>{_TYPE})(?![a-z0-9-])",
    re.IGNORECASE,
)
_LARGER = any_of(
    r"\b(?:upgrad(?:e|ing)|resiz(?:e|ing)|scal(?:e|ing)[ -]?(?:up|vertically)|vertical(?:ly)? scal\w+|bump"
    r"|move (?:up )?to|switch to|larger|bigger|increase|chang(?:e|ing))\b",
    r"업그레이드|상향|스케일 ?업|올리|올려|늘리|늘려|변경|바꾸|키우|키워|수직 ?확장",
    r"アップグレード|スケールアップ|上げ|変更|大きく|増強|垂直",
)
_WHEN = any_of(
    r"\b(?:if|when|once|should|consider|slow|insufficient|needed|running out|traffic)\b",
    r"경우|느리|느려|부족|필요|늘어나|증가|많아|하면|면 |고려|권장",
    r"場合|なら|たら|不足|足り|遅|増え|必要|検討",
)
_DONE = any_of(
    r"\b(?:upgraded|resized|migrated|moved|changed|switched|was|were|done|previously|used to)\b",
    r"했(?:습니다|다|음)|하였|올렸|바꿨|변경됨|완료|기존",
    r"しました|した[。、\s]|済み?|以前",
)
"""It is so already: the larger one is what runs."""
_LONGEST = 240


def resized(guide: Guide) -> Iterator[Admitted | Instance]:
    """The first such row with the one before it: it tells what runs now, and that nothing grows by itself."""
    rows = guide.snippet.rows if _FROM_TO.search(guide.snippet.text) else []
    for number, row in enumerate(rows, start=1):
        told = _FROM_TO.search(row[:_LONGEST])
        if told is None or told["now"].lower() == told["larger"].lower():
            continue
        at = _advised(guide, rows, number)
        if at is None:
            continue
        said = Common(kind=EvidenceKind.CLAIMED, at=at, environment=guide.snippet.environment, old=guide.snippet.old)
        yield Instance(**said, instance_type=told["now"].lower(), purpose=SIZED, places={"instance_type": at})
        yield Admitted(**said, control="scaling", places={"in passing": at})
        return


def _advised(guide: Guide, rows: list[str], number: int) -> Location | None:
    """The rows that advise it for when it is needed; nothing where it is done, or spoken of another machine."""
    for first in (number, number - 1):
        text = " ".join(rows[max(first, 1) - 1 : number])[: 2 * _LONGEST]
        if OTHER_HOSTS.search(text) or _DONE.search(text):
            return None
        if _LARGER.search(text) and _WHEN.search(text):
            return guide.snippet.at(max(first, 1), number)
    return None
