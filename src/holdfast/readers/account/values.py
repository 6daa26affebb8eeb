"""Values out of answers whose shape is not certain: a missing or odd one is empty, never an error."""

from collections.abc import Mapping
from typing import Any

from holdfast.readers.account.base import Record


def records(record: Record | None, key: str) -> list[Record]:
    """The records under `key`; empty when there is no such list."""
    entries = (record or {}).get(key)
    return [one for one in entries if isinstance(one, Mapping)] if isinstance(entries, (list, tuple)) else []


def child(record: Record | None, key: str) -> Record:
    """The record under `key`; an empty one when there is none."""
    found = (record or {}).get(key)
    return found if isinstance(found, Mapping) else {}


def text(record: Record | None, key: str) -> str | None:
    """The text under `key`; None when there is none, or an empty one."""
    found = (record or {}).get(key)
    return found if isinstance(found, str) and found else None


def texts(record: Record | None, key: str) -> tuple[str, ...]:
    """The texts of the list under `key`."""
    entries = (record or {}).get(key)
    return tuple(one for one in entries if isinstance(one, str)) if isinstance(entries, (list, tuple)) else ()


def whole(record: Record | None, key: str) -> int | None:
    """The whole number under `key`; None when there is none."""
    found = (record or {}).get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def number(value: Any) -> float | None:
    """A number that is written as a text, as money is; None when it is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def word(flag: object) -> str:
    """A flag as settings are written."""
    return "true" if flag else "false"


def region_of(arn: object) -> str | None:
    """The region that an ARN names; None when it names none."""
    parts = arn.split(":") if isinstance(arn, str) else []
    return (parts[3] or None) if len(parts) >= 6 else None


def name_of(arn: object) -> str:
    """The last part of an ARN, by which people know the resource."""
    return arn.rpartition(":")[2].rpartition("/")[2] if isinstance(arn, str) else ""
