"""Asks a local certificate how long it is still good."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from holdfast.host.certificates.local import CertificateError, Validity, validity_now
from holdfast.host.health.probe import Answer


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate file.

    Args:
        path: a PEM file, with or without its chain.
        warn_days: days before its end at which it warns; it fails when it has ended.
        read: tells the validity of a file.
    """

    path: Path
    warn_days: int
    read: Callable[[Path], Validity] = validity_now

    def ask(self) -> Answer:
        """Read the file anew: a renewal replaces it."""
        try:
            found = self.read(self.path)
        except CertificateError as error:
            return Answer(ok=False, reason=str(error))
        values = {"days_left": found.days_left, "certificates": float(found.certificates)}
        if found.days_left <= 0:
            return Answer(ok=False, reason="it has ended", values=values)
        if not found.begun:
            return Answer(ok=False, reason="it is not valid yet", values=values)
        reason = f"{int(found.days_left)} days are left"
        return Answer(ok=True, reason=reason, values=values, warns=found.days_left <= self.warn_days)

    def abandon(self) -> None:
        """Do nothing: a file is read at once, or its disk is dead."""
