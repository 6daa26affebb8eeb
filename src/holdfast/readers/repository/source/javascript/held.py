"""What a program asks of its settings beside what a schema says of each: for one of several, or in one mode alone."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_AS_A_WHOLE = regex(r"\.(?:superRefine|refine|transform|custom|or|xor|and|with)\(")
_ENDS = regex(r"\bthrow\b|process\.exit\(\s*(?!0\s*\))")
_REFUSED = regex(
    r"[^;{}]{0,400}\)\s{0,80}\{?\s{0,80}"
    r"(?:throw\b|process\.exit\(\s*(?!0\s*\))|\w{0,30}(?:[eE]rror|[iI]ssue|[pP]roblem|[mM]issing|[iI]nvalid)\w{0,20}\.push\()"
)


def is_held_beside(source: Source, name: str) -> bool:
    """Whether more is asked of the setting than by its part of the schema."""
    asked = _AS_A_WHOLE.search(source.code)
    if asked is not None and re.search(rf"\b{name}\b", source.code[asked.end() :]) is not None:
        return True
    if _ENDS.search(source.bare) is None:
        return False
    if re.search(rf"[\"']{name}[\"'](?!\s*:)", source.code) is not None:
        return True
    missing = re.finditer(
        rf"!\s{{0,3}}(?:[\w$]{{1,40}}\??\.){{0,3}}{name}\b|\b{name}\s{{0,3}}={{2,3}}\s{{0,3}}(?:undefined|null)\b",
        source.bare,
    )
    return any(_REFUSED.match(source.bare, match.end()) for match in missing)
