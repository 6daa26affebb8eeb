"""STS: who asks; the root user is a finding of its own."""

from collections.abc import Iterator

from holdfast.model.facts import RootUse
from holdfast.readers.account.base import Account, AccountReader, Reach, Reading, one, seen
from holdfast.readers.account.live import IDENTITY


def _caller(account: Account, region: str) -> Iterator[Reading]:
    caller = str((one(account, IDENTITY, region) or {}).get("Arn") or "")
    if caller.endswith(":root"):
        # Whoever checks with the root user's credentials has them at hand for the rest of the work, too.
        yield RootUse(**seen(caller, "this check runs as the root user"), act="access-key")


READER = AccountReader(
    name="sts", serves=frozenset(["access"]), calls=(IDENTITY,), questions=(_caller,), reach=Reach.HOME
)
