"""What was restored beside what the manifest says: every table, its rows and its content."""

from collections.abc import Iterable

from holdfast.model.backup import TableState


def differences(expected: Iterable[TableState], found: Iterable[TableState]) -> tuple[str, ...]:
    """One line for each table that is not the same, by name; empty when all are.

    Args:
        expected: the manifest's tables.
        found: those of the restored database, digested in the same way.
    """
    wanted = {table.name: table for table in expected}
    there = {table.name: table for table in found}
    lines = ((name, _difference(wanted.get(name), there.get(name))) for name in sorted(wanted.keys() | there.keys()))
    return tuple(f"{name}: {line}" for name, line in lines if line)


def _difference(wanted: TableState | None, found: TableState | None) -> str:
    if found is None:
        return "is not there"
    if wanted is None:
        return "is there, and the manifest does not know it"
    if wanted.rows != found.rows:
        return f"{found.rows} row{'' if found.rows == 1 else 's'} instead of {wanted.rows}"
    if wanted.digest != found.digest:
        return f"the content of its {found.rows} rows is another"
    return ""
