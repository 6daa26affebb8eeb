"""Names of the settings without which hardly any product serves: the way to its database, and what signs sessions."""

from holdfast.model.regex import regex

_STORES = regex(
    r"(?i)^(?:\w{1,20}_)?(?:database|db|mongo(?:db)?|mysql|postgres(?:ql)?)"
    r"(?:_(?:ur[il]|dsn|db|password|pass|connection\w*))?$"
)
_SIGNS = regex(
    r"(?i)^(?:(?:next|better|api|app)_?)?(?:jwt|session|auth|cookie)\w*_?(?:secret|key)$|^secret_?key(?:_base)?$"
    r"|^(?:app|token|(?:access|refresh)(?:_?token)?)_?secret(?:_?key)?$"
    r"|^(?:\w{1,20}_)?(?:encrypt(?:ion)?|enc|cipher|crypto|fernet|aes(?:_?\d{3})?|signing|hmac)_key$"
)


_HOSTS = regex(r"(?i)^(?:\w{1,20}_)?(?:database|db|rds|mongo(?:db)?|mysql|postgres(?:ql)?)_host(?:name)?$")


def names_host_of_store(name: str) -> bool:
    """Whether a setting of this name tells on which machine its data store is, and nothing more."""
    return _HOSTS.search(name) is not None


def opens_sessions(name: str) -> bool:
    """Whether a setting of this name signs sessions and tokens, or locks what is kept."""
    return _SIGNS.search(name) is not None


def is_vital(name: str) -> bool:
    """Whether a setting of this name is its data store's address or password, or signs sessions and tokens."""
    return opens_sessions(name) or _STORES.search(name) is not None
