"""Who is asking: signed tokens that say a role and a name, and end by themselves."""

import re
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import SecretStr

from sweetorder.orders import Role

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking; a seller's name is that of the shop."""

    role: Role
    name: str


class Tokens:
    """Makes and reads tokens.

    Args:
        key: what they are signed with; the same on every host.
        minutes: how long one is good.
    """

    def __init__(self, key: SecretStr, minutes: int) -> None:
        self._signer = URLSafeTimedSerializer(key.get_secret_value(), salt="sweetorder.caller")
        self._seconds = minutes * 60

    def issue(self, caller: Caller) -> str:
        """A token for `caller`; ValueError when its name is not a plain one."""
        if not NAME.fullmatch(caller.name):
            raise ValueError("a name has lower-case letters, digits and hyphens")
        return self._signer.dumps([caller.role, caller.name])

    def read(self, token: str) -> Caller | None:
        """Whom the token names; None when it is not ours, was changed, or has ended."""
        try:
            role, name = self._signer.loads(token, max_age=self._seconds)
            return Caller(Role(role), str(name))
        except (BadSignature, ValueError, TypeError):
            return None
