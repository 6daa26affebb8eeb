"""Asks a local certificate how long it is still good."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from holdfast.host.certificates.local import CertificateError, CertificateFile, Dates
from holdfast.host.health.probe import Answer


class Dated(Protocol):
    """What has dates: `CertificateFile`."""

    def dates(self) -> Dates:
        """The dates; raises `CertificateError`."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that warns before its end, and fails when it has ended.

    Args:
        file: the certificate.
        warn_days: days before its end at which it warns.
        now: the wall clock, which certificates go by.
    """

    file: Dated
    warn_days: int
    now: Callable[[], datetime] = _now

    @classmethod
    def at(cls, path: Path, warn_days: int) -> "Certificate":
        """The certificate in a file."""
        return cls(CertificateFile(path), warn_days)

    def ask(self) -> Answer:
        """Look at the file, and at the calendar."""
        try:
            found = self.file.dates()
        except CertificateError as error:
            return Answer(ok=False, reason=str(error))
        now = self.now()
        days = found.days_left(now)
        values = {"days_left": days, "certificates": float(found.certificates)}
        if days <= 0:
            return Answer(ok=False, reason="it has ended", values=values)
        if found.begins > now:
            return Answer(ok=False, reason="it is not valid yet", values=values)
        return Answer(ok=True, reason=f"{int(days)} days are left", values=values, warns=days <= self.warn_days)

    def abandon(self) -> None:
        """Do nothing: a file is read at once, or its disk is dead."""
