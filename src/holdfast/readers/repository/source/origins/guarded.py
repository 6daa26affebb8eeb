"""Rules of origins that stand inside a branch, and do not hold everywhere."""

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_GUARD = regex(r"^\s*(?:\}?\s*else\b|\}?\s*(?:else\s+)?(?:if(?!\s+defined\?)|elif|unless|case|when)\b)")
_SWITCH = regex(
    r"(?i)^\s*if\s*\(?\s*(?:[a-z_]\w{0,30}\.){0,3}(?!\w{0,30}(?:dev|local|debug))\w{0,30}cors\w{0,30}(?:\.enabled?)?\s*\)?\s*[:{]?\s*$"
)
"""What only asks whether there shall be such rules at all: wherever there are, they are these."""
_IN_PRODUCTION = regex(
    r"(?i)^\s*(?:if|case|when)\b(?![^\n]*(?:!|\bnot\b|dev|local|test))[^\n]{0,80}\bprod(?:uction)?\b"
)
"""What is for production alone is what production gets."""

_ASKS_WHETHER_ONE = regex(
    r"(?i)^\s*(?:\}\s*else\s+)?if\s*\(?\s*(?:isset\(|!\s?empty\()?\s*\$?(?:[a-z_]\w{0,20}(?:\.|->|\[|\(|\?\.)){0,3}[\"']?"
    r"(?:http_|request_?|req_?)?origin[\"']?[\s)\]]{0,6}(?:!==?\s*(?:null|undefined|nil|[\"']{2})\s*)?\)?\s*[:{]?\s*$"
)
"""What only asks whether the browser names an origin at all, as it does for every page of another website."""
_ASKS_FOR_PATH = regex(
    r"(?i)^\s*(?:\}\s*else\s+)?if\b[^\n]{0,80}(?:path\w{0,8}|ur[il])\b[^\n]{0,20}?(?:starts_?with\??|match\w*\??|includes|==+)\W{1,6}"
    r"(?:api|graphql|v\d|trpc|auth|rest)\b"
)
"""What only asks whether it is the program itself that is called, and none of its pages."""
ALWAYS = regex(r"\bif\s?\(\s?[^{}\n()]{0,60}\.includes\([^()\n]{0,60}\)\s?(?:!==?\s?-1|>\s?-1|>=\s?0)\s?\)")
"""A question whose answer is always yes: what is no number is none of these, and neither is what is false."""

_PROGRAM = (
    r"(?:\w{1,30}\.)?(?:cached\w{0,30}|(?:\w{0,20}[a-z_])?(?i:app|server|handler|instance)|_?\w{0,20}[iI]nitiali[sz]ed)"
)
_MAKES_ONCE = regex(
    rf"^\s*if\s*\(?\s*(?:(?:!\s*|not\s+){_PROGRAM}|{_PROGRAM}\s*(?:===?\s*(?:null|undefined)|is\s+None))\s*\)?\s*[:{{]?\s*$"
)
"""What only asks whether the program stands already, as functions do that keep it from one call to the next."""

_MOST_ROWS = 400
"""Lines above a rule among which its branch is looked for."""


_SAME_ROW = regex(
    r"(?i)^\s*(?:if\s*\((?P<asked>[^(){}\n]{1,200}(?:\(\)[^(){}\n]{0,80})?)\)\s*\{?|if\s+(?P<python>[^:\n]{1,200}):)\s*(?=[A-Za-z_$@])"
)
_BY_ENVIRONMENT = regex(
    r"(?i)(?:node_?|app_?|flask_?|rails_?)env|environment|\bis_?(?:dev|local|prod)|\bdebug\b|\bdev\b"
)
"""What a branch asks whose one line stands behind it in the same row."""


def is_guarded(source: Source, offset: int) -> bool:
    """It stands inside a branch: told by the lines above that are indented less, as people write them.

    Or by its own line, where that begins with a question for the environment.
    """
    start = source.bare.rfind("\n", 0, offset) + 1
    if (own := _SAME_ROW.match(source.code[start:offset])) and not _IN_PRODUCTION.match(source.code[start:offset]):
        asked = own["asked"] or own["python"]
        if _BY_ENVIRONMENT.search(asked):
            return True
    start, end = source.bare.rfind("\n", 0, offset) + 1, source.bare.find("\n", offset)
    depth = _indent(source.bare[start : end if end >= 0 else None])
    above = (text[: max(0, start - 1)].rsplit("\n", _MOST_ROWS)[-_MOST_ROWS:] for text in (source.bare, source.code))
    for row, written in reversed(list(zip(*above, strict=True))):
        indent = _indent(row)
        if not row.strip() or indent >= depth:
            continue
        # A question that goes over several rows is where the rule stands, and not what it stands behind.
        if _GUARD.match(row) and not _is_none(row, written) and not row.rstrip().endswith(("(", "||", "&&")):
            return True
        depth = indent
        if not depth:
            break
    return False


def _is_none(row: str, written: str) -> bool:
    """The branch is taken wherever the product serves, for every website alike."""
    here = (_IN_PRODUCTION, _ASKS_WHETHER_ONE, _ASKS_FOR_PATH)
    told = any(pattern.match(written) for pattern in here) or ALWAYS.search(written[:400])
    return bool(told) or any(pattern.match(row) for pattern in (_SWITCH, _MAKES_ONCE))


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
