"""Whom a server runs as that must not be root, and what that user can reach."""

import os
import pwd
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system's user that a program runs as."""

    name: str
    user: int
    group: int


def is_root() -> bool:
    """Whether this process is the superuser, under whom PostgreSQL refuses to run."""
    return os.geteuid() == 0


def server_account(*names: str) -> Account | None:
    """The user for servers that must not be root: the first of `names` that this machine knows, `nobody` at last.

    None when this process is not root: it cannot become another, and need not.
    """
    if not is_root():
        return None
    for name in names:
        with suppress(KeyError):
            return _account(name)
    return _account("nobody")


def reachable(path: Path, account: Account | None) -> bool:
    """Whether `account` may pass through every folder above `path` and read `path`; always true without account."""
    if account is None:
        return True
    above = all(_allows(folder, account, stat.S_IXOTH, stat.S_IXUSR) for folder in path.resolve().parents)
    return above and (not path.exists() or _allows(path, account, stat.S_IROTH, stat.S_IRUSR))


def _account(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _allows(path: Path, account: Account, others: int, owner: int) -> bool:
    if not path.exists():
        return True
    found = path.stat()
    return bool(found.st_mode & others) or (found.st_uid == account.user and bool(found.st_mode & owner))
