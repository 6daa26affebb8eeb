"""Where a program in JavaScript opens a database in a file because a variable is missing."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source, extent
from holdfast.readers.repository.source.configuration.reaction import Reaction

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_FILE = regex(
    r"(?i)[\"'`](?:better-)?sqlite3?[\"'`:]|\bnew\s+(?:sqlite3\.)?Database\(|SqliteAdapter|\bdialect:\s*SQLite"
)
_OF_DATA = regex(r"(?i)db|database|rds|sql|postgres|maria|(?:^|_)pg|_dsn$")
_BY_STAGE = regex(r"NODE_ENV|APP_ENV|STAGE\b|(?i:\bprod|\btest|\bdev)|[=!]==?\s*[\"'`]\w")
_ABSENT = regex(r"!(?!=)|===?\s*(?:undefined|null|\"\"|'')")
_ENDS = regex(r"\bthrow\b|process\.exit\(")
_SORT = regex(
    r"\bprocess\.env\.(?P<name>\w{0,30}(?:DIALECT|DB_TYPE|DB_CLIENT|DB_ENGINE|DATABASE_(?:TYPE|CLIENT|ENGINE)))"
    r"\s{0,20}(?:\|\||\?\?)\s{0,20}[\"'`](?:better-)?sqlite"
)


def choices(source: Source, names_in: Callable[[str], Iterator[str]]) -> Iterator[Reaction]:
    """One reaction for each such branch; `names_in` tells the variables of a piece of the program."""
    for match in _SORT.finditer(source.code):
        if not only_for_developers(source, match.start()):
            yield Reaction("silent", (match["name"],), source.at(match.start(), match.end()))
    for node in source.nodes("if_statement", "ternary_expression"):
        condition, consequence = node.field("condition"), node.field("consequence")
        if condition is None or consequence is None:
            continue
        asked = source.code[slice(*extent(condition))][:300]
        names = tuple(name for name in names_in(asked) if _OF_DATA.search(name))
        other = node.field("alternative")
        there, instead = (other, consequence) if _ABSENT.search(asked) else (consequence, other)
        if names and instead is not None and not _BY_STAGE.search(asked) and _falls_back(source, there, instead):
            yield Reaction("silent", names, source.at_node(instead))


def _falls_back(source: Source, there: "SgNode | None", instead: "SgNode") -> bool:
    start, end = extent(instead)
    if any(child.kind() == "if_statement" for child in instead.children()):
        return False  # the last of several questions tells
    opened = _FILE.search(source.code, start, end)
    if opened is None or _ENDS.search(source.bare, start, end) or only_for_developers(source, start):
        return False
    return there is None or _FILE.search(source.code, *extent(there)) is None
