"""Where a rule of one file takes the origins that a member of another file's settings holds."""

from collections.abc import Iterable

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_HOLDS = regex(
    r"[^\S\n]*(?:(?:export|const|let|var|readonly|public|private|protected|static|final)\s{1,4}){0,3}"
    r"[\"']?(?P<name>(?!(?:return|https?)\b)[A-Za-z_]\w{2,60})[\"']?\s?(?::?=|[?!]?:)"
)
_RULE = regex(
    r"(?i)(?:\b(?:allow_origins|origins?|(?:set)?allowedorigin(?:pattern)?s|cors_allowed_origins|cors_origin_whitelist)\b[\"']?"
    r"\s{0,9}[=:(]|\bcors\()[^;\n]{0,160}\.$"
)
"""What a rule of origins is given in one row, up to the name of the member."""
_ROWS_OF_A_VALUE = 4
_LONGEST = 1_000
_MOST_ROWS = 40


def taken_at(sources: Iterable[Source], holder: Source, at: int) -> Location | None:
    """The row of another file whose rule of origins takes the member that holds what stands at `at`."""
    name = _held_by(holder, at)
    if name is None:
        return None
    places = (_row(source, name) for source in sources if source is not holder and "cors" in source.lower)
    return next((place for place in places if place is not None), None)


def _held_by(holder: Source, at: int) -> str | None:
    """The name that begins the row, or one of the few above that its value goes over."""
    end = holder.code.find("\n", at)
    rows = holder.code[max(at - _LONGEST, 0) : end if end >= 0 else None].rsplit("\n", _ROWS_OF_A_VALUE)
    found = (_HOLDS.match(row) for row in reversed(rows[-_ROWS_OF_A_VALUE:]))
    return next((one["name"] for one in found if one is not None), None)


def _row(source: Source, name: str) -> Location | None:
    at = source.code.find(f".{name}")
    for _ in range(_MOST_ROWS):
        if at < 0:
            return None
        row, end = source.code.rfind("\n", 0, at) + 1, at + 1 + len(name)
        if not source.code[end : end + 1].isidentifier() and _RULE.search(source.code[row : at + 1]):
            return source.at(row, end)
        at = source.code.find(f".{name}", end)
    return None
