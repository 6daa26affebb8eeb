"""Databases whose address is demanded in parts or as a whole: either is another way to say the same."""

from collections.abc import Iterable

from holdfast.model.regex import regex

_PASSWORD = regex(r"(?i)^(?:\w{1,20}_)?(?:db|database|postgres(?:ql)?|pg|mysql|mariadb|rds)_?pass(?:word|wd)?$")
_PART = regex(
    r"(?i)^(?:\w{1,20}_)?(?:db|database|postgres(?:ql)?|pg|mysql|mariadb|rds)_?"
    r"(?:pass(?:word|wd)?|user(?:name)?|host(?:name)?|port|name|db|database)$"
)
_ADDRESSES = ("DATABASE_URL", "DATABASE_URI", "DB_URL", "DB_URI", "SQLALCHEMY_DATABASE_URI")


def with_whole(demanded: set[str]) -> set[str]:
    """The demanded settings, and with a database's password the address that says all of it at once."""
    return demanded.union(_ADDRESSES) if any(map(_PASSWORD.search, demanded)) else demanded


def with_parts(demanded: set[str], names: Iterable[str]) -> set[str]:
    """The demanded settings, and with a database's address those of `names` that it may be put together from."""
    return demanded.union(filter(_PART.search, names)) if demanded.intersection(_ADDRESSES) else demanded
