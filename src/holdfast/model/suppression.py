"""Findings that a team has set aside: by a comment where they stand, or in the spec with an expiry date."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from holdfast.model.evidence import Location
from holdfast.model.findings import Finding
from holdfast.model.product import Suppression
from holdfast.model.record import record, replace
from holdfast.model.regex import regex

MARK = "holdfast:ignore"

_MARK_LINE = regex(rf"{MARK}[ \t]+(?P<check>[a-z]+(?:\.[a-z0-9-]+)?)(?P<reason>[^\n]*)")
_COMMENT_END = regex(r"\s*(?:-->|\*/|#}|%>)\s*$")


@record(frozen=True, slots=True)
class Mark:
    """A comment `holdfast:ignore CHECK reason`: it covers its own line and the next."""

    check: str
    reason: str
    at: Location


@record(frozen=True, slots=True)
class Unheeded:
    """A suppression that does nothing, and why."""

    check: str
    why: Literal["no-reason", "expired", "matches-nothing"]
    where: str


@record(frozen=True, slots=True)
class SetAside:
    """A finding, or the part of it that stands at marked places, with the reason for setting it aside."""

    finding: Finding
    environment: str
    reason: str
    author: str = ""
    expires: str = ""


def marks_in(path: str, text: str) -> Iterator[Mark]:
    """The suppression comments of one file."""
    if MARK not in text:
        return
    for number, row in enumerate(text.splitlines(), start=1):
        match = _MARK_LINE.search(row)
        if match:
            reason = _COMMENT_END.sub("", match["reason"]).strip()
            yield Mark(match["check"], reason, Location.lines(path, number, number, row.strip()))


def covers(check: str, finding: Finding) -> bool:
    """Whether a suppression of `check` (an id, or a whole control's slug) speaks of this finding."""
    return check in (finding.check, finding.check.partition(".")[0])


def set_aside_by_mark(
    finding: Finding, environment: str, marks: Iterable[Mark]
) -> tuple[Finding | None, SetAside | None]:
    """Split a finding into what stays and what its places' comments set aside.

    A finding that names several places loses only the marked ones; None means nothing is left.
    """
    fitting = [mark for mark in marks if mark.reason and covers(mark.check, finding)]
    marked = {place: mark for place in finding.evidence for mark in fitting if _touches(mark, place.at)}
    if not marked:
        return finding, None
    aside = replace(finding, evidence=tuple(marked))
    reasons = "; ".join(dict.fromkeys(mark.reason for mark in marked.values()))
    left = tuple(place for place in finding.evidence if place not in marked)
    stays = replace(finding, evidence=left) if left else None
    return stays, SetAside(aside, environment, reasons)


def set_aside_by_spec(
    finding: Finding, environment: str, suppressions: Iterable[Suppression], today: date
) -> SetAside | None:
    """The spec's word that sets this finding aside; None when there is none, or it has expired."""
    if not finding.status.is_open:
        return None
    for word in suppressions:
        if covers(word.check, finding) and not is_expired(word, today) and _fits(word, finding, environment):
            return SetAside(finding, environment, word.reason, word.author, word.expires.isoformat())
    return None


def is_expired(word: Suppression, today: date) -> bool:
    """Whether the last day on which it holds is over."""
    return word.expires < today


def _touches(mark: Mark, at: Location) -> bool:
    if at.path != mark.at.path:
        return False
    first = max(at.start_line, 1)
    return first <= mark.at.start_line + 1 and at.end_line >= mark.at.start_line


def _fits(word: Suppression, finding: Finding, environment: str) -> bool:
    if word.environment not in (None, environment):
        return False
    return word.path is None or (
        bool(finding.evidence) and all(place.at.path == word.path for place in finding.evidence)
    )
