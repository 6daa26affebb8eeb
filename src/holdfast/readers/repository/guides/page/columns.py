"""Tables of plain text in a code block: columns kept apart by spaces, tabs or bars, below a row that names them."""

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.wording.lexicon import any_of

_APART = regex(r"\s{2,}|\t+")
_RULE = regex(r"[\s|+:=\-─━┼├┤]+")
_NAMES = any_of(
    r"^(?:type|protocol|port(?:s| range)?|source(?: ip)?|service|rule|유형|프로토콜|소스|タイプ|プロトコル|ソース)$"
)
_REMARK = regex(r"\s{2,}#.*$")
_LONGEST = 400  # characters of a row that somebody wrote to be read
_FEWEST = 3  # columns; two may be anything that is indented
_FEWEST_KNOWN = 2  # what a command prints may have one of these names over a column


@record(frozen=True, slots=True)
class Table:
    """The names of the columns, and the rows with their lines in the block, from 0."""

    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def table_in(text: str) -> Table | None:
    """The table that the block is, and nothing else; None when it is none.

    All its lines must be of the table: a block that also holds commands is read as those.
    """
    told = [(at, row) for at, row in enumerate(text.splitlines()[:80]) if row.strip() and not _RULE.fullmatch(row)]
    if len(told) < 2 or any(len(row) > _LONGEST for _, row in told):
        return None
    names = _cells(told[0][1])
    if len(names) < _FEWEST or sum(1 for name in names if _NAMES.search(name)) < _FEWEST_KNOWN:
        return None
    rows = tuple((at, cells) for at, row in told[1:] if len(cells := _cells(row)) in (len(names), len(names) - 1))
    return Table(names, rows) if len(rows) == len(told) - 1 else None


def _cells(row: str) -> tuple[str, ...]:
    bare = row.strip()
    if bare.startswith("|"):
        return tuple(cell.strip() for cell in bare.strip("|").split("|"))
    parts = _APART.split(_REMARK.sub("", bare)) if "|" not in bare else bare.split("|")
    return tuple(part.strip() for part in parts)
