"""Databases whose address is demanded in parts: the address as a whole is another way to say the same."""

from holdfast.model.regex import regex

_PASSWORD = regex(r"(?i)^(?:\w{1,20}_)?(?:db|database|postgres(?:ql)?|pg|mysql|mariadb|rds)_?pass(?:word|wd)?$")
_ADDRESSES = ("DATABASE_URL", "DATABASE_URI", "DB_URL", "DB_URI", "SQLALCHEMY_DATABASE_URI")


def with_whole(demanded: set[str]) -> set[str]:
    """The demanded settings, and with a database's password the address that says all of it at once."""
    return demanded.union(_ADDRESSES) if any(map(_PASSWORD.search, demanded)) else demanded
