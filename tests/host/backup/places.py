"""Folders and programs for tests that start servers of their own, as whoever runs the tests."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from holdfast.host.backup.programs import Programs
from holdfast.host.backup.scratch import remove
from holdfast.host.processes.accounts import Account, server_account
from holdfast.rig.postgres import find_programs
from holdfast.rig.processes import place_in_memory


def account() -> Account | None:
    """Whom servers run as here."""
    return server_account("postgres")


def programs(major: int) -> Programs:
    """PostgreSQL's programs of one major version, where `account` can run them."""
    found = find_programs(major, account())
    return Programs(found.major, found.folder, str(major))


@contextmanager
def open_folder(*, owned: bool = False) -> Iterator[Path]:
    """A folder that `account` can get into, as pytest's are not; removed with the servers in it."""
    folder = Path(tempfile.mkdtemp(prefix="hf-", dir=place_in_memory()))
    folder.chmod(0o755)
    who = account()
    if owned and who:
        os.chown(folder, who.user, who.group)
    try:
        yield folder
    finally:
        for entry in folder.iterdir():
            if entry.is_dir():
                remove(entry)
        remove(folder)
