"""Why a handler asks no database: what whoever wrote it says above it, or at the head of its file."""

from collections.abc import Iterator
from itertools import takewhile

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_REMARK = regex(r"^\s*(?://|#|\*|/\*|--)")
_DATABASE = regex(
    r"(?i)(?<![a-z])(?:data ?bases?|db|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|aurora|rds|datenbank"
    r"|base de (?:donn[ée]es|datos|dados)|banco de dados)(?![a-z])"
    r"|데이터베이스|데이터 베이스|データベース"
)
_DENIED = regex(
    r"(?i)\b(?:no|not|never|without|nor|cannot|nicht|kein\w*|ohne|pas|sans|sin)\b|n't\b|않|없|말 것|ない|ません"
)
_UNDONE = regex(r"(?i)\b(?:todo|fixme|xxx|hack|later|not yet|should|some ?day|noch)\b|나중|추후|아직|あとで|後で|まだ")
_SENTENCE_ENDS = regex(r"[.!?;](?=\s|$)|[。！？]|\n\s*(?:[*#/-]{1,3}\s*)?\n")
_HEAD = regex(r"\s*(?:\"\"\"|'''|/\*|//|#)")
_NEXT = regex(r"\n\s*(?:[*#/]{1,2}\s*)?/\w")
"""What is said of the next path."""
_ABOVE = 8
_FAR = 500


def reasons(source: Source, start: int, path: str) -> dict[str, Location]:
    """The place of such a remark as "reason"; empty where nobody says so, or only that it is still to be done."""
    rows = list(_above(source, start))
    if _is_reason("\n".join(rows)):
        number = source.line(start)
        return {"reason": source.snippet.at(number - len(rows), number - 1)}
    place = source.text.find(path, 0, _FAR) if path.strip("/") and _HEAD.match(source.text[:80]) else -1
    if place >= 0 and place < start:
        told = source.text[place + 1 : place + _FAR]
        ends = _NEXT.search(told)
        if _is_reason(told[: ends.start()] if ends else told.partition("\n\n")[0]):
            return {"reason": source.at(place)}
    return {}


def _above(source: Source, start: int) -> Iterator[str]:
    """The remarks directly above, the nearest first."""
    before = source.text[max(0, start - 2_000) : start].split("\n")[:-1]
    yield from takewhile(lambda row: _REMARK.match(row) is not None, reversed(before[-_ABOVE:]))


def _is_reason(said: str) -> bool:
    """One sentence says it of the database; what another one denies is something else."""
    told = any(_DATABASE.search(one) and _DENIED.search(one) for one in _SENTENCE_ENDS.split(said))
    return told and not _UNDONE.search(said)
