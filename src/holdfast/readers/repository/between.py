"""Files of a web server, and units, that stand between commands in one block, as after `sudo nano` of them."""

from collections.abc import Iterator, Sequence

from holdfast.model.regex import regex

_OPENS_NGINX = regex(
    r"\s*(?:server|http|events|upstream\s+[\w.-]+|location\s+[^{}\n]{1,200}|map\s+\S+\s+\S+)\s*\{\s*(?:#.*)?$"
)
_OPENS_HOST = regex(r"\s*<VirtualHost\s[^<>\n]{1,200}>\s*$")
_CLOSES_HOST = regex(r"\s*</VirtualHost>\s*$")
_DIRECTIVE = regex(r"\s*[a-z][a-z_0-9]*\s[^;{}\n]{1,300};")
_OPENS_UNIT = regex(r"\s*\[(?:Unit|Service|Timer)\]\s*$")
_OF_UNIT = regex(r"\s*(?:\[(?:Unit|Service|Timer|Install|Socket)\]\s*$|[A-Z][A-Za-z]{1,60}\s?=|[#;]|$)")
_SAYS_NOTHING = regex(r"\s*(?:#.*)?$")
_LONGEST = 300
"""Rows after which a brace that is still open is none of such a file."""


def files_between(rows: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The reader, the first and the last row, from 0, of each file that no shell would take for commands.

    Blocks that only comments part are of one file; one that nothing closes is left to the commands.
    """
    at = 0
    while at < len(rows):
        name, last = _file_at(rows, at)
        if not name:
            at += 1
            continue
        yield name, at, last
        at = last + 1


def _file_at(rows: Sequence[str], first: int) -> tuple[str, int]:
    if _OPENS_HOST.match(rows[first]):
        last = next((at for at in range(first + 1, len(rows)) if _CLOSES_HOST.match(rows[at])), first)
        return ("proxies.apache", last) if last > first else ("", first)
    if _OPENS_UNIT.match(rows[first]):
        last = _end_of_unit(rows, first)
        return ("schedules.reader", last) if last > first else ("", first)
    last, goes_on = -1, first
    while goes_on < len(rows) and _OPENS_NGINX.match(rows[goes_on]):
        end = _closing(rows, goes_on)
        if end < 0:
            break
        last = end
        goes_on = next((at for at in range(end + 1, len(rows)) if not _SAYS_NOTHING.match(rows[at])), len(rows))
    whole = last > first and any(_DIRECTIVE.match(row) for row in rows[first : last + 1])
    return ("nginx", last) if whole else ("", first)


def _end_of_unit(rows: Sequence[str], first: int) -> int:
    """The last row that says something of the unit which `first` opens."""
    last, continued = first, False
    for at in range(first, min(first + _LONGEST, len(rows))):
        if not continued and not _OF_UNIT.match(rows[at]):
            break
        continued = rows[at].rstrip().endswith("\\")
        last = last if _SAYS_NOTHING.match(rows[at]) else at
    return last


def _closing(rows: Sequence[str], first: int) -> int:
    """The row that closes what `first` opens; -1 when none does."""
    depth = 0
    for at in range(first, min(first + _LONGEST, len(rows))):
        row = rows[at].partition("#")[0]
        depth += row.count("{") - row.count("}")
        if depth <= 0:
            return at
    return -1
