"""Reads a certificate file and tells how long it is still good; the one place where the wall clock decides."""

import json
import stat
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

LARGEST_FILE = 1024 * 1024
"""Bytes above which a file is no certificate: a long chain has about 20 KB."""

_CHILD_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Dates:
    """From when to when every certificate of a file is good: a chain breaks with any of them."""

    begins: datetime
    ends: datetime
    certificates: int
    """How many there are in the file."""

    def days_left(self, now: datetime) -> float:
        """Days until the first of them ends; negative after it."""
        return (self.ends - now).total_seconds() / 86400


class CertificateError(Exception):
    """A file that holds no certificate; says why in words that are safe to show."""


def dates_of(pem: bytes) -> Dates:
    """The dates of the certificates in PEM text; raises `CertificateError` when there is none."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise CertificateError("it holds no certificate that can be read") from None
    if not found:
        raise CertificateError("it holds no certificate")
    ends = min(one.not_valid_after_utc for one in found)
    begins = max(one.not_valid_before_utc for one in found)
    return Dates(begins, ends, len(found))


def dates_by_child(pem: bytes) -> Dates:
    """`dates_of`, in a short process of its own: the parser would keep 9 MB here, for a file that changes by the month.

    Raises:
        CertificateError: there is no certificate, or the process does not end well.
    """
    try:
        done = subprocess.run(  # our own interpreter and module; the text goes to its standard input
            [sys.executable, "-I", "-m", "holdfast.host.certificates"],
            input=pem,
            capture_output=True,
            timeout=_CHILD_SECONDS,
            env={},
            check=False,
        )
        said = json.loads(done.stdout)
        if problem := said.get("problem"):
            raise CertificateError(str(problem))
        begins, ends = (datetime.fromtimestamp(said[key], UTC) for key in ("begins", "ends"))
        return Dates(begins, ends, int(said["certificates"]))
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, AttributeError, OverflowError):
        raise CertificateError("it could not be looked at") from None


class CertificateFile:
    """A certificate file that is read when it has changed: a renewal replaces it.

    Args:
        path: a PEM file, with or without its chain.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._dates: Dates | CertificateError = CertificateError("it was not looked at")

    def dates(self) -> Dates:
        """Its dates.

        Raises:
            CertificateError: the file is missing, cannot be read, or holds no certificate.
        """
        try:
            found = self._path.stat()
            if not stat.S_ISREG(found.st_mode):
                raise CertificateError("it is not a file")
            if found.st_size > LARGEST_FILE:
                raise CertificateError("it is too large for a certificate")
            signature = (found.st_ino, found.st_mtime_ns, found.st_size)
            if signature != self._seen:
                self._dates = _looked(self._path.read_bytes())
                self._seen = signature
        except FileNotFoundError:
            raise CertificateError("there is no such file") from None
        except OSError as error:
            raise CertificateError(f"it cannot be read ({error.strerror})") from None
        if isinstance(self._dates, CertificateError):
            raise CertificateError(str(self._dates))
        return self._dates


def _looked(pem: bytes) -> Dates | CertificateError:
    try:
        # An application that mounts the health may have the parser already.
        return dates_of(pem) if "cryptography.x509" in sys.modules else dates_by_child(pem)
    except CertificateError as error:
        return error
