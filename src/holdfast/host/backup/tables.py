"""Counts and digests every table of a database, so that a restored one can be held against it, value by value.

A digest is the sum over rows of two 64-bit hashes of the row's text, so that their order does not matter. The text is
what PostgreSQL's own types print under fixed settings: the same before a dump and after its restore, on every major
version and in every locale. A sample chooses rows by a hash of the primary key, which is cheap to read: then values
that lie outside the row (TOAST) are only fetched for those that are chosen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from holdfast.host.backup.failure import BackupError, Cause, lost_database
from holdfast.model.backup import Digest, Kind, TableState

CountTables = Callable[["psycopg.Connection[Any]", Digest], tuple[TableState, ...]]
"""Counts and digests every table in the connection's own transaction."""

SAMPLED = 64
"""One row of so many is in a sample."""

_SETTINGS = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "extra_float_digits": "3",
    "bytea_output": "hex",
    "xmlbinary": "base64",
    "lc_monetary": "C",
    "search_path": "pg_catalog",
    "quote_all_identifiers": "off",
    # A policy that hides rows must be an error, and never a smaller count.
    "row_security": "off",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    # A backup is not in a hurry, and the application's queries want the processors.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}

# Tables that a dump holds the rows of, and their columns that are not computed from others, by name: a restore may put
# inherited columns into another order. What an extension owns comes from the extension's own script.
_TABLES = """
SELECT n.nspname, c.relname, c.relkind, c.relpersistence = 'u',
  ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         ORDER BY a.attname::text COLLATE "C"),
  ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid
         WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey) AND a.attgenerated = ''
         ORDER BY a.attname::text COLLATE "C"),
  (SELECT string_agg(CASE a.atttypid WHEN 'int4'::regtype THEN 'hashint4extended'
                       WHEN 'int8'::regtype THEN 'hashint8extended' WHEN 'uuid'::regtype THEN 'uuid_hash_extended'
                       ELSE '' END, ' ')
     FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid
    WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'f') AND c.relpersistence <> 't'
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.deptype = 'e' AND d.objid IN (c.oid, n.oid)
    AND d.classid = CASE WHEN d.objid = c.oid THEN 'pg_catalog.pg_class'::regclass
                         ELSE 'pg_catalog.pg_namespace'::regclass END)
ORDER BY c.relpages DESC, c.oid
"""


@dataclass(frozen=True, slots=True)
class _Table:
    """One table: its columns that are not generated, those of its primary key, and the hash of a key of one column."""

    schema: str
    relation: str
    kind: str
    unlogged: bool
    columns: tuple[str, ...]
    key: tuple[str, ...]
    key_hash: str

    @property
    def name(self) -> str:
        """As people write it, and as the manifest names it."""
        return ".".join(_shown(part) for part in (self.schema, self.relation))


def counter(kind: Kind) -> CountTables:
    """How the tables of one kind of backup are counted: a physical one has no rows of unlogged tables."""
    return count_tables if kind is Kind.LOGICAL else count_logged_tables


def count_tables(connection: "psycopg.Connection[Any]", digest: Digest) -> tuple[TableState, ...]:
    """Every table with its rows and its digest, in the connection's own transaction, each read once.

    Left out are views, foreign tables (see `left_out`), tables of extensions, columns that are generated. A partition
    is a table like any other; its parent holds no rows.

    Args:
        connection: in a transaction of REPEATABLE READ, or one that ends soon: settings change for it alone.
        digest: what the digests cover.

    Returns:
        The tables, sorted by name.

    Raises:
        BackupError: the role may not read a table, or the database went away.
    """
    return _count(connection, digest, lambda _: True)


def count_logged_tables(connection: "psycopg.Connection[Any]", digest: Digest) -> tuple[TableState, ...]:
    """As `count_tables`, without unlogged tables: a recovery empties those."""
    return _count(connection, digest, lambda table: not table.unlogged)


def left_out(connection: "psycopg.Connection[Any]") -> tuple[str, ...]:
    """Names of the foreign tables: a backup holds their definition, and another server their rows."""
    with _telling():
        return tuple(sorted(table.name for table in _tables(connection) if table.kind == "f"))


def _count(
    connection: "psycopg.Connection[Any]", digest: Digest, wanted: Callable[[_Table], bool]
) -> tuple[TableState, ...]:
    with _telling():
        _settle(connection)
        tables = [table for table in _tables(connection) if table.kind == "r" and wanted(table)]
    states = [_state(connection, table, digest) for table in tables]
    return tuple(sorted(states, key=lambda state: state.name))


def _settle(connection: "psycopg.Connection[Any]") -> None:
    """Fix everything that the text of a value depends on, until the transaction ends."""
    known = sql.SQL("SELECT set_config(name, value, true) FROM (VALUES {}) AS wanted (name, value)").format(
        sql.SQL(", ").join(
            sql.SQL("({}, {})").format(sql.Literal(name), sql.Literal(value)) for name, value in _SETTINGS.items()
        )
    )
    connection.execute(known)
    # Only PostgreSQL 17 and later have it.
    connection.execute(
        "SELECT set_config(name, '0', true) FROM pg_catalog.pg_settings WHERE name = 'transaction_timeout'"
    )


def _tables(connection: "psycopg.Connection[Any]") -> Iterator[_Table]:
    for schema, relation, kind, unlogged, columns, key, key_hash in connection.execute(_TABLES).fetchall():
        yield _Table(
            schema, relation, kind, unlogged, tuple(columns), tuple(key), key_hash if len(key) == 1 and key_hash else ""
        )


def _state(connection: "psycopg.Connection[Any]", table: _Table, digest: Digest) -> TableState:
    with _telling(table):
        row = connection.execute(_query(table, digest)).fetchone()
    assert row is not None  # noqa: S101  # an aggregate gives one row
    rows, first, second = row
    return TableState(name=table.name, rows=rows, digest=_hexadecimal(first) + _hexadecimal(second))


def _query(table: _Table, digest: Digest) -> sql.Composed:
    """One scan: the number of all rows, and the sums of two hashes of the text of those that count."""
    text: sql.Composable = _text(table.columns)
    if digest is Digest.SAMPLE:
        text = sql.SQL("CASE WHEN {} & {} = 0 THEN {} END").format(_choice(table), sql.Literal(SAMPLED - 1), text)
    # OFFSET keeps the planner from working the text out once for each hash.
    return sql.SQL("SELECT count(*), sum({}), sum({}) FROM (SELECT {} AS text FROM ONLY {} AS t OFFSET 0) AS s").format(
        *(_hash(sql.SQL("s.text"), seed) for seed in (1, 2)), text, sql.Identifier(table.schema, table.relation)
    )


def _choice(table: _Table) -> sql.Composed:
    """A number by which a row is in the sample or not, the same wherever the row is; the cheapest that there is.

    The hashes of integers and UUIDs never change with a version: partitioning by hash rests on them.
    """
    if table.key_hash:
        function = sql.Identifier("pg_catalog", table.key_hash)
        return sql.SQL("{}(t.{}, 0)").format(function, sql.Identifier(table.key[0]))
    return _hash(_text(table.key or table.columns), 0)


def _text(columns: Sequence[str]) -> sql.Composed:
    """The text of a row, in which no value and an empty one are not the same."""
    names = (sql.SQL("t.{}").format(sql.Identifier(name)) for name in columns)
    return sql.SQL("ROW({})::text").format(sql.SQL(", ").join(names))


def _hash(text: sql.Composable, seed: int) -> sql.Composed:
    return sql.SQL('pg_catalog.hashtextextended({} COLLATE "C", {})').format(text, sql.Literal(seed))


def _hexadecimal(total: Any) -> str:
    """A sum of 64-bit numbers, as 16 hexadecimal digits of its lower half; of no rows it is none."""
    return f"{int(total or 0) & (1 << 64) - 1:016x}"


def _shown(part: str) -> str:
    """A name, in quotes where PostgreSQL would put them; reserved words get none, for the same name on each version."""
    plain = part.isascii() and part.replace("_", "a").isalnum() and part == part.lower() and not part[0].isdigit()
    return part if plain else '"' + part.replace('"', '""') + '"'


class _telling:  # noqa: N801  # used as a function
    """Turns what PostgreSQL refuses into an error of backups."""

    def __init__(self, table: _Table | None = None) -> None:
        self._table = table

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, psycopg.Error):
            return
        if _is_lost(error):
            raise lost_database("the count of rows") from error
        where = self._table.name if self._table else "the database"
        if isinstance(error, psycopg.errors.InsufficientPrivilege):
            raise BackupError(
                Cause.DATABASE,
                "the backup's role may not read every row of it",
                where=where,
                next_step="GRANT pg_read_all_data TO the role; where row-level security hides rows: "
                "ALTER ROLE … BYPASSRLS",
            ) from error
        state = f" (SQLSTATE {error.sqlstate})" if error.sqlstate else ""
        raise BackupError(
            Cause.DATABASE,
            f"its rows could not be counted{state}",
            where=where,
            next_step="see PostgreSQL's log, mend it, and run it again",
        ) from error


def _is_lost(error: psycopg.Error) -> bool:
    """The connection is gone, or its server said that it stops (PostgreSQL's error codes, classes 08 and 57P)."""
    if not isinstance(error, psycopg.OperationalError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))
